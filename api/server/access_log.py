"""The access log: a JSON object a line for each request, or for some; knows nothing of what was answered."""

import atexit
import json
import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from queue import SimpleQueue
from threading import Thread

#: How many lines wait at most for a reader that stalls, and for how many seconds a process that ends waits for it.
MOST, LAST = 10_000, 1.0


@dataclass(frozen=True, slots=True)
class AccessRecord:
    """One answered request: what was asked, by which route it was answered, and what it took."""

    id: str
    method: str
    path: str
    query: str
    route: str
    status: int
    bytes: int
    nanoseconds: int
    from_memory: bool


#: Is told of each request that was answered.
Observer = Callable[[AccessRecord], object]


class AccessLog:
    """Writes a line of JSON for one request of so many, and for each that the server failed on.

    Addresses of clients and headers are never written. Paths and parameters are written where `asked` says so; else
    the route alone, so that no words that a reader looks for stay behind.

    A thread writes, so that no answer waits for a reader that stalls, or for a full disk. Where too many lines wait,
    new ones are dropped, and their number is written as soon as there is room. (The `QueueListener` of the standard
    library waits without end when it stops, and counts nothing.)
    """

    def __init__(self, every: int, asked: bool, descriptor: int = 1) -> None:
        """Write to a file that is open."""
        self._every = every
        self._asked = asked
        self._descriptor = descriptor
        self._numbers = count()
        self._waiting: SimpleQueue[dict[str, object] | None] = SimpleQueue()
        self._dropped = 0
        self._thread = Thread(target=self._work, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def __call__(self, record: AccessRecord) -> None:
        """Log a request, if its turn has come; one thread may ask for that."""
        if next(self._numbers) % self._every and record.status < 500:
            return
        if self._waiting.qsize() >= MOST:
            self._dropped += 1
            return
        line: dict[str, object] = {"time": _now()}
        line |= {name: getattr(record, name) for name in ("id", "method", "route", "status", "bytes")}
        line |= {"us": record.nanoseconds // 1000, "memory": record.from_memory}
        self._waiting.put(line | ({"path": record.path, "query": record.query} if self._asked else {}))

    def close(self) -> None:
        """Write what waits, and no more after it; what is not read within `LAST` seconds is given up."""
        self._waiting.put(None)
        self._thread.join(LAST)

    def _work(self) -> None:
        told = 0
        while (line := self._waiting.get()) is not None:
            self._write(line)
            if (dropped := self._dropped) > told:
                self._write({"time": _now(), "dropped": dropped - told})
                told = dropped

    def _write(self, line: dict[str, object]) -> None:
        with suppress(OSError):
            os.write(self._descriptor, json.dumps(line).encode() + b"\n")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
