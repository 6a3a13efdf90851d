"""A request as it was read, from ASGI or WSGI: what it asks for, and what of the answers the client takes or has."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
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
#: The name that a client may give its request, to find it again; one that is not like that is not taken.
REQUEST_ID = re.compile(r"[A-Za-z0-9._~-]{1,100}")
#: An address with scheme and host, as a proxy is asked with it: the host, and the path.
_ABSOLUTE = re.compile(rb"https?://([^/@]+)(/.*)?", re.IGNORECASE | re.DOTALL)


#: How many bytes of a body are read.
LONGEST_BODY = 64 * 1024


class TooLong(Exception):
    """A body of more bytes than are read."""


@dataclass(eq=False)
class UnknownForm(Exception):
    """A body of another media type than are read; carries those."""

    allowed: Sequence[str]


@dataclass(eq=False)
class NotAcceptable(Exception):
    """A request that accepts none of the media types of its path; carries those."""

    allowed: Sequence[str]


@dataclass(eq=False)
class Request:
    """One request; `raw_path` is its path as it stands in the first line, `path` the same without percents.

    `headers` have names in small letters. `source` is what it was read from, for whoever passes it on. Where a path
    ends in the `extension` of a form, views find it here, and no more in `path`. `departed` is set when the client has
    left. Of a `body` that is too long, the beginning is enough.
    """

    method: str
    path: str
    query: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    id: str = ""
    raw_path: str = ""
    host: str = ""
    source: Scope = field(default_factory=dict)
    extension: str = ""
    departed: bool = False
    body: bytes = b""

    @classmethod
    def from_scope(cls, scope: Scope) -> "Request":
        """Read a request from ASGI; the host of an address that names one goes for `Host` (RFC 9112, 3.2.2)."""
        headers: dict[str, str] = {}
        for name, value in ((name.decode("latin-1"), value.decode("latin-1")) for name, value in scope["headers"]):
            headers[name] = f"{headers[name]},{value}" if name in headers else value
        raw, host = scope["raw_path"], headers.get("host", "")
        if raw[:1] != b"/" and (absolute := _ABSOLUTE.fullmatch(raw)):
            host, raw = absolute[1].decode("latin-1"), absolute[2] or b"/"
        path, query = raw.decode("latin-1"), scope["query_string"].decode("utf-8", "replace")
        id = named_or_new(headers.get("x-request-id", ""))
        return cls(scope["method"], "/" + unquote(path).lstrip("/"), query, headers, id, path, host, scope)

    @classmethod
    def from_environ(cls, environ: dict[str, Any]) -> "Request":
        """Read a request from WSGI (PEP 3333)."""
        headers = [(name[5:].lower(), value) for name, value in environ.items() if name.startswith("HTTP_")]
        headers.append(("content-type", environ.get("CONTENT_TYPE", "")))
        request = cls.from_scope(
            {
                "method": environ["REQUEST_METHOD"],
                "raw_path": quote(environ["PATH_INFO"].encode("latin-1")).encode(),
                "query_string": environ.get("QUERY_STRING", "").encode("latin-1"),
                "headers": [
                    (name.replace("_", "-").lower().encode(), text.encode("latin-1")) for name, text in headers
                ],
            }
        )
        if request.method == "POST":
            length = min(int(environ.get("CONTENT_LENGTH") or 0), LONGEST_BODY + 1)
            request.body = environ["wsgi.input"].read(length)
        return request

    @property
    def accept(self) -> str:
        """What the client accepts."""
        return self.headers.get("accept") or ANYTHING

    @property
    def takes_gzip(self) -> bool:
        """Whether the client takes what is zipped."""
        encodings = self.headers.get("accept-encoding", "")
        if ";" in encodings:
            return parse_accept_header(encodings)["gzip"] > 0
        return not {"gzip", "x-gzip", "*"}.isdisjoint(encoding.strip() for encoding in encodings.lower().split(","))

    @cached_property
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
