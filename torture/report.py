"""The figures as JSON and as docs/reliability.md; a row that was not run again keeps its last figure."""

import json
import platform
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path

from bench.results import machine
from torture.rows import Row
from torture.server import ROOT

FIGURES = Path(__file__).with_name("figures.json")
PAGE = ROOT / "docs/reliability.md"
#: What was found of a row: its figure, whether it held (None: it was not run), and how many seconds it took.
Found = Mapping[str, object]

HEAD = """\
# Reliability

What is promised, how it is tested, and what the last run found. `make torture WRITE=1` writes this page.

`make torture` runs all rows but the last, on loopback only, in less than 15 minutes on two cores. It fails if a row
does not hold. `make torture ROWS="leak swaps"` runs some rows. `covered` is read from `make test COVER=1`.
`make mutants` runs the last row; `make mutants FILES="query/selection server/asgi"` names the small changes of these
files that their tests do not notice.

`make check` has the cheap part: more than 60 bad inputs by name (`tests/web/test_problems.py`), more than 40
malformed requests byte for byte (`tests/server/test_malformed.py`), bad YAML (`tests/curation/test_yaml_reader.py`),
nine kinds of broken release (`tests/server/test_reload.py`), and a short run of Schemathesis. Random choices begin
with the same seed.

"""


def kept(rows: Sequence[Row], found: Mapping[str, Found]) -> None:
    """Save the figures, and write the page."""
    known = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    figures = {row.name: found.get(row.name) or known.get(row.name) or _never() for row in rows}
    FIGURES.write_text(json.dumps(figures, indent=1, ensure_ascii=False) + "\n", "utf-8")
    PAGE.write_text(HEAD + "\n".join(page(rows, figures)) + "\n", "utf-8")


def page(rows: Sequence[Row], figures: Mapping[str, Found]) -> Iterator[str]:
    """Yield the lines of the table, and of the machine."""
    yield "| row | promise | test | bound | figure | |"
    yield "|---|---|---|---|---|---|"
    for row in rows:
        found = figures[row.name]
        held = {True: "held", False: "**not held**", None: "**not run**"}[found["held"]]  # type: ignore[index]
        test = row.test.replace("|", "\\|")
        yield f"| `{row.name}` | {row.promise} | {test} | {row.bound} | {found['figure']} | {held} |"
    yield ""
    yield from machine()
    also = ", ".join(f"{name} {version(name)}" for name in ("hypothesis", "schemathesis"))
    yield f"* With: {also}; Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}."
    yield ""
    yield "The machine was not idle: other programs ran on it. Times are therefore upper bounds."


def _never() -> Found:
    return {"figure": "not run yet", "held": None, "seconds": 0}
