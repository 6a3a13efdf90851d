"""The server: gunicorn with our settings, in this process."""

import socket
from pathlib import Path
from uuid import uuid4

from flask import Flask
from gunicorn import util
from gunicorn.app.base import BaseApplication

from api.app import create_app
from api.documents import dumped
from api.shapes import MEDIA_TYPE, TYPES

#: What to do about a request line that is not ASCII, as it comes from a terminal.
_ENCODE = "The address holds letters outside ASCII; percent-encode them: curl -G does it, with --data-urlencode 'q=…'."


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves a release with gunicorn; each worker opens it for itself, after the fork."""

    def __init__(self, release: Path, settings: dict[str, object]) -> None:
        self.release = release
        self.settings = settings
        util.write_error = refuse
        super().__init__()

    def load_config(self) -> None:
        """Take our settings, and nothing from the environment or from files."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """Give each worker its application."""
        return create_app(self.release)


def refuse(client: socket.socket, status: int, reason: str, message: str) -> None:
    """Answer a request that is no HTTP, or too long, with a problem, in place of gunicorn's page."""
    slug = next((slug for slug, (found, _, _) in TYPES.items() if found == status), "bad-request")
    detail = (message or reason) if message.isascii() else _ENCODE
    document = {"type": f"/problems/{slug}", "title": TYPES[slug][1], "status": status, "detail": detail}
    body = dumped(document) + b"\n"
    headers = {
        "Connection": "close",
        "Content-Type": MEDIA_TYPE,
        "X-Request-ID": uuid4().hex,
        "Cache-Control": "no-store",
        "Access-Control-Allow-Origin": "*",
        "Content-Length": len(body),
    }
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    util.write_nonblock(client, "\r\n".join(lines).encode("latin-1") + body)


def settings(host: str, port: int, workers: int, threads: int) -> dict[str, object]:
    """Give the settings of gunicorn that hold everywhere, with those that an operator sets."""
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "threads": threads,
        "worker_class": "gthread",
        "http_parser": "python",
        "control_socket_disable": True,
        "graceful_timeout": 20,
        "limit_request_line": 8190,
        "proc_name": "crisis-facts",
        "loglevel": "warning",
    }
