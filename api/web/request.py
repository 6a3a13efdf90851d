"""What a request asks for, and what of the answers to it the client takes or has; knows nothing of who read it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.datastructures import MIMEAccept
from werkzeug.http import parse_accept_header, parse_etags

#: How Werkzeug reads bytes that are no text: they stay as they are written, percent-encoded.
_QUOTED = "werkzeug.url_quote"
#: What a client takes that names nothing.
_ANYTHING = "*/*"


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as it was read: its path, its parameters as they stand in the address, and three of its headers."""

    path: str
    query: str = ""
    accept: str = _ANYTHING
    encodings: str = ""
    held: str = ""

    @classmethod
    def of(cls, environ: dict[str, Any]) -> "Asked":
        """Read it from what WSGI gives (PEP 3333)."""
        found = environ.get
        return cls(
            "/" + _text(environ["PATH_INFO"]).lstrip("/"),
            _text(found("QUERY_STRING", "")),
            found("HTTP_ACCEPT", _ANYTHING),
            found("HTTP_ACCEPT_ENCODING", ""),
            found("HTTP_IF_NONE_MATCH", ""),
        )

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The parameters by name, as often as each is given."""
        return parse_qsl(self.query, keep_blank_values=True, errors=_QUOTED) if self.query else []

    def accepted(self, media_types: Sequence[str]) -> str | None:
        """Give the media type that the client takes most gladly, whatever its parameters; who names none takes all."""
        if self.accept == _ANYTHING:
            return media_types[0]
        wanted = parse_accept_header(self.accept, MIMEAccept)
        taken = MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in wanted)
        offered = {media_type.partition(";")[0]: media_type for media_type in media_types}
        return offered.get(str(taken.best_match(offered))) if taken else media_types[0]

    @property
    def takes_gzip(self) -> bool:
        """Whether the client takes an answer that is sent zipped."""
        return bool(self.encodings) and parse_accept_header(self.encodings)["gzip"] > 0

    def holds(self, etag: str) -> bool:
        """Whether the client has the answer with an ETag: they are compared weakly (RFC 9110, 13.1.2)."""
        return bool(self.held) and parse_etags(self.held).contains_weak(etag)


def _text(given: str) -> str:
    """Give a text whose bytes WSGI gives as so many characters."""
    return given if given.isascii() else given.encode("latin-1").decode("utf-8", "replace")
