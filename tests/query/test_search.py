"""Search: what words find, what they leave out, in which order, and that no text is ever more than words."""

import html
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.model.paths import values_at
from api.query.fts_query import QueryTerm, parse
from api.release.spelling import abbreviations, name_units, units
from tests.conftest import built, checked_app
from tests.contract import CheckedClient, assert_problem
from tests.declared import kinds
from tests.through import THROUGH
from tests.walking import ids, walk

#: What is wanted, and what is not: a phrase in brackets, a beginning with a star, other ways to write it behind a bar.
READ = {
    "guaido": ("guaido*", ""),
    "GUAIDÓ, Juan": ("guaido juan*", ""),
    "Guaido\u0301": ("guaido*", ""),
    "juan guaido ": ("juan guaido*", ""),
    '"by no means" -russia': ("(by no means)", "russia"),
    "venezuel -russia": ("venezuel*", "russia"),
    "“talks in Rome” «held»": ("(talks in rome) (held)", ""),
    '-"talks in Rome" crisis': ("crisis*", "(talks in rome)"),
    'venezuela -"rome': ("venezuela*", "rome"),
    "venezuela -(rome)": ("venezuela*", "rome"),
    "venezuela −rome –talks": ("venezuela*", "rome talks"),
    "talks – rome": ("talks rome*", ""),
    "U.S. sanctions": ("us sanctions*", ""),
    "re-elected": ("re elected|reelected*", ""),
    "Nicolás’s": ("nicolas s", ""),
    "O’Brien": ("o brien|obrien*", ""),
    "3,000,000 MS-13": ("3000000 ms 13|ms13*", ""),
    "華盛頓 정은": ("華 盛 頓 정 은", ""),
    "a AND b OR NOT c NEAR(d, 2)": ("a and b or not c near d 2*", ""),
    "title:x ^y z*": ("title x y z*", ""),
    'say "unbalanced': ("say unbalanced*", ""),
    'a "b" "c': ("a (b) c*", ""),
    "--x - -": ("x*", ""),
    "-x -y": ("", "x y"),
    "x\0y": ("x y*", ""),
    "5 -6": ("5*", "6"),
    '!"?…()': ("", ""),
    "😀": ("", ""),
}


@pytest.mark.parametrize("text", READ)
def test_what_is_typed_is_read_as_words(text: str) -> None:
    found = parse(text)
    assert (said(found.wanted), said(found.unwanted)) == READ[text]


def said(terms: tuple[QueryTerm, ...]) -> str:
    """Write terms as `READ` does."""
    written = ("|".join(term.phrases) + "*" * term.begun for term in terms)
    return " ".join(f"({text})" if term.marked else text for term, text in zip(terms, written, strict=True))


def test_a_name_is_the_same_in_any_order_case_and_accent() -> None:
    assert name_units("GUAIDÓ, Juan") == name_units("juan guaido") != name_units("Juan")


@given(st.text(max_size=60))
def test_reading_never_fails_and_leaves_no_mark_open(text: str) -> None:
    found = parse(text)
    for query in (found.all(""), found.anywhere(loose=True), found.none):
        assert query.count('"') % 2 == 0 and not set('"^{}:-+') & set(re.sub('"[^"]*"', "", query))


#: About how many records and words of a kind are looked for.
MOST = 60


def found(client: CheckedClient, text: str, kind: str = "search", more: str = "") -> list[str]:
    return ids(walk(client, f"/v1/{kind}?q={quote(text)}&limit=200{more}"))


