"""An answer as HTTP: what a view shows becomes a response, with validators, headers, packing, and its 304."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property, lru_cache, partial
from hashlib import sha256

from werkzeug.http import http_date, parse_date

from api import __version__
from api.model import edtf
from api.model.errors import Refused, Wrong
from api.model.jsontext import join_array
from api.query.formats import JSON, Format
from api.query.store import Store
from api.web import ranges
from api.web.address import Address
from api.web.ranges import Measured
from api.web.request import NotAcceptable, Request

#: The headers of an answer that a page of another origin may read beside those that every page may.
_EXPOSED = (
    "Accept-Ranges, Allow, Content-Disposition, Content-Encoding, Content-Range, ETag, Last-Modified, Link, "
    "Repr-Digest, Retry-After, Vary, X-Release, X-Request-ID, X-Total-Count, X-Total-Relation"
)
#: The header that says what an answer may do where it is shown.
POLICY = "Content-Security-Policy"
_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
#: The headers of every answer: any page may read it, none may frame or reinterpret it, and nothing in it runs; a
#: page wears our styles, and its forms ask us.
ALWAYS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": _EXPOSED,
    POLICY: _POLICY,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
#: What the docs page may do: run our scripts, wear its own styles, ask this server.
OF_DOCS = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)

#: A release cannot change, but another may take its place: a minute is fresh, and a stale answer beats none.
CACHING = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"
#: What never changes under its path.
FOREVER = "public, max-age=31536000, immutable"
#: What is true of this moment alone.
NOT_KEPT = "no-cache"
TEXT = "text/plain; charset=utf-8"

#: From how many bytes on a body is sent zipped: a smaller one fits into a packet as it is.
_WORTH_ZIPPING = 1_400
#: The headers by which an answer that is kept is compared: one to a body that was sent is not kept.
_VALIDATORS = ("ETag", "Last-Modified")
#: The headers that say something of a body: a 304 has none.
_OF_A_BODY = frozenset(
    "Content-Length Content-Type Content-Encoding Content-Disposition Last-Modified Accept-Ranges Repr-Digest".split()
)


@dataclass(eq=False)
class Response:
    """A response, with the route that led to it; where there are `pieces`, its body is yet to come.

    The name of the request is not among its headers, so that the same response can be sent again. One that does not
    last may be another one before another release is served.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    route: str = ""
    pieces: Iterator[bytes] | None = None
    lasts: bool = True

    @classmethod
    def of(cls, status: int, headers: Mapping[str, str], body: bytes = b"") -> "Response":
        """Return a response with these headers, and of those of every response those that they leave out."""
        return cls(status, {**ALWAYS, **headers}, body)

    @cached_property
    def encoded(self) -> list[tuple[bytes, bytes]]:
        """The headers as the bytes that are sent."""
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in self.headers.items()]

    def under(self, address: Address) -> "Response":
        """Return a response with a short body whose links are under the public path."""
        if not address.path:
            return self
        told, body = self.headers, address.moved(self.body, self.headers.get("Content-Type", ""))
        moved = {name: address.moved_header(told[name]) for name in ("Location", "Link") if name in told}
        return replace(self, headers={**told, **moved, "Content-Length": str(len(body))}, body=body)

    def shown_as(self, body: bytes, media_type: str) -> "Response":
        """Return a response that says the same in another form."""
        told = {"Content-Type": media_type, "Content-Length": str(len(body)), "Vary": "Accept, Accept-Encoding"}
        return replace(self, headers={**self.headers, **told}, body=body)

    def to(self, request: Request) -> "Response":
        """Return what is sent to a client: a 304 where it has this already, this where not.

        ETags are compared weakly, and leave the day out of account (RFC 9110, 13.1.2 and 13.1.3). What is true of this
        moment alone has no day.
        """
        held, etag = request.headers.get("if-none-match"), self.headers.get("ETag")
        if held and etag:
            tags = (tag.strip().removeprefix("W/") for tag in held.split(","))
            return self.not_modified if any(tag in (etag, "*") for tag in tags) else self
        if not held and self.headers.get("Cache-Control") != NOT_KEPT:
            days = request.headers.get("if-modified-since"), self.headers.get("Last-Modified")
            since, modified = map(parse_date, days)
            return self.not_modified if since and modified and since >= modified else self
        return self

    @cached_property
    def not_modified(self) -> "Response":
        """The 304 in its place: it repeats the headers that say nothing of a body."""
        headers = {name: value for name, value in self.headers.items() if name not in _OF_A_BODY}
        return Response(304, headers, route=self.route)


#: Answers a request; called on a thread.
Answer = Callable[[Request], Response]


@dataclass(frozen=True)
class Representation:
    """What a view shows: a body, or the pieces of one, in some media type.

    Pieces have a `name`, which tells them from all other representations of their media type in the release; a body may
    have one beside its bytes, as a list has its day. `chosen` says that the client has chosen the media type by a
    parameter or by the path, so that `Accept` does not matter any more. Pieces that were `measured` can be fetched in
    parts. What is `public` has its links under the public path already.
    """

    body: bytes | Iterator[bytes]
    media_type: str = JSON.media_type
    headers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    chosen: bool = False
    measured: Measured | None = None
    public: bool = False


