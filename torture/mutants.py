"""How many small changes of the code the tests notice: mutmut on one file at a time, with that file's own tests.

`make mutants FILES=…` names the changes that no test noticed, and a folder in which `mutmut show NAME` shows one.
"""

import json
import os
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from torture.rows import Figure, NotRun, Row
from torture.server import ROOT

#: The percentage that is to be noticed, in each file.
KILLED = 85
#: What is changed, and the tests that are to notice: quick ones, which run the code in their own process.
TESTS = {
    "server/asgi": ("server/test_asgi",),
    "query/selection": ("query/test_selection",),
    "model/evidence": ("model/test_fields", "curation/test_reader"),
    "model/edtf": ("model/test_edtf",),
    "model/normalization": ("model/test_normalization",),
}
#: What the tests need beside the code.
NEEDED = ("fixtures", "bench", "tools", "torture", "deploy", "docs", "tests", "openapi.yaml", "README.md")
FOLDER = ROOT / "build/mutants"
#: How mutmut says that all tests passed, and that there was none that runs the code.
SURVIVED, UNTESTED = 0, 33
#: How many files are worked on at a time, and how many seconds may pass.
AT_ONCE, SECONDS = 2, 3600
#: A mutant hangs that takes more than so many times as long as its tests, and so many seconds for their start.
SETTINGS = {"use_git_change_detection": False, "track_dependencies": False, "timeout_multiplier": 3.0}
START = 4.0


@dataclass(frozen=True)
class Found:
    """What became of the mutants of a file: how many there are, and the names of the unnoticed ones."""

    number: int
    unnoticed: tuple[str, ...]

    @property
    def share(self) -> float:
        """The percentage of mutants that were noticed."""
        return 100 * (self.number - len(self.unnoticed)) / max(self.number, 1)


def run() -> Figure:
    """Try every small change of each file."""
    return figure(of(tuple(TESTS)))


def figure(found: Mapping[str, Found]) -> Figure:
    """Return how much was noticed in each file."""
    each = ", ".join(
        f"{name} {one.number - len(one.unnoticed)} of {one.number} ({one.share:.0f} %)" for name, one in found.items()
    )
    return Figure(each, all(one.share >= KILLED for one in found.values()))


def of(names: Sequence[str]) -> dict[str, Found]:
    """Try the changes of some files, a few files at a time; raise `NotRun` without mutmut."""
    if not find_spec("mutmut"):
        raise NotRun("needs mutmut: pip install mutmut")
    with ThreadPoolExecutor(AT_ONCE) as threads:
        return dict(zip(names, threads.map(_of_one, names), strict=True))


def _of_one(name: str) -> Found:
    folder = FOLDER / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for needed in ("api", "pyproject.toml", *NEEDED):
        subprocess.run(["cp", "-r", str(ROOT / needed), str(folder)], check=True)
    with (folder / "pyproject.toml").open("a", encoding="utf-8") as file:
        file.write(_settings(name))
    command = [str(Path(sys.executable).parent / "mutmut"), "run", "--max-children", "1"]
    environment = {**os.environ, "PYTHONPATH": "."}
    with (folder / "said").open("wb") as said:
        subprocess.run(command, cwd=folder, env=environment, stdout=said, stderr=said, timeout=SECONDS, check=True)
    return counted(folder / f"mutants/api/{name}.py.meta")


def _settings(name: str) -> str:
    """Return the settings of mutmut as TOML; each value is written as JSON, which is TOML too."""
    settings = {
        **SETTINGS,
        "timeout_constant": START,
        "source_paths": ["api"],
        "only_mutate": [f"api/{name}.py"],
        "also_copy": list(NEEDED),
        "pytest_add_cli_args": ["-p", "no:cacheprovider", "-p", "torture.forgetful", "-W", "ignore"],
        "pytest_add_cli_args_test_selection": [f"tests/{test}.py" for test in TESTS[name]],
    }
    lines = (f"{key} = {json.dumps(value)}" for key, value in settings.items())
    return "\n[tool.mutmut]\n" + "\n".join(lines) + "\n"


def counted(meta: Path) -> Found:
    """Read what became of the mutants; one that no test runs is unnoticed, one that hangs is noticed."""
    codes = json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
    unknown = Counter(codes.values())[None]
    assert not unknown, f"{unknown} were not tried"
    return Found(len(codes), tuple(name for name, code in codes.items() if code in (SURVIVED, UNTESTED)))


ROW = Row(
    "mutants",
    "The tests test",
    f"mutmut on {', '.join(TESTS)}, each with the tests of its own; a change that no test runs was not noticed",
    f"{KILLED} % of mutants noticed, in each file",
    run,
    apart=True,
)

if __name__ == "__main__":
    if unknown := set(sys.argv[1:]) - set(TESTS):
        sys.exit(f"mutants: no tests are named for {', '.join(sorted(unknown))}; files with tests: {', '.join(TESTS)}")
    for name, found in of(sys.argv[1:] or tuple(TESTS)).items():
        print(f"{name}: {found.share:.0f} % of {found.number} noticed; in {FOLDER / name} nobody noticed:")
        print("".join(f"  {one}\n" for one in found.unnoticed), end="")
