"""Folding: what it evens out, what it keeps, and that it knows where everything stood."""

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.model.normalization import NormalizedText, normalize, normalize_casefold


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
def test_normalizing_evens_out_print(printed: str, folded: str) -> None:
    assert normalize_casefold(printed) == folded


@pytest.mark.parametrize(
    ("one", "other"), [("would", "would not"), ("Guaidó", "Guaido"), ("a, b", "a b"), ("1.0", "10")]
)
def test_normalizing_keeps_words_accents_and_punctuation_apart(one: str, other: str) -> None:
    assert normalize_casefold(one) != normalize_casefold(other)


def test_normalizing_keeps_case() -> None:
    assert normalize("“Perhaps  We”") == '"Perhaps We"'
    assert normalize("Straße ﬁnance １２") == "Straße finance 12"


@given(st.text())
def test_normalizing_twice_changes_nothing(text: str) -> None:
    assert normalize_casefold(normalize_casefold(text)) == normalize_casefold(text)
    assert normalize(normalize(text)) == normalize(text)


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_normalized_like_all_else(text: str) -> None:
    assert normalize_casefold(text) == NormalizedText(text).text
    assert normalize(text) == NormalizedText(text, casefold=False).text


@given(st.text(), st.text())
def test_every_normalized_character_knows_its_place(before: str, after: str) -> None:
    text = NormalizedText(f"{before} Maduro {after}")
    origin = text.origin(text.text.index("maduro"))
    found = normalize_casefold(text.original[origin : origin + 6])
    assert found == "maduro" or "maduro" in normalize_casefold(before)


@given(st.text())
def test_places_never_go_back(text: str) -> None:
    folded = NormalizedText(text)
    places = [folded.origin(index) for index in range(len(folded.text) + 1)]
    assert places == sorted(places)


@given(st.text(), st.sampled_from(["NFC", "NFD", "NFKC", "NFKD"]))
@example("\u0bca", "NFD")  # a vowel of Tamil whose second part is no accent, but joins the first
def test_the_form_of_unicode_does_not_matter(text: str, form: str) -> None:
    assert normalize_casefold(unicodedata.normalize(form, text)) == normalize_casefold(text)


@pytest.mark.parametrize(
    "text", ["\tำ ゛", ", \ufe71", "危 \u0301a", "か\u200d ゛", "a\u00ad\u0301", "\u0640\u0301b", "‧ a", "fer-\n危 a"]
)
def test_normalizing_twice_changes_nothing_of_what_scripts_leave_out(text: str) -> None:
    assert normalize_casefold(normalize_casefold(text)) == normalize_casefold(text)
