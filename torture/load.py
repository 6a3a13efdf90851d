"""Load: clients that ask one question after another, judge each answer, and retry once where a connection breaks."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from torture.server import Answer

#: Says what is wrong with an answer to a path, if anything.
Judge = Callable[[str, Answer], str | None]
#: How many clients ask at the same time.
CLIENTS = 16
#: How many seconds an answer may take before it counts as lost.
PATIENCE = 10
#: How many seconds a client waits before it asks once more.
BACKOFF = 0.25
#: After how many lost answers nothing more is asked: the server is gone.
MOST_LOST = 20
#: What a connection raises that breaks.
_BROKEN = (OSError, EOFError, ValueError)


@dataclass
class Tally:
    """What became of the requests: how many were asked, retried and are being retried; which were lost or wrong."""

    asked: int = 0
    retried: int = 0
    again: int = 0
    lost: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    worst: float = 0.0

    @property
    def held(self) -> bool:
        """Whether something was asked, and nothing was lost or wrong."""
        return self.asked > 0 and not self.lost and not self.wrong

    def __str__(self) -> str:
        more = f": {(self.lost + self.wrong)[0]}" if not self.held and self.asked else ""
        return f"{len(self.lost)} lost, {len(self.wrong)} wrong of {self.asked:,}; {self.retried} asked again{more}"


@dataclass(frozen=True)
class Load:
    """What the clients ask, in turn and over again, and how."""

    port: int
    paths: Sequence[str]
    judge: Judge
    keep_alive: bool = True
    clients: int = CLIENTS
    pause: float = 0.0
    backoff: float = BACKOFF

    @contextmanager
    def running(self) -> Iterator[Tally]:
        """Ask for the length of a `with`."""
        tally, stop = Tally(), threading.Event()
        thread = threading.Thread(target=lambda: asyncio.run(self._ask(tally, lambda: stop.is_set())))
        thread.start()
        try:
            yield tally
        finally:
            stop.set()
            thread.join()

    def times(self, number: int) -> Tally:
        """Ask this many times."""
        tally = Tally()
        asyncio.run(self._ask(tally, lambda: tally.asked >= number))
        return tally

    async def _ask(self, tally: Tally, over: Callable[[], bool]) -> None:
        clients = (_Client(self, tally, over).run(index) for index in range(self.clients))
        await asyncio.gather(*clients)


class _Client:
    """One client with one connection at a time."""

    def __init__(self, load: Load, tally: Tally, over: Callable[[], bool]) -> None:
        self.load = load
        self.tally = tally
        self.over = over
        self.retried = 0
        self.streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = None

    async def run(self, first: int) -> None:
        """Ask until told to stop, beginning with the path of this number."""
        while not self.over() and len(self.tally.lost) < MOST_LOST:
            path = self.load.paths[first % len(self.load.paths)]
            first += 1
            self.tally.asked += 1
            begun, retried = time.perf_counter(), self.retried
            await self._judge(path)
            self.tally.again -= self.retried - retried
            self.tally.worst = max(self.tally.worst, time.perf_counter() - begun)
            if self.load.pause:
                await asyncio.sleep(self.load.pause)
        self._close()

    async def _judge(self, path: str) -> None:
        for attempt in range(2):
            try:
                async with asyncio.timeout(PATIENCE):
                    answer = await self._asked(path)
            except (*_BROKEN, TimeoutError) as error:
                self._close()
                if attempt:
                    self.tally.lost.append(f"{path}: {error!r}")
                else:
                    self.tally.retried += 1
                    self.tally.again += 1
                    self.retried += 1
                    await asyncio.sleep(self.load.backoff)
                continue
            if fault := self.load.judge(path, answer):
                self.tally.wrong.append(f"{path}: {fault}")
            return

    async def _asked(self, path: str) -> Answer:
        if not self.streams:
            self.streams = await asyncio.open_connection("127.0.0.1", self.load.port)
        reader, writer = self.streams
        last = "" if self.load.keep_alive else "Connection: close\r\n"
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{last}\r\n".encode())
        answer = await read(reader)
        if not self.load.keep_alive or answer.headers.get("connection") == "close":
            self._close()
        return answer

    def _close(self) -> None:
        if self.streams:
            self.streams[1].close()
            self.streams = None


async def read(reader: asyncio.StreamReader) -> Answer:
    """Read one answer; raise `EOFError` if it ends early."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *lines = head.rstrip().split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    if "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    else:
        body = await _chunks(reader) if "transfer-encoding" in headers else b""
    return Answer(int(first.split()[1]), headers, body)


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    body = b""
    while size := int(await reader.readuntil(b"\r\n"), 16):
        body += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readexactly(2)
    return body
