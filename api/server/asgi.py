"""The ASGI application: it answers from memory, and has other requests answered on a few threads.

A release cannot change, so a response from it can be sent again. It is kept under what was asked for: path, parameters
in any order, accepted forms. 304s and HEAD follow from what is kept. Beyond a bounded number of waiting requests the
response is 503, at once.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter_ns
from typing import Any

from api.server.access_log import AccessRecord, Observer
from api.server.cache import ResponseCache
from api.server.thread_pool import ThreadPool
from api.web.address import NO_ADDRESS, Address
from api.web.problems import of_error, problem
from api.web.request import Request, Scope
from api.web.responses import Answer, Response

#: The statuses of responses that follow from a release alone, and where these are.
KEPT, _OF_A_RELEASE = frozenset({200, 404, 410}), "/v1"
#: The longest address, and the longest `Accept`, under which a response is kept.
_LONGEST = 2_000
#: What a kept response takes beside its body, its headers and its key, in bytes: objects and their places.
_OVERHEAD = 3_100
#: What is answered however many wait: who asks would end a process that is merely busy.
_PROBES = frozenset({"/healthz", "/readyz"})
#: The status under which a response is logged and counted that broke off on its way, whatever it began with.
_BROKEN_OFF = 500
#: In how many seconds to ask again where too many wait.
_RETRY_AFTER = "1"
#: The port at the end of a host.
_PORT = re.compile(r":[0-9]*$")
#: How many seconds pass between two looks for another release: few enough to see, check and take one within a second.
EVERY = 0.25

_LOG = logging.getLogger("crisis_facts")

Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
#: Returns what takes the place of what answered before; None where that goes on.
Next = Callable[[], Answer | None]
#: What a response is kept under.
_Key = tuple[str, bool, str]


@dataclass(slots=True)
class Exchange:
    """A request and the response to it: since when, in nanoseconds, and whether from memory."""

    request: Request
    response: Response
    since: int
    from_memory: bool = False


class AsgiApp:
    """Answers requests over ASGI."""

    def __init__(  # noqa: PLR0913 - each is a setting, given by name
        self,
        answer: Answer,
        *,
        memory: int,
        threads: int,
        queue: int,
        next: Next = lambda: None,
        observers: Sequence[Observer] = (),
        hosts: frozenset[str] = frozenset(),
        address: Address = NO_ADDRESS,
    ) -> None:
        """Keep so many bytes of responses; let so many requests be answered at once, and so many wait for that.

        `next` is asked every `EVERY` seconds for what takes the place of `answer`; `observers` are told of each
        response; where there are `hosts`, requests for others are refused. The public finds the server at `address`.
        """
        self._observers = tuple(observers)
        self._hosts = hosts
        self.address = address
        self._next = next
        self._room = memory
        self._service = answer, ResponseCache[Response](memory)
        self._threads = ThreadPool(threads, "app")
        self._pieces = asyncio.Semaphore(max(1, threads - 1))
        self._most = threads + queue
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; or live, from the first to the last, through the time that a server takes requests."""
        if scope["type"] != "http":
            await self._live(scope, receive, send)
            return
        since = perf_counter_ns()
        exchange = await self._exchange(Request.from_scope(scope), since)
        response = exchange.response.to(exchange.request)
        id = (b"X-Request-ID", exchange.request.id.encode())
        await send({"type": "http.response.start", "status": response.status, "headers": [*response.headers, id]})
        if response.pieces:
            await self._stream(exchange, response.pieces, send)
            return
        body = b"" if exchange.request.method == "HEAD" else response.body
        await send({"type": "http.response.body", "body": body})
        self._tell(exchange, response.status, len(body))

    @property
    def waiting(self) -> int:
        """How many requests are being answered on threads, or wait for that."""
        return self._busy

    def tell(self, record: AccessRecord) -> None:
        """Tell the observers of a request that was answered, here or before it came here."""
        for observe in self._observers:
            observe(record)

    async def _exchange(self, request: Request, since: int) -> Exchange:
        """Find the response to a request, in memory or on a thread."""
        if self._hosts and _PORT.sub("", request.host.lower()) not in self._hosts:
            detail = "The Host of the request is none that this server answers for."
            return Exchange(request, problem("bad-request", detail).under(self.address), since)
        answer, memory = self._service
        key = _key(request)
        if key and (kept := memory.get(key)):
            return Exchange(request, kept, since, from_memory=True)
        response = await self._answered(answer, request)
        if key and response.status in KEPT and not response.pieces:
            memory.put(key, response, _size(response) + len(key[0]) + len(key[2]))
        return Exchange(request, response, since)

    async def _answered(self, answer: Answer, request: Request) -> Response:
        """Have a request answered, unless too many wait for that already."""
        if self._busy >= self._most and request.raw_path not in _PROBES:
            detail = f"Too many requests wait for an answer; ask again in {_RETRY_AFTER} second."
            return problem("overloaded", detail, {"Retry-After": _RETRY_AFTER}).under(self.address)
        self._busy += 1
        try:
            return await self._threads.call(answer, request)
        except Exception as error:
            return of_error(error, request).under(self.address)
        finally:
            self._busy -= 1

    async def _stream(self, exchange: Exchange, pieces: Iterator[bytes], send: Send) -> None:
        """Send pieces as they come: between two of them a slow reader holds no thread.

        Where one fails, the response is left without an end, so that the client sees that it is not whole.
        """
        sent, request = 0, exchange.request
        while request.method != "HEAD":
            try:
                piece = await self._piece(pieces)
            except Exception as error:
                _LOG.error("answer %s broke off after %d bytes", request.id, sent, exc_info=error)
                self._tell(exchange, _BROKEN_OFF, sent)
                return
            if not piece:
                break
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            sent += len(piece)
        await send({"type": "http.response.body", "body": b""})
        self._tell(exchange, exchange.response.status, sent)

    async def _piece(self, pieces: Iterator[bytes]) -> bytes:
        """Return the next piece that is not empty; nothing where there is none.

        All that ask for pieces leave a thread to other requests, however many they are.
        """
        async with self._pieces:
            return await self._threads.call(next, filter(None, pieces), b"")

    def _tell(self, exchange: Exchange, status: int, sent: int) -> None:
        if not self._observers:
            return
        took, asked = perf_counter_ns() - exchange.since, exchange.request
        what = asked.id, asked.method, asked.raw_path, asked.query
        self.tell(AccessRecord(*what, exchange.response.route, status, sent, took, exchange.from_memory))

    async def _live(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Follow the releases from before the first request to after the last one (ASGI lifespan)."""
        if scope["type"] != "lifespan":
            return
        await receive()
        await self._look()
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
    if request.method not in ("GET", "HEAD") or not path.startswith(_OF_A_RELEASE):
        return None
    if len(path) + len(query) >= _LONGEST or len(request.accept) >= _LONGEST:
        return None
    if "&" in query:
        query = "&".join(sorted(query.split("&")))
    return request.accept, request.takes_gzip, f"{path}?{query}"


def _size(response: Response) -> int:
    """Return about how many bytes a response takes in memory, with its 304."""
    return _OVERHEAD + len(response.body) + 3 * sum(len(name) + len(value) + 4 for name, value in response.headers)
