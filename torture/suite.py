"""The tests themselves: how much of the code they run, and how many small changes of it they notice."""

import json
import re
import subprocess
import sys
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory

from torture.rows import Figure, NotRun, Row
from torture.server import ROOT

COVERED, KILLED = 98, 85
#: What is changed, and the tests that are to notice; what else they need.
CHANGED = ("query", "dates", "folding", "evidence", "front")
TESTS = "api dates facets fields fixtures folding formats front lock paging passages problems projection search".split()
NEEDED = ("api", "fixtures", "bench", "tools", "deploy", "docs", "tests", "openapi.yaml", "pyproject.toml", "README.md")
#: How mutmut says what became of a mutant: it survived, or no test ran it; all else was noticed.
SURVIVED, UNTESTED = 0, 33
HOURS = 3


def covered() -> Figure:
    """Run the suite, and read how many branches it took."""
    command = [
        sys.executable,
        "-m",
        "pytest",
        "--numprocesses",
        "auto",
        "--dist",
        "worksteal",
        "--cov",
        "--cov-report=term",
    ]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    total = re.search(r"^TOTAL .* (\d+)%", done.stdout, re.MULTILINE)
    percent = int(total[1]) if total else 0
    return Figure(f"{percent} %", percent >= COVERED and not done.returncode)


def killed() -> Figure:
    """Change a copy of the code in every small way, and run the tests on each change that they touch."""
    if not find_spec("mutmut"):
        raise NotRun("needs mutmut: pip install mutmut")
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name in NEEDED:
            subprocess.run(["cp", "-r", str(ROOT / name), scratch], check=True)
        with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
            file.write(_settings())
        mutmut = str(Path(sys.executable).parent / "mutmut")
        subprocess.run([mutmut, "run"], cwd=folder, capture_output=True, timeout=HOURS * 3600)
        counted = {name: _counted(folder / f"mutants/api/{name}.py.meta") for name in CHANGED}
    return _figure(counted)


def _settings() -> str:
    tests = [f"tests/test_{name}.py" for name in TESTS]
    return (
        '\n[tool.mutmut]\nsource_paths = ["api"]\nuse_git_change_detection = false\n'
        f"only_mutate = {json.dumps([f'api/{name}.py' for name in CHANGED])}\n"
        f"also_copy = {json.dumps([name for name in NEEDED if name not in ('tests', 'pyproject.toml')])}\n"
        'pytest_add_cli_args = ["-p", "no:cacheprovider", "-W", "ignore", "-x"]\n'
        f"pytest_add_cli_args_test_selection = {json.dumps(tests)}\n"
    )


def _counted(meta: Path) -> Counter[int]:
    """Give how many mutants of a file ended in which way."""
    return Counter(
        code for code in json.loads(meta.read_text("utf-8"))["exit_code_by_key"].values() if code is not None
    )


def _figure(counted: dict[str, Counter[int]]) -> Figure:
    """Give what share was noticed, of each file and of all; what only a running server runs is no part of it."""
    shares = {}
    for name, codes in counted.items():
        run = codes.total() - codes[UNTESTED]
        shares[name] = (run - codes[SURVIVED], run)
    noticed, number = (sum(column) for column in zip(*shares.values(), strict=True))
    each = ", ".join(f"{name} {part} of {whole}" for name, (part, whole) in shares.items())
    share = 100 * noticed / max(number, 1)
    return Figure(f"{share:.0f} % of {number:,} ({each})", share >= KILLED)


ROWS = (
    Row(
        "covered",
        "The tests run the code",
        "the suite, with branches counted; `make check` fails below the bound",
        f"branch coverage {COVERED} %",
        covered,
        apart=True,
    ),
    Row(
        "mutants",
        "The tests test",
        f"mutmut on {', '.join(CHANGED)}, with the tests of those; what no test runs in its own process is left out",
        f"{KILLED} % of mutants noticed",
        killed,
        apart=True,
    ),
)
