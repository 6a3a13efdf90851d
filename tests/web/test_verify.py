"""Verification: a quote is found whole, in part and in any print, and never approximately."""

import sqlite3
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.kinds import RESOURCES
from api.model.marked_quotes import MarkedQuote
from api.model.word_runs import WordRuns
from api.query.store import Store
from api.query.verification import verified
from api.release.tables import QuoteIndex
from api.web.app import Application
from tests.contract import CheckedClient, assert_problem
from tests.quotes import QUOTES
from tests.walking import whole

PRINTED = sorted(quote for quotes in QUOTES.values() for quote in quotes)


@pytest.fixture(scope="module")
def printed(shipped_app: Flask) -> list[str]:
    """All quotes of the shipped release."""
    with shipped_app.test_client() as client:
        return sorted(statement["quote"] for statement in whole(client, "statements") if statement["quote"])


def match(client: CheckedClient, quote: str) -> tuple[str, list[str]]:
    answer = client.get("/v1/verify", query_string={"quote": quote}).json
    assert answer["total"] == len(answer["statements"])
    return answer["match"], [statement["quote"] for statement in answer["statements"]]


@pytest.mark.parametrize("quote", PRINTED)
def test_each_printed_quote_is_found_from_its_whole_and_from_a_part(shipped_client: CheckedClient, quote: str) -> None:
    assert match(shipped_client, quote) == ("exact", [quote])
    words = quote.split(" ")
    assert match(shipped_client, " ".join(words[1:])) == ("exact", [quote])
    assert match(shipped_client, " ".join(words[:4])) == ("exact", [quote])
    assert match(shipped_client, quote[1:]) == ("none", [])


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
    ],
)
def test_what_was_not_printed_is_not_found_and_no_query_language_is_read(
    shipped_client: CheckedClient, printed: list[str], quote: str
) -> None:
    answer = shipped_client.get("/v1/verify", query_string={"quote": quote}).json
    assert answer["match"] == "none" and answer["statements"] == []
    searched = answer["searched"]
    assert searched["quotes"] == len(printed)
    among = "among {quotes} quotes of {sources} sources known up to {until}.".format(**searched)
    assert answer["detail"].startswith(f"Not found here, {among}")
    assert "does not say that it was not said" in answer["detail"]


@pytest.mark.slow
@given(st.data(), st.slices(80), st.tuples(st.integers(0, 80), st.sampled_from("xe '")))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
def test_words_are_found_exactly_where_they_stand(
    shipped_client: CheckedClient, printed: list[str], data: st.DataObject, part_of: slice, slip: tuple[int, str]
) -> None:
    quote = data.draw(st.sampled_from(printed))
    place, letter = slip
    part = quote[part_of.start : part_of.stop].strip()
    for asked in (part, part[:place] + letter + part[place:]):
        runs = WordRuns(asked)
        if len(" ".join(runs.keys())) >= 12 and not MarkedQuote(asked).is_marked:
            right = [one for one in printed if next(WordRuns(one).runs(runs), None)]
            how, found = match(shipped_client, asked)
            assert {*found} <= {*right} and bool(found) == bool(right)
            assert how == "exact" or sorted(found) == right


def verdict(client: CheckedClient, quote: str, **more: str) -> tuple[str, str]:
    answer: Any = client.get("/v1/verify", query_string={"quote": quote, **more}).json
    return answer["match"], answer["whose"]


@pytest.mark.parametrize(
    ("quote", "right"),
    [
        ("Perhaps we failed to narrow position", "none"),
        ("erhaps we failed to narrow positions", "none"),
        ("who gets the title of president.", "normalized"),
        ("»Who gets – the title—of president«!", "normalized"),
        ("No -- we did not come to a “meeting” of ‘minds’ …", "normalized"),
        ("[W]ho gets the title of president", "normalized"),
        ("[p]erhaps we failed to narrow positions", "normalized"),
        ("[P]erhaps we failed to narrow positions", "normalized"),
        ("[X]erhaps we failed to narrow positions", "none"),
        ("who gets the ti\u00adtle\u200b of \ufeffpresi\u2060dent", "normalized"),
        ("who gets the ti-\ntle of pres-\nident", "normalized"),
        ("We assume that Washington treats our pri\u00f6rities", "normalized"),
        ("non-interference according to UN Charter was overwhelming", "exact"),
        ("non interference according to UN Charter was overwhelming", "normalized"),
        ("interference according to UN Charter was overwhelming", "none"),
        ("support to sovereignity, territorial integrity and non", "none"),
        ("made crisis has extended well beyond Venezuela's borders", "none"),
        ("during the 2019", "none"),
        ("2025 constitutional period", "none"),
        ("2019–2025 constitutional period", "normalized"),
    ],
)
def test_words_count_and_print_does_not(shipped_client: CheckedClient, quote: str, right: str) -> None:
    assert verdict(shipped_client, quote) == (right, "none" if right == "none" else "quote")


