"""The papers are true: every example in them is run, or compared with what it shows."""

import json
import re
import shlex
import textwrap
from urllib.parse import urlsplit

import pytest
from conftest import FIXTURES, ROOT
from contract import CheckedClient

from api import cli, yaml_text
from api.kinds import RESOURCES

README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
DOCS = {path.name: path.read_text("utf-8") for path in sorted((ROOT / "docs").glob("*.md"))}
MAKEFILE = (ROOT / "Makefile").read_text("utf-8")


def blocks(text: str, language: str) -> list[str]:
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return [textwrap.dedent(block) for _, block in found]


def sessions() -> list[tuple[str, list[str]]]:
    """Give every command of the papers and what it shows."""
    shown = [block for paper in (README, *DOCS.values()) for block in blocks(paper, "console")]
    commands = [part for block in shown for part in re.split(r"^\$ ", block, flags=re.MULTILINE)]
    return [(part.splitlines()[0], part.splitlines()[1:]) for part in commands if part]


REQUESTS = [(command, shown) for command, shown in sessions() if command.startswith("curl")]


@pytest.mark.parametrize(("command", "shown"), REQUESTS, ids=lambda part: part if isinstance(part, str) else "")
def test_a_request_in_the_papers_gets_the_answer_that_it_shows(
    shipped_client: CheckedClient, command: str, shown: list[str]
) -> None:
    words = shlex.split(command)
    assert words[:2] == ["curl", "-s"] and words[3:] == ["|", "python3", "-m", "json.tool"]
    address = urlsplit(words[2])
    assert f"{address.scheme}://{address.netloc}" == "http://127.0.0.1:8000"
    answer = shipped_client.get(f"{address.path}?{address.query}".rstrip("?")).json
    lines = json.dumps(answer, indent=4, ensure_ascii=True).splitlines()
    assert shown
    for piece in "\n".join(shown).split("…"):
        run = piece.strip("\n").splitlines()
        places = [at for at in range(len(lines)) if lines[at : at + len(run)] == run]
        assert places, f"not in the answer, or not in this order: {run}"
        lines = lines[places[0] + len(run) :]
    assert shown[-1] == "…" or not lines


def test_every_command_in_the_papers_exists() -> None:
    calls = re.findall(r"\.venv/bin/crisis-facts ([^\n`]+)", "\n".join([README, CONTRIBUTING, *DOCS.values()]))
    assert len(calls) >= 5
    for call in calls:
        words = [word if not word.startswith("my-texts") else str(FIXTURES) for word in shlex.split(call)]
        cli._parser().parse_args(words)


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
    shown, real = (yaml_text.parse(text, file.name).value for text in (block, file.read_text("utf-8")))
    assert shown == real or all(record in real for record in shown)


@pytest.mark.parametrize(
    "paper", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE-DATA.md", *(f"docs/{name}" for name in DOCS)]
)
def test_links_between_papers_lead_somewhere(paper: str) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)\)", (ROOT / paper).read_text("utf-8")):
        assert (ROOT / paper).parent.joinpath(target).exists(), target


def test_the_first_screen_of_the_readme_says_it_all() -> None:
    first = "\n".join(README.splitlines()[:45])
    assert all(word in first for word in ("make run", "make test", "curl", "#:~:text="))
