"""Measure our application under each worker class of gunicorn, with several numbers of threads; cold.

    .venv/bin/python -m bench.workers 10000

Prints CPU microseconds a request, of all processes of the server. Uses uvloop for asgi where it is installed.
"""

import os
import statistics
import sys
from contextlib import ExitStack
from functools import partial
from importlib.util import find_spec
from pathlib import Path

from flask import Flask

from api.kinds import RESOURCES
from api.web.app import create_app
from bench.cases import SERVE
from bench.measure import measured
from bench.questions import variants
from bench.release import release
from bench.servers import Server, started

ROUNDS, SECONDS = 7, 1
PATHS = {"record": "/v1/statements/{id}", "list": "/v1/statements?speaker={speaker}"}
PLAIN = (
    "env CRISIS_FACTS_RELEASE={release} {bin}/gunicorn 'bench.workers:application()' --workers 2 "
    "--bind 127.0.0.1:{port} --http-parser python --no-control-socket --log-level error --worker-class "
)
#: Our own server, whose application runs on threads beside an event loop; and Flask alone under the other classes.
COMMANDS = {
    **{f"asgi, {threads} threads": f"{SERVE}0 --threads {threads}" for threads in (1, 2, 4, 8, 16)},
    "sync": f"{PLAIN}sync",
    **{f"gthread, {threads} threads": f"{PLAIN}gthread --threads {threads}" for threads in (1, 2, 4, 8, 16)},
}


def application() -> Flask:
    """Return the application as plain WSGI."""
    return create_app(Path(os.environ["CRISIS_FACTS_RELEASE"]), RESOURCES)


def main(facts: int) -> None:
    """Start all servers, measure them in turns, and print the table."""
    built = release(facts)
    asked = variants(built)
    loop = " on uvloop" if find_spec("uvloop") else ""
    with ExitStack() as running:
        up = {
            name.replace("asgi", f"asgi{loop}"): running.enter_context(
                started(Server(name, command, PATHS), built, built, {})
            )
            for name, command in COMMANDS.items()
        }
        costs: dict[tuple[str, str], list[float]] = {}
        for turn in range(ROUNDS + 1):
            for name, server in up.items():
                for question in PATHS:
                    paths = [server.server.path(question, one) for one in asked[question]]
                    ask = partial(measured, server, paths, [], SECONDS if turn else 1)
                    costs.setdefault((name, question), []).append(ask().cpu)
    print(f"{'worker':<24}" + "".join(f"{question + ', CPU µs':>26}" for question in PATHS))
    for name in up:
        cells = (costs[name, question][1:] for question in PATHS)
        shown = (f"{statistics.median(cell):,.0f} ({min(cell):,.0f} to {max(cell):,.0f})" for cell in cells)
        print(f"{name:<24}" + "".join(f"{cell:>26}" for cell in shown))


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 10_000)
