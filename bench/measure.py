"""One measurement of a server under load: wrk asks from a core of its own; the kernel says what the server spent."""

import os
import shutil
import subprocess
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

from bench.servers import CLIENT, Running

CONNECTIONS = 8
SCRIPT = Path(__file__).with_name("load.lua")
#: How long a server must have spent nothing to be at rest, how little is nothing, and how long that may take; seconds.
REST, NOTHING, PATIENCE = 0.05, 0.0005, 15


@dataclass(frozen=True)
class Measured:
    """What one round cost: CPU microseconds of a request, requests a second, latencies in ms, and MiB of memory."""

    cpu: float
    rate: float
    p50: float
    p99: float
    memory: float


def wrk() -> str:
    """Return the path of wrk; exit with advice where it is missing."""
    found = shutil.which("wrk")
    if not found or not shutil.which("taskset"):
        raise SystemExit("bench needs wrk and taskset: apt-get install wrk util-linux")
    return found


def measured(running: Running, paths: Sequence[str], headers: Sequence[str], seconds: int) -> Measured:
    """Ask for paths in turn until the time is over; requests that wrk abandons in the end are counted too.

    When wrk stops, each connection has one request under way. We wait for the server to finish, and count that
    request. A server that drops it looks a little cheaper; the slower the server, the more so.
    """
    rested(running.pids)
    before = spent(running.pids)
    served, wrong, duration, p50, p99 = _asked(running.port, paths, headers, seconds)
    rested(running.pids)
    used = spent(running.pids) - before
    if wrong or not served:
        raise AssertionError(f"{running.server.name} failed {wrong} times of {served}: {paths[0]}")
    return Measured(used / (served + CONNECTIONS), served * 1e6 / duration, p50 / 1e3, p99 / 1e3, memory(running.pids))


def _asked(port: int, paths: Sequence[str], headers: Sequence[str], seconds: int) -> list[int]:
    """Run wrk; return requests served, failures, and microseconds: in total, median, 99th percentile."""
    with NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("\n".join(paths))
        file.flush()
        command = ["taskset", "--cpu-list", CLIENT, wrk(), "--threads", "1", "--connections", str(CONNECTIONS)]
        command += ["--duration", f"{seconds}s", "--timeout", "20s", "--script", str(SCRIPT)]
        for header in headers:
            command += ["--header", header]
        environment = {**os.environ, "PATHS": file.name}
        asked = [*command, f"http://127.0.0.1:{port}"]
        told = subprocess.run(asked, env=environment, capture_output=True, text=True, check=True).stdout
    return [int(float(number)) for number in told.rpartition("told:")[2].split()]


def rested(pids: Iterable[int]) -> None:
    """Wait until a server has finished its work."""
    end = time.monotonic() + PATIENCE
    before = spent(pids)
    while time.monotonic() < end:
        time.sleep(REST)
        now = spent(pids)
        if now - before < NOTHING * 1e6:
            return
        before = now


def spent(pids: Iterable[int]) -> float:
    """Return the CPU time, user and system, of processes and their children so far, in microseconds.

    The clock id of another process is the complement of its pid, shifted by 3, plus 2 for the scheduler's count. It
    is exact to the nanosecond; /proc has hundredths of a second (Linux, include/linux/posix-timers.h).
    """
    return sum(time.clock_gettime_ns((~pid << 3) | 2) for pid in tree(pids)) / 1000


def memory(pids: Iterable[int]) -> float:
    """Return the memory of processes and their children in MiB; shared pages are divided among them."""
    lines = [line for pid in tree(pids) for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def tree(pids: Iterable[int]) -> set[int]:
    """Return processes and all their descendants."""
    found = set(pids)
    for pid in list(found):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found |= tree(map(int, (task / "children").read_text("utf-8").split()))
    return found
