"""A load that lasts two minutes."""

from random import Random

from torture.facts import FACTS, invented
from torture.rows import Figure, Row
from torture.server import served
from torture.wrk import pressed

CONNECTIONS, SECONDS = 256, 120
#: How many of a hundred questions are asked anew each time, and not answered from memory.
COLD = 10
WORDS = ("harbour", "talks", "ferry", "council+border", "vote+-aid", "con")


def run() -> Figure:
    """Ask from all connections until the time is over."""
    with invented() as release, served(release) as server:
        found = pressed(server.port, questions(), CONNECTIONS, SECONDS)
    rate = f"{found.requests / found.seconds:,.0f} a second"
    text = f"{found.wrong} errors of {found.requests:,}; {rate}; p50 {found.p50:.0f} ms, p99 {found.p99:.0f} ms"
    return Figure(text, not found.wrong)


def questions() -> list[str]:
    """Return the questions in turn: nine of ten from a few dozen, one of ten from more than the memory holds."""
    chance = Random(1)
    warm = [f"/v1/statements?speaker=actor-{number}" for number in range(40)] + ["/v1/timeline", "/v1/search?q=talks"]
    cold = [
        f"/v1/statements?q={chance.choice(WORDS)}&limit={chance.randint(1, 50)}"
        f"&about=actor-{chance.randrange(FACTS // 60)}&as_of=2016-0{chance.randint(1, 9)}-1{chance.randint(0, 9)}"
        for _ in range(20_000)
    ]
    return [cold.pop() if number % 100 < COLD else chance.choice(warm) for number in range(100_000)]


ROW = Row(
    "load",
    "It holds its load",
    f"wrk, {CONNECTIONS} connections, {SECONDS} s, {FACTS:,} invented facts; {COLD} of 100 questions are new (searches "
    "with filters, of a past day), the others are answered from memory",
    "0 errors, p99 stated",
    run,
)
