"""The front: an ASGI application that answers from memory, and hands the rest to a WSGI application on a few threads.

A release cannot change, so an answer from it can be given again. It is kept under what was asked for: path, parameters
in any order, accepted forms. 304s and HEAD follow from what is kept. Whatever is not kept goes to the application, on a
pool of threads of bounded size; beyond a bounded number of waiting requests the answer is 503, at once.
"""

import asyncio
import logging
import re
from collections.abc import Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from os import urandom
from time import perf_counter_ns
from typing import Any
from urllib.parse import unquote_to_bytes

from api.access import Observe, Seen
from api.documents import dumped
from api.headers import ALWAYS, REQUEST_ID, ROUTE
from api.heads import Heads
from api.memory import Memory
from api.shapes import MEDIA_TYPE, TYPES
from api.threads import Threads

#: The statuses of answers that follow from a release alone; and where such answers are.
KEPT = frozenset({200, 404, 410})
_OF_A_RELEASE = b"/v1"
#: What is answered however many wait: who asks would end a process that is merely busy.
_PROBES = frozenset({b"/healthz", b"/readyz"})
#: The longest address, and the longest `Accept`, under which an answer is kept.
_LONGEST = 2_000
#: The header that names a request, and the names that a client may give.
_ID = b"X-Request-ID"
_REQUEST_ID = re.compile(REQUEST_ID.encode())
#: The ASGI extension by which a server says from which bytes it read a request.
HEAD = "crisis_facts.head"
#: The headers that the application is not asked with as they are: what they say is seen to here, or there is no body,
#: or they ask for another protocol, which is not spoken, or they name a host, of which no answer may depend.
_NOT_PASSED = frozenset(
    {
        *(b"accept", b"accept-encoding", b"if-none-match"),
        *(b"content-length", b"content-type", b"transfer-encoding"),
        *(b"connection", b"upgrade", b"host"),
    }
)
#: The status under which an answer is logged and counted that broke off on its way, whatever it began with.
_BROKEN_OFF = 500
#: What is said to who comes when too many wait: to come again in a second.
_RETRY_AFTER = b"1"
#: The port at the end of a host.
_PORT = re.compile(rb":[0-9]*$")
#: How many seconds pass between two looks for another release: few enough to see, check and take one within a second.
EVERY = 0.25
#: What a kept answer takes beside its body, its headers and its key, in bytes: objects and their places.
_OVERHEAD = 1_500

_LOG = logging.getLogger("crisis_facts")

