"""What is measured: the servers, the questions they are asked, and the ratios that must hold between them."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from operator import ge, le

from bench.measure import Measured
from bench.peers.datasette.peer import DATASETTE, TUNED
from bench.peers.django.peer import DJANGO
from bench.peers.fastapi.peer import FASTAPI
from bench.peers.gunicorn.peer import BARE
from bench.peers.jsonserver.peer import JSON_SERVER
from bench.peers.nginx.peer import BEFORE, STATIC
from bench.peers.roapi.peer import ROAPI, STORE
from bench.peers.smorest.peer import SMOREST
from bench.questions import DAY, MANY
from bench.servers import Server

#: Of a server and a question.
Key = tuple[str, str]

ASKED = {
    "record": "/v1/statements/{id}",
    "list": "/v1/statements?speaker={speaker}",
    "page": "/v1/statements?after={after}",
    "search": "/v1/statements?q={words}",
}
#: A question is known by its first word; what follows says how it is asked.
DATED = {
    "record, as_of": ASKED["record"] + f"?as_of={DAY}",
    "list, as_of": ASKED["list"] + f"&as_of={DAY}",
    "page, as_of": ASKED["page"] + f"&as_of={DAY}",
}
#: Asked of our server alone: the first page of everything, of what one value of a filter finds most of, and of a month.
FIRST = {
    "newest": "/v1/statements",
    "frequent": "/v1/statements?type=quoted",
    "month": "/v1/statements?date=2019-05",
}
HELD = "record, held"
#: With time enough for a first query that finds nothing of a large file in the memory of the machine.
SERVE = "{bin}/python -m api serve --release {release} --port {port} --query-ms 5000 --memory "


def ours(answer: dict) -> list[dict]:
    """Return the records in one of our answers."""
    return answer.get("data", [answer])


COLD = Server("ours, cold", SERVE + "0", ASKED | FIRST | DATED, ours)
WARM = Server("ours, from memory", SERVE + "64", {name: ASKED[name] for name in ("record", "list")}, ours)
HOLDING = replace(WARM, name="ours, 304", paths={HELD: ASKED["record"]})

#: What is compared closely stands close together, and so is measured at nearly the same time.
LIMITS = (BARE[0], BEFORE, STATIC)
FEW = (*LIMITS, FASTAPI, DATASETTE, TUNED)
ALL = (*LIMITS, *BARE[1:], FASTAPI, DJANGO, SMOREST, DATASETTE, TUNED, ROAPI, STORE, JSON_SERVER)


def servers(peers: Sequence[Server], growth: Sequence[int]) -> tuple[Server, ...]:
    """Return all servers to measure; a proxy comes after the server behind it."""
    grown = [replace(COLD, name=grown_to(facts), paths=ASKED | FIRST, facts=facts) for facts in growth]
    return (COLD, *grown, HOLDING, WARM, *peers)


def grown_to(facts: int) -> str:
    """Return the name of our server that holds this many facts."""
    return f"ours, cold, {facts:,} facts"


def asked_again(server: Server) -> int | None:
    """Return how many variants a server is asked when they must fit into its memory; None means all."""
    return {WARM.name: MANY, BEFORE.name: MANY, STATIC.name: MANY, HOLDING.name: 1}.get(server.name)


@dataclass(frozen=True)
class Measure:
    """How two measurements are compared, and when that is good enough."""

    of: Callable[[Measured, Measured], float]
    holds: Callable[[float, float], bool]
    target: str


CHEAPER = Measure(lambda ours, theirs: theirs.cpu / ours.cpu, ge, "at least {:g} times cheaper")
DEARER = Measure(lambda ours, theirs: ours.cpu / theirs.cpu, le, "at most {:g} times dearer")
RATE = Measure(lambda ours, theirs: ours.rate / theirs.rate, ge, "at least {:g} of the requests a second")


@dataclass(frozen=True)
class Ratio:
    """A ratio that must hold between one of our measurements and another one of the same round."""

    what: str
    ours: Key
    theirs: Key
    measure: Measure
    target: float


def ratios(growth: Sequence[int]) -> Iterator[Ratio]:
    """Yield all ratios, with our targets."""
    for question, peers in TARGETS.items():
        for peer, target in peers.items():
            yield Ratio(question, (COLD.name, question), (peer.name, question), CHEAPER, target)
    small, large = map(grown_to, growth)
    for question, target in GROWTH.items():
        yield Ratio(f"growth of {question}", (large, question), (small, question), DEARER, target)
    for question in DATED:
        yield Ratio(question, (COLD.name, question), (COLD.name, question.split(",")[0]), DEARER, 1.5)
    for question in ("record", "list"):
        what = f"{question} from memory"
        yield Ratio(what, (WARM.name, question), (BARE[0].name, question), DEARER, 1.25)
        for peer, target in ((FASTAPI, 35), (DATASETTE, 18), (ROAPI, 14)):
            yield Ratio(what, (WARM.name, question), (peer.name, question), CHEAPER, target)
    yield Ratio("304", (HOLDING.name, HELD), (BARE[0].name, "record"), DEARER, 1.0)
    yield Ratio("behind nginx", (BEFORE.name, "record"), (STATIC.name, "record"), RATE, 0.8)


#: How many times cheaper an answer of ours is to be, cold, among 200,000 facts.
TARGETS = {
    "record": {FASTAPI: 12, DJANGO: 20, SMOREST: 13, DATASETTE: 5.5, ROAPI: 4.5},
    "list": {FASTAPI: 20, DJANGO: 30, SMOREST: 25, DATASETTE: 20, TUNED: 8, ROAPI: 6},
    "page": {FASTAPI: 80, DJANGO: 90, TUNED: 9},
    "search": {DATASETTE: 2, FASTAPI: 8},
}
#: How much dearer an answer may be among 1,000,000 facts than among 10,000.
GROWTH = {"record": 1.2, "list": 1.2, "page": 1.2, "frequent": 1.2, "search": 2}
