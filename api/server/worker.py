"""A process of the server: gunicorn's asgi worker, with time limits where gunicorn has none, and with problems.

This file alone leans on private names of gunicorn; a test lists them, and says which of them is gone.
"""

import socket
import sys
from collections.abc import Iterable
from functools import partial
from http import HTTPStatus
from typing import Any

from gunicorn.asgi import parser, protocol
from gunicorn.workers import gasgi

from api.server.access_log import AccessRecord
from api.web.problems import of_status
from api.web.request import named_or_new

#: How many bytes the first line of a request may have, and each of how many headers.
LONGEST, HEADERS = 8_190, 100
#: How many seconds a client has for its first head; later ones have the time that a connection may be idle.
HEAD = 5.0
#: How many seconds a client may take to read what waits for it, 48 KiB or less.
READ = 30.0
#: How many connections are taken at once: so few that there are descriptors for those that are refused.
_AT_ONCE = 8
#: What is wrong where gunicorn says no more than the words that are wrong, or less.
_FAULTS = {
    parser.LimitRequestLine: f"At most {LONGEST} bytes of the first line are read, path and parameters together.",
    parser.LimitRequestHeaders: f"At most {HEADERS} headers of at most {LONGEST} bytes are read.",
    parser.InvalidRequestLine: "The first line of a request is like this: GET /v1/actors HTTP/1.1",
    parser.InvalidRequestMethod: "{!r} is no method; GET is one, in capitals.",
    parser.InvalidHTTPVersion: "The first line ends with {!r}, not with HTTP/1.1; in an address, a space is %20.",
    parser.InvalidHeaderName: "{!r} is no name of a header: it has other signs than letters, digits and hyphens.",
    parser.UnsupportedTransferCoding: "The transfer coding {!r} is unknown; send no body, or chunked.",
}
_LETTERS = "Letters outside ASCII must be percent-encoded in an address: curl -G does it, with --data-urlencode 'q=…'."


class Listener(socket.socket):
    """A socket that listens already: asyncio would listen again, with a shorter queue than systemd or gunicorn."""

    def listen(self, backlog: int = 0, /) -> None:
        """Go on."""


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker whose connections are ours."""

    def init_process(self) -> None:
        """Begin to work; gunicorn has no setting for the class of connections, and finds it by this name.

        Its table of reasons lacks some, such as that of 406.
        """
        gasgi.ASGIProtocol = Connection
        for status in HTTPStatus:
            protocol._REASON_PHRASES.setdefault(status.value, status.phrase)
        super().init_process()

    def run(self) -> None:
        """Take connections, until it is told to end."""
        for listener in self.sockets:
            listener.sock = Listener(fileno=listener.sock.detach())
        self.loop.create_server = partial(self.loop.create_server, backlog=_AT_ONCE)
        super().run()


class Connection(protocol.ASGIProtocol):  # type: ignore[misc]  # gunicorn has no types
    """A connection that ends where no head comes, where nobody reads what is sent, or where too many are open.

    A body is not waited for: a request is answered when its head is there, and one with a body that has not come by
    then is the last of its connection.
    """

    _stalled: Any = None

    def connection_made(self, transport: Any) -> None:
        """Set the time that the client has for a head; refuse it, where too many connections are open."""
        super().connection_made(transport)
        if self.worker.nr_conns > self.worker.worker_connections:
            self._send_error_response(503, "Too many connections are open", [("Retry-After", "1")])
            self._close_transport()
            return
        self._keepalive_handle = self.worker.loop.call_later(HEAD, self._keepalive_timeout)

    def _keepalive_timeout(self) -> None:
        """Tell a client that its head did not come in time, if it has begun one; close without a word if not."""
        parser = self._callback_parser
        if parser and (parser.method or parser._buffer):
            self._send_error_response(408, "The head of the request did not come in time")
        super()._keepalive_timeout()

    def _is_websocket_upgrade(self, request: Any) -> bool:
        """Answer a request for another protocol as if it had not asked for that (RFC 9110, 7.8)."""
        return False

    def pause_writing(self) -> None:
        """Set the time that the client has to read."""
        super().pause_writing()
        self._stalled = self.worker.loop.call_later(READ, self.transport.abort)

    def resume_writing(self) -> None:
        """Go on: the client has read."""
        super().resume_writing()
        if self._stalled:
            self._stalled.cancel()

    def _close_transport(self) -> None:
        super()._close_transport()
        if self.transport and self.transport.get_write_buffer_size():
            self.worker.loop.call_later(READ, self.transport.abort)

    def _send_error_response(self, status: int, message: str, extra_headers: Iterable[tuple[str, str]] = ()) -> None:
        """Answer a request that is no HTTP, or too long, with a problem, in place of gunicorn's plain text.

        A transfer coding that nobody knows is a fault of the request too, though gunicorn says 501.
        """
        if self.transport.is_closing():
            return
        status, id = 400 if status == 501 else status, named_or_new()
        response = of_status(status, self._fault() or message, dict(extra_headers)).under(self.worker.asgi.address)
        head = [(b"Connection", b"close"), (b"X-Request-ID", id.encode()), *response.encoded]
        lines = b"".join(b"%b: %b\r\n" % header for header in head)
        first = f"HTTP/1.1 {status} {protocol._REASON_PHRASES[status]}\r\n".encode()
        self.transport.write(first + lines + b"\r\n" + response.body)
        self.worker.asgi.tell(AccessRecord(id, "", "", "", "", status, len(response.body), 0, from_memory=False))

    def _fault(self) -> str:
        error = sys.exception()
        if isinstance(error, parser.InvalidRequestLine) and not (self._callback_parser.path or b"").isascii():
            return _LETTERS
        return _FAULTS.get(type(error), "").format(f"{error!s:.40}")
