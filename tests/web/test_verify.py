"""Verification: a quote is found whole, in part and in any print, and never approximately."""

import sqlite3

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.model.normalization import normalize_casefold
from api.release.tables import QuoteIndex
from tests.contract import CheckedClient, assert_problem
from tests.quotes import QUOTES

PRINTED = sorted(quote for quotes in QUOTES.values() for quote in quotes)


def match(client: CheckedClient, quote: str, **more: str) -> tuple[str, list[str]]:
    answer = client.get("/v1/verify", query_string={"quote": quote, **more}).json
    assert answer["total"] == len(answer["statements"])
    assert answer["searched"]["quotes"] == len(PRINTED) or more
    return answer["match"], [statement["quote"] for statement in answer["statements"]]


@pytest.mark.parametrize("quote", PRINTED)
def test_each_printed_quote_is_found_from_its_whole_and_from_a_part(shipped_client: CheckedClient, quote: str) -> None:
    assert match(shipped_client, quote) == ("exact", [quote])
    assert match(shipped_client, quote[3:-3]) == ("exact", [quote])
    assert match(shipped_client, quote[:14]) == ("exact", [quote])


@pytest.mark.parametrize("quote", PRINTED)
def test_print_does_not_matter(shipped_client: CheckedClient, quote: str) -> None:
    typographic = quote.replace("'", "’").replace("...", "…")
    middle = quote.index(" ", 5)
    assert match(shipped_client, f"“{typographic}”") == ("normalized", [quote])
    assert match(shipped_client, f'"{quote},"') == ("normalized", [quote])
    assert match(shipped_client, f"{quote[:middle]}\n   {quote[middle:]}") == ("normalized", [quote])
    assert match(shipped_client, quote.upper()) == ("normalized", [quote])


@pytest.mark.parametrize("quote", PRINTED)
def test_a_quote_with_one_word_changed_is_not_found(shipped_client: CheckedClient, quote: str) -> None:
    words = quote.split()
    for place in range(len(words)):
        changed = " ".join([*words[:place], words[place] + "x", *words[place + 1 :]])
        assert match(shipped_client, changed) == ("none", [])
        missing = " ".join([*words[:place], *words[place + 1 :]])
        if 0 < place < len(words) - 1 and len(missing) >= 12:
            assert match(shipped_client, missing) == ("none", [])


@pytest.mark.parametrize(
    "quote",
    [
        "No, we did come to a meeting of minds",
        "Perhaps we failed not to narrow positions",
        "We assume that Washington would not treat our priorities seriously",
        'title" OR "president',
        "NEAR(talks positive)",
        "positive* AND sense",
        "😀😀😀😀😀😀😀😀😀😀😀😀",
    ],
)
def test_what_was_not_printed_is_not_found_and_no_query_language_is_read(
    shipped_client: CheckedClient, quote: str
) -> None:
    answer = shipped_client.get("/v1/verify", query_string={"quote": quote}).json
    assert answer["match"] == "none" and answer["statements"] == []
    assert answer["detail"].startswith("Not found here, among 6 quotes of 2 sources known up to 2019-03-20.")
    assert "does not say that it was not said" in answer["detail"]


@given(st.sampled_from(PRINTED), st.slices(80), st.tuples(st.integers(0, 80), st.sampled_from("xe '")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_words_are_found_exactly_where_they_stand(
    shipped_client: CheckedClient, quote: str, part_of: slice, slip: tuple[int, str]
) -> None:
    place, letter = slip
    part = quote[part_of.start : part_of.stop].strip()
    for asked in (part, part[:place] + letter + part[place:]):
        if len(normalize_casefold(asked).strip("\"' ,")) >= 12:
            bare = normalize_casefold(asked).strip("\"' ").removesuffix(",").strip("\"' ")
            right = [printed for printed in PRINTED if bare in normalize_casefold(printed)]
            assert sorted(match(shipped_client, asked)[1]) == right


def test_what_was_searched_depends_on_the_day(shipped_client: CheckedClient) -> None:
    asked = {"quote": "Perhaps we failed to narrow positions", "as_of": "2019-03-19"}
    answer = shipped_client.get("/v1/verify", query_string=asked).json
    assert answer["match"] == "none"
    assert answer["searched"] == {"quotes": 0, "sources": 1, "until": "2019-03-19"}
    asked["as_of"] = "2019-03-18"
    assert shipped_client.get("/v1/verify", query_string=asked).json["searched"]["until"] is None


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({}, "quote: is missing; give the words to look for"),
        ({"quote": ""}, "quote: is empty; give the words to look for"),
        ({"quote": "a meeting"}, "quote: has 9 characters; give at least 12"),
        ({"quote": "“  meeting of  ”"}, "quote: has 10 characters; give at least 12"),
        ({"quote": "failed to narrow\0positions"}, "quote: holds a character that no text has"),
        ({"quote": "x" * 2001}, "quote: has 2001 characters; at most 2000 are read"),
        ({"quote": "a meeting of minds", "qoute": "x"}, "did you mean quote?"),
    ],
)
def test_a_question_that_cannot_be_answered_is_refused(
    shipped_client: CheckedClient, asked: dict[str, str], what: str
) -> None:
    assert_problem(shipped_client.get("/v1/verify", query_string=asked), 400, what)


def test_the_index_looks_for_letters_in_a_row() -> None:
    """The tokenizer of the index makes a phrase a part of the text, whatever it holds."""
    assert QuoteIndex._meta.options["tokenize"].startswith("trigram")
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE q USING fts5(t, tokenize='trigram case_sensitive 1', content='')")
    connection.execute("INSERT INTO q(rowid, t) VALUES (1, 'we came to listen - and we shall')")
    found = connection.execute("SELECT rowid FROM q WHERE q MATCH ?", ('"to listen - and"',)).fetchall()
    assert found == [(1,)]
    connection.close()
