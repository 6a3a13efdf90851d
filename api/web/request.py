"""A request as it was read, from ASGI or WSGI: what it asks for, and what of the answers the client takes or has."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import getrandbits
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header

Scope = Mapping[str, Any]

#: How Werkzeug reads bytes that are no text: they stay as they are written, percent-encoded.
_QUOTED = "werkzeug.url_quote"
#: What a client accepts that names nothing.
ANYTHING = "*/*"
#: The headers that are read.
_READ = frozenset(
    {
        *(b"accept", b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range"),
        *(b"x-request-id", b"host", b"accept-datetime"),
    }
)
#: The name that a client may give its request, to find it again; one that is not like that is not taken.
REQUEST_ID = re.compile(r"[A-Za-z0-9._~-]{1,100}")
#: An address with scheme and host, as a proxy is asked with it: the host, and the path.
_ABSOLUTE = re.compile(rb"https?://([^/@]+)(/.*)?", re.IGNORECASE | re.DOTALL)


class NotAcceptable(Exception):
    """A request that accepts none of the media types of its path; carries those."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)
        super().__init__(", ".join(self.allowed))


@dataclass(slots=True, eq=False)
class Request:
    """One request; `raw_path` is its path as it stands in the first line, `path` the same without percents.

    `source` is what it was read from, for whoever passes it on. Where a path ends in the `extension` of a form, views
    find it here, and no more in `path`. `departed` is set when the client has left.
    """

    method: str
    path: str
    query: str = ""
    accept: str = ANYTHING
    takes_gzip: bool = False
    if_none_match: str = ""
    if_modified_since: str = ""
    range: str = ""
    if_range: str = ""
    id: str = ""
    raw_path: str = ""
    host: str = ""
    source: Mapping[str, Any] = field(default_factory=dict)
    accept_datetime: str = ""
    extension: str = ""
    departed: bool = False

    @classmethod
    def from_scope(cls, scope: Scope) -> "Request":
        """Read a request from ASGI; the host of an address that names one goes for `Host` (RFC 9112, 3.2.2)."""
        headers: dict[bytes, str] = {}
        for name, value in scope["headers"]:
            if name in _READ:
                text = value.decode("latin-1")
                headers[name] = f"{headers[name]},{text}" if name in headers else text
        found = headers.get
        raw, host = scope["raw_path"], found(b"host", "")
        if raw[:1] != b"/" and (absolute := _ABSOLUTE.fullmatch(raw)):
            host, raw = absolute[1].decode("latin-1"), absolute[2] or b"/"
        path: str = raw.decode("latin-1")
        return cls(
            scope["method"],
            "/" + (unquote(path) if "%" in path else path).lstrip("/"),
            scope["query_string"].decode("utf-8", "replace"),
            found(b"accept") or ANYTHING,
            _takes_gzip(found(b"accept-encoding", "")),
            found(b"if-none-match", ""),
            found(b"if-modified-since", ""),
            found(b"range", ""),
            found(b"if-range", ""),
            named_or_new(found(b"x-request-id", "")),
            path,
            host,
            scope,
            found(b"accept-datetime", ""),
        )

    @classmethod
    def from_environ(cls, environ: dict[str, Any]) -> "Request":
        """Read a request from WSGI (PEP 3333)."""
        headers = ((name[5:].lower(), value) for name, value in environ.items() if name.startswith("HTTP_"))
        return cls.from_scope(
            {
                "method": environ["REQUEST_METHOD"],
                "raw_path": quote(environ["PATH_INFO"].encode("latin-1")).encode(),
                "query_string": environ.get("QUERY_STRING", "").encode("latin-1"),
                "headers": [
                    (name.replace("_", "-").lower().encode(), text.encode("latin-1")) for name, text in headers
                ],
            }
        )

    @property
    def bare(self) -> "Request":
        """The same request without its parameters."""
        return replace(self, query="")

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters by name, as often as each is given."""
        return parse_qsl(self.query, keep_blank_values=True, errors=_QUOTED) if self.query else []

    def accepted(self, media_types: Sequence[str]) -> str | None:
        """Return the media type that the client prefers, whatever its parameters; one that names none takes all."""
        if self.accept == ANYTHING:
            return media_types[0]
        wanted = parse_accept_header(self.accept, MIMEAccept)
        taken = MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in wanted)
        offered = {media_type.partition(";")[0]: media_type for media_type in media_types}
        return offered.get(str(taken.best_match(offered))) if taken else media_types[0]


def named_or_new(name: str = "") -> str:
    """Return the name of a request: the one that the client gives it, or a new one.

    A new one is random, but no secret, so that no request waits for the kernel to make it.
    """
    return name if name and REQUEST_ID.fullmatch(name) else f"{getrandbits(128):032x}"


def _takes_gzip(encodings: str) -> bool:
    if ";" in encodings:
        return parse_accept_header(encodings)["gzip"] > 0
    return bool(encodings) and not {"gzip", "x-gzip", "*"}.isdisjoint(
        encoding.strip() for encoding in encodings.lower().split(",")
    )
