"""Load by wrk, which makes more of it than Python can."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from tempfile import NamedTemporaryFile

from torture.rows import NotRun
from torture.server import ROOT

SCRIPT = ROOT / "bench/load.lua"


@dataclass(frozen=True)
class Pressed:
    """What a run found: requests, failures, seconds, and milliseconds at the median and the 99th percentile."""

    requests: int
    wrong: int
    seconds: float
    p50: float
    p99: float


def pressed(port: int, paths: Sequence[str], connections: int, seconds: int) -> Pressed:
    """Ask for paths in turn over this many connections; raise `NotRun` without wrk."""
    found = shutil.which("wrk")
    if not found:
        raise NotRun("needs wrk: apt-get install wrk")
    with NamedTemporaryFile("w", encoding="utf-8") as file:
        file.write("\n".join(paths))
        file.flush()
        command = [found, "--threads", "1", "--connections", str(connections), "--duration", f"{seconds}s"]
        command += ["--timeout", "10s", "--script", str(SCRIPT), f"http://127.0.0.1:{port}"]
        environment = {**os.environ, "PATHS": file.name}
        told = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    requests, wrong, duration, p50, p99 = (int(float(number)) for number in told.rpartition("told:")[2].split())
    return Pressed(requests, wrong, duration / 1e6, p50 / 1e3, p99 / 1e3)