Headers = list[tuple[bytes, bytes]]
Scope = Mapping[str, Any]
Send = Callable[[dict[str, Any]], Awaitable[None]]
Receive = Callable[[], Awaitable[Mapping[str, Any]]]
Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
#: Gives an application that takes the place of the one before; None where that one goes on.
Next = Callable[[], Wsgi | None]
#: What answers, and what it has answered.
_Service = tuple[Wsgi, Memory["Kept"]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A whole answer: its status, headers and body, its ETag, and the headers that a 304 repeats.

    Beside the headers, and those of the 304, stand the same lines as they are sent.
    """

    status: int
    headers: Headers
    body: bytes
    etag: bytes
    unchanged: Headers
    lines: bytes
    unchanged_lines: bytes
    route: str = ""

    def is_held(self, asked: "_Asked") -> bool:
        """Whether the client has it: ETags are compared weakly (RFC 9110, 13.1.2)."""
        held, etag = asked.held, self.etag
        if not held or not etag:
            return False
        return held == etag or any(tag.strip().removeprefix(b"W/") in (etag, b"*") for tag in held.split(b","))

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory."""
        return _OVERHEAD + len(self.body) + 2 * len(self.lines) + len(self.unchanged_lines)


@dataclass(frozen=True, slots=True)
class Reply:
    """What the application answers: whole, or in pieces that are yet to come."""

    status: int
    headers: Headers
    body: bytes | Iterator[bytes]
    etag: bytes = b""
    route: str = ""


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
        self._heads: Heads[_Asked] = Heads()
        self._threads = Threads(threads, "app")
        self._pieces = asyncio.Semaphore(max(1, threads - 1))
        self._most = threads + queue
        self._busy = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request; or live, from the first to the last, through the time that a server takes requests."""
        if scope["type"] != "http":
            await self._live(scope, receive, send)
            return
        begun = perf_counter_ns()
        asked = _Asked(scope)
        if self._hosts and not self._is_ours(scope):
            status, sent = await _answer(_kept(_foreign()), asked, send)
            self._tell(asked, ("", status, sent), begun)
            return
        app, memory = self._service
        kept = memory.get(asked.key) if asked.key else None
        from_memory = kept is not None
        if kept is None:
            reply = await self._reply(app, scope, asked)
            kept = _kept(reply)
            if not isinstance(reply.body, bytes) and not kept.is_held(asked):
                sent, whole = await self._stream(reply, reply.body, asked, send)
                self._tell(asked, (reply.route, reply.status if whole else _BROKEN_OFF, sent), begun)
                return
            if asked.key and reply.status in KEPT:
                memory.put(asked.key, kept, kept.size + sum(map(len, asked.key)))
        status, sent = await _answer(kept, asked, send)
        if from_memory and (head := scope.get("extensions", {}).get(HEAD)):
            self._heads.learn(head, scope, asked)
        if self._observers:
            self._tell(asked, (kept.route, status, sent), begun, from_memory)

    def again(self, head: bytes) -> tuple[bytes, bytes] | None:
        """Answer a request whose head was answered from memory before: give the lines of its head, and its body.

        None where it must be read: it is not known, or the answer is not in memory any more.
        """
        begun = perf_counter_ns()
        asked = self._heads.get(head)
        kept = self._service[1].get(asked.key) if asked else None
        if not asked or not kept:
            return None
        asked.id = _new_id()
        status, lines, body = kept.status, kept.lines, b"" if asked.head else kept.body
        if kept.is_held(asked):
            status, lines, body = 304, kept.unchanged_lines, b""
        if self._observers:
            self._tell(asked, (kept.route, status, len(body)), begun, True)
        return b"%b%b: %b\r\n" % (lines, _ID, asked.id), body

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

    def _tell(self, asked: "_Asked", answered: tuple[str, int, int], begun: int, from_memory: bool = False) -> None:
        """Tell those who take notice what was asked, and what was answered: route, status, bytes of the body."""
        took = perf_counter_ns() - begun
        id, path, query = (text.decode("latin-1") for text in (asked.id, asked.path, asked.query))
        self.tell(Seen(id, asked.method, path, query, *answered, took, from_memory))

    async def _reply(self, app: Wsgi, scope: Scope, asked: "_Asked") -> Reply:
        """Have the application answer, unless too many wait for that already."""
        if self._busy >= self._most and scope["raw_path"] not in _PROBES:
            return _overloaded()
        self._busy += 1
        try:
            return await self._threads.call(_called, app, asked.environ(scope))
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

    async def _stream(self, reply: Reply, pieces: Iterator[bytes], asked: "_Asked", send: Send) -> tuple[int, bool]:
        """Send pieces as they come, and give their bytes, and whether that was all.

        Between two of them a slow reader holds no thread. Where one fails, the answer is left without an end, so that
        the client sees that it is not whole.
        """
        sent = 0
        headers = [*reply.headers, (_ID, asked.id)]
        await send({"type": "http.response.start", "status": reply.status, "headers": headers})
        while not asked.head:
            try:
                piece = await self._piece(pieces)
            except Exception as error:
                _LOG.error("answer %s broke off after %d bytes", asked.id.decode(), sent, exc_info=error)
                return sent, False
            if not piece:
                break
            await send({"type": "http.response.body", "body": piece, "more_body": True})
            sent += len(piece)
        await send({"type": "http.response.body", "body": b""})
        return sent, True

    async def _piece(self, pieces: Iterator[bytes]) -> bytes:
        """Give the next piece; all that ask for pieces leave a thread to other requests, however many they are."""
        async with self._pieces:
            return await self._threads.call(_next, pieces)


class _Asked:
    """What a request asks for, read from its head in one pass."""

    __slots__ = ("accept", "held", "id", "key", "method", "packing", "path", "query")

    def __init__(self, scope: Scope) -> None:
        lists = {b"accept": b"", b"accept-encoding": b"", b"if-none-match": b""}
        self.id = b""
        for name, value in scope["headers"]:
            if name in lists:
                lists[name] = lists[name] + b"," + value if lists[name] else value
            elif name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
                self.id = value
        self.id = self.id or _new_id()
        self.accept, encodings, self.held = lists.values()
        self.packing = _packing(encodings)
        self.method: str = scope["method"]
        self.path: bytes = scope["raw_path"]
        self.query: bytes = scope["query_string"]
        self.key: tuple[bytes, bytes] | None = None
        path, query = self.path, self.query
        if self.method in ("GET", "HEAD") and path.startswith(_OF_A_RELEASE) and len(path) + len(query) < _LONGEST:
            if b"&" in query:
                query = b"&".join(sorted(query.split(b"&")))
            if len(self.accept) + len(self.packing) < _LONGEST:
                form = b"" if self.accept == b"*/*" else self.accept
                self.key = (form + b"\n" + self.packing, path + b"?" + query)

    @property
    def head(self) -> bool:
        """Whether only the head of the answer is asked for."""
        return self.method == "HEAD"

    def environ(self, scope: Scope) -> dict[str, Any]:
        """Give the request as WSGI has it (PEP 3333): as a GET where the answer to it is that to HEAD or a 304."""
        server = scope.get("server") or ("127.0.0.1", 80)
        path = unquote_to_bytes(scope["raw_path"]).decode("latin-1")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if self.head else scope["method"],
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
            "QUERY_STRING": scope["query_string"].decode("latin-1"),
            "SERVER_NAME": str(server[0]),
            "SERVER_PORT": str(server[1]),
            "SERVER_PROTOCOL": "HTTP/1.1",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": scope.get("scheme", "http"),
            "wsgi.input": BytesIO(),
            "wsgi.errors": None,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }
        for name, value in scope["headers"]:
            if name not in _NOT_PASSED and b"_" not in name:
                header = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
                text = value.decode("latin-1")
                environ[header] = f"{environ[header]},{text}" if header in environ else text
        environ["HTTP_X_REQUEST_ID"] = self.id.decode("latin-1")
        for header, asked in (("HTTP_ACCEPT", self.accept), ("HTTP_ACCEPT_ENCODING", self.packing)):
            environ |= {header: asked.decode("latin-1")} if asked else {}
        return environ


def _new_id() -> bytes:
    return urandom(16).hex().encode()


def _packing(encodings: bytes) -> bytes:
    """Give what matters of the encodings that a client accepts: gzip or none; all of it where it weighs them.

    The application is asked with this in place of what the client wrote, so that the answer is that to what it is kept
    under, however the client wrote it.
    """
    if b";" in encodings:
        return encodings
    named = {encoding.strip() for encoding in encodings.lower().split(b",")}
    return b"gzip" if named & {b"gzip", b"x-gzip", b"*"} else b""


async def _answer(kept: Kept, asked: _Asked, send: Send) -> tuple[int, int]:
    """Send a whole answer, or that the client has it already; give the status and the bytes of the body."""
    status, headers, body = kept.status, kept.headers, kept.body
    if kept.is_held(asked):
        status, headers, body = 304, kept.unchanged, b""
    headers = [*headers, (_ID, asked.id)]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    body = b"" if asked.head else body
    await send({"type": "http.response.body", "body": body})
    return status, len(body)


def _called(app: Wsgi, environ: dict[str, Any]) -> Reply:
    """Call a WSGI application, and collect its answer where it says how long that is."""
    started: list[Any] = []

    def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
        started[:] = [status, headers]
        return lambda data: None

    pieces = app(environ, start)
    status, named = started
    told = {name.lower(): value.encode("latin-1") for name, value in named}
    headers = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in named if name != _ID.decode()]
    number = int(status[:3])
    if "content-length" in told or number == 308:
        body = b"".join(pieces)
        if close := getattr(pieces, "close", None):
            close()
        return Reply(number, headers, body, told.get("etag", b""), environ.get(ROUTE, ""))
    return Reply(number, headers, iter(pieces), told.get("etag", b""), environ.get(ROUTE, ""))


def _next(pieces: Iterator[bytes]) -> bytes:
    """Give the next piece that is not empty; nothing where there is none."""
    return next(filter(None, pieces), b"")


def _kept(reply: Reply) -> Kept:
    """Give an answer as it is kept; of one in pieces, what tells whether a client has it."""
    unchanged = [(name, value) for name, value in reply.headers if name.lower() not in _OF_A_BODY]
    body = reply.body if isinstance(reply.body, bytes) else b""
    lines, unchanged_lines = _lines(reply.status, reply.headers), _lines(304, unchanged)
    return Kept(reply.status, reply.headers, body, reply.etag, unchanged, lines, unchanged_lines, reply.route)


def _lines(status: int, headers: Headers) -> bytes:
    """Give the head of an answer as HTTP/1.1 has it, but for what the server adds."""
    first = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n".encode()
    return first + b"".join(b"%b: %b\r\n" % header for header in headers)


#: The headers that say something of a body: a 304 has none.
_OF_A_BODY = frozenset(
    {b"content-length", b"content-type", b"content-encoding", b"content-disposition", b"last-modified"}
)


def _overloaded() -> Reply:
    """Say that too many requests wait already."""
    detail = f"Too many requests wait for an answer; ask again in {_RETRY_AFTER.decode()} second."
    return _problem("overloaded", detail, (b"Retry-After", _RETRY_AFTER))


def _foreign() -> Reply:
    """Say that a request is for another host."""
    return _problem("bad-request", "The Host of the request is none that this server answers for.")


def _problem(slug: str, detail: str, *more: tuple[bytes, bytes]) -> Reply:
    status, title, _ = TYPES[slug]
    body = dumped({"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail}) + b"\n"
    headers = [
        (b"Content-Type", MEDIA_TYPE.encode()),
        (b"Content-Length", str(len(body)).encode()),
        (b"Cache-Control", b"no-store"),
        *more,
        *((name.encode(), value.encode()) for name, value in ALWAYS),
    ]
    return Reply(status, headers, body)
