"""The access log: a JSON object a line for each request, or for some; knows nothing of what was answered."""

import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that was answered: what was asked, by which route, and what it took."""

    id: str
    method: str
    path: str
    query: str
    route: str
    status: int
    bytes: int
    nanoseconds: int
    from_memory: bool


#: Takes notice of a request that was answered.
Observe = Callable[[Seen], object]


class AccessLog:
    """Writes a line for one request of so many, and for each that the server failed on.

    Neither who asks nor the headers of a request are ever written, nor what is asked for, unless `asked` says so: the
    route alone, so that no words that a reader looks for stay behind.
    """

    def __init__(self, every: int, asked: bool, descriptor: int = 1) -> None:
        self._every = every
        self._asked = asked
        self._descriptor = descriptor
        self._numbers = count()

    def __call__(self, seen: Seen) -> None:
        """Write a request down, if its turn has come; a disk that is full, or a reader that is gone, ends no answer."""
        if next(self._numbers) % self._every and seen.status < 500:
            return
        line = {
            "time": datetime.now(UTC).isoformat(timespec="milliseconds"),
            "id": seen.id,
            "method": seen.method,
            "route": seen.route,
            "status": seen.status,
            "bytes": seen.bytes,
            "us": seen.nanoseconds // 1000,
            "memory": seen.from_memory,
        }
        if self._asked:
            line |= {"path": seen.path, "query": seen.query}
        with suppress(OSError):
            os.write(self._descriptor, json.dumps(line).encode() + b"\n")
