"""An answer as HTTP: its form, its validators, its headers; the client that has it already gets no body."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from werkzeug.http import http_date

from api import __version__
from api.model import edtf
from api.query.formats import JSON, Format
from api.query.store import Store
from api.web.problems import NotAcceptable
from api.web.request import Asked

#: A release cannot change, but another may take its place: a minute is fresh, and a stale answer beats none.
CACHING = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"

#: What is true of this moment alone.
NOT_KEPT = "no-cache"

TEXT = "text/plain; charset=utf-8"

#: From how many bytes on a body is sent zipped: a smaller one fits into a packet as it is.
_WORTH_ZIPPING = 1_400


@dataclass(frozen=True)
class Answer:
    """What a view answers: a body, or the pieces of one.

    A `name` tells it from all other answers of its media type that the release gives: pieces have one, and a long body
    whose records are told sooner than read.
    `chosen` says that the client has chosen the media type by a parameter, so that `Accept` does not matter any more.
    """

    body: bytes | Iterable[bytes]
    media_type: str = JSON.media_type
    headers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it is sent: its status, its headers, and its body or the pieces of it."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes | Iterable[bytes]


def replied(answer: Answer, asked: Asked, store: Store, vary: str, caching: str) -> Reply:
    """Give an answer from a release to a request, with the headers on which it depends, and for how long it is good.

    Raises `NotAcceptable` where the client does not take its media type.
    """
    if not answer.chosen and not asked.accepted([answer.media_type]):
        raise NotAcceptable([answer.media_type.partition(";")[0]])
    body, etag, packed = _packed(answer, asked, store)
    headers = [("ETag", f'"{etag}"'), ("Cache-Control", caching), ("X-Release", store.name), ("Vary", vary)]
    headers += [*packed.items(), *answer.headers.items()]
    if asked.holds(etag):
        return Reply(304, headers, b"")
    told = [("Content-Type", answer.media_type), ("Last-Modified", last_modified(store))]
    if isinstance(body, bytes):
        told.append(("Content-Length", str(len(body))))
    return Reply(200, told + headers, body)


def choose(asked: Asked, format: str, formats: Sequence[Format]) -> Format:
    """Give the form that a client names, or else the one that it accepts best; raises `NotAcceptable`."""
    by_type = {found.media_type: found for found in formats}
    named = next((found for found in formats if found.name == format), None)
    best = None if named else asked.accepted(list(by_type))
    if not named and not best:
        raise NotAcceptable(by_type)
    return named or by_type[str(best)]


@lru_cache(maxsize=4)
def last_modified(store: Store) -> str:
    """Give the day of the last revision of what is served, as HTTP writes it; never the clock."""
    day = edtf.span(store.header["about"]["revised"]).earliest
    return http_date(datetime.fromisoformat(day).replace(tzinfo=UTC))


def _packed(answer: Answer, asked: Asked, store: Store) -> tuple[bytes | Iterable[bytes], str, dict[str, str]]:
    """Give the body as it is sent, its ETag, and the headers that go with how it is sent."""
    body = answer.body
    if isinstance(body, bytes):
        body += b"" if body.endswith(b"\n") or not body else b"\n"
    etag = _etag(answer, body, store)
    if not (_is_worth_zipping(body) and asked.takes_gzip):
        return body, etag, {}
    packed = b"".join(zipped([body])) if isinstance(body, bytes) else zipped(body)
    return packed, f"{etag}-gzip", {"Content-Encoding": "gzip"}


def _etag(answer: Answer, body: bytes | Iterable[bytes], store: Store) -> str:
    """Give the ETag of an answer: it follows from the bytes of the body, or from the name that tells it from others.

    It begins with the release, so that an answer of two releases would have that of neither.
    """
    if isinstance(body, bytes) and not answer.name:
        told = body
    else:
        told = "\n".join([store.header["shape"], __version__, answer.media_type, answer.name]).encode()
    return f"{store.name}-{sha256(told).hexdigest()[:16]}"


def _is_worth_zipping(body: bytes | Iterable[bytes]) -> bool:
    return not isinstance(body, bytes) or len(body) >= _WORTH_ZIPPING


def zipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces as they come (RFC 1952); the same pieces give the same bytes."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()
