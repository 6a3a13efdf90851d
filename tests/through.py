"""Run the same tests through more of the house: through the ASGI front in this process, or a real server over HTTP.

`CRISIS_FACTS_THROUGH` says through what: `app`, the WSGI application alone (the default), `front` or `server`.
"""

import asyncio
import atexit
import os
from collections.abc import Callable, Iterable
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from api.server.asgi import AsgiApp
from api.web.app import Application
from tests.serving import serving

THROUGH = os.environ.get("CRISIS_FACTS_THROUGH", "app")
Start = Callable[[str, list[tuple[str, str]]], object]

#: For tests that look into the application: elsewhere it is in another process, or on other threads.
only_the_app = pytest.mark.skipif(THROUGH != "app", reason="looks into the application itself")


def led_through(app: Application, release: Path) -> Application:
    """Lead the requests of an application's test client through what `CRISIS_FACTS_THROUGH` names."""
    if THROUGH == "front":
        app.wsgi_app = Fronted(AsgiApp(app.answer, memory=1 << 20, threads=2, queue=8))  # type: ignore[method-assign]
    if THROUGH == "server":
        running = serving(release)
        app.wsgi_app = Remote(running.__enter__())  # type: ignore[method-assign]
        atexit.register(running.__exit__, None, None, None)
    return app


class Fronted:
    """A WSGI application that calls an ASGI one."""

    def __init__(self, front: AsgiApp) -> None:
        self.front = front

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": sent_by(environ), "more_body": False}

        asyncio.run(self.front(scope(environ), receive, send))
        begun, *pieces = sent
        assert not pieces[-1].get("more_body")
        headers = [(name.decode("latin-1").title(), value.decode("latin-1")) for name, value in begun["headers"]]
        start(f"{begun['status']} As it is", headers)
        return [piece["body"] for piece in pieces]


def scope(environ: dict[str, Any]) -> dict[str, Any]:
    """Return the ASGI scope that gunicorn would make of a request."""
    names = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name.startswith("HTTP_")}
    names["content-type"] = environ.get("CONTENT_TYPE", "")
    return {
        "type": "http",
        "method": environ["REQUEST_METHOD"],
        "raw_path": target(environ).partition("?")[0].encode("latin-1"),
        "query_string": environ["QUERY_STRING"].encode("latin-1"),
        "headers": [(name.encode("latin-1"), value.encode("latin-1")) for name, value in names.items()],
    }


def sent_by(environ: dict[str, Any]) -> bytes:
    """Return the body of a request."""
    body: bytes = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    return body


def target(environ: dict[str, Any]) -> str:
    """Return the target of a request, as it stands in its first line."""
    address = str(environ.get("REQUEST_URI") or environ["PATH_INFO"])
    path = address.partition("?")[0]
    query = environ["QUERY_STRING"].replace(" ", "%20")
    return f"{path}?{query}" if query else path


class Remote:
    """A WSGI application that calls a server."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(self, environ: dict[str, Any], start: Start) -> Iterable[bytes]:
        names = {name[5:].replace("_", "-").title(): value for name, value in environ.items() if name[:5] == "HTTP_"}
        connection = HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.putrequest(environ["REQUEST_METHOD"], target(environ), skip_host=True, skip_accept_encoding=True)
        for name, value in names.items():
            connection.putheader(name, value)
        body = sent_by(environ)
        for name, value in (("Content-Type", environ.get("CONTENT_TYPE")), ("Content-Length", str(len(body) or ""))):
            if value:
                connection.putheader(name, value)
        connection.endheaders(body or None)
        response = connection.getresponse()
        answer = response.read()
        connection.close()
        hop = {"connection", "transfer-encoding", "date", "server"}
        start(f"{response.status} As it is", [pair for pair in response.getheaders() if pair[0].lower() not in hop])
        return [answer]
