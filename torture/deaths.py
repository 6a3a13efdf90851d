"""Workers that are killed under load."""

import os
import signal
import time
from random import Random

from torture.facts import PATHS, prepared
from torture.load import BACKOFF, CLIENTS, Load
from torture.rows import Figure, Row
from torture.server import eventually, served

KILLS = 20
PAUSE = 0.5


def run() -> Figure:
    """Kill a worker every half a second, with and without kept-alive connections."""
    texts, held, chance = [], True, Random(1)
    for keep_alive in (True, False):
        with prepared() as releases, served(releases.current) as server:
            eventually(lambda: len(server.workers) == 2)
            with Load(server.port, PATHS, releases.judge, keep_alive).running() as tally:
                for _ in range(KILLS):
                    time.sleep(PAUSE)
                    os.kill(chance.choice(sorted(server.workers)), signal.SIGKILL)
                time.sleep(PAUSE)
        texts.append(f"{'kept alive' if keep_alive else 'closed'}: {tally}")
        held &= tally.held and tally.retried <= KILLS * CLIENTS
    return Figure("; ".join(texts), held)


ROW = Row(
    "deaths",
    "The death of a worker is invisible to a client that retries once",
    f"kill -9 of a worker every {PAUSE} s, {KILLS} times, {CLIENTS} clients, connections kept alive and closed; "
    f"who loses an answer asks once more after {BACKOFF} s",
    "0 lost with one retry; without, at most those in flight",
    run,
)
