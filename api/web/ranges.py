"""Parts of an answer that is too long to be fetched twice (RFC 9110, 14): which bytes are asked for."""

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock

from api.model.budget import share
from api.query.connection import QueryTimeout
from api.web.request import Request

#: A range of bytes: from a first one, to a last one or the end; or the last ones.
_ONE = re.compile(r"bytes=\s*(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))\s*", re.IGNORECASE)


@dataclass(eq=False)
class Unsatisfiable(Exception):
    """A range that begins behind the end; carries the length of the whole, in bytes."""

    length: int


@dataclass(frozen=True)
class Measured:
    """How long a whole is that comes in pieces, and its digest, as a header has it (RFC 9530)."""

    length: int
    digest: str


class Measures:
    """What the wholes of a release measure, by their names: one is measured at a time, and nobody waits for that.

    One that takes more than half the time of a request is measured as it is sent to whoever reads it to its end.
    """

    def __init__(self, most: int = 32) -> None:
        """Keep so many."""
        self._most = most
        self._kept: dict[str, Measured] = {}
        self._measuring = Lock()

    def of(self, name: str, pieces: Callable[[], Iterable[bytes]]) -> Measured | None:
        """Return what a whole measures; None while it, or another one, is being measured, or takes too long."""
        if name in self._kept or not self._measuring.acquire(blocking=False):
            return self._kept.get(name)
        try:
            with share(0.5):
                for _ in self.passing(name, pieces()):
                    pass
            return self._kept[name]
        except QueryTimeout:
            return None
        finally:
            self._measuring.release()

    def passing(self, name: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces of a whole, and keep what it measures once the last one has gone."""
        length, digest = 0, sha256()
        for piece in pieces:
            length += len(piece)
            digest.update(piece)
            yield piece
        measured = Measured(length, f"sha-256=:{b64encode(digest.digest()).decode()}:")
        self._kept = {**dict([*self._kept.items()][1 - self._most :]), name: measured}


def asked(request: Request, length: int, etag: str) -> tuple[int, int] | None:
    """Return the first byte that a client asks for, and the one behind the last; None where it gets the whole.

    It does with several ranges, with one that cannot be read, and where it has a part of another whole (`If-Range`).
    Raises `Unsatisfiable` where the range begins behind the end.
    """
    found = _ONE.fullmatch(request.headers.get("range", "")) if request.method == "GET" else None
    if not found or request.headers.get("if-range", etag) != etag:
        return None
    first, last, number = found.groups()
    if number:
        begin, end = max(0, length - int(number)), length
    else:
        begin, end = int(first), min(length, int(last) + 1) if last else length
        if last and int(last) < begin:
            return None
    if begin >= length:
        raise Unsatisfiable(length)
    return begin, end


def cut(pieces: Iterable[bytes], begin: int, end: int) -> Iterator[bytes]:
    """Yield the bytes of pieces from one to another; what comes before is made, and left out."""
    at = 0
    for piece in pieces:
        if part := piece[max(0, begin - at) : end - at]:
            yield part
        at += len(piece)
        if at >= end:
            break
