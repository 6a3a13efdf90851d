"""A process of the server: gunicorn's asgi worker, with an end to what gunicorn lets last, and with problems."""

import re
from collections.abc import Iterable
from typing import Any
from uuid import uuid4

from gunicorn.asgi import protocol
from gunicorn.asgi.protocol import ASGIProtocol
from gunicorn.workers import gasgi

from api.model.jsontext import encode
from api.server.access_log import Seen
from api.server.asgi import BEGUN
from api.web.headers import ALWAYS
from api.web.openapi.components import BY_STATUS, MEDIA_TYPE, TYPES

#: How many bytes the first line of a request may have.
LONGEST_LINE = 8_190
#: How many seconds a client has for its first head; later ones have the time that a connection may be idle.
HEAD = 5.0
#: How many seconds a client may take to read what waits for it, 48 KiB or less.
READ = 30.0
#: An address with scheme and host, as a proxy is asked with it: the host, and the path.
_ABSOLUTE = re.compile(rb"https?://([^/@]+)(/.*)?", re.IGNORECASE | re.DOTALL)
#: What is most often wrong with a request that cannot be read, and what to do about it.
_ADVICE = {
    "address-too-long": f": at most {LONGEST_LINE} bytes are read, path and parameters together",
    "bad-request": ". Letters outside ASCII must be percent-encoded in an address: curl -G does it, with "
    "--data-urlencode 'q=…'.",
}


class Worker(gasgi.ASGIWorker):  # type: ignore[misc]  # gunicorn has no types
    """A worker whose connections are ours."""

    def init_process(self) -> None:
        """Begin to work."""
        self.begin(Protocol)

    def begin(self, connection: type) -> None:
        """Begin to work with connections of a class, which gunicorn finds by this name, and by no setting."""
        gasgi.ASGIProtocol = connection
        super().init_process()


class Protocol(ASGIProtocol):  # type: ignore[misc]  # gunicorn has no types
    """A connection that ends: where its head does not come, or what it is sent is not read, or there are too many.

    A body is not waited for: a request is answered when its head is there, and one with a body that has not come by
    then is the last of its connection.
    """

    _stalled: Any = None
    #: A request that is begun, but not finished.
    _unfinished: dict[str, Any] | None = None

    def connection_made(self, transport: Any) -> None:
        """Give the client its time for a head; or refuse it, where there are too many."""
        super().connection_made(transport)
        if self.worker.nr_conns > self.worker.worker_connections:
            self._send_error_response(503, "Too many connections are open", [("Retry-After", "1")])
            self._close_transport()
            return
        self._keepalive_handle = self.worker.loop.call_later(HEAD, self._keepalive_timeout)

    def _keepalive_timeout(self) -> None:
        """Tell a client that its head did not come in time, if it has begun one; close without a word if not."""
        parser = self._callback_parser
        if parser and (parser._state == "headers" or (parser._state == "request_line" and parser._buffer)):
            self._send_error_response(408, "The head of the request did not come in time")
        super()._keepalive_timeout()

    def _is_websocket_upgrade(self, request: Any) -> bool:
        """Answer a request for another protocol as if it had not asked for that (RFC 9110, 7.8)."""
        return False

    def _build_http_scope(self, request: Any, sockname: Any, peername: Any) -> dict[str, Any]:
        """Take the path of an address with scheme and host; its host then goes for `Host` (RFC 9112, 3.2.2)."""
        if begun := self._unfinished:
            self._unfinished = None
            return begun
        scope: dict[str, Any] = super()._build_http_scope(request, sockname, peername)
        if absolute := _ABSOLUTE.fullmatch(scope["raw_path"]):
            host, path = absolute[1], absolute[2] or b"/"
            headers = [header for header in scope["headers"] if header[0] != b"host"]
            scope |= {"raw_path": path, "path": path.decode("latin-1"), "headers": [*headers, (b"host", host)]}
        return scope

    async def _serve_http_request(self, request: Any, sockname: Any, peername: Any) -> bool:
        """Write an answer that is whole, head and body at once, and say whether the connection goes on.

        Gunicorn does it message by message, in a task of its own, and looks at each header twice. It still sends what
        comes in pieces, what is asked for with a body, and all to clients of HTTP/1.0.
        """
        receiver = self._body_receiver
        if request.version != (1, 1) or (receiver and (not receiver._complete or receiver.buffered)):
            return bool(await super()._serve_http_request(request, sockname, peername))
        scope = self._build_http_scope(request, sockname, peername)
        begun = await self.app.begin(scope)
        if begun.pieces:
            self._unfinished = {**scope, "extensions": {BEGUN: begun}}
            return bool(await super()._serve_http_request(request, sockname, peername))
        answer = self.app.finished(begun)
        closes = self._will_close(request, False)
        self.write(*answer, closes=closes)
        if self._flow_control and self._flow_control.write_paused:
            await self._flow_control.drain()
        return not (closes or self._will_close(request, False))

    def write(self, lines: bytes, body: bytes, *, closes: bool = False) -> None:
        """Write an answer: the lines of its head, with those that are the server's to add, and its body."""
        if not self._closed:
            last = b"Connection: close\r\n\r\n" if closes else b"\r\n"
            ours = protocol._CACHED_SERVER_HEADER, protocol._get_cached_date_header()
            self._safe_write(b"".join((lines, *ours, last, body)))

    def pause_writing(self) -> None:
        """Give the client its time to read."""
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
        status = 400 if status == 501 else status
        id = uuid4().hex
        slug = BY_STATUS.get(status, "bad-request" if status < 500 else "internal-error")
        detail = f"{message}{_ADVICE.get(slug, '')}"
        document = {"type": f"/problems/{slug}", "title": TYPES[slug][1], "status": status, "detail": detail}
        body = encode(document) + b"\n"
        headers = {
            "Connection": "close",
            "Content-Type": MEDIA_TYPE,
            "X-Request-ID": id,
            "Cache-Control": "no-store",
            "Content-Length": len(body),
            **dict(ALWAYS),
            **dict(extra_headers),
        }
        reason = self._get_reason_phrase(status)
        lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
        self._safe_write("\r\n".join(lines).encode("latin-1") + body)
        self.worker.asgi.tell(Seen(id, "", "", "", "", status, len(body), 0, from_memory=False))
