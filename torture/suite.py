"""How much of the code the tests run, read from the report of `make test COVER=1` or `make check`."""

import json
import os
from pathlib import Path

from torture.rows import Figure, NotRun, Row

COVERED = 98


def run() -> Figure:
    """Read the report on the present files; the variable `COVERED` names it."""
    report = Path(os.environ.get("COVERED", "/nonexistent"))
    if not report.is_file():
        raise NotRun("needs the report of `make test COVER=1` on these very files")
    return covered(report)


def covered(report: Path) -> Figure:
    """Read a report of coverage (JSON)."""
    totals = json.loads(report.read_text("utf-8"))["totals"]
    branches = 100 * totals["covered_branches"] / totals["num_branches"]
    percent = totals["percent_covered"]
    return Figure(
        f"{percent:.1f} % of statements and branches, {branches:.1f} % of {totals['num_branches']:,} branches",
        percent >= COVERED,
    )


ROW = Row(
    "covered",
    "The tests run the code",
    "the suite, with branches counted; read from `make test COVER=1`, and `make check` fails below the bound",
    f"branch coverage {COVERED} %",
    run,
)