@kinds
def test_a_record_is_found_by_each_word_of_its_name(client: CheckedClient, resource: Any) -> None:
    records = walk(client, f"/v1/{resource.name}?limit=200")
    for hit in records[:: 1 + len(records) // MOST]:
        words = " ".join(sorted(unit.joined or unit.phrase for unit in units(title(client, hit))))
        assert hit["id"] in found(client, words if len(words) <= 200 else words[:200].rpartition(" ")[0])


def title(client: CheckedClient, record: dict[str, Any]) -> str:
    """Give the name by which others refer to a record: what its citation says before the title of the data set."""
    citation = str(client.get(record["url"]).json["citation"])
    dataset = client.get("/v1").json["title"]
    return record["title"] if "After:" not in citation else citation.partition(f" {dataset}, ")[0].removesuffix(".")


@kinds
def test_a_word_finds_just_the_records_that_have_it(client: CheckedClient, resource: Any) -> None:
    records = walk(client, f"/v1/{resource.name}?limit=200")
    aliases = {actor["id"]: actor["aliases"] for actor in walk(client, "/v1/actors?limit=200")}
    own = {record["id"]: tokens([title(client, record), *texts(record, aliases)]) for record in records}
    words = sorted(set().union(*(parts for parts, _ in own.values())))
    for word in words[:: max(7, len(words) // MOST)]:
        right = {id for id, (parts, others) in own.items() if word in parts | others}
        assert set(found(client, f'"{word}"', resource.name)) == right, word


def texts(value: Any, aliases: dict[str, list[str]], inside: str = "") -> list[str]:
    """Give all that a document shows in words: its own texts, and the names and aliases of what it refers to."""
    if isinstance(value, list):
        return [text for item in value for text in texts(item, aliases, inside)]
    if not isinstance(value, dict):
        return [value] if isinstance(value, str) and inside not in UNSEARCHED else []
    if "edtf" in value:
        return []
    if set(value) == {"id", "kind", "name"}:
        return [value["name"], *aliases.get(value["id"], [])]
    parts = {
        name: part for name, part in value.items() if name not in ("evidence", "facts", "contested_in", "citation")
    }
    if "evidence" not in value and "accounts" not in value and "facts" in value and "held_by" in value:
        parts["facts"] = value["facts"]
    skipped = {"id"} if "scheme" not in value else set()
    return [text for name, part in parts.items() if name not in skipped for text in texts(part, aliases, name)]


#: The fields that hold no words: codes, dates, numbers, and what the build works out.
UNSEARCHED = set(
    "kind url type status date start_date end_date country countries duration known_since former_ids published"
    " source_url archive_url language text_sha256 listing_date first_seen last_seen period qualifier predicate".split()
)


def tokens(texts: list[str]) -> tuple[set[str], set[str]]:
    """Give the words of texts, and what these are as one word or in initials."""
    found = [unit for text in texts for unit in units(text)]
    others = {unit.joined for unit in found} | {short for text in texts for short in abbreviations(text)}
    return {part.word for unit in found for part in unit.parts}, others


def test_case_accents_and_order_do_not_count(shipped_client: CheckedClient) -> None:
    right = found(shipped_client, "Juan Guaidó")
    assert right[0] == "juan-guaido" and len(right) > 5
    for text in ("juan guaido", "GUAIDÓ, Juan", "Guaido\u0301 JUAN", "(juan) [guaidó]!", "juan guai"):
        assert set(found(shipped_client, text)) == set(right), text


def test_aliases_count(shipped_client: CheckedClient) -> None:
    assert found(shipped_client, "Elliot Abrams")[0] == "elliott-abrams", "as one of the articles spells the name"
    speakers = {
        speaker["id"]
        for record in walk(shipped_client, "/v1/statements?q=%22Elliot+Abrams%22")
        for speaker in record["speakers"]
    }
    assert "elliott-abrams" in speakers, "and what he said is found by it too"


def test_an_alias_counts_from_the_day_it_is_known(tmp_path: Path, sample: Path) -> None:
    file = sample / "actors/harbour-board.yaml"  # by the courier alone, on the first day, only its name is known
    file.write_text(file.read_text("utf-8").replace("identifiers:", "aliases:\n  - Quayside Council\nidentifiers:"))
    client = checked_app(built(sample, tmp_path / "releases")).test_client()
    right = found(client, "harbour board", "statements")
    assert len(right) == 2
    assert set(found(client, "quayside council", "statements")) == set(right)
    assert found(client, "harbour board", "statements", "&as_of=2020-05-11") != []
    assert found(client, "quayside council", "statements", "&as_of=2020-05-11") == []
    history = client.get("/v1/statements/board-announces-talks/history").json["data"]
    assert all(entry["changes"] for entry in history), (
        "a version that only words tell from the other is none to a reader"
    )


def test_a_phrase_is_found_where_its_words_follow_each_other(shipped_client: CheckedClient) -> None:
    tight = found(shipped_client, '"meeting of minds"')
    assert found(shipped_client, "“meeting of minds”") == tight == ["abrams-no-meeting-of-minds"]
    assert found(shipped_client, '"minds of meeting"') == []
    assert set(found(shipped_client, "minds of meeting")) >= set(tight)


def test_what_is_excluded_is_not_found(shipped_client: CheckedClient) -> None:
    all, russian = set(found(shipped_client, "venezuela")), set(found(shipped_client, '"russia"'))
    assert all & russian and set(found(shipped_client, "venezuela -russia")) == all - russian
    everything = set(ids(walk(shipped_client, "/v1/statements?limit=200")))
    without = set(found(shipped_client, "-russia", "statements"))
    assert without == everything - set(found(shipped_client, '"russia"', "statements"))


def test_the_last_word_may_be_a_beginning(shipped_client: CheckedClient) -> None:
    assert set(found(shipped_client, "minerv")) >= set(found(shipped_client, "minerven")) > set()
    assert found(shipped_client, "minerv gold") == [], "but not another one"
    assert found(shipped_client, '"minerv"') == [], "nor in marks"


def test_what_fits_best_comes_first_and_dates_can_be_asked_for(shipped_client: CheckedClient) -> None:
    assert found(shipped_client, "minerven")[0] == "minerven"
    assert found(shipped_client, "russia")[0] == "russia"
    hits = walk(shipped_client, "/v1/search?q=rome+talks")
    named = [all(word in name_units(hit["title"]) for word in ("rome", "talks")) for hit in hits]
    assert True in named and named == sorted(named, reverse=True), "who is called so comes before who is not"
    meeting = next(hit for hit in hits if hit["id"] == "rome-2019-03-19")
    assert meeting["highlight"]["text"].endswith("in <mark>Rome</mark>")
    dated = walk(shipped_client, "/v1/search?q=talks&sort=-date")
    assert set(ids(dated)) == set(found(shipped_client, "talks")) and ids(dated) != found(shipped_client, "talks")
    assert [hit["begin"] is None for hit in dated] == sorted(hit["begin"] is None for hit in dated)


def test_each_record_shows_what_fits(shipped_client: CheckedClient) -> None:
    for hit in walk(shipped_client, "/v1/search?q=guaido&limit=200"):
        marked = re.findall("<mark>(.*?)</mark>", hit["highlight"]["text"])
        assert marked and all(name_units(text) == "guaido" for text in marked)
    for record in walk(shipped_client, "/v1/statements?q=-guaido"):
        assert record["highlight"] is None
    assert "highlight" not in shipped_client.get("/v1/statements").json["data"][0]
    assert "highlight" in shipped_client.get("/v1/statements?q=rome&fields=highlight").json["data"][0]


def test_clients_25_a_highlight_says_which_field_it_marks(shipped_client: CheckedClient) -> None:
    """And it has the words of that very field, not of the name that is made of several."""
    for query in ("sanctions", "legitimate", "ryabkov", "tass"):
        for record in walk(shipped_client, f"/v1/statements?q={query}"):
            field, text = record["highlight"]["field"], re.sub("</?mark>|…", "", record["highlight"]["text"])
            words = [value for value in values_at(record, field)]
            printed = [str(word["name"] if isinstance(word, dict) else word).replace("-", " ") for word in words]
            assert words and (
                isinstance(words[0], dict) or any(html.unescape(text) in word for word in map(str, [*words, *printed]))
            ), record
    found = {record["id"]: record["highlight"]["field"] for record in walk(shipped_client, "/v1/statements?q=ryabkov")}
    assert "speakers" in found.values()
    [guaido, *_] = walk(shipped_client, "/v1/actors?q=guaido")
    assert guaido["highlight"] == {"field": "name", "text": "Juan <mark>Guaidó</mark>"}


def test_all_but_the_marks_is_escaped(tmp_path: Path, sample: Path) -> None:
    file = sample / "actors/tom-vane.yaml"
    file.write_text(file.read_text("utf-8").replace("Tom Vane", 'Tom <script>"V&ne"</script>', 1), "utf-8")
    client = checked_app(built(sample, tmp_path / "releases")).test_client()
    highlight = client.get("/v1/actors?q=script").json["data"][0]["highlight"]["text"]
    assert "<mark>script</mark>" in highlight
    rest = highlight.replace("<mark>", "").replace("</mark>", "")
    assert "<" not in rest and '"' not in rest and html.unescape(rest).startswith('Tom <script>"V&ne"')


def test_nobody_finds_what_was_not_yet_known(shipped_client: CheckedClient) -> None:
    assert found(shipped_client, "minerven", more="&as_of=2019-03-18") == []
    then = set(found(shipped_client, "minerven", more="&as_of=2019-03-19"))
    assert (
        set()
        < then
        < set(found(shipped_client, "minerven", more="&as_of=2019-03-20"))
        < set(found(shipped_client, "minerven"))
    )
    for hit in walk(shipped_client, "/v1/search?q=talks&as_of=2019-03-19"):
        known = shipped_client.get(f"{hit['url']}?as_of=2019-03-19").json
        assert known["known_since"] <= "2019-03-19"


def test_search_narrows_by_kind_and_the_rest(shipped_client: CheckedClient) -> None:
    hits = walk(shipped_client, "/v1/search?q=venezuela&kind=sanctions,meetings")
    assert {hit["kind"] for hit in hits} == {"sanctions", "meetings"}
    assert_problem(shipped_client.get("/v1/search"), 400, "q: is missing; give the words to look for")
    assert_problem(shipped_client.get("/v1/search?kind=actors"), 400, "q: is missing")


HOSTILE = [
    *READ,
    '"',
    '""',
    '"""',
    "*",
    "^",
    "{title}:x",
    "rowid:1",
    "rank:x",
    "NEAR(",
    "x NOT",
    "NOT x",
    "(((((",
    "' OR 1=1 --",
    "%00%ff",
    "\ud7ff\ue000\uffff",
    "a" * 200,
    "a " * 100,
    '"a" ' * 50,
    "-a " * 66,
    "\u202e\u0007\u200b",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
@pytest.mark.parametrize("path", ["/v1/search", "/v1/statements", "/v1/timeline"])
def test_no_text_is_refused_or_means_anything_else(sample_client: CheckedClient, path: str, text: str) -> None:
    response = sample_client.get(f"{path}?q={quote(text)}")
    if broken(text):
        assert_problem(response, 400, "q: holds ")
    else:
        assert response.status_code == 200, response.json


def broken(text: str) -> bool:
    """Whether a text has no word, or what no text has."""
    return parse(text).is_empty or bool(re.search("\0|\ufffd|%[89a-fA-F][0-9a-fA-F]", text))


@pytest.mark.parametrize(
    ("q", "what"),
    [
        ("...", "holds no word, only marks; give words to look for"),
        ("%FFoil", "holds '%FF', which are no UTF-8; give printed words"),
        ("oil%00", "holds '\\x00', which is a character that no text has; give printed words"),
    ],
)
def test_what_has_no_words_to_look_for_is_refused(sample_client: CheckedClient, q: str, what: str) -> None:
    assert_problem(sample_client.get(f"/v1/search?q={q}"), 400, f"q: {what}")


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
@example(" ")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_whatever_is_typed_is_answered(sample_client: CheckedClient, text: str) -> None:
    for sort in ("relevance", "date"):
        response = sample_client.get(f"/v1/search?q={quote(text)}&sort={sort}&as_of=2020-05-11")
        assert response.status_code == (400 if broken(text) else 200)


def test_too_much_is_refused_with_the_bound(sample_client: CheckedClient) -> None:
    long = sample_client.get(f"/v1/search?q={'x' * 10_000}")
    if THROUGH == "server":
        assert_problem(long, 414)  # by the server, which reads no longer line
    else:
        assert_problem(long, 400, "q: has 10000 characters; at most 200 are read")
    assert_problem(sample_client.get("/v1/search?q="), 400, "q: is empty")
