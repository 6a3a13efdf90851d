"""In a real browser: the docs page shows the contract, and a link lands on its sentence."""

import html
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import SAMPLE
from contract import CheckedClient
from flask import Flask
from werkzeug.serving import make_server
from werkzeug.wrappers import Response

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
QUIET = "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
QUIET += " --disable-component-update --disable-sync --virtual-time-budget=15000 --window-size=1200,2400"


browser = pytest.mark.skipif(not CHROMIUM, reason="needs Chromium on the path")

#: A long page that holds an article, and tells how far it was scrolled after it was loaded.
PAGE = """<!doctype html><meta charset="utf-8"><div style="height:3000px"></div>{}<div style="height:3000px"></div>
<script>setTimeout(() => document.body.setAttribute("data-scrolled", Math.round(scrollY)), 500)</script>"""


@contextmanager
def served(app: Callable[..., Any]) -> Iterator[str]:
    """Serve an application on a free port; give its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def opened(address: str, profile: Path) -> str:
    """Open an address and give what the page has become."""
    command = [str(CHROMIUM), *QUIET.split(), f"--user-data-dir={profile}", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout


@browser
def test_the_page_shows_every_operation(shipped_app: Flask, tmp_path: Path) -> None:
    with served(shipped_app) as address:
        dom = opened(f"{address}/docs", tmp_path)
    shown = re.sub(r"<wbr>|\u200b|<[^>]+>", "", dom)
    for text in ("Crisis Facts", "/v1/statements", "/v1/questions/{id}", "List actors.", "Get one of the sanctions."):
        assert text in shown, text
    assert "Failed to load API definition" not in shown


@browser
def test_a_link_lands_on_its_sentence(sample_client: CheckedClient, tmp_path: Path) -> None:
    text = (SAMPLE / "texts/gazette.txt").read_text("utf-8")
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
    article = Response(PAGE.format(paragraphs), mimetype="text/html")
    link = sample_client.get("/v1/statements/brook-listens").json["evidence"][0]["link"]
    with served(article) as address:
        plain = opened(address, tmp_path / "plain")
        landed = opened(link.replace("https://gazette.example", address), tmp_path / "landed")
    assert 'data-scrolled="0"' in plain
    assert int(re.findall(r'data-scrolled="(\d+)"', landed)[0]) > 500


def test_the_page_names_no_other_server(shipped_client: CheckedClient) -> None:
    page = shipped_client.get("/docs").get_data(as_text=True)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert "localhost" not in page
    for asset in re.findall(r"""(?:src|href)=["']([^"']+)""", page):
        assert asset.startswith("/docs/")
        response = shipped_client.get(asset)
        assert response.status_code == 200
        response.close()