@pytest.mark.parametrize(
    ("quote", "changes"),
    [
        ("This [is] a catastrophe for Venezuela", [("is", 0)]),
        ("[It is] on the depth of the crisis", [("It is", 0)]),
        ("Perhaps we failed […] on this situation", [(None, 3)]),
        ("Perhaps we ... to narrow positions (...) this situation", None),
        ("Perhaps we failed ... narrow positions (...) this situation", [(None, 1), (None, 1)]),
        ("We assume that [they treat] our priorities seriously", None),
        ("[W]ho gets the title of president [sic]", [("sic", 0)]),
        ("Perhaps we fail[ed] to narrow positions", None),
        ("I think[s] the talks were positive", [("s", 0)]),
        ("the talks were positive … with a better understanding", [(None, 7)]),
    ],
)
def test_marked_changes_are_told(
    shipped_client: CheckedClient, quote: str, changes: list[tuple[str | None, int]] | None
) -> None:
    answer: Any = shipped_client.get("/v1/verify", query_string={"quote": quote}).json
    assert answer["match"] == ("marked" if changes else "none")
    assert [(one["put_in"], one["left_out"]) for one in answer["changes"]] == (changes or [])


@pytest.mark.parametrize(
    "quote",
    [
        "No, we did […] come to a meeting of minds",
        "No, we […] come to a meeting of minds",
        "Perhaps we failed [not] to narrow positions",
        "This [never was] a catastrophe for Venezuela",
        "a catastrophe […] This for Venezuela",
        "Perhaps we failed … a catastrophe for Venezuela",
        "We assume that [Moscow] treats our priorities seriously",
        "the talks were [un]positive in the sense",
        "treats our [mis]approach and warnings",
        "I think the talk[less] were positive",
        "I think the talks were [de-]positive",
    ],
)
def test_no_mark_swallows_a_negation_a_name_or_the_order(shipped_client: CheckedClient, quote: str) -> None:
    assert verdict(shipped_client, quote) == ("none", "none")


def test_the_speaker_is_told(shipped_client: CheckedClient) -> None:
    quote = "who gets the title of president"
    assert verdict(shipped_client, quote, speaker="elliott-abrams") == ("exact", "quote")
    answer: Any = shipped_client.get("/v1/verify", query_string={"quote": quote, "speaker": "sergei-ryabkov"}).json
    assert (answer["match"], answer["whose"], answer["total"]) == ("exact", "another", 1)
    assert answer["statements"][0]["speakers"][0]["id"] == "elliott-abrams"
    assert "but said by Elliott Abrams" in answer["detail"]
    wrong = shipped_client.get("/v1/verify", query_string={"quote": quote, "speaker": "elliot-abrams"})
    assert_problem(wrong, 400, "did you mean elliott-abrams?")


@pytest.mark.slow
def test_every_quote_with_every_other_speaker_is_told_to_be_anothers(
    shipped_client: CheckedClient, shipped_app: Application
) -> None:
    quoted = [one for one in whole(shipped_client, "statements") if one["quote"]]
    speakers = {by["id"] for one in quoted for by in one["speakers"]}
    store = Store(shipped_app.store.engine.current(), RESOURCES)
    for one in quoted:
        if not words_are_too_few(one["quote"]):
            own = {by["id"] for found in verified(store, one["quote"])["statements"] for by in found["speakers"]}
            for speaker in speakers:
                assert verified(store, one["quote"], speaker)["whose"] == ("quote" if speaker in own else "another")


def words_are_too_few(quote: str) -> bool:
    return len(" ".join(WordRuns(quote).keys())) < 12


def test_what_was_searched_depends_on_the_day(shipped_client: CheckedClient) -> None:
    asked = {"quote": "Perhaps we failed to narrow positions", "as_of": "2019-03-19"}
    answer = shipped_client.get("/v1/verify", query_string=asked).json
    assert answer["match"] == "none"
    assert answer["searched"]["until"] == "2019-03-19"
    known = [len(whole(shipped_client, kind, "&as_of=2019-03-19")) for kind in ("statements", "sources")]
    assert 0 < answer["searched"]["quotes"] < known[0] and answer["searched"]["sources"] <= known[1]
    asked["as_of"] = "2019-03-20"
    assert shipped_client.get("/v1/verify", query_string=asked).json["match"] == "exact"
    asked["as_of"] = "2018-01-01"
    assert shipped_client.get("/v1/verify", query_string=asked).json["searched"]["until"] is None


@pytest.mark.parametrize(
    ("asked", "what"),
    [
        ({}, "quote: is missing; give the words to look for"),
        ({"quote": ""}, "quote: is empty; give the words to look for"),
        ({"quote": "a meeting"}, "quote: has 9 characters; give at least 12"),
        ({"quote": "“  meeting of  ”"}, "quote: has 10 characters; give at least 12"),
        ({"quote": "failed to narrow\0positions"}, "quote: holds '\\x00', which is a character that no text has"),
        ({"quote": "— “…” — !? [...] 😀 —"}, "quote: holds no word, only marks; give printed words"),
        ({"quote": "华盛顿说我们"}, "quote: has 6 characters; give at least 7"),
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
