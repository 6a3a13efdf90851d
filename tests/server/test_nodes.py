"""Three nodes behind HAProxy: walks through pages while a release is swapped forth and back, and nodes that fail."""

import asyncio
import json
import os
import random
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path

import pytest

from api.cli import main
from api.kinds import RESOURCES
from api.release import directory
from api.release.combined import lists
from api.web.app import create_app
from tests.origins import plain
from tests.proxies import Proxy, haproxy
from tests.serving import ROOT, eventually, free_port, get, wait_for
from tests.walking import ids

pytestmark = [pytest.mark.slow, pytest.mark.outside("haproxy", "openssl")]

#: How many walks there are, by how many clients at once; for how many seconds nodes are asked while one of them fails.
WALKS, CLIENTS, SECONDS = 2_000, 8, 12
#: What HAProxy answers from its cache, and what it always asks a node for.
ACCEPTS = ("*/*", "application/json, text/csv;q=0.5")
PATHS = [
    f"/v1/{found.name}?limit={limit}&sort={sort}{'&q=a' if found.name == 'search' else ''}"
    for found in lists(RESOURCES)
    for sort in found.all_sorts
    for limit in (2, 3)
]


@dataclass
class Node:
    """A node: its folder of releases, its port, and the process of its server."""

    folder: Path
    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def pids(self) -> list[int]:
        """The server and its workers."""
        pid = self.process.pid
        return [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]

    def signalled(self, number: int) -> None:
        """Send a signal to all of it."""
        for pid in self.pids:
            os.kill(pid, number)


@contextmanager
def serving(folder: Path) -> Iterator[Node]:
    """Serve what is current in a folder; however it ends."""
    port = free_port()
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "CRISIS_FACTS_EACH": "1000"}
    command = [sys.executable, "-m", "api", "serve", "--release", str(folder / "current")]
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    node = Node(folder, port, process)
    try:
        wait_for(port, process)
        eventually(lambda: get(port, "/readyz")[0] == 200)
        yield node
    finally:
        if process.poll() is None:
            node.signalled(signal.SIGCONT)
            process.terminate()
        process.wait(30)


@pytest.fixture
def nodes(changed: tuple[Path, Path], tmp_path: Path) -> Iterator[list[Node]]:
    """Three nodes that have pulled two releases, one after the other, from an origin of plain files."""
    old, new = changed
    folders = [tmp_path / name for name in ("one", "two", "three")]
    with plain(old.parent) as origin, ExitStack() as running:
        for release in (old, new):
            directory.point(release)
            for folder in folders:
                assert main(["pull", origin, "--releases", str(folder)]) == 0
        yield [running.enter_context(serving(folder)) for folder in folders]


@pytest.fixture
def behind(nodes: list[Node], tmp_path: Path) -> Iterator[Proxy]:
    """HAProxy with the shipped configuration before three nodes."""
    with haproxy(tmp_path / "haproxy", *(node.port for node in nodes)) as proxy:
        yield proxy


def expected(release: Path) -> dict[str, list[str]]:
    """Return the ids of every list in every order, of one release by itself."""
    client = create_app(release, RESOURCES).test_client()
    return {path: ids(client.get(path.replace("limit=2", "limit=200")).json["data"]) for path in PATHS if "=2" in path}


