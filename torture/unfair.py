"""One client who asks the worst that there is, twenty times a second, with others beside it."""

import asyncio
import os
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import count
from multiprocessing import Process
from pathlib import Path

from api.kinds import RESOURCES
from api.query.store import Store
from torture.facts import invented, prepared
from torture.fronts import FRONTS, Front
from torture.load import PATIENCE, read
from torture.rows import Figure, Row
from torture.server import Answer, served
from torture.slow import Streams
from torture.worst import Kind, kinds

#: Requests a second of the unfair client, and of each of the others; how many seconds; among how many invented facts.
RATE, OTHERS, SECONDS, FACTS = 20, 10, 12, 20_000
#: Milliseconds in which 99 of 100 answers to the others come.
ANEW, AT_ONCE = 250, 50
#: The addresses of the unfair client and of the others.
UNFAIR, FAIR = "127.0.0.2", ("127.0.0.3", "127.0.0.4", "127.0.0.5")
#: An honest question that has an answer, not a 503.
HONEST = "/v1/search?q=talks&limit=200&as_of=2019-03-20&facets=kind,topics,actor,source,date:month"


@dataclass
class Series:
    """What one of the others asks, by number, and within how many milliseconds; how long each answer took."""

    name: str
    most: int
    path: Callable[[int], str]
    took: list[float] = field(default_factory=list)
    failed: Counter[str] = field(default_factory=Counter)
    spare: list[Streams] = field(default_factory=list)

    @property
    def p99(self) -> float:
        """The milliseconds that the 99th of a hundred answers took."""
        return sorted(self.took)[int(len(self.took) * 0.99) - 1] * 1_000

    async def asked(self, front: Front, address: str, number: int) -> None:
        """Ask once, on a connection that is free or a new one, and note how that went."""
        begun = time.perf_counter()
        try:
            streams = self.spare.pop() if self.spare else await _connected(front, address)
            status = (await _asked(streams, self.path(number))).status
            self.spare.append(streams)
        except (OSError, EOFError, TimeoutError) as error:
            status = type(error).__name__
        self.took.append(time.perf_counter() - begun)
        self.failed.update([str(status)] if status != 200 else [])


def run() -> Figure:
    """Be unfair to a server of the shipped facts, and of invented ones, with nothing and with a proxy before it."""
    texts, held = [], True
    with prepared() as releases, invented(FACTS) as among:
        for what, release in (("shipped", releases.current), (f"{FACTS:,}", among)):
            for name, front in FRONTS.items():
                with served(release, CRISIS_FACTS_LOG="0") as server, front(server.port) as place:
                    found = beside(place, release.resolve())
                texts.append(f"{what}, {name}: " + ", ".join(f"{one.name} {one.p99:.0f}" for one in found))
                texts[-1] += "".join(f" ({one.name} failed: {dict(one.failed)})" for one in found if one.failed)
                held &= all(one.p99 < one.most and not one.failed for one in found)
    return Figure(f"p99 in ms: {'; '.join(texts)}; load average {os.getloadavg()[1]:.1f}", held)


def beside(front: Front, release: Path) -> list[Series]:
    """Ask as the others do, while one client is unfair in a process of its own."""
    crowd = Process(target=_unfair, args=(front, [*kinds(release).values()]), daemon=True)
    crowd.start()
    try:
        return asyncio.run(_others(front, series(release)))
    finally:
        crowd.terminate()
        crowd.join()


def series(release: Path) -> list[Series]:
    """Return what the others ask: records and lists anew, the same from memory, and probes."""
    ids = Store(release, RESOURCES).terms("speaker")
    days = [date(2017, 1, 1) + timedelta(day) for day in range(2_000)]
    random.shuffle(days)  # so that no run asks what another one has asked

    def anew(number: int) -> str:
        day, id = days[number], ids[number % len(ids)]
        return f"/v1/statements?speaker={id}&as_of={day}&limit=50" if number % 2 else f"/v1/actors/{id}"

    return [
        Series("anew", ANEW, anew),
        Series("memory", AT_ONCE, lambda number: "/v1/statements?limit=5"),
        Series("probes", AT_ONCE, lambda number: ("/healthz", "/readyz")[number % 2]),
    ]


async def _others(front: Front, found: list[Series]) -> list[Series]:
    """Ask at an even pace, whether earlier questions are answered or not, once the unfair client has begun."""
    for number in range(20):  # so that each process has it in its memory
        assert (await _asked(await _connected(front, FAIR[1]), found[1].path(number))).status == 200
    assert (await _asked(await _connected(front, FAIR[0]), HONEST)).status == 200
    await asyncio.sleep(1)
    waiting = []
    for number in range(OTHERS * SECONDS):
        waiting += [asyncio.create_task(one.asked(front, FAIR[at], number)) for at, one in enumerate(found)]
        await asyncio.sleep(1 / OTHERS)
    await asyncio.gather(*waiting)
    return found


def _unfair(front: Front, worst: Sequence[Kind]) -> None:
    """Ask the worst at an even pace, each kind in turn, until this process ends."""

    async def whatever(path: str) -> None:
        with suppress(OSError, EOFError, TimeoutError):
            streams = await _connected(front, UNFAIR)
            try:
                await _asked(streams, path)
            finally:
                streams[1].close()

    async def ask() -> None:
        asked = set()
        for number in count(random.randrange(10_000)):
            asked.add(task := asyncio.create_task(whatever(worst[number % len(worst)](number))))
            task.add_done_callback(asked.discard)
            await asyncio.sleep(1 / RATE)

    asyncio.run(ask())


async def _connected(front: Front, address: str) -> Streams:
    port, tls = front
    return await asyncio.open_connection("127.0.0.1", port, ssl=tls, local_addr=(address, 0))


async def _asked(streams: Streams, path: str) -> Answer:
    reader, writer = streams
    async with asyncio.timeout(PATIENCE):
        writer.write(f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        return await read(reader)


ROW = Row(
    "unfair",
    "Nobody starves anybody",
    f"{RATE} of the worst requests a second from one address, of the kinds of `torture/worst.py`, none like another; "
    f"beside them others ask {3 * OTHERS} times a second, {SECONDS} s long: records and lists anew, a list from memory "
    f"and probes; with nothing, nginx and HAProxy before the server; the shipped facts, and {FACTS:,} invented ones",
    f"0 failed; 99 of 100 answers in {ANEW} ms; from memory, and of probes, in {AT_ONCE} ms",
    run,
)
