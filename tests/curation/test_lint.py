"""Lint: what may be wrong and may be right is a warning, and nothing fails because of it."""

from pathlib import Path

import pytest

from api import cli
from api.curation import lint, validate
from api.kinds import RESOURCES
from tests.conftest import FIXTURES, ROOT
from tests.editing import BROOK, SAYS, Edit, put

NORLAND = "actors/norland.yaml"
GAZETTE = "sources/gazette-2020-05-12.yaml"
STANDS = "relations/gazette-2020-05-12.yaml"
SUPPORTS = "norland\n  predicate: supports\n  object: ferrymen"
IDLE = "  - source: gazette-2020-05-12\n    start: We came\n    fields:\n      - countries\n      - description"
TOLD = "the passage says 'told', and the statement has no audience"


def declared(topic: str) -> Edit:
    """Return the edit that declares a topic, and none of those that the sample has."""
    lines = f"topics:\n  - id: {topic}\n    label: It\n    description: It.\n"
    return put("dataset.yaml", "revised: 2020-06-01\n", f"revised: 2020-06-01\n{lines}")


CASES: dict[str, tuple[str, *tuple[Edit, ...]]] = {
    "a letter too many": (
        f"{NORLAND}:3:7: warning: name: 'Adda Brook' is near to 'Ada Brook' of ada-brook; are they one? If not, write",
        put(NORLAND, "name: Norland", "name: Adda Brook"),
    ),
    "another first letter, which puts the words in another order": (
        "'Ida Broke' is near to 'Ada Broke' of ada-brook",
        put(BROOK, "  - Ms Brook\n", "  - Ms Brook\n  - Ada Broke\n"),
        put(NORLAND, "name: Norland", "name: Ida Broke"),
    ),
    "no first letter": ("'Da Brook' is near to 'Ada Brook'", put(NORLAND, "name: Norland", "name: Da Brook")),
    "a last name without its first letter": (
        "'Ada Rook' is near to 'Ada Brook'",
        put(NORLAND, "name: Norland", "name: Ada Rook"),
    ),
    "words in another order": ("'BROOK, Ada' is near to", put(NORLAND, "name: Norland", "name: BROOK, Ada")),
    "an alias that is a name": (
        f"{NORLAND}:3:7: warning: name: 'Norland' is near to 'Norland' of ada-brook",
        put(BROOK, "  - Ms Brook\n", "  - Ms Brook\n  - Norland\n"),
    ),
    "day in an address": (
        f"{GAZETTE}:8:13: warning: source_url: the address has the date 2020-05-21, and published is '2020-05-12'",
        put(GAZETTE, "/2020/05/12/", "/2020/05/21/"),
    ),
    "month in an address": ("the address has the date 2020-04, and", put(GAZETTE, "/2020/05/12/", "/2020/04/")),
    "an office of the past": (
        f"{SAYS}:5:17: warning: brook-listens: speaker_role: 'envoy' ended '2019', before the statement of",
        put(BROOK, '    start_date: "[..2020-05-12]"\n    end_date: "[2020-05-12..]"', "    end_date: 2019"),
    ),
    "a statement of the future": (
        f"{SAYS}:9:9: warning: brook-listens: date: '2020-06-11' is after 2020-05-12, by when all its sources were",
        put(SAYS, 'date: "[2020-05-11..2020-05-12]"', "date: 2020-06-11"),
    ),
    "evidence for what is not there": (
        f"{BROOK}:22:5: warning: evidence[1].fields: the record has no countries and no description, so that this",
        put(BROOK, '    end: "told reporters"', f'    end: "told reporters"\n{IDLE}'),
    ),
    "one name for two": (
        f"{STANDS}:11:7: warning: vane-owns-skerry-shipping: id: is called 'Norland supports Ferrymen', and so is "
        "norland-supports-ferrymen; tell them apart in a field that names them",
        put(STANDS, "tom-vane\n  predicate: owns\n  object: skerry-shipping", SUPPORTS),
        put(STANDS, "  issue: the whole company\n", ""),
    ),
    "a topic misspelt": (
        f"{SAYS}:17:7: warning: brook-listens: topics[0]: 'talks' is not among the topics of dataset.yaml; did you",
        declared("talk"),
    ),
    "a topic that nothing declares": (
        "'talks' is not among the topics of dataset.yaml; correct it",
        declared("weather"),
    ),
    "somebody was told": (f"{SAYS}:21:14: warning: brook-listens: evidence[0].start: {TOLD}",),
}


def told(folder: Path) -> list[str]:
    dataset = validate.load_unlocked(folder, RESOURCES)  # the lock is another matter
    return [str(warning).replace(f"{folder}/", "") for warning in lint.warnings(dataset)]


@pytest.mark.parametrize("case", CASES)
def test_a_warning_names_its_place_and_what_to_do(sample: Path, case: str) -> None:
    expected, *edits = CASES[case]
    for edit in edits:
        edit(sample)
    found = told(sample)
    assert any(expected in warning for warning in found), found


SETTLED: dict[str, tuple[Edit, ...]] = {
    "who is told apart": (put(BROOK, "  - Ms Brook\n", "  - Ms Brook\n  - Tom Vane\n"),),
    "short names": (put(BROOK, "  - Ms Brook\n", "  - Ms Brook\n  - Norlund\n"),),
    "the month of publication": (put(GAZETTE, "/2020/05/12/", "/2020/05/"),),
    "numbers that are no date": (put(GAZETTE, "/2020/05/12/", "/2020/02/31/"),),
    "an office of another name": (
        put(BROOK, '    start_date: "[..2020-05-12]"\n    end_date: "[2020-05-12..]"', "    end_date: 2019"),
        put(BROOK, "role: envoy", "role: mayor"),
    ),
}


@pytest.mark.parametrize("case", SETTLED)
def test_what_is_settled_is_no_warning(sample: Path, case: str) -> None:
    for edit in SETTLED[case]:
        edit(sample)
    assert [warning for warning in told(sample) if TOLD not in warning] == []


def test_warnings_are_told_and_counted_and_nothing_fails(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--fixtures", str(sample)]) == 0
    said = capsys.readouterr().err.splitlines()
    assert TOLD in said[0] and said[-1].endswith(": no faults, 1 warning")


def test_the_shipped_facts_have_no_warning_but_one_that_is_right() -> None:
    [warning] = lint.warnings(validate.load_valid(FIXTURES, RESOURCES))
    assert "minerven-media-note" in warning.file and "leave both if the source says so" in warning.what, "a mirror"


def test_curators_can_read_what_is_looked_for() -> None:
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text("utf-8").split())
    for rule in lint.RULES:
        assert rule in text