def walked(proxy: Proxy, number: int) -> tuple[str, str, list[str]]:
    """Walk through one list; return its path, the releases that answered, and the ids; none where it was refused."""
    url: str | None = PATHS[number % len(PATHS)]
    path, found, releases = str(url), [], set()
    with closing(proxy.connection(f"127.0.0.{2 + number % 200}")) as connection:
        while url:
            connection.request("GET", url, headers={"Accept": ACCEPTS[number // len(PATHS) % 2]})
            with connection.getresponse() as response:
                page = json.loads(response.read())
            if response.status == 410:
                assert page["type"] == "/problems/release-not-kept"
                assert path.startswith(page["nearest"][0].partition("?")[0]) and "after" not in page["nearest"][0]
                return path, "", []
            assert response.status == 200, page
            releases.add(str(response.headers["X-Release"]))
            found += ids(page["data"])
            url = page["next"]
    return path, " ".join(sorted(releases)), found


@contextmanager
def swapping(nodes: list[Node], changed: tuple[Path, Path]) -> Iterator[None]:
    """Make one or the other release current on one node after another, until it ends."""
    chosen, stop = random.Random(23), threading.Event()

    def swap() -> None:
        while not stop.wait(0.2):
            node = chosen.choice(nodes)
            directory.point(chosen.choice([node.folder / release.name for release in changed]))

    thread = threading.Thread(target=swap)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join()


def test_no_walk_loses_or_repeats_a_record_while_releases_are_swapped(
    nodes: list[Node], behind: Proxy, changed: tuple[Path, Path]
) -> None:
    right = {release.stem: expected(release) for release in changed}
    with swapping(nodes, changed), ThreadPoolExecutor(CLIENTS) as clients:
        walks = list(clients.map(lambda number: walked(behind, number), range(WALKS)))
    wrong = [walk for walk in walks if walk[1] not in right or walk[2] != _of(right[walk[1]], walk[0])]
    began = Counter(release for _, release, _ in walks)
    print(f"{len(walks)} walks, {len(wrong)} lost or repeated a record or were refused, of releases {dict(began)}")
    assert not wrong and min(began[release] for release in right) > WALKS // 20


def test_a_walk_is_refused_where_its_release_is_not_kept(
    nodes: list[Node], behind: Proxy, changed: tuple[Path, Path]
) -> None:
    """One node has one release alone, as one that lags or keeps too few: its clients are told to begin anew."""
    right = {release.stem: expected(release) for release in changed}
    for node, release in zip(nodes, (changed[0], changed[1], changed[1]), strict=True):
        directory.point(node.folder / release.name)
        directory.prune(node.folder, 1)
    eventually(lambda: all(get(node.port, "/v1")[1]["X-Release"] == current(node) for node in nodes for _ in range(4)))
    walks = [walked(behind, len(PATHS) + number) for number in range(len(PATHS))]
    whole = [walk for walk in walks if walk[1]]
    assert all(walk[1] in right and walk[2] == _of(right[walk[1]], walk[0]) for walk in whole)
    assert 0 < len(whole) < len(walks)


def current(node: Node) -> str:
    return (node.folder / "current").resolve().stem


def _of(right: dict[str, list[str]], path: str) -> list[str]:
    return right[path.replace("limit=3", "limit=2")]


def killed(node: Node) -> None:
    node.signalled(signal.SIGKILL)


def hung(node: Node) -> None:
    node.signalled(signal.SIGSTOP)


@pytest.mark.parametrize("fault", [killed, hung])
def test_a_node_that_dies_or_hangs_costs_no_answer(
    nodes: list[Node], behind: Proxy, fault: Callable[[Node], None]
) -> None:
    with asking(behind) as tally:
        time.sleep(2)
        fault(nodes[1])
    tally.told(fault.__name__)
    assert not tally.failed and tally.worst < 10


@pytest.mark.parametrize("rate", [20_000, 500])
def test_a_node_behind_a_slow_network_costs_no_answer(nodes: list[Node], tmp_path: Path, rate: int) -> None:
    """At 20,000 bytes a second its probes pass, and its answers are late; at 500 it is taken out.

    It gets slow in the middle of an answer, which still comes whole.
    """
    first, second, third = (node.port for node in nodes)
    with throttled(second, rate) as slow, haproxy(tmp_path / "haproxy", first, slow.port, third) as proxy:
        with asking(proxy) as tally:
            time.sleep(2)
            slow.slows_in_an_answer = True
    tally.told(f"{rate} bytes a second")
    assert slow.is_slow and not tally.failed and tally.worst < 15


class Tally:
    """What clients got: how many answers, what failed, and how long the worst one took, in seconds."""

    def __init__(self) -> None:
        self.asked, self.failed, self.times = 0, list[str](), list[float]()

    @property
    def worst(self) -> float:
        return max(self.times)

    def told(self, what: str) -> None:
        """Say what was measured, for the papers."""
        late = sum(took > 1 for took in self.times)
        print(f"{what}: {self.asked} asked, {len(self.failed)} failed, worst {self.worst:.2f} s, {late} over 1 s")


@contextmanager
def asking(proxy: Proxy) -> Iterator[Tally]:
    """Ask by several clients, in all for so many seconds, for what no cache has."""
    tally, until = Tally(), time.monotonic() + SECONDS

    def ask(client: int) -> None:
        number = 0
        while time.monotonic() < until:
            number += 1
            path, begun = f"/v1/statements?limit=4&q=a{client}+-b{number}", time.monotonic()
            if number % 2 == 0:
                path = f"/v1/statements?limit={1 + number % 60}&date=19{client:02}/2{number % 1000:03}"
            try:
                status = proxy.get(path, source=f"127.0.1.{1 + number % 250}")[0]
                tally.failed += [] if status == 200 else [f"{path}: {status}"]
            except (OSError, HTTPException) as error:
                tally.failed.append(f"{path}: {error!r}")
            tally.asked += 1
            tally.times.append(time.monotonic() - begun)

    with ThreadPoolExecutor(CLIENTS) as clients:
        done = [clients.submit(ask, client) for client in range(CLIENTS)]
        yield tally
        for client in done:
            client.result()


class Throttle:
    """A relay to a port, which passes so many bytes a second of each answer on, once it is slow.

    Told to, it gets slow when more of an answer than its head has been passed on, and more of it is left.
    """

    def __init__(self, to: int, rate: int) -> None:
        self.to, self.rate, self.port = to, rate, free_port()
        self.slows_in_an_answer, self.is_slow = False, False

    async def relay(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, asks = await asyncio.open_connection("127.0.0.1", self.to)
        await asyncio.gather(self._pass(reader, asks, False), self._pass(answers, writer, True), return_exceptions=True)

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, is_answer: bool) -> None:
        passed = 0
        try:
            while piece := await reader.read(512):
                self.is_slow |= self.slows_in_an_answer and is_answer and passed > 2_000
                passed += len(piece)
                await asyncio.sleep(len(piece) / self.rate if self.is_slow and is_answer else 0)
                writer.write(piece)
                await writer.drain()
        finally:
            writer.close()


@contextmanager
def throttled(to: int, rate: int) -> Iterator[Throttle]:
    """Run a slow network before a port."""
    slow, loop = Throttle(to, rate), asyncio.new_event_loop()
    server = loop.run_until_complete(asyncio.start_server(slow.relay, "127.0.0.1", slow.port))
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield slow
    finally:
        loop.call_soon_threadsafe(server.close)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0.1))
        loop.close()