def whole_list(documents: Iterable[bytes], beside: bytes = b"") -> Representation:
    """Return a list that has one page alone, from its documents; what stands `beside` them comes first."""
    found = list(documents)
    tail = b',"total":%d,"next":null}' % len(found)
    return Representation(join_array(found, b"{" + beside + b'"data":', tail))


def respond(
    shown: Representation, request: Request, store: Store, address: Address, told: Mapping[str, str]
) -> Response:
    """Return the response to a request; it is told on which headers it depends, and for how long it may be kept.

    Raises `NotAcceptable` where the client does not take the media type.
    """
    if not shown.chosen and not request.accepted([shown.media_type]):
        raise NotAcceptable([shown.media_type.partition(";")[0]])
    body = shown.body
    if isinstance(body, bytes) and body and not body.endswith(b"\n"):
        body += b"\n"
    if address.path and not shown.public:
        moved = partial(address.moved, media_type=shown.media_type)
        body = moved(body) if isinstance(body, bytes) else map(moved, body)
    etag, packed = _etag(shown, body, store, address), {}
    measured = shown.measured
    zips = request.takes_gzip and not (measured and "range" in request.headers)
    if zips and (not isinstance(body, bytes) or len(body) >= _WORTH_ZIPPING):
        etag, packed = f"{etag}-gzip", {"Content-Encoding": "gzip"}
        body = b"".join(zipped([body])) if isinstance(body, bytes) else zipped(body)
    headers = {"Content-Type": shown.media_type, "Last-Modified": last_modified(store)}
    if isinstance(body, bytes):
        headers["Content-Length"] = str(len(body))
    if measured and not packed:
        headers |= {"Content-Length": str(measured.length), "Repr-Digest": measured.digest, "Accept-Ranges": "bytes"}
    headers |= {"ETag": f'"{etag}"', **told, "X-Release": store.name}
    links = {name: address.moved_header(value) for name, value in shown.headers.items() if name == "Link"}
    headers |= packed | dict(shown.headers) | links
    if request.method == "POST":
        headers = {name: headers[name] for name in headers if name not in _VALIDATORS} | {"Cache-Control": "no-store"}
    response = Response.of(200, headers)
    if isinstance(body, bytes):
        response.body = body
    else:
        response.pieces = iter(body)
    if measured and not packed and response.to(request) is response:
        return _part(response, request, measured)
    return response


def _part(whole: Response, request: Request, measured: Measured) -> Response:
    asked = ranges.asked(request, measured.length, whole.headers["ETag"])
    if not asked or not whole.pieces:
        return whole
    begin, end = asked
    told = {"Content-Length": str(end - begin), "Content-Range": f"bytes {begin}-{end - 1}/{measured.length}"}
    pieces = ranges.cut(whole.pieces, begin, end)
    return replace(whole, status=206, headers={**whole.headers, **told}, pieces=pieces)


def choose(request: Request, forms: Sequence[Format]) -> Format:
    """Return the form that a client asks for, or the first one where it asks for none.

    Raises `NotAcceptable`; and `Refused` where the form that is named is not that of the path.
    """
    form = form_asked(request, forms)
    if form and request.extension and (named := _named(request)) not in ("", form.name):
        other = next((other for other in forms if other.name == named), None)
        instead = f", or ask for {request.path}.{other.extension}" if other else ""
        wrong = f"format: the path ends in .{request.extension}; leave it out{instead}"
        raise Refused(Wrong("format", named, wrong))
    if not form and "accept" in request.headers:
        raise NotAcceptable(list(dict.fromkeys(one.media_type for one in forms)))
    return form or forms[0]


def form_asked(request: Request, forms: Sequence[Format]) -> Format | None:
    """Return the form that a client asks for: by the path, by name, or by `Accept`; None where it is none of these."""
    extension = request.extension or request.path.startswith("/v1") and request.path.rpartition(".")[2]
    named = _named(request)
    of_path = [form for form in forms if form.extension == extension]
    found = [form for form in of_path or forms if form.name == named] or of_path
    if not found and "accept" in request.headers:
        best = request.accepted([form.media_type for form in forms if not form.variant])
        found = [form for form in forms if form.media_type == best]
    return found[0] if found else None


def _named(request: Request) -> str:
    return next((value for name, value in request.pairs if name == "format"), "")


@lru_cache(maxsize=4)
def last_modified(store: Store) -> str:
    """Return the day of the last revision of what is served, as HTTP writes it; never the clock."""
    return http_date(date.fromisoformat(edtf.possible(store.header["about"]["revised"]).earliest))


def zipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces as they come (RFC 1952); the same pieces give the same bytes."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def _etag(shown: Representation, body: bytes | Iterable[bytes], store: Store, address: Address) -> str:
    """Return the ETag of a representation: it follows from its bytes, where they are there, and from its name.

    It begins with the release, so that an answer of two releases would have that of neither.
    """
    told = "\n".join([store.header["shape"], __version__, shown.media_type, shown.name, address.path, ""]).encode()
    return f"{store.name}-{sha256(told + body if isinstance(body, bytes) else told).hexdigest()[:16]}"
