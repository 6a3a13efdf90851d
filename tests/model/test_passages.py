"""Passages: found once, whole and to the word, or not at all."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.model.normalization import NormalizedText
from api.model.passage_link import link
from api.model.passages import LocatedPassage, NotLocated, locate

TEXT = NormalizedText(
    "“We would not go,” he said. The two\nsides met – again – in the harbour… "
    "The two  friends would go to the President."
)


def words(start: str, end: str | None = None) -> str:
    return locate(TEXT, start, end).words


def test_a_passage_runs_from_its_first_words_to_the_next_last_words() -> None:
    assert words("We would not", "he said") == "We would not go,” he said"
    assert words('"We would NOT', 'go,"') == "“We would not go,”"
    assert words("the two sides", "harbour...") == "The two\nsides met – again – in the harbour…"


def test_a_passage_may_be_named_by_its_words_alone() -> None:
    assert locate(TEXT, "to the President.", None) == LocatedPassage(98, 115, "to the President.")
    assert words("met – again –") == "met – again –"


@pytest.mark.parametrize(
    ("start", "end", "why"),
    [
        ("We would go", None, "do not stand in the text; copy them as printed"),
        ("„We would not go“", None, "they do without their quotation marks"),
        ("We would not go", "they said", "after 'We would not go'"),
        ("The two", "harbour", "stands 2 times"),
        ("The two", None, "stands 2 times"),
        ("met - again", None, "has 11 characters"),
        ("to the Presi", None, "do not stand in the text"),
        ("wo sides met again", None, "do not stand in the text"),
    ],
)
def test_what_is_not_there_once_is_refused(start: str, end: str | None, why: str) -> None:
    if start == "The two" and end:
        end = "President"
    with pytest.raises(NotLocated, match=why):
        locate(TEXT, start, end)


def test_a_link_escapes_what_has_a_meaning_in_a_text_fragment() -> None:
    address = link("https://a.example/b?c=1", "two-hour talks, & more", "“end” – 100%")
    assert address == (
        "https://a.example/b?c=1#:~:text=two%2Dhour%20talks%2C%20%26%20more,%E2%80%9Cend%E2%80%9D%20%E2%80%93%20100%25"
    )
    assert link("https://a.example/", "alone at last", None) == "https://a.example/#:~:text=alone%20at%20last"


@given(st.text(min_size=1), st.text(min_size=1), st.text())
def test_a_found_passage_begins_and_ends_as_it_is_named(before: str, middle: str, after: str) -> None:
    text = NormalizedText(f"{before} first words {middle} last words {after}")
    try:
        found = locate(text, "first words", "last words")
    except NotLocated:
        return
    assert found.words.startswith("first words")
    assert found.words.endswith("last words")
    assert text.original[found.begin : found.stop] == found.words


def test_a_letter_does_not_stand_without_its_accent() -> None:
    text = NormalizedText("the number was x\u0301 and the number was x too")
    assert locate(text, "number was x", None).begin == 26
