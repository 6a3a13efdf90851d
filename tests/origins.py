"""An origin of releases on loopback: plain files over HTTP, with ranges, and with faults on demand."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread


@dataclass
class Faults:
    """What an origin does wrong: it cuts files short, claims other lengths, is slow, leads elsewhere, or packs.

    In pieces, a file comes without its length, and each piece with its own.
    """

    cut: int = 0
    claimed: int = 0
    pause: float = 0
    location: str = ""
    packing: str = ""
    in_pieces: bool = False
    #: What was asked for, with the range.
    asked: list[tuple[str, str]] = field(default_factory=list)


class FileHandler(BaseHTTPRequestHandler):
    """Sends files of a folder, whole or from a byte on."""

    protocol_version = "HTTP/1.1"

    def __init__(self, *arguments: object, folder: Path, faults: Faults) -> None:
        self.folder, self.faults = folder, faults
        super().__init__(*arguments)  # type: ignore[arg-type]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def do_GET(self) -> None:
        """Send a file, or lead elsewhere."""
        faults, asked = self.faults, self.headers["Range"]
        faults.asked.append((self.path, asked or ""))
        if faults.location:
            self.send_response(302)
            self.send_header("Location", faults.location.replace("{path}", self.path))
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path = self.folder / self.path[1:]
        if not path.is_file():
            self.send_error(404)
            return
        body, begun = path.read_bytes(), int(asked[6:-1]) if asked else 0
        if begun >= len(body):
            self.send_error(416)
            return
        self.send_response(206 if begun else 200)
        if begun:
            self.send_header("Content-Range", f"bytes {begun}-{len(body) - 1}/{len(body)}")
        self._send(body[begun:], path.suffix == ".db")

    def _send(self, body: bytes, is_release: bool) -> None:
        faults = self.faults
        claimed = is_release and faults.claimed
        if faults.packing:
            self.send_header("Content-Encoding", faults.packing)
        if is_release and faults.in_pieces:
            self.send_header("Transfer-Encoding", "chunked")
            self.end_headers()
            self.wfile.write(b"%x\r\n%b" % (len(body), body[: len(body) // 2]))
            self.close_connection = True
            return
        self.send_header("Content-Length", str(claimed or len(body)))
        self.end_headers()
        if is_release and faults.cut:
            body, self.close_connection = body[: faults.cut], True
        for at in range(0, len(body), 65_536):
            self.wfile.write(body[at : at + 65_536])
            time.sleep(faults.pause * is_release)
        self.close_connection |= bool(claimed)


@contextmanager
def origin(folder: Path) -> Iterator[tuple[str, Faults]]:
    """Serve a folder, and yield its address and the faults that it may have."""
    faults = Faults()
    with _served(partial(FileHandler, folder=folder, faults=faults)) as url:
        yield url, faults


@contextmanager
def plain(folder: Path) -> Iterator[str]:
    """Serve a folder by Python's own server, which knows no ranges, and yield its address."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with _served(partial(Quiet, directory=str(folder))) as url:
        yield url


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: object) -> None:
        """Say nothing of clients that leave."""


@contextmanager
def _served(handler: object) -> Iterator[str]:
    server = _Server(("127.0.0.1", 0), handler)  # type: ignore[arg-type]
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
