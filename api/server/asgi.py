"""The ASGI application: it answers from memory, and has other requests answered on a few threads.

A release cannot change, so a response from it can be sent again. It is kept under what was asked for: path, parameters
in any order, accepted forms. 304s and HEAD follow from what is kept. Probes are answered at once too. Beyond a bounded
number of waiting requests the response is 503, and beyond a bounded number of one client it is 429.
"""

import asyncio
import logging
import re
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack
from dataclasses import dataclass, field
from time import perf_counter_ns
from typing import Any, Protocol

from api.server.access_log import AccessRecord, Observer
from api.server.body import Receive, received
from api.server.cache import ResponseCache
from api.server.clients import Clients
from api.server.thread_pool import ThreadPool
from api.web.address import NO_ADDRESS, Address
from api.web.problems import of_error, problem
from api.web.request import Request, Scope
from api.web.responses import Answer, Response
from api.web.routes import POSTED

#: The statuses of responses that follow from a release alone, and where these are.
KEPT, _OF_A_RELEASE = frozenset({200, 404, 410}), ("/v1", "/releases/", "/static/")
#: The longest address, and the longest `Accept`, under which a response is kept.
_LONGEST = 2_000
#: What a kept response takes beside its body, its headers and its key, in bytes: objects and their places.
_OVERHEAD = 3_100
#: What is answered at once, however many wait: who asks would end a process that is merely busy.
_PROBES = frozenset({"/healthz", "/readyz"})
#: The status under which a response is logged and counted that broke off on its way, whatever it began with.
_BROKEN_OFF = 500
#: The status under which it is logged that the client left before its answer, as nginx has it.
_LEFT = 499
#: In how many seconds to ask again where too many wait.
_RETRY_AFTER = "1"
#: The port at the end of a host.
_PORT = re.compile(r":[0-9]*$")
#: How many seconds pass between two looks for another release: few enough to see, check and take one within a second.
EVERY = 0.25

_LOG = logging.getLogger("crisis_facts")

#: Believes proxies on the same machine.
_NEIGHBOURS = Clients("127.0.0.1,::1")

Send = Callable[[dict[str, Any]], Awaitable[None]]
#: Returns what takes the place of what answered before; None where that goes on.
Next = Callable[[], Answer | None]
#: What a response is kept under.
_Key = tuple[str, bool, str]


@dataclass(slots=True)
class Exchange:
    """A request since when, in nanoseconds, and the response to it: how many bytes were sent, and whether that is all.

    Until there is a response, its status is that of a client who has left.
    """

    request: Request
    since: int
    response: Response = field(default_factory=lambda: Response(_LEFT, {}))
    status: int = _LEFT
    sent: int = 0
    from_memory: bool = False


class Beside(Protocol):
    """Answers, while its context lasts, what comes to a path."""

    living: Callable[[], AbstractAsyncContextManager[None]]

    async def answer(self, request: Request, receive: Receive) -> Response:
        """Return the response to a request, whose body is yet to come."""


