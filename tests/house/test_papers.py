"""The papers are true: every example in them is run, and its output compared with what the paper shows."""

import html
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
from werkzeug.wrappers import Response

from api import cli
from api.cli import generate
from api.curation import formatter, yaml_reader
from api.curation.dataset import About
from api.curation.reader import ABOUT
from api.kinds import RESOURCES
from tests.browsing import opened, served
from tests.conftest import ROOT
from tests.outside import TOOLS
from tests.papers import CONTRIBUTING, DOCS, MAKEFILE, README, blocks
from tests.serving import serving


@dataclass(frozen=True)
class Shown:
    """Something that a paper shows: a command or a program, and what it says."""

    paper: str
    language: str
    run: str
    output: tuple[str, ...]

    @property
    def name(self) -> str:
        """The name of the example in a report of pytest."""
        return f"{self.paper}: {self.run.splitlines()[0][:80]}"


def shown() -> list[Shown]:
    """Return every example of the papers: commands in a terminal, and programs with their output in a block below."""
    found = []
    for paper, text in (("README.md", README), ("CONTRIBUTING.md", CONTRIBUTING), *DOCS.items()):
        for block in blocks(text, "console"):
            for part in filter(None, re.split(r"^\$ ", block, flags=re.MULTILINE)):
                command, *output = part.splitlines()
                found.append(Shown(paper, "console", command, tuple(output)))
        for language, program, output in re.findall(PROGRAM, text, re.MULTILINE | re.DOTALL):
            found.append(Shown(paper, language, program, tuple(output.splitlines())))
    return found


PROGRAM = r"^```(python|ts|html)\n(.*?)^```\n\n```text\n(.*?)^```"
#: What is not run here: it sets up, and it serves until it is stopped.
SERVES = ("make run", ".venv/bin/crisis-facts serve")
SHOWN = [part for part in shown() if not part.run.startswith(SERVES)]
commands = pytest.mark.parametrize("part", [p for p in SHOWN if p.language == "console"], ids=lambda part: part.name)
#: What a program in a language needs from outside.
NEEDED = {"python": (), "ts": (pytest.mark.outside("npm"),), "html": (pytest.mark.outside("chromium"),)}
PROGRAMS = [pytest.param(part, marks=NEEDED[part.language]) for part in SHOWN if part.language != "console"]
programs = pytest.mark.parametrize("part", PROGRAMS, ids=lambda part: part.name)


@pytest.fixture(scope="module")
def address(shipped: Path) -> Iterator[str]:
    """The address of a server over the shipped release."""
    with serving(shipped) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory, shipped: Path) -> Path:
    """A folder as the papers suppose it: the project's environment and its release."""
    folder = tmp_path_factory.mktemp("desk")
    (folder / ".venv").symlink_to(sys.prefix)
    (folder / "openapi.yaml").symlink_to(ROOT / "openapi.yaml")
    (folder / "releases").mkdir()
    (folder / "releases/current").symlink_to(shipped)
    return folder


