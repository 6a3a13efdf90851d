"""A profile of one cold request, layer by layer: what each layer adds to the one below it.

Costs are CPU time of this process in microseconds, over all threads. The cost of the whole server is measured
elsewhere; the difference is the work of gunicorn and the kernel.
"""

import asyncio
import os
import sqlite3
import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from api.kinds import RESOURCES
from api.model.jsontext import encode, join_array
from api.query import selection
from api.query.list_parameters import parameters_of
from api.query.lists import Page
from api.query.store import Store
from api.release.combined import lists
from api.server.asgi import AsgiApp
from api.web.address import NO_ADDRESS
from api.web.app import create_app
from api.web.request import Request
from api.web.responses import CACHING, Representation, respond
from api.web.served import ServedRelease
from api.web.status import Status
from bench.cases import ASKED
from bench.measure import CONNECTIONS
from bench.questions import Variant, variants
from bench.servers import SERVERS

#: How often each variant is asked, and how many there are.
TURNS, ASKS = 5, 100
#: How many requests are under way in a worker, of which there are two.
UNDER_WAY = CONNECTIONS // 2
STATEMENTS = next(resource for resource in RESOURCES if resource.name == "statements")


def profile(release: Path, whole: Mapping[str, Sequence[float]]) -> Iterator[str]:
    """Yield the lines of the table; `whole` holds what the whole server took for a request, in each round.

    Runs on one core, as the servers do: on two cores, two threads of Python compete for the interpreter.
    """
    os.sched_setaffinity(0, {int(SERVERS)})
    layers = Layers(release)
    costs = {
        question: dict(layers.costs(question, variants(release)[question][:ASKS], statistics.median(found)))
        for question, found in whole.items()
    }
    yield f"| layer of a cold request | {' | '.join(f'{question}, CPU µs' for question in costs)} |"
    yield f"|---|{'---:|' * len(costs)}"
    for layer in next(iter(costs.values())):
        yield f"| {layer} | {' | '.join(f'{found[layer]:,.0f}' for found in costs.values())} |"


class Layers:
    """The layers of the application over a release; each can be called by itself."""

    def __init__(self, release: Path) -> None:
        self.app = create_app(release, RESOURCES)
        self.store: Store = self.app.store
        self.served = ServedRelease(self.store, (), Status, NO_ADDRESS)
        self.parameters = parameters_of(lists(RESOURCES))
        self.sqlite = sqlite3.connect(f"file:{release}?mode=ro&immutable=1", uri=True, cached_statements=2000)
        self.answer = self.app.answer
        self.front = AsgiApp(self.answer, memory=0, threads=2, queue=64)

    def costs(self, question: str, asked: Sequence[Variant], whole: float) -> Iterator[tuple[str, float]]:
        """Yield layers with what they cost, from the innermost to the outermost."""
        paths = [ASKED[question].format(**vars(variant)) for variant in asked]
        sql = timed(self._sql, [self._traced(question, path) for path in paths])
        parsed = [self._parsed(question, path) for path in paths]
        store = timed(lambda one: self._stored(question, one), parsed)
        parse = timed(lambda path: self._parsed(question, path), paths)
        stored = dict(zip(paths, (self._stored(question, one) for one in parsed), strict=True))
        splice = timed(lambda path: self._spliced(stored[path]), paths)
        bodies = {path: self._spliced(found) for path, found in stored.items()}
        read = {path: Request("GET", path) for path in paths}
        answers = {path: Representation(bodies[path]) for path in paths}
        place, told = (self.served.store, self.served.address), {"Cache-Control": CACHING, "Vary": "Accept"}
        answer = timed(lambda path: respond(answers[path], read[path], *place, told), paths)
        application = timed(lambda path: self.answer(Request.from_scope(scope(path))), paths)
        front = asyncio.run(self._fronted(paths))
        yield "SQLite: the same statements, by themselves", sql
        yield "store: statements chosen and bound, rows read", store - sql
        yield "parameters: read and checked", parse
        yield "splice: documents to a body", splice
        yield "answer: digest, headers", answer
        yield "application: request read, path to view", application - store - parse - splice - answer
        yield "ASGI: queue and thread", front - application
        yield "gunicorn and kernel: HTTP, sockets", whole - front
        yield "all", whole

    def _traced(self, question: str, path: str) -> list[str]:
        """Return the SQL that a request leads to."""
        said: list[str] = []
        self.store.trace(said.append)
        self._stored(question, self._parsed(question, path))
        self.store.trace(None)
        return said

    def _sql(self, statements: Sequence[str]) -> None:
        for statement in statements:
            self.sqlite.execute(statement).fetchall()

    def _parsed(self, question: str, path: str) -> Any:
        pairs = Request("GET", *path.split("?")).pairs
        if question == "record":
            selection.of_record(self.parameters, STATEMENTS, pairs)
            return path.rpartition("/")[2]
        return selection.parse(self.parameters, STATEMENTS, pairs)

    def _stored(self, question: str, asked: Any) -> Any:
        return self.store.document("statements", asked) if question == "record" else self.store.lists.page(asked)

    def _spliced(self, found: Any) -> bytes:
        if isinstance(found, bytes):
            return found
        return join_array([record.document for record in found.records], b'{"data":', _tail(found) + b"}\n")

    async def _fronted(self, paths: Sequence[str]) -> float:
        """Return what a request costs when several are under way, as under load."""

        async def send(message: dict[str, Any]) -> None:
            pass

        found = []
        for at in range(0, len(paths) * TURNS, UNDER_WAY):
            scopes = [scope(paths[(at + turn) % len(paths)]) for turn in range(UNDER_WAY)]
            started = time.process_time_ns()
            await asyncio.gather(*(self.front(asked, None, send) for asked in scopes))
            found.append((time.process_time_ns() - started) / 1000 / UNDER_WAY)
        return statistics.median(found)


def _tail(page: Page) -> bytes:
    return b',"total":%d,"next":%s' % (page.total.number, encode(page.next))


def scope(address: str) -> dict[str, Any]:
    """Return a request as ASGI has it."""
    path, _, asked = address.partition("?")
    named = {"raw_path": path.encode(), "query_string": asked.encode(), "headers": [(b"host", b"127.0.0.1")]}
    return {"type": "http", "method": "GET", **named}


def timed(call: Callable[[Any], Any], arguments: Sequence[Any]) -> float:
    """Return the median CPU time of a call in microseconds; each argument is tried once before."""
    found = []
    for turn in range(TURNS + 1):
        for argument in arguments:
            started = time.process_time_ns()
            call(argument)
            if turn:
                found.append((time.process_time_ns() - started) / 1000)
    return statistics.median(found)
