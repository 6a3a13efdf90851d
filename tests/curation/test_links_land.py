"""Row 17 of the cases of curating: what is locked is what a browser finds, with the printed dashes and in one block."""

import re
from pathlib import Path

import pytest

from api.curation import evidence_lock
from api.curation.diagnostics import InvalidFixtures
from api.curation.passage_finder import find_passage
from api.model.normalization import NormalizedText
from api.model.passage_link import link
from api.model.passages import NotLocated, locate
from tests.conftest import SAMPLE
from tests.editing import BROOK, edit, relocked

TEXT = NormalizedText(
    "A headline of some words\n\nThe ferry – a long one — left at 5 −\nminus six degrees, a first-rate cold.\n \t\n"
    "It came back."
)


@pytest.mark.parametrize(
    ("start", "end", "printed"),
    [
        ("The ferry - a long", None, "The ferry – a long"),
        ("The ferry – a long one – left", None, "The ferry – a long one — left"),
        ("The ferry", "5 - minus six", "5 − minus six"),
        ("minus six degrees, a first–rate cold", None, "minus six degrees, a first-rate cold"),
    ],
)
def test_another_dash_than_the_printed_one_is_refused_with_the_printed_one(
    start: str, end: str | None, printed: str
) -> None:
    with pytest.raises(NotLocated, match=re.escape(f"the text prints {printed!r} for {end or start!r}; write these")):
        locate(TEXT, start, end)
    mended = (start, printed) if end else (printed, None)
    assert locate(TEXT, *mended)


@pytest.mark.parametrize(
    ("start", "end"),
    [("some words The ferry", None), ("A headline of", "cold. It came back"), ("words The ferry", "degrees")],
)
def test_words_over_an_empty_line_are_refused(start: str, end: str | None) -> None:
    with pytest.raises(NotLocated, match="run over an empty line, where no link finds them; give words before it as"):
        locate(TEXT, start, end)
    assert locate(TEXT, "some words", "The ferry").words == "some words\n\nThe ferry"


def test_what_passage_prints_is_what_the_page_prints() -> None:
    found = find_passage(TEXT, "the ferry - a long one - left at 5 - minus")
    assert (found.start, found.end) == ("The ferry – a", "at 5 − minus")
    assert link("https://a.example/", found.start, None) == "https://a.example/#:~:text=The%20ferry%20%E2%80%93%20a"
    found = find_passage(TEXT, "some words the ferry")
    assert (found.start, found.end) == ("some words", "The ferry")
    found = find_passage(TEXT, "words the ferry - a long")
    assert (found.start, found.end) == ("words", "The ferry – a long")


def test_the_lock_refuses_what_no_link_finds(sample: Path) -> None:
    texts = evidence_lock.read_texts(SAMPLE / "texts")
    assert relocked(sample, texts)
    edit(sample / BROOK, 'end: "told reporters"', 'end: "Ferrymen since 2011. Some"')
    with pytest.raises(InvalidFixtures) as faulty:
        relocked(sample, texts)
    assert "over an empty line" in str(faulty.value.faults[0])
