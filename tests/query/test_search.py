"""Search: what words find, what they leave out, in which order, and that no text is ever more than words."""

import html
import re
import unicodedata
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from api.model.normalization import name_key
from api.model.paths import values_at
from api.query.fts_query import FtsQuery, parse
from tests.conftest import built, checked_app
from tests.contract import CheckedClient, assert_problem
from tests.declared import kinds
from tests.through import THROUGH
from tests.walking import ids, walk

READ = {
    "guaido": ('"guaido"*', ""),
    "GUAIDÓ, Juan": ('"GUAIDÓ" AND "Juan"*', ""),
    "Guaido\u0301": ('"Guaidó"*', ""),
    "juan guaido ": ('"juan" AND "guaido"*', ""),
    '"by no means" -russia': ('"by no means"', '"russia"'),
    "venezuel -russia": ('"venezuel"*', '"russia"'),
    "“talks in Rome” «held»": ('"talks in Rome" AND "held"', ""),
    '-"talks in Rome" crisis': ('"crisis"*', '"talks in Rome"'),
    'venezuela -"rome': ('"venezuela"*', '"rome"'),
    "venezuela -(rome)": ('"venezuela"*', '"rome"'),
    "venezuela −rome –talks": ('"venezuela"*', '"rome" OR "talks"'),
    "talks – rome": ('"talks" AND "rome"*', ""),
    "U.S. sanctions": ('"U S" AND "sanctions"*', ""),
    "re-elected": ('"re elected"*', ""),
    "Nicolás’s": ('"Nicolás s"*', ""),
    "a AND b OR NOT c NEAR(d, 2)": (
        '"a" AND "AND" AND "b" AND "OR" AND "NOT" AND "c" AND "NEAR" AND "d" AND "2"*',
        "",
    ),
    "title:x ^y z*": ('"title" AND "x" AND "y" AND "z"*', ""),
    'say "unbalanced': ('"say" AND "unbalanced"*', ""),
    'a "b" "c': ('"a" AND "b" AND "c"*', ""),
    "--x - -": ('"x"*', ""),
    "-x -y": ("", '"x" OR "y"'),
    "x\0y": ('"x" AND "y"*', ""),
    '!"?…()': ("", ""),
    "😀": ("", ""),
}


@pytest.mark.parametrize("text", READ)
def test_what_is_typed_is_read_as_words(text: str) -> None:
    assert parse(text) == FtsQuery(*READ[text])


def test_unwanted_words_need_wanted_ones_in_one_query() -> None:
    assert parse("a -b -c").query == '("a"*) NOT ("b" OR "c")'
    assert parse("-b").query == ""


def test_a_name_is_the_same_in_any_order_case_and_accent() -> None:
    assert name_key("GUAIDÓ, Juan") == name_key("juan guaido") != name_key("Juan")


@given(st.text(max_size=60))
def test_reading_never_fails_and_leaves_no_mark_open(text: str) -> None:
    found = parse(text)
    assert found.wanted.count('"') % 2 == found.unwanted.count('"') % 2 == 0


def found(client: CheckedClient, text: str, kind: str = "search", more: str = "") -> list[str]:
    return ids(walk(client, f"/v1/{kind}?q={quote(text)}&limit=200{more}"))


@kinds
def test_a_record_is_found_by_each_word_of_its_name(client: CheckedClient, resource: Any) -> None:
    for hit in walk(client, f"/v1/{resource.name}?limit=200"):
        name = client.get(f"/v1/search?q={quote(name_key(title(client, hit)))}&limit=200").json["data"]
        assert hit["id"] in ids(name)


def title(client: CheckedClient, record: dict[str, Any]) -> str:
    """Give the name by which others refer to a record."""
    citation = client.get(record["url"]).json["citation"]
    return (
        str(citation.partition(f". {client.get('/v1').json['title']}")[0]) if "After:" in citation else record["title"]
    )


@kinds
def test_a_word_finds_just_the_records_that_have_it(client: CheckedClient, resource: Any) -> None:
    records = walk(client, f"/v1/{resource.name}?limit=200")
    aliases = {actor["id"]: actor["aliases"] for actor in walk(client, "/v1/actors?limit=200")}
    own = {record["id"]: tokens([title(client, record), *texts(record, aliases)]) for record in records}
    for word in sorted(set().union(*own.values()))[::7]:
        right = {id for id, has in own.items() if any(one.startswith(word) for one in has)}
        assert set(found(client, word, resource.name)) == right, word


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
    "kind url type status date start_date end_date country duration known_since former_ids published source_url"
    " archive_url language text_sha256 listing_date first_seen last_seen period qualifier predicate".split()
)


def tokens(texts: list[str]) -> set[str]:
    plain = "".join(char for char in unicodedata.normalize("NFKD", " ".join(texts)) if not unicodedata.combining(char))
    return set(re.findall(r"[^\W_]+", plain.lower()))


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
    named = [all(word in name_key(hit["title"]) for word in ("rome", "talks")) for hit in hits]
    assert True in named and named == sorted(named, reverse=True), "who is called so comes before who is not"
    meeting = next(hit for hit in hits if hit["id"] == "rome-2019-03-19")
    assert meeting["highlight"]["text"].endswith("in <mark>Rome</mark>")
    dated = walk(shipped_client, "/v1/search?q=talks&sort=-date")
    assert set(ids(dated)) == set(found(shipped_client, "talks")) and ids(dated) != found(shipped_client, "talks")
    assert [hit["begin"] is None for hit in dated] == sorted(hit["begin"] is None for hit in dated)


def test_each_record_shows_what_fits(shipped_client: CheckedClient) -> None:
    for hit in walk(shipped_client, "/v1/search?q=guaido&limit=200"):
        marked = re.findall("<mark>(.*?)</mark>", hit["highlight"]["text"])
        assert marked and all(name_key(text) == "guaido" for text in marked)
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
    assert found(shipped_client, "rome", more="&as_of=2019-03-18") == []
    then = set(found(shipped_client, "rome", more="&as_of=2019-03-19"))
    assert (
        set()
        < then
        < set(found(shipped_client, "rome", more="&as_of=2019-03-20"))
        == set(found(shipped_client, "rome"))
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
    assert response.status_code == 200, response.json
    if not parse(text).wanted and not parse(text).unwanted:
        assert response.json["total"] == 0


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=40))
@example(" ")
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
def test_whatever_is_typed_is_answered(sample_client: CheckedClient, text: str) -> None:
    for sort in ("relevance", "date"):
        assert sample_client.get(f"/v1/search?q={quote(text)}&sort={sort}&as_of=2020-05-11").status_code == 200


def test_too_much_is_refused_with_the_bound(sample_client: CheckedClient) -> None:
    long = sample_client.get(f"/v1/search?q={'x' * 10_000}")
    if THROUGH == "server":
        assert_problem(long, 414)  # by the server, which reads no longer line
    else:
        assert_problem(long, 400, "q: has 10000 characters; at most 200 are read")
    assert_problem(sample_client.get("/v1/search?q="), 400, "q: is empty")
