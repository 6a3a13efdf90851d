"""Coverage-guided fuzzing: Atheris, on the reader of YAML and on the words of a search."""

import re
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

from torture.facts import prepared
from torture.rows import Figure, NotRun, Row
from torture.server import ROOT

#: How many inputs each target gets.
RUNS = {"yaml": 40_000, "q": 10_000}


def run() -> Figure:
    """Run both targets, each in a process of its own."""
    if not find_spec("atheris"):
        raise NotRun("needs Atheris, which is there for some versions of Python: pip install atheris")
    with prepared() as releases:
        done = {target: _ran(target, releases.file(releases.names[0])) for target in RUNS}
    ran = sum(int(found[1]) for one in done.values() if (found := re.search(r"Done (\d+) runs", one.stderr)))
    failed = [f"{target}: {one.stderr[-1500:]}" for target, one in done.items() if one.returncode]
    return Figure(f"{len(failed)} failed of {ran:,} inputs" + "".join(failed), not failed and ran >= sum(RUNS.values()))


def _ran(target: str, release: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "torture.led", target, str(release), f"-runs={RUNS[target]}", "-seed=1"]
    return subprocess.run([*command, "-max_len=300"], cwd=ROOT, capture_output=True, text=True, timeout=300)


ROW = Row(
    "guided",
    "No input gives a 5xx: input that finds its way by the code it reaches",
    f"Atheris: {RUNS['yaml']:,} inputs for the reader of YAML, {RUNS['q']:,} for `q`",
    "0 failed: a value, a fault with its line, or a problem",
    run,
    calm=True,
)
