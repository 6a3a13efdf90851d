"""An answer as HTTP: what a view shows becomes a response, with validators, headers, packing, and its 304."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property, lru_cache
from hashlib import sha256

from werkzeug.http import http_date

from api import __version__
from api.model import edtf
from api.model.errors import Refused, Wrong
from api.query.formats import JSON, Format
from api.query.store import Store
from api.web.headers import ALWAYS
from api.web.request import NotAcceptable, Request

Headers = list[tuple[bytes, bytes]]

#: A release cannot change, but another may take its place: a minute is fresh, and a stale answer beats none.
CACHING = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
#: What is true of this moment alone.
NOT_KEPT = "no-cache"
TEXT = "text/plain; charset=utf-8"

#: From how many bytes on a body is sent zipped: a smaller one fits into a packet as it is.
_WORTH_ZIPPING = 1_400
#: The headers that say something of a body: a 304 has none.
_OF_A_BODY = frozenset(
    {b"content-length", b"content-type", b"content-encoding", b"content-disposition", b"last-modified"}
)
#: The same for all answers, and so in the form in which they are sent.
_ALWAYS = tuple((name.encode(), value.encode()) for name, value in ALWAYS)


@dataclass(eq=False)
class Response:
    """A response, with its ETag and the route that led to it; where there are `pieces`, its body is yet to come.

    The name of the request is not among its headers, so that the same response can be sent again.
    """

    status: int
    headers: Headers
    body: bytes = b""
    etag: str = ""
    route: str = ""
    pieces: Iterator[bytes] | None = None

    @classmethod
    def of(cls, status: int, headers: Iterable[tuple[str, str]], body: bytes = b"") -> "Response":
        """Return a response with these headers, and those of every response."""
        return cls(status, [*encoded(headers), *_ALWAYS], body)

    def to(self, request: Request) -> "Response":
        """Return what is sent to a client: a 304 where it has this already, this where not.

        ETags are compared weakly (RFC 9110, 13.1.2).
        """
        held = request.if_none_match
        if not held or not self.etag:
            return self
        tags = (tag.strip().removeprefix("W/") for tag in held.split(","))
        return self.not_modified if any(tag in (self.etag, "*") for tag in tags) else self

    @cached_property
    def not_modified(self) -> "Response":
        """The 304 in its place: it repeats the headers that say nothing of a body."""
        headers = [header for header in self.headers if header[0].lower() not in _OF_A_BODY]
        return Response(304, headers, route=self.route)


#: Answers a request; called on a thread.
Answer = Callable[[Request], Response]


@dataclass(frozen=True)
class Representation:
    """What a view shows: a body, or the pieces of one, in some media type.

    A `name` tells it from all other representations of its media type that the release has: pieces have one, and a
    long body whose records are told sooner than read.
    `chosen` says that the client has chosen the media type by a parameter or by the path, so that `Accept` does not
    matter any more.
    """

    body: bytes | Iterator[bytes]
    media_type: str = JSON.media_type
    headers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    chosen: bool = False


def respond(shown: Representation, request: Request, store: Store, vary: str, caching: str) -> Response:
    """Return the response to a request, with the headers on which it depends, and for how long it may be kept.

    Raises `NotAcceptable` where the client does not take the media type.
    """
    if not shown.chosen and not request.accepted([shown.media_type]):
        raise NotAcceptable([shown.media_type.partition(";")[0]])
    body = shown.body
    if isinstance(body, bytes) and body and not body.endswith(b"\n"):
        body += b"\n"
    etag, packed = _etag(shown, body, store), {}
    if request.takes_gzip and (not isinstance(body, bytes) or len(body) >= _WORTH_ZIPPING):
        etag, packed = f"{etag}-gzip", {"Content-Encoding": "gzip"}
        body = b"".join(zipped([body])) if isinstance(body, bytes) else zipped(body)
    headers = {"Content-Type": shown.media_type, "Last-Modified": last_modified(store)}
    if isinstance(body, bytes):
        headers["Content-Length"] = str(len(body))
    headers |= {"ETag": f'"{etag}"', "Cache-Control": caching, "X-Release": store.name, "Vary": vary}
    response = Response.of(200, (headers | packed | dict(shown.headers)).items())
    response.etag = headers["ETag"]
    if isinstance(body, bytes):
        response.body = body
    else:
        response.pieces = iter(body)
    return response


def choose(request: Request, format: str, formats: Sequence[Format]) -> Format:
    """Return the form that a client names, or else that of the path, or else the one that it accepts best.

    Raises `NotAcceptable`; and `Refused` where the form that is named is not that of the path.
    """
    by_type = {found.media_type: found for found in formats if not found.variant}
    named = next((found for found in formats if found.name == format), None)
    if request.extension:
        fitting = next(found for found in formats if found.extension == request.extension)
        if named and named.extension != request.extension:
            right = f"leave it out, or ask for {request.path}.{named.extension}"
            raise Refused(Wrong("format", format, f"format: the path ends in .{request.extension}; {right}"))
        return named or fitting
    best = None if named else request.accepted(list(by_type))
    if not named and not best:
        raise NotAcceptable(by_type)
    return named or by_type[str(best)]


def encoded(headers: Iterable[tuple[str, str]]) -> Headers:
    """Return headers as the bytes that are sent."""
    return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]


@lru_cache(maxsize=4)
def last_modified(store: Store) -> str:
    """Return the day of the last revision of what is served, as HTTP writes it; never the clock."""
    day = edtf.possible(store.header["about"]["revised"]).earliest
    return http_date(datetime.fromisoformat(day).replace(tzinfo=UTC))


def zipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces as they come (RFC 1952); the same pieces give the same bytes."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def _etag(shown: Representation, body: bytes | Iterable[bytes], store: Store) -> str:
    """Return the ETag of a representation: it follows from its bytes, or from the name that tells it from others.

    It begins with the release, so that an answer of two releases would have that of neither.
    """
    if isinstance(body, bytes) and not shown.name:
        told = body
    else:
        told = "\n".join([store.header["shape"], __version__, shown.media_type, shown.name]).encode()
    return f"{store.name}-{sha256(told).hexdigest()[:16]}"
