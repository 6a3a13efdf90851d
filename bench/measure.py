"""One measurement of a server under load: wrk asks from a core of its own; what is spent is read from the kernel."""

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
    """Give the load generator; ends with advice where there is none."""
    found = shutil.which("wrk")
    if not found or not shutil.which("taskset"):
        raise SystemExit("bench needs wrk and taskset: apt-get install wrk util-linux")
    return found


def measured(running: Running, paths: Sequence[str], headers: Sequence[str], seconds: int) -> Measured:
    """Ask for paths in turn, on and on; what is spent on requests that wrk abandons in the end counts with them.

    Every connection leaves one request behind, and the server works on it still. It is waited for, and the request
    counts as one: a server may drop it, which makes that server look cheaper by a little, and the slowest by most.
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
    """Give how many requests were served, how many went wrong, and the microseconds of all, half and 99 % of them."""
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
    """Wait until a server works no more on what it was asked."""
    end = time.monotonic() + PATIENCE
    before = spent(pids)
    while time.monotonic() < end:
        time.sleep(REST)
        now = spent(pids)
        if now - before < NOTHING * 1e6:
            return
        before = now


def spent(pids: Iterable[int]) -> float:
    """Give the CPU time, user and system, that processes and their children have used so far, in microseconds.

    The clock of another process is the complement of its id, shifted, with 2 for what the scheduler counts: to the
    nanosecond, where /proc gives hundredths of a second (Linux, include/linux/posix-timers.h).
    """
    return sum(time.clock_gettime_ns((~pid << 3) | 2) for pid in tree(pids)) / 1000


def memory(pids: Iterable[int]) -> float:
    """Give the memory of processes and their children in MiB; what several of them share is divided among them."""
    lines = [line for pid in tree(pids) for line in Path(f"/proc/{pid}/smaps_rollup").read_text("utf-8").splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def tree(pids: Iterable[int]) -> set[int]:
    """Give processes and all of their children."""
    found = set(pids)
    for pid in list(found):
        for task in Path(f"/proc/{pid}/task").iterdir():
            found |= tree(map(int, (task / "children").read_text("utf-8").split()))
    return found
