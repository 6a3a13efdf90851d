"""Requests generated from the contract: Schemathesis with all its checks, stateful links included."""

import os
import re
import subprocess
import sys
from pathlib import Path

from torture.facts import prepared
from torture.rows import Figure, Row
from torture.server import ROOT, served

#: How many cases are wanted, and how many are made for each operation in each phase, which gives a few more.
CASES, EXAMPLES = 5_000, 40


def run() -> Figure:
    """Run Schemathesis against a real server."""
    with prepared() as releases, served(releases.current) as server:
        command = [str(Path(sys.executable).parent / "schemathesis"), "run"]
        command += [f"http://127.0.0.1:{server.port}/openapi.json", "--checks", "all", "--max-examples", str(EXAMPLES)]
        command += ["--seed", "1", "--generation-deterministic", "--no-color"]
        environment = {**os.environ, "CRISIS_FACTS_SINCE": releases.names[0]}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=500)
    made = re.search(r"(\d+) generated", done.stdout)
    number = int(made[1]) if made else 0
    failed = "" if not done.returncode else f"; {done.stdout[-2000:]}"
    return Figure(f"{done.returncode} failed of {number:,} cases{failed}", not done.returncode and number >= CASES)


ROW = Row(
    "contract",
    "No input gives a 5xx: requests made up from the contract",
    f"Schemathesis, all checks, coverage, fuzzing and stateful links, at least {CASES:,} cases",
    "0 failed",
    run,
    calm=True,
)
