"""Folding: what it evens out, what it keeps, and that it knows where everything stood."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.model.normalization import Folded, even, fold


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("“No,” he said", '"no," he said'),
        ("the other’s views", "the other's views"),
        ("HAVANA TIMES – Russian", "havana times - russian"),
        ("this situation…", "this situation..."),
        ("two\r\n  sides\u00a0still\u2009at\todds ", "two sides still at odds"),
        ("Nicola\u0301s MADURO", "nicolás maduro"),
        ("Straße ﬁnance １２", "strasse finance 12"),
        ("", ""),
        (" \n ", ""),
    ],
)
def test_folding_evens_out_print(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("would", "would not"), ("Guaidó", "Guaido"), ("a, b", "a b"), ("1.0", "10")]
)
def test_folding_keeps_words_accents_and_punctuation_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_evening_out_keeps_case() -> None:
    assert even("“Perhaps  We”") == '"Perhaps We"'
    assert even("Straße ﬁnance １２") == "Straße finance 12"


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert even(even(text)) == even(text)


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_folded_like_all_else(text: str) -> None:
    assert fold(text) == Folded(text).text
    assert even(text) == Folded(text, case=False).text


@given(st.text(), st.text())
def test_every_folded_character_knows_its_place(before: str, after: str) -> None:
    folded = Folded(f"{before} Maduro {after}")
    place = folded.text.index("maduro")
    origin = folded.origin(place)
    assert fold(folded.original[origin : origin + 6]) == "maduro" or "maduro" in fold(before)


@given(st.text())
def test_places_never_go_back(text: str) -> None:
    folded = Folded(text)
    places = [folded.origin(index) for index in range(len(folded.text) + 1)]
    assert places == sorted(places)


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
def test_the_form_of_unicode_does_not_matter(text: str, form: str) -> None:
    assert fold(unicodedata.normalize(form, text)) == fold(text)