@commands
def test_a_command_in_the_papers_says_what_it_shows(part: Shown, address: str, desk: Path) -> None:
    if part.run.startswith("curl") and not shutil.which("curl"):
        pytest.skip("needs curl on the path")
    command = part.run.replace("http://127.0.0.1:8000", address)
    without = {name: value for name, value in os.environ.items() if name != "CRISIS_FACTS_TEXTS"}
    done = subprocess.run(["bash", "-c", command], cwd=desk, env=without, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    if part.output:
        assert_shows(part.output, (done.stdout or done.stderr).splitlines())


@programs
def test_a_program_in_the_papers_says_what_it_shows(part: Shown, address: str, desk: Path, tmp_path: Path) -> None:
    said = RUN[part.language](part.run.replace("http://127.0.0.1:8000", address), desk, tmp_path)
    assert_shows(part.output, said.splitlines())


def run_python(program: str, desk: Path, folder: Path) -> str:
    return ran([sys.executable, "-c", program], desk)


def run_typescript(program: str, desk: Path, folder: Path) -> str:
    ran([TOOLS / "openapi-typescript", ROOT / "openapi.yaml", "--output", "contract.ts"], folder)
    (folder / "page.ts").write_text(program, "utf-8")
    (folder / "node_modules").symlink_to(TOOLS.parent)
    (folder / "package.json").write_text('{"type": "module"}', "utf-8")
    options = {"noEmit": False, "lib": ["es2022", "dom"]}
    settings = {"extends": str(TOOLS.parent.parent / "tsconfig.json"), "compilerOptions": options}
    (folder / "tsconfig.json").write_text(json.dumps(settings), "utf-8")
    ran([TOOLS / "tsc", "--project", "."], folder)
    return ran(["node", "page.js"], folder)


def run_page(program: str, desk: Path, folder: Path) -> str:
    with served(Response(program, mimetype="text/html")) as origin:
        dom = opened(origin, folder)
    return html.unescape(re.sub(r"<script.*?</script>|<[^>]+>", "", dom, flags=re.DOTALL)).strip()


RUN = {"python": run_python, "ts": run_typescript, "html": run_page}


def ran(command: list[str | Path], folder: Path) -> str:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def assert_shows(shown: Sequence[str], lines: list[str]) -> None:
    """Check that lines are as shown; a `…` stands for any number of lines."""
    for piece in "\n".join(shown).split("…"):
        run = piece.strip("\n").splitlines()
        places = [at for at in range(len(lines)) if lines[at : at + len(run)] == run]
        assert places, f"not said, or not in this order: {run}\n" + "\n".join(lines[:60])
        lines = lines[places[0] + len(run) :]
    assert shown[-1] == "…" or not lines, f"said, but not shown: {lines}"


def test_the_papers_show_a_good_deal() -> None:
    assert {part.language for part in SHOWN} == {"console", "python", "ts", "html"}
    assert len(SHOWN) >= 25
    for part in SHOWN:
        said = {line for line in part.output if line != "…"}
        assert said or not part.run.startswith("curl") and part.language == "console", part.name


def test_every_command_in_the_papers_exists() -> None:
    calls = re.findall(r"\.venv/bin/crisis-facts ([^\n`|]+)", "\n".join([README, CONTRIBUTING, *DOCS.values()]))
    assert len(calls) >= 5
    for call in calls:
        name, *words = shlex.split(call)
        cli.loaded()[name].make_context(name, words)


def test_the_reference_is_what_the_declarations_say() -> None:
    assert DOCS["reference.md"] == generate.reference_text(), "run make docs/reference.md"
    declared = [option for option in cli.loaded()["serve"].params if option.envvar]
    assert len(declared) >= 17
    for option in declared:
        assert f"`{option.envvar}`" in DOCS["reference.md"], f"{option.name} is not in the reference"


def test_every_make_target_in_the_papers_exists() -> None:
    for target in set(re.findall(r"`make (\w+)", README + CONTRIBUTING)):
        assert re.search(rf"^{target}:", MAKEFILE, re.MULTILINE), target


def test_the_kinds_in_the_readme_are_the_kinds() -> None:
    sentence = re.search(r"The kinds are ([^.]+)\.", README)
    assert sentence
    assert re.findall(r"`(\w+)`", sentence[1]) == [resource.name for resource in RESOURCES]


@pytest.mark.parametrize("block", blocks(CONTRIBUTING, "yaml"), ids=lambda block: block.splitlines()[0])
def test_a_fact_in_contributing_is_the_fact_in_the_fixtures(block: str) -> None:
    file = ROOT / block.splitlines()[0].removeprefix("# ")
    shown, real = (yaml_reader.parse(text, file.name).value for text in (block, file.read_text("utf-8")))
    if file.name == ABOUT:
        shown, real = shown["terms"], real["terms"]
    assert shown == real or all(record in real for record in shown)
    schemas = {ABOUT: About(), **{resource.name: resource.loader for resource in RESOURCES}}
    schema = schemas.get(file.parent.name) or schemas[file.name]
    assert formatter.format_text(block, "CONTRIBUTING.md", schema) == block


@pytest.mark.parametrize(
    "paper", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-DATA.md", *(f"docs/{name}" for name in DOCS)]
)
def test_links_between_papers_lead_somewhere(paper: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / paper).read_text("utf-8")):
        assert (ROOT / paper).parent.joinpath(target).exists(), target


def test_the_first_screen_of_the_readme_says_it_all() -> None:
    first = "\n".join(README.splitlines()[:45])
    assert all(word in first for word in ("make run", "make test", "curl", "#:~:text="))


#: What the papers tell a reader to write.
TO_BE_WRITTEN = {"api/kinds/treaties.py"}


@pytest.mark.parametrize("paper", ["README.md", "CONTRIBUTING.md", "SECURITY.md", *(f"docs/{name}" for name in DOCS)])
def test_the_files_that_a_paper_names_are_there(paper: str) -> None:
    named = re.findall(r"`((?:api|deploy|docs|tests|tools|torture)/[\w./-]+)`", (ROOT / paper).read_text("utf-8"))
    assert not [name for name in named if name not in TO_BE_WRITTEN and not (ROOT / name).exists()]


@pytest.mark.parametrize("paper", sorted(path.name for path in ROOT.glob("*.md")) + [f"docs/{name}" for name in DOCS])
def test_a_paper_was_never_read_in_another_encoding(paper: str) -> None:
    """The first bytes of letters and signs of UTF-8 are Â to ô in Latin-1, and the others are no letters there."""
    assert not re.findall("[Â-ô][\u0080-\u00bf]", (ROOT / paper).read_text("utf-8"))


def test_the_map_names_a_file_of_every_package_and_fits_on_a_screen() -> None:
    chart = CONTRIBUTING.partition("## The map\n")[2].partition("\n## ")[0]
    packages = {path.parent.name for path in (ROOT / "api").glob("*/__init__.py")}
    assert set(re.findall(r"`api/(\w+)/\w+\.py`", chart)) == packages
    assert len(chart.splitlines()) <= 60
