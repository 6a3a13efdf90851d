"""A process of the server that knows heads again: what was answered from memory before is not parsed once more.

All else is gunicorn's: its parser reads every head once, its limits and time-outs hold, and it stops as it does. Only a
connection that is idle takes the shortcut, and only for bytes that are the whole of a request, which was answered so.
"""

from typing import Any

from api.server.asgi import HEAD
from api.server.worker import Protocol, Worker


class ShortcutWorker(Worker):
    """A worker whose connections know heads again."""

    def init_process(self) -> None:
        """Begin to work."""
        self.begin(Shortcut)


class Shortcut(Protocol):
    """A connection that answers what it knows."""

    #: Whether a part of a head has come, and the bytes that came last, where they may be a head.
    _begun = False
    _came: bytes | None = None

    def data_received(self, data: bytes) -> None:
        """Answer at once what was answered before, byte for byte; leave the rest to gunicorn."""
        if self._is_idle() and (answer := self.app.again(data)):
            self._go_on(*answer)
            return
        self._came = data if self._is_idle() else None
        super().data_received(data)

    def _is_idle(self) -> bool:
        """Whether what comes now is the beginning of a request, and the connection and the worker go on after it."""
        worker = self.worker
        return (
            self._awaiting_request
            and not (self._begun or self._request_ready.is_set() or self._finishing_calls or self._write_paused)
            and worker.alive
            and worker.nr + 1 < worker.max_requests
        )

    def _go_on(self, lines: bytes, body: bytes) -> None:
        """Send an answer, and give the client its time for another request, as gunicorn does after each."""
        self.worker.nr += 1
        self.write(lines, body)
        self._arm_keepalive_timer()

    def _feed_callback_parser(self, data: bytes) -> bool:
        going: bool = super()._feed_callback_parser(data)
        self._begun = not self._request_ready.is_set()
        return going

    def _build_http_scope(self, request: Any, sockname: Any, peername: Any) -> dict[str, Any]:
        """Say from which bytes a request was read."""
        scope: dict[str, Any] = super()._build_http_scope(request, sockname, peername)
        if self._came and "extensions" not in scope:
            scope["extensions"] = {HEAD: self._came}
        return scope
