"""An answer as HTTP: its form, its validators, its headers; the client that has it already gets no body."""

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from flask import Response, request
from werkzeug.datastructures import MIMEAccept
from werkzeug.http import http_date

from api import __version__, dates
from api.formats import JSON, Format
from api.problems import NotAcceptable
from api.store import Store

#: A release cannot change, but another may take its place: a minute is fresh, and a stale answer beats none.
CACHING = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"

#: What is true of this moment alone.
NOT_KEPT = "no-cache"

TEXT = "text/plain; charset=utf-8"

#: From how many bytes on a body is sent zipped: a smaller one fits into a packet as it is.
_WORTH_ZIPPING = 1_400


@dataclass(frozen=True)
class Answer:
    """What a view answers: a body, or the pieces of one with a `name` by which it is told from all others.

    `chosen` says that the client has chosen the media type by a parameter, so that `Accept` does not matter any more.
    """

    body: bytes | Iterable[bytes]
    media_type: str = JSON.media_type
    headers: Mapping[str, str] = field(default_factory=dict)
    name: str = ""
    chosen: bool = False


def respond(answer: Answer, store: Store) -> Response:
    """Give an answer from a release; raises `NotAcceptable` where the client does not take its media type."""
    if not answer.chosen and not accepted([answer.media_type]):
        raise NotAcceptable([answer.media_type.partition(";")[0]])
    body, etag, packed = _packed(answer, store)
    headers = [("ETag", f'"{etag}"'), ("Cache-Control", CACHING), ("X-Release", store.name)]
    headers += [*packed.items(), *answer.headers.items()]
    if "If-None-Match" in request.headers and request.if_none_match.contains_weak(etag):
        response = Response(status=304, headers=headers)
        del response.headers["Content-Type"]
        return response
    told = [("Content-Type", answer.media_type), ("Last-Modified", last_modified(store))]
    return Response(body, headers=[*told, *headers])


def choose(format: str, formats: Sequence[Format]) -> Format:
    """Give the form that a client names, or else the one that it accepts best; raises `NotAcceptable`."""
    by_type = {found.media_type: found for found in formats}
    named = next((found for found in formats if found.name == format), None)
    best = None if named else accepted(list(by_type))
    if not named and not best:
        raise NotAcceptable(by_type)
    return named or by_type[str(best)]


def accepted(media_types: Sequence[str]) -> str | None:
    """Give the media type that a client takes most gladly, whatever parameters it names; who names none takes all."""
    if request.headers.get("Accept", "*/*") == "*/*":
        return media_types[0]
    taken = MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in request.accept_mimetypes)
    offered = {media_type.partition(";")[0]: media_type for media_type in media_types}
    return offered.get(str(taken.best_match(offered))) if taken else media_types[0]


@lru_cache(maxsize=4)
def last_modified(store: Store) -> str:
    """Give the day of the last revision of what is served, as HTTP writes it; never the clock."""
    day = dates.span(store.header["about"]["revised"]).earliest
    return http_date(datetime.fromisoformat(day).replace(tzinfo=UTC))


def _packed(answer: Answer, store: Store) -> tuple[bytes | Iterable[bytes], str, dict[str, str]]:
    """Give the body as it is sent, its ETag, and the headers that go with how it is sent.

    The ETag names the release: an answer of two releases would have that of neither.
    """
    body = answer.body
    if isinstance(body, bytes):
        body += b"" if body.endswith(b"\n") or not body else b"\n"
        etag = f"{store.name}-{sha256(body).hexdigest()[:16]}"
    else:
        told = "\n".join([store.name, store.header["shape"], __version__, answer.media_type, answer.name])
        etag = f"{store.name}-{sha256(told.encode()).hexdigest()[:16]}"
    if not _is_zipped(body):
        return body, etag, {}
    packed = b"".join(zipped([body])) if isinstance(body, bytes) else zipped(body)
    return packed, f"{etag}-gzip", {"Content-Encoding": "gzip"}


def _is_zipped(body: bytes | Iterable[bytes]) -> bool:
    """Whether a body is sent zipped: where the client takes that, and it is worth it."""
    worth = not isinstance(body, bytes) or len(body) >= _WORTH_ZIPPING
    return worth and "Accept-Encoding" in request.headers and request.accept_encodings["gzip"] > 0


def zipped(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Compress pieces as they come (RFC 1952); the same pieces give the same bytes."""
    packer = zlib.compressobj(6, zlib.DEFLATED, 31)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()
