"""Workers that are killed under load."""

import os
import signal
import time
from pathlib import Path
from random import Random

from torture.facts import PATHS, prepared
from torture.load import BACKOFF, CLIENTS, Load
from torture.rows import Figure, Row
from torture.server import Running, eventually, served

KILLS = 20
PAUSE = 0.5


def run() -> Figure:
    """Kill a worker every half a second, with and without kept-alive connections.

    On a busy machine that takes longer: who was hit by one death must have had the time to ask again before the next.
    """
    texts, held, chance = [], True, Random(1)
    for keep_alive in (True, False):
        with prepared() as releases, served(releases.current) as server:
            eventually(lambda: len(server.workers) == 2)
            with Load(server.port, PATHS, releases.judge, keep_alive).running() as tally:
                for _ in range(KILLS):
                    time.sleep(PAUSE)
                    eventually(lambda: ready(server) and not tally.again)
                    os.kill(chance.choice(sorted(server.workers)), signal.SIGKILL)
                time.sleep(PAUSE)
        texts.append(f"{'kept alive' if keep_alive else 'closed'}: {tally}")
        held &= tally.held and tally.retried <= KILLS * CLIENTS
    return Figure("; ".join(texts), held)


def ready(server: Running) -> bool:
    """Whether both workers have opened the release: one that is killed before that has not come to answer."""
    return len(server.workers) == 2 and all(map(_has_a_release, server.workers))


def _has_a_release(pid: int) -> bool:
    try:
        return any(os.readlink(file).endswith(".db") for file in Path(f"/proc/{pid}/fd").iterdir())
    except OSError:  # it has just ended, or closed a file
        return False


ROW = Row(
    "deaths",
    "The death of a worker is invisible to a client that retries once",
    f"kill -9 of a worker {KILLS} times, every {PAUSE} s (on a busy machine: as soon as both serve and nobody is "
    f"asking again), {CLIENTS} clients, connections kept alive and closed; who loses one asks again after {BACKOFF} s",
    "0 lost with one retry; without, at most those in flight",
    run,
)
