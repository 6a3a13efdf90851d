"""Measure what `as_of` costs: the same requests with and without it, in turns, on many facts.

    .venv/bin/python -m bench.as_of 200000

Prints, for each request, the median CPU time through the whole application with and without `as_of`, and their ratio.
"""

import statistics
import sys
import time
from collections.abc import Callable
from urllib.parse import quote

from werkzeug.test import EnvironBuilder

from api.kinds import RESOURCES
from api.web.app import create_app
from bench.facts import WORDS, speakers
from bench.release import release

ROUNDS = 400
DAYS = ("2016-01-01", "2018-06-01", "2020-06-01")


def main(facts: int) -> None:
    """Build the release, unless it is there, and print the table."""
    app = create_app(release(facts), RESOURCES)
    requests = {
        "record": "/v1/statements/statement-{n}",
        "list of 50": "/v1/statements?limit=50",
        "filtered list": "/v1/statements?speaker=actor-{a}",
        "two filters": "/v1/statements?about=actor-{a}&topics=aid",
        "timeline": "/v1/timeline?limit=50",
        "verify": "/v1/verify?quote={q}",
    }
    print(f"{'request':<16}{'without':>12}" + "".join(f"{day:>13}{'ratio':>7}" for day in DAYS))
    for name, path in requests.items():
        plain, dated = measured(app.wsgi_app, path, facts)
        cells = "".join(f"{cost:>10.0f} µs{cost / plain:>7.2f}" for cost in dated)
        print(f"{name:<16}{plain:>9.0f} µs{cells}")


def measured(app: Callable, path: str, facts: int) -> tuple[float, list[float]]:
    """Return the median CPU time of a request in microseconds: without `as_of`, then for each day."""
    costs: list[list[float]] = [[] for _ in range(len(DAYS) + 1)]
    for turn in range(ROUNDS):
        number = turn * 97 % (facts // 4)
        asked = path.format(n=number, a=turn % speakers(facts), q=quoted(number) if "{q}" in path else "")
        separator = "&" if "?" in asked else "?"
        for cost, day in zip(costs, (None, *DAYS), strict=True):
            cost.append(spent(app, asked + (f"{separator}as_of={day}" if day else "")))
    plain, *dated = (statistics.median(cost) for cost in costs)
    return plain, dated


def quoted(number: int) -> str:
    """Return words that many quotes have, and a number that none has."""
    return quote(f"{WORDS[number % 16]} {WORDS[number % 13]} {WORDS[number % 7]} {number}")


def spent(app: Callable, path: str) -> float:
    """Return the CPU time of one request, in microseconds."""
    environ = EnvironBuilder(path).get_environ()
    started = time.process_time_ns()
    b"".join(app(environ, lambda status, headers, exc_info=None: None))
    return (time.process_time_ns() - started) / 1000


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200_000)
