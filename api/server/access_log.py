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
    """Writes a line for one request of so many, and for each that the server failed on.

    Addresses of clients and headers are never written. Paths and parameters are written where `asked` says so; else
    the route alone, so that no words that a reader looks for stay behind.
    """

    def __init__(self, every: int, asked: bool, descriptor: int = 1) -> None:
        self._every = every
        self._asked = asked
        self._lines = LineWriter(descriptor)
        self._numbers = count()

    def __call__(self, record: AccessRecord) -> None:
        """Log a request, if its turn has come."""
        if next(self._numbers) % self._every and record.status < 500:
            return
        line: dict[str, object] = {
            "time": _now(),
            "id": record.id,
            "method": record.method,
            "route": record.route,
            "status": record.status,
            "bytes": record.bytes,
            "us": record.nanoseconds // 1000,
            "memory": record.from_memory,
        }
        if self._asked:
            line |= {"path": record.path, "query": record.query}
        self._lines.put(line)

    def close(self) -> None:
        """Write what waits to be written, as far as it is read."""
        self._lines.close()


class LineWriter:
    """Writes lines of JSON on a thread, so that no answer waits for a reader that stalls, or for a full disk.

    Where too many lines wait, new ones are dropped, and their number is written as soon as there is room.
    (The `QueueListener` of the standard library waits without end when it stops, and counts nothing.)
    """

    def __init__(self, descriptor: int) -> None:
        """Write to a file that is open."""
        self._descriptor = descriptor
        self._waiting: SimpleQueue[dict[str, object] | None] = SimpleQueue()
        self._dropped = 0
        self._thread = Thread(target=self._work, name="log", daemon=True)
        self._thread.start()
        atexit.register(self.close)

    def put(self, line: dict[str, object]) -> None:
        """Have a line written; one thread may ask for that."""
        if self._waiting.qsize() < MOST:
            self._waiting.put(line)
        else:
            self._dropped += 1

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
