"""The docs page, in a real browser: it shows the contract, and fetches nothing from elsewhere."""

import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from contract import CheckedClient
from flask import Flask
from werkzeug.serving import make_server

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
QUIET += " --disable-component-update --disable-sync --virtual-time-budget=15000 --window-size=1200,2400"


@pytest.fixture(scope="module")
def address(shipped_app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, shipped_app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.skipif(not CHROMIUM, reason="needs Chromium on the path")
def test_the_page_shows_every_operation(address: str, tmp_path: Path) -> None:
    command = [str(CHROMIUM), *QUIET.split(), f"--user-data-dir={tmp_path}", "--dump-dom", f"{address}/docs"]
    dom = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    shown = re.sub(r"<wbr>|\u200b|<[^>]+>", "", dom)
    for text in ("Crisis Facts", "/v1/statements", "/v1/questions/{id}", "List actors.", "Get one of the sanctions."):
        assert text in shown, text
    assert "Failed to load API definition" not in shown


def test_the_page_names_no_other_server(shipped_client: CheckedClient) -> None:
    page = shipped_client.get("/docs").get_data(as_text=True)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert "localhost" not in page
    for asset in re.findall(r"""(?:src|href)=["']([^"']+)""", page):
        assert asset.startswith("/docs/")
        response = shipped_client.get(asset)
        assert response.status_code == 200
        response.close()
