"""The front: an ASGI application that answers from memory, and hands the rest to a WSGI application on a few threads.

A release cannot change, so an answer from it can be given again. It is kept under what was asked for: path, parameters
in any order, accepted forms. 304s and HEAD follow from what is kept. Whatever is not kept goes to the application, on a
pool of threads of bounded size; beyond a bounded number of waiting requests the answer is 503, at once.

A server that can write a head and a body at once need not be sent to: it has a request begun, and finished if it is.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Any

from api.server.access_log import Observe, Seen
from api.server.cache import Memory
from api.server.heads import Heads
from api.server.request import Request, Scope, new_id
from api.server.response import Headers, Response, problem
from api.server.thread_pool import Threads
from api.web.headers import ROUTE

#: The statuses of answers that follow from a release alone.
KEPT = frozenset({200, 404, 410})
#: What is answered however many wait: who asks would end a process that is merely busy.
_PROBES = frozenset({b"/healthz", b"/readyz"})
#: The header that names a request.
_ID, _NAMED = b"X-Request-ID", "X-Request-ID"
#: The ASGI extensions by which a server says from which bytes it read a request, and what of it is begun already.
HEAD, BEGUN = "crisis_facts.head", "crisis_facts.begun"
#: The status under which an answer is logged and counted that broke off on its way, whatever it began with.
_BROKEN_OFF = 500
#: What is said to who comes when too many wait: to come again in a second.
_RETRY_AFTER = b"1"
#: The port at the end of a host.
_PORT = re.compile(rb":[0-9]*$")
#: How many seconds pass between two looks for another release: few enough to see, check and take one within a second.
EVERY = 0.25

_LOG = logging.getLogger("crisis_facts")

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: Gives an application that takes the place of the one before; None where that one goes on.
Next = Callable[[], Wsgi | None]
#: What answers, and what it has answered.
_Service = tuple[Wsgi, Memory[Response]]


@dataclass(slots=True)
class Begun:
    """A request and what answers it: since when, in nanoseconds, and whether from memory."""

    request: Request
    response: Response
    since: int
    from_memory: bool = False

    @property
    def sent(self) -> Response:
        """The answer, or that the client has it already."""
        response = self.response
        return response.unchanged if response.is_held(self.request.held) else response

    @property
    def pieces(self) -> Iterator[bytes] | None:
        """What is yet to come of the answer; None where it is whole."""
        return self.response.pieces and self.sent.pieces

    @property
    def body(self) -> bytes:
        """What is sent behind the head."""
        return b"" if self.request.head else self.sent.body


class Front:
    """Answers requests over ASGI."""

    def __init__(  # noqa: PLR0913 - each is a setting, given by name
        self,
        app: Wsgi,
        *,
        memory: int,
        threads: int,
        queue: int,
        next: Next = lambda: None,
        observers: Sequence[Observe] = (),
        hosts: frozenset[bytes] = frozenset(),
    ) -> None:
        """Keep so many bytes of answers; let so many requests run in the application, and so many wait for that.

        `next` is asked every `EVERY` seconds for an application that takes the place of the one that answers;
        `observers` are told of each answer; where there are `hosts`, requests for others are refused.
        """
        self._observers = tuple(observers)
        self._hosts = hosts
        self._next = next
        self._room = memory
        self._service: _Service = app, Memory(memory)
        self._heads: Heads[Request] = Heads()
        self._threads = Threads(threads, "app")
        self._pieces = asyncio.Semaphore(max(1, threads - 1))
        self._most = threads + queue
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; or live, from the first to the last, through the time that a server takes requests."""
        if scope["type"] != "http":
            await self._live(scope, receive, send)
            return
        begun = scope.get("extensions", {}).get(BEGUN) or await self.begin(scope)
        if begun.pieces:
            await self._stream(begun, begun.pieces, send)
            return
        sent = begun.sent
        headers = [*sent.headers, (_ID, begun.request.id)]
        await send({"type": "http.response.start", "status": sent.status, "headers": headers})
        await send({"type": "http.response.body", "body": begun.body})
        self._tell(begun, sent.status, len(begun.body))

    async def begin(self, scope: Scope) -> Begun:
        """Find what answers a request: it is to be sent, or finished if it is whole."""
        since = perf_counter_ns()
        request = Request(scope)
        if self._hosts and not self._is_ours(scope):
            return Begun(request, _foreign(), since)
        app, memory = self._service
        kept = memory.get(request.key) if request.key else None
        if kept:
            if head := scope.get("extensions", {}).get(HEAD):
                self._heads.learn(head, scope, request)
            return Begun(request, kept, since, from_memory=True)
        response = await self._response(app, scope, request)
        if request.key and response.status in KEPT and not response.pieces:
            memory.put(request.key, response, response.size + sum(map(len, request.key)))
        return Begun(request, response, since)

    def finished(self, begun: Begun) -> tuple[bytes, bytes]:
        """Give the lines of the head of an answer that is whole, but for those of the server, and its body."""
        sent, body = begun.sent, begun.body
        self._tell(begun, sent.status, len(body))
        return b"%b%b: %b\r\n" % (sent.lines, _ID, begun.request.id), body

    def again(self, head: bytes) -> tuple[bytes, bytes] | None:
        """Answer a request whose head was answered from memory before: give the lines of its head, and its body.

        None where it must be read: it is not known, or the answer is not in memory any more.
        """
        since = perf_counter_ns()
        request = self._heads.get(head)
        kept = self._service[1].get(request.key) if request else None
        if not request or not kept:
            return None
        request.id = new_id()
        return self.finished(Begun(request, kept, since, from_memory=True))

    @property
    def waiting(self) -> int:
        """How many requests are in the application, or wait for it."""
        return self._busy

    def tell(self, seen: Seen) -> None:
        """Tell those who take notice of a request that was answered, here or before it came here."""
        for observe in self._observers:
            observe(seen)

    def _is_ours(self, scope: Scope) -> bool:
        """Whether a request is for one of our hosts, whatever the port."""
        named = [value.lower() for name, value in scope["headers"] if name == b"host"]
        return len(named) == 1 and _PORT.sub(b"", named[0]) in self._hosts

    def _tell(self, begun: Begun, status: int, sent: int) -> None:
        """Tell those who take notice what was asked, what was answered, and with how many bytes."""
        if not self._observers:
            return
        took, asked = perf_counter_ns() - begun.since, begun.request
        id, path, query = (text.decode("latin-1") for text in (asked.id, asked.path, asked.query))
        route = begun.response.route
        self.tell(Seen(id, asked.method, path, query, route, status, sent, took, begun.from_memory))

    async def _response(self, app: Wsgi, scope: Scope, request: Request) -> Response:
        """Have the application answer, unless too many wait for that already."""
        if self._busy >= self._most and scope["raw_path"] not in _PROBES:
            return _overloaded()
        self._busy += 1
        try:
            return await self._threads.call(_called, app, request.environ(scope))
        except Exception as error:
            _LOG.error("request failed", exc_info=error)
            return problem("internal-error", "The server failed on this request; it has been logged.")
        finally:
            self._busy -= 1

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow the releases from before the first request to after the last one (ASGI lifespan)."""
        if scope["type"] != "lifespan":
            return
        await receive()
        await self._succeed()
        following = asyncio.create_task(self._follow())
        await send({"type": "lifespan.startup.complete"})
        await receive()
        following.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self._succeed()

    async def _succeed(self) -> None:
        """Let the next application answer, if there is one, with a memory of its own.

        What the last one is still answering goes into the memory of the last one, which nobody reads any more.
        """
        try:
            app = await asyncio.to_thread(self._next)
        except Exception as error:
            _LOG.error("looking for a release failed", exc_info=error)
            return
        if app is not None:
            self._service = app, Memory(self._room)

    async def _stream(self, begun: Begun, pieces: Iterator[bytes], send: Send) -> None:
        """Send pieces as they come: between two of them a slow reader holds no thread.

        Where one fails, the answer is left without an end, so that the client sees that it is not whole.
        """
        sent, response, id = 0, begun.response, begun.request.id
        headers: Headers = [*response.headers, (_ID, id)]
        await send({"type": "http.response.start", "status": response.status, "headers": headers})
        while not begun.request.head:
            try:
                piece = await self._piece(pieces)
            except Exception as error:
                _LOG.error("answer %s broke off after %d bytes", id.decode(), sent, exc_info=error)
                self._tell(begun, _BROKEN_OFF, sent)
                return
            if not piece:
                break
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            sent += len(piece)
        await send({"type": "http.response.body", "body": b""})
        self._tell(begun, response.status, sent)

    async def _piece(self, pieces: Iterator[bytes]) -> bytes:
        """Give the next piece; all that ask for pieces leave a thread to other requests, however many they are."""
        async with self._pieces:
            return await self._threads.call(_next, pieces)


def _called(app: Wsgi, environ: dict[str, Any]) -> Response:
    """Call a WSGI application, and collect its answer where it says how long that is, or has none."""
    started: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        started[:] = [status, headers]
        return lambda data: None

    pieces = app(environ, start)
    status, named = started
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named if name != _NAMED]
    told = {name.lower(): value for name, value in headers}
    number, etag, route = int(status[:3]), told.get(b"etag", b""), environ.get(ROUTE, "")
    if b"content-length" not in told and number != 308:
        return Response(number, headers, b"", etag, route, iter(pieces))
    body = b"".join(pieces)
    if close := getattr(pieces, "close", None):
        close()
    if b"content-length" not in told:
        headers.append((b"Content-Length", str(len(body)).encode()))
    return Response(number, headers, body, etag, route)


def _next(pieces: Iterator[bytes]) -> bytes:
    """Give the next piece that is not empty; nothing where there is none."""
    return next(filter(None, pieces), b"")


def _overloaded() -> Response:
    """Say that too many requests wait already."""
    detail = f"Too many requests wait for an answer; ask again in {_RETRY_AFTER.decode()} second."
    return problem("overloaded", detail, (b"Retry-After", _RETRY_AFTER))


def _foreign() -> Response:
    """Say that a request is for another host."""
    return problem("bad-request", "The Host of the request is none that this server answers for.")