class AsgiApp:
    """Answers requests over ASGI."""

    def __init__(  # noqa: PLR0913 - each is a setting, given by name
        self,
        answer: Answer,
        *,
        memory: int,
        threads: int,
        queue: int,
        each: int | None = None,
        clients: Clients = _NEIGHBOURS,
        next: Next = lambda: None,
        observers: Sequence[Observer] = (),
        hosts: frozenset[str] = frozenset(),
        address: Address = NO_ADDRESS,
    ) -> None:
        """Keep so many bytes of responses; let so many requests be answered at once, and so many wait for that.

        Of one client, `each` are answered or wait at once; `clients` tells who asks.
        `next` is asked every `EVERY` seconds for what takes the place of `answer`; `observers` are told of each
        response; where there are `hosts`, requests for others are refused. The public finds the server at `address`.
        """
        self._observers = tuple(observers)
        self._hosts = hosts
        self.address = address
        #: What answers at paths of its own.
        self.beside: dict[str, Beside] = {}
        self._next = next
        self._room = memory
        self._service = answer, ResponseCache[Response](memory)
        self._threads = ThreadPool(threads, "app")
        self._pieces = asyncio.Semaphore(max(1, threads - 1))
        self._most = threads + queue
        self._busy = 0
        self._each, self._clients = each, clients
        self._of_client: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; or live, from the first to the last, through the time that a server takes requests."""
        if scope["type"] != "http":
            await self._live(scope, receive, send)
            return
        exchange = Exchange(Request.from_scope(scope), perf_counter_ns())
        beside = self.beside.get(exchange.request.path)
        try:
            found = beside.answer(exchange.request, receive) if beside else self._received(exchange, receive)
            exchange.response = await found
            await self._send(exchange, send)
        except asyncio.CancelledError:  # so gunicorn tells that the connection is gone
            exchange.request.departed = True
            raise
        finally:
            self._tell(exchange)

    async def _send(self, exchange: Exchange, send: Send) -> None:
        """Send the response to a request."""
        request, response = exchange.request, exchange.response.to(exchange.request)
        id = (b"X-Request-ID", request.id.encode())
        await send({"type": "http.response.start", "status": response.status, "headers": [*response.encoded, id]})
        if response.pieces:
            await self._stream(exchange, response, send)
            return
        body = b"" if request.method == "HEAD" else response.body
        exchange.status, exchange.sent = response.status, len(body)
        await send({"type": "http.response.body", "body": body})

    @property
    def waiting(self) -> int:
        """How many requests are being answered on threads, or wait for that."""
        return self._busy

    def tell(self, record: AccessRecord) -> None:
        """Tell the observers of a request that was answered, here or before it came here."""
        for observe in self._observers:
            observe(record)

    async def ask(self, request: Request) -> Response:
        """Return the response to a request that is made here for a client, as if the client had made it."""
        return await self._found(Exchange(request, perf_counter_ns()))

    async def _received(self, exchange: Exchange, receive: Receive) -> Response:
        """Find the response to a request, once its body is there, if it may have one."""
        request = exchange.request
        if request.method == "POST" and POSTED.fullmatch(request.raw_path):
            body = await received(receive)
            if isinstance(body, Response):
                return body.under(self.address)
            request.body = body
        return await self._found(exchange)

    async def _found(self, exchange: Exchange) -> Response:
        """Find the response to a request, in memory or on a thread."""
        request = exchange.request
        if self._hosts and _PORT.sub("", request.host.lower()) not in self._hosts:
            detail = "The Host of the request is none that this server answers for."
            return problem("bad-request", detail).under(self.address)
        answer, memory = self._service
        if request.source.get("http_version") == "1.1" and "host" not in request.headers:
            return problem("bad-request", "A request of HTTP/1.1 names its Host (RFC 9112, 3.2).").under(self.address)
        key = _key(request)
        if key and (kept := memory.get(key)):
            exchange.from_memory = True
            return kept
        response = await self._answered(answer, request)
        if key and response.status in KEPT and response.lasts and not response.pieces:
            memory.put(key, response, _size(response) + len(key[0]) + len(key[2]))
        return response

    async def _answered(self, answer: Answer, request: Request) -> Response:
        """Have a request answered, unless too many wait for that already."""
        try:
            if request.raw_path in _PROBES:
                return answer(request)
            client = self._clients.name(request.source)
            if refused := self._refusal(client):
                return refused.under(self.address)
            self._busy += 1
            self._of_client[client] += 1
            try:
                return await self._threads.call(client, answer, request)
            finally:
                self._busy -= 1
                self._of_client -= Counter([client])  # who waits for nothing is forgotten
        except Exception as error:
            return of_error(error, request).under(self.address)

    def _refusal(self, client: str) -> Response | None:
        """Return the refusal of a request, where as many wait as may: of this client, or of all."""
        again = {"Retry-After": _RETRY_AFTER}
        if self._each is not None and self._of_client[client] >= self._each:
            detail = f"{self._each} requests of yours are being answered or wait; ask again in {_RETRY_AFTER} second."
            return problem("too-many-requests", detail, again)
        if self._busy >= self._most:
            detail = f"Too many requests wait for an answer; ask again in {_RETRY_AFTER} second."
            return problem("overloaded", detail, again)
        return None

    async def _stream(self, exchange: Exchange, response: Response, send: Send) -> None:
        """Send pieces as they come: between two of them a slow reader holds no thread.

        Where one fails, the response is left without an end, so that the client sees that it is not whole.
        """
        request, client = exchange.request, self._clients.name(exchange.request.source)
        length = response.headers.get("Content-Length")
        while request.method != "HEAD" and response.pieces:
            try:
                piece = await self._piece(client, response.pieces)
            except Exception as error:
                _LOG.error("answer %s broke off after %d bytes", request.id, exchange.sent, exc_info=error)
                exchange.status = _BROKEN_OFF
                return
            if not piece:
                break
            exchange.sent += len(piece)
            exchange.status = response.status if str(exchange.sent) == length else _LEFT
            await send({"type": "http.response.body", "body": piece, "more_body": True})
        exchange.status = response.status
        await send({"type": "http.response.body", "body": b""})

    async def _piece(self, client: str, pieces: Iterator[bytes]) -> bytes:
        """Return the next piece that is not empty; nothing where there is none.

        All that ask for pieces leave a thread to other requests, however many they are, and wait until no other does.
        """
        async with self._pieces:
            return await self._threads.call(client, next, filter(None, pieces), b"", long=True)

    def _tell(self, exchange: Exchange) -> None:
        if not self._observers:
            return
        took, asked = perf_counter_ns() - exchange.since, exchange.request
        what = asked.id, asked.method, asked.raw_path, asked.query, exchange.response.route
        self.tell(AccessRecord(*what, exchange.status, exchange.sent, took, exchange.from_memory))

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow the releases from before the first request to after the last one (ASGI lifespan)."""
        if scope["type"] != "lifespan":
            return
        async with AsyncExitStack() as living:
            await receive()
            await self._look()
            for beside in self.beside.values():
                await living.enter_async_context(beside.living())
            following = asyncio.create_task(self._follow())
            await send({"type": "lifespan.startup.complete"})
            await receive()
            following.cancel()
        await send({"type": "lifespan.shutdown.complete"})

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(EVERY)
            await self._look()

    async def _look(self) -> None:
        """Let what comes next answer, if there is something, with a memory of its own.

        What is still being answered goes into the memory before, which nobody reads any more.
        """
        try:
            answer = await asyncio.to_thread(self._next)
        except Exception as error:
            _LOG.error("looking for a release failed", exc_info=error)
            return
        if answer is not None:
            self._service = answer, ResponseCache(self._room)


def _key(request: Request) -> _Key | None:
    """Return what the response to a request is kept under; None where it may not be kept."""
    path, query = request.raw_path, request.query
    if request.method not in ("GET", "HEAD") or not (path == "/" or path.startswith(_OF_A_RELEASE)):
        return None
    if "accept-datetime" in request.headers:
        return None
    if len(path) + len(query) >= _LONGEST or len(request.accept) >= _LONGEST:
        return None
    if "&" in query:
        query = "&".join(sorted(query.split("&")))
    return request.accept, request.takes_gzip, f"{path}?{query}"


def _size(response: Response) -> int:
    """Return about how many bytes a response takes in memory, with its 304."""
    return (
        _OVERHEAD + len(response.body) + 3 * sum(len(name) + len(value) + 4 for name, value in response.headers.items())
    )
