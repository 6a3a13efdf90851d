"""An answer as it goes to a client: its head as bytes, that of a 304, and its body, whole or in pieces."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from http import HTTPStatus

from api.model.jsontext import encode
from api.web.headers import ALWAYS
from api.web.openapi.components import MEDIA_TYPE, TYPES

Headers = list[tuple[bytes, bytes]]

#: What a kept answer takes beside its body, its headers and its key, in bytes: objects and their places.
_OVERHEAD = 3_100
#: The headers that say something of a body: a 304 has none.
_OF_A_BODY = frozenset(
    {b"content-length", b"content-type", b"content-encoding", b"content-disposition", b"last-modified"}
)


@dataclass(eq=False)
class Response:
    """An answer with its ETag and the route that it came by; where there are `pieces`, its body is yet to come."""

    status: int
    headers: Headers
    body: bytes
    etag: bytes = b""
    route: str = ""
    pieces: Iterator[bytes] | None = None

    def is_held(self, held: bytes) -> bool:
        """Whether a client has it that names what it holds: ETags are compared weakly (RFC 9110, 13.1.2)."""
        if not held or not self.etag:
            return False
        return held == self.etag or any(
            tag.strip().removeprefix(b"W/") in (self.etag, b"*") for tag in held.split(b",")
        )

    @cached_property
    def unchanged(self) -> "Response":
        """The 304 that says that a client has it: it repeats the headers that say nothing of a body."""
        headers = [header for header in self.headers if header[0].lower() not in _OF_A_BODY]
        return Response(304, headers, b"", route=self.route)

    @cached_property
    def lines(self) -> bytes:
        """Its head as HTTP/1.1 has it, but for what the server adds."""
        first = f"HTTP/1.1 {self.status} {HTTPStatus(self.status).phrase}\r\n".encode()
        return first + b"".join([b"%b: %b\r\n" % header for header in self.headers])

    @property
    def size(self) -> int:
        """About how many bytes it takes in memory, with all that follows from it."""
        return _OVERHEAD + len(self.body) + 3 * sum(len(name) + len(value) + 4 for name, value in self.headers)


def problem(slug: str, detail: str, *more: tuple[bytes, bytes]) -> Response:
    """Shape a problem (RFC 9457) that no application was asked about."""
    status, title, _ = TYPES[slug]
    body = encode({"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail}) + b"\n"
    headers = [
        (b"Content-Type", MEDIA_TYPE.encode()),
        (b"Content-Length", str(len(body)).encode()),
        (b"Cache-Control", b"no-store"),
        *more,
        *((name.encode(), value.encode()) for name, value in ALWAYS),
    ]
    return Response(status, headers, body)
