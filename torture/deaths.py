"""Workers that are killed under load."""

import os
import signal
import time
from pathlib import Path

from torture.facts import PATHS, prepared
from torture.load import CLIENTS, Load
from torture.rows import Figure, Row
from torture.server import Running, eventually, served

#: How many workers are killed, how many seconds apart, and after how many a client asks again that lost its connection.
KILLS, PAUSE, BACKOFF = 20, 0.5, 0.01


def run() -> Figure:
    """Kill a worker every half a second, with and without kept-alive connections."""
    texts, held = [], True
    for keep_alive in (True, False):
        with prepared() as releases, served(releases.current) as server:
            eventually(lambda: len(server.workers) == 2)
            with Load(server.port, PATHS, releases.judge, keep_alive, backoff=BACKOFF).running() as tally:
                for _ in range(KILLS):
                    time.sleep(PAUSE)
                    os.kill(oldest(server), signal.SIGKILL)
                time.sleep(PAUSE)
        texts.append(f"{'kept alive' if keep_alive else 'closed'}: {tally}")
        held &= tally.held and tally.retried <= KILLS * CLIENTS
    return Figure("; ".join(texts), held)


def oldest(server: Running) -> int:
    """Return the oldest worker: it is killed next, while the younger one has had time to start."""
    return min(server.workers, key=lambda pid: int(Path(f"/proc/{pid}/stat").read_text("utf-8").split()[21]))


ROW = Row(
    "deaths",
    "The death of a worker is invisible to a client that retries once",
    f"kill -9 of the worker that has lived longest, {KILLS} times, every {PAUSE} s, {CLIENTS} clients, connections "
    f"kept alive and closed; who loses one asks again after {BACKOFF} s",
    "0 lost with one retry; without, at most those in flight",
    run,
)
