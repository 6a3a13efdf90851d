"""Words: what makes the same word, what makes another, and that each knows where it stood."""

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.model.words import Word, words
from tests.papers import DOCS

TABLE = DOCS["time-and-truth.md"].partition("## What counts as the same words")[2].partition("\n## ")[0]
ROWS = [[re.findall("`([^`]+)`", cell) for cell in row.split(" | ")] for row in re.findall("(?m)^\\| .*`.*$", TABLE)]

#: Words of each script, and of each that no other print is.
WORDS = [
    *(
        "resume",
        "Woźniak",
        "don't",
        "ÆØŁ",
        "Γιώργος",
        "Хрущёв",
        "йод",
        "القُدْس",
        "أحمد",
        "שָׁלוֹם",
        "हिन्दी",
        "น้ำ",
        "习近平",
    ),
    *("タワー", "が", "한국", "4,000", "3.5", "%", "€", "U.S.", "n0t", "ﬁne", "①", "½", "kg", "İ", "straße", "ﷲ"),
]
#: What may stand between words, and inside of them, for all that it counts.
BETWEEN = [
    " ",
    "\n",
    " – ",
    "--",
    "… ",
    ", ",
    ". ",
    "” “",
    "» «",
    " [",
    "] ",
    "\t\u2003",
    "; ",
    "‘ ",
    "」「",
    " \ufeff",
    "*",
]
UNSEEN = ["\u00ad", "\u200b", "\u2060", "\ufeff", "\u200e", "\u202c"]


def keys(text: str) -> list[str]:
    return [word.key for word in words(text)]


def shown(text: str) -> str:
    return text.encode("latin-1", "backslashreplace").decode("unicode_escape") if "\\u" in text else text


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[1][0])
def test_the_table_of_the_docs_holds(row: list[list[str]]) -> None:
    _, same, others = row
    (one,) = {tuple(keys(shown(text))) for text in same}
    assert one and others
    assert all(tuple(keys(shown(text))) != one for text in others)


@given(st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(BETWEEN)), min_size=1, max_size=8), st.data())
def test_what_does_not_count_changes_nothing(parts: list[tuple[str, str]], data: st.DataObject) -> None:
    plain = keys(" ".join(word for word, _ in parts))
    assert keys("".join(word + between for word, between in parts)) == plain
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        assert keys(" ".join(word if word in "½①" else unicodedata.normalize(form, word) for word, _ in parts)) == plain
    unseen = data.draw(st.sampled_from(UNSEEN))
    assert keys(" ".join(unseen.join(word) if word[0] not in "½①" else word for word, _ in parts)) == plain
    assert keys(" ".join(word.swapcase() for word, _ in parts if word != "İ")) == keys(
        " ".join(word for word, _ in parts if word != "İ")
    )


@given(st.lists(st.sampled_from([*WORDS, "-7"]), min_size=1, max_size=6), st.data())
def test_every_word_and_every_letter_counts(parts: list[str], data: st.DataObject) -> None:
    plain = keys(" ".join(parts))
    place = data.draw(st.integers(0, len(parts) - 1))
    other = data.draw(st.sampled_from(["not", "не", "لا", "不", "5", "%"]))
    assert keys(" ".join([*parts[:place], other, *parts[place:]])) != plain
    assert keys(" ".join([*parts[:place], *parts[place + 1 :]])) != plain
    for letter in ("x", "ж", "ب", "国", "7"):
        assert keys(" ".join([*parts[:place], parts[place] + letter, *parts[place + 1 :]])) != plain


@given(st.text())
def test_each_word_is_where_it_says_with_all_its_marks(text: str) -> None:
    found = words(text)
    assert all(0 <= word.begin < word.end <= len(text) for word in found)
    assert all(one.begin <= other.begin and one.end <= other.end for one, other in zip(found, found[1:], strict=False))
    for word in found:
        after = text[word.end : word.end + 1]
        assert not after or unicodedata.category(unicodedata.normalize("NFKC", after)[0])[0] != "M"


@given(st.text())
def test_the_keys_of_keys_are_the_same(text: str) -> None:
    once = keys(text)
    assert keys(" ".join(keys(" ".join(once)))) == keys(" ".join(once))


@given(st.text(st.characters(codec="ascii")))
def test_ascii_is_read_like_all_else(text: str) -> None:
    assert keys(re.sub(r"(\S)(?!\S)", "\\1\u2060", text)) == keys(text)


def test_a_word_divided_by_the_end_of_a_line_says_so() -> None:
    assert words("an agree-\n  ment") == [Word("an", 0, 2), Word("agree", 3, 8, True), Word("ment", 12, 16)]
    assert [word.divided for word in words("agree\u00ad\nment -\nor COVID-\n19 not-\n\n so")] == [True, *[False] * 6]


@pytest.mark.parametrize(
    ("text", "right"),
    [
        ("the 1990s, 19th, MS-13, MS13", ["the", "1990s", "19th", "ms", "13", "ms13"]),
        ("on 3.5.2019, v2.0 and .5", ["on", "3", "5", "2019", "v2", "0", "and", "0.5"]),
        ("½ of 3½ or 1/2", ["1⁄2", "of", "3", "1⁄2", "or", "1", "2"]),
        ("x-5, (-5), $-5 and -$5", ["x", "5", "-5", "$", "-5", "and", "-$", "5"]),
        ("J.R.R. Tolkien's U.S.-led", ["jrr", "tolkien's", "us", "led"]),
        ("12,34,567 and 1,2,3rd", ["1234567", "and", "1", "2", "3rd"]),
        ("1.234.567 is not 4.000", ["1234567", "is", "not", "4.000"]),
        ("col·legi, coŀlegi", ["collegi", "collegi"]),
        ("😀 --- … ™", []),
        ("10² km², in 2018¹", ["10", "2", "km2", "in", "2018", "1"]),
        ("a ≠ b, a = b, ≥5, ≤5", ["a", "≠", "b", "a", "=", "b", "≥", "5", "≤", "5"]),
    ],
)
def test_words_are_read_as_they_are_said(text: str, right: list[str]) -> None:
    assert keys(text) == right
