"""An invented crisis in seven scripts goes the whole way: it is formatted, locked, checked, built, served and found."""

import json
import re
import unicodedata
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from api import cli
from api.curation import evidence_lock, yaml_reader
from api.kinds import RESOURCES
from api.model.normalization import NormalizedText
from api.model.passages import locate
from tests.conftest import ROOT, checked_app
from tests.crisis.conftest import FIXTURES, TEXTS
from tests.markup import Page
from tests.serving import get, serving
from tests.walking import ids, walk

LISTS = [f"/v1/{resource.name}" for resource in RESOURCES]
#: Of each source, words of its script that lead to a record.
FOUND = {
    "маяк": "runeva-we-mend-the-lighthouse",
    "Рунева": "lada-runeva",
    "الجزيرة": "natur-the-isle-is-ours",
    "سلمى الناطور": "salma-natur",
    "岚海": "lanhai",
    "沈砚秋": "shen-yanqiu",
    "Inés": "ines-valbuena",
    "treaty": "treaty-done",
    "สภาชาวประมงเกาะเมเรล": "merel-fishers-council",
    "폴리냐": "polynya",
    "暁灯丸": "akatsuki-maru",
}


@pytest.fixture(scope="module")
def told(crisis: Path) -> Iterator[FlaskClient]:
    """A client of the crisis; what it has beyond every other data set is in its own contract alone."""
    app = checked_app(crisis)
    app.test_client_class = FlaskClient
    with app.test_client() as client:
        yield client


@pytest.fixture(scope="module")
def records(told: FlaskClient) -> dict[str, dict[str, Any]]:
    """Every record, by its path."""
    return {record["url"]: record for path in LISTS for record in walk(told, path)}


def test_it_is_formatted_locked_and_checked_without_a_fault_or_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    fixtures = ["--fixtures", str(FIXTURES)]
    assert cli.main(["fmt", *fixtures, "--check"]) == 0
    assert cli.main(["lock", *fixtures, "--texts", str(TEXTS), "--check"]) == 0
    capsys.readouterr()
    assert cli.main(["check", *fixtures]) == 0
    assert re.fullmatch(r"crisis-facts: \d\d records in .*: no faults\n", capsys.readouterr().err)


def test_it_has_all_kinds_many_scripts_and_types_of_sources(records: dict[str, dict[str, Any]]) -> None:
    assert len(records) >= 60
    assert {record["kind"] for record in records.values()} == {resource.name for resource in RESOURCES}
    text = "".join(evidence_lock.read_texts(TEXTS).values())
    scripts = {unicodedata.name(letter).split()[0] for letter in text if letter.isalpha()}
    assert scripts >= {"LATIN", "CYRILLIC", "ARABIC", "CJK", "HIRAGANA", "THAI", "HANGUL"}
    assert len({record["type"] for record in records.values() if record["kind"] == "sources"}) >= 4


def test_each_record_is_as_the_contract_of_its_release_says(
    told: FlaskClient, records: dict[str, dict[str, Any]]
) -> None:
    components = told.get("/openapi.json").json["components"]
    schemas = {kind.name: {"$ref": f"#/components/schemas/{kind.singular}"} for kind in RESOURCES}
    for record in records.values():
        Draft202012Validator({**schemas[record["kind"]], "components": components}).validate(record)


def test_it_has_terms_of_its_own(told: FlaskClient, records: dict[str, dict[str, Any]]) -> None:
    relation = records["/v1/relations/union-keeps-the-light"]
    assert relation["name"] == "The Strait Union keeps the light for Zuhara"
    assert records["/v1/actors/red-lantern-society"]["type"] == "charity"
    assert ids(told.get("/v1/sources?type=ships_log").json["data"]) == ["akatsuki-log-2021-03-12"]
    for path in ("/v1/vocabulary", "/v1/sources/akatsuki-log-2021-03-12.html", "/v1/sources.html"):
        assert "hip's log" in unescape(told.get(path).get_data(as_text=True)), path


def test_nothing_under_api_knows_of_it() -> None:
    named = "|".join(path.stem for path in FIXTURES.rglob("*.yaml") if "-" in path.stem)
    assert not [path for path in (ROOT / "api").rglob("*.*") if re.search(named, path.read_text("utf-8", "replace"))]


#: That the fixtures are those of the crisis, and not the shipped ones, which take longer to read.
HERE = ("--fixtures", str(FIXTURES))


def test_passage_finds_the_words_of_each_passage(
    records: dict[str, dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    passages = {
        (entry["source"]["id"], "-first" if "printed_until" in entry else "", entry["start"], entry["end"])
        for entry in evidence(records)
    }
    for source, edition, start, end in passages:
        text = TEXTS / f"{source}{edition}.txt"
        words = locate(NormalizedText(text.read_text("utf-8")), start, end).words
        assert cli.main(["passage", str(text), words, "--source", source, *HERE]) == 0, capsys.readouterr().err
        (found,) = yaml_reader.parse(capsys.readouterr().out, source).value
        assert (found["source"], found["start"], found.get("end")) == (source, start, end)


def evidence(records: dict[str, dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield every passage of the crisis."""
    return (entry for record in records.values() for entry in record.get("evidence", ()))


def test_each_record_is_shown_in_every_form(told: FlaskClient, records: dict[str, dict[str, Any]]) -> None:
    forms = ("", ".md", "/history", ".html")
    for path in [f"{path}{form}" for path in records for form in forms]:
        response = told.get(path)
        assert response.status_code == 200, path
        if path.endswith(".html"):
            assert Page(response.get_data(as_text=True)).faults == [], path
    for path in (path for path, record in records.items() if record["kind"] in ("meetings", "questions")):
        assert told.get(f"{path}/accounts").status_code == 200 or "questions" in path


def test_each_list_is_shown_in_every_form(told: FlaskClient) -> None:
    paths = [f"{path}{form}" for path in LISTS for form in ("", ".csv", ".ndjson", ".md", ".html")]
    paths += [f"{path}{form}" for path in ("/v1/timeline", "/v1/vocabulary") for form in ("", ".html")]
    paths += [
        "/v1/timeline.md",
        "/v1/timeline.csv",
        "/v1/search.md?q=Merel",
        "/v1/dataset",
        "/v1/changes.atom",
        "/openapi.json",
    ]
    paths += ["/v1/changes?since=2021-03-06", "/v1/statements?include=retracts,speakers&facets=type,speaker", "/"]
    for path in paths:
        assert told.get(path).status_code == 200, path


def test_each_quote_is_verified(told: FlaskClient, records: dict[str, dict[str, Any]]) -> None:
    quotes = {record["id"]: record["quote"] for record in records.values() if record.get("quote")}
    assert len(quotes) >= 10
    for id, quote in quotes.items():
        answer = told.get("/v1/verify", query_string={"quote": quote}).json
        assert id in ids(answer["statements"]), quote


@pytest.mark.parametrize("words", FOUND)
def test_words_of_each_script_find_their_record(told: FlaskClient, words: str) -> None:
    assert FOUND[words] in ids(told.get("/v1/search", query_string={"q": words, "limit": "50"}).json["data"])


def test_what_the_model_has_is_told(told: FlaskClient, records: dict[str, dict[str, Any]]) -> None:
    assert ids(records["/v1/statements/dali-polynya-fired"]["retracted_by"]) == ["natur-nobody-fired"]
    assert ids(records["/v1/statements/runeva-and-azel-schools-stay-open"]["speakers"]) == ["lada-runeva", "tamir-azel"]
    assert records["/v1/actors/torvel-ferries"]["countries"] == ["BV", "TF"]
    assert records["/v1/actors/strait-union"]["countries"] == ["NQAQ"]
    rounds = ids(told.get("/v1/meetings?round_of=merel-talks").json["data"])
    assert sorted(rounds) == [f"merel-talks-round-{number}" for number in (1, 2, 3)]
    sanction = "/v1/sanctions/zuharan-sanctions-torvel-ferries"
    assert "amendments" not in told.get(f"{sanction}?as_of=2021-04-09").json
    assert [one["date"]["edtf"] for one in records[sanction]["amendments"]] == ["2021-03-28"]
    assert ids(told.get("/v1/statements?date=1999").json["data"]) == []
    assert told.get("/v1/events/polynya-blocks-the-harbour?as_of=2021-03-06").json["date"]["edtf"] == "2021-03-03/.."


def test_a_corrected_article_has_the_text_of_each_day(told: FlaskClient, records: dict[str, dict[str, Any]]) -> None:
    source = records["/v1/sources/torvel-leaf-2021-03-05"]
    assert [one["date"] for one in source["corrections"]] == ["2021-03-07"]
    before = told.get(f"{source['url']}?as_of=2021-03-06").json
    assert before["text_sha256"] == source["corrections"][0]["replaced_sha256"] != source["text_sha256"]
    figures = "/v1/figures?about=islanders-leave&attributed_to=ignat-sobol"
    assert ids(told.get(f"{figures}&as_of=2021-03-06").json["data"]) == ["sobol-islanders-gone-first-print"]
    assert len(told.get(figures).json["data"]) == 2


def test_passages_say_their_page_and_time(told: FlaskClient, records: dict[str, dict[str, Any]]) -> None:
    (spoken,) = records["/v1/statements/natur-nobody-fired"]["evidence"]
    assert (spoken["time"], "page" in spoken) == ("0:00:20", False) and spoken["link"].endswith(".mp4#t=20")
    (printed,) = records["/v1/meetings/merel-talks-round-3"]["evidence"]
    assert printed["page"] == "2" and printed["link"].endswith("merel.pdf#page=2")
    archived = records["/v1/statements/ministry-it-is-the-pier"]["evidence"][0]["archive_link"]
    assert archived.startswith("https://archive.example/20210308/https://torvel-leaf.example/2021/03/05/merel#:~:text=")


def test_an_address_with_arabic_in_it_is_one_that_any_program_can_open(
    told: FlaskClient, records: dict[str, dict[str, Any]]
) -> None:
    source = records["/v1/sources/lawz-paper-2021-03-06"]
    assert source["source_url"] == "https://lawz.example/2021/03/06/%D8%B9%D9%82%D9%88%D8%A8%D8%A7%D8%AA"
    assert all((entry["link"] or "").isascii() for entry in evidence(records))
    page = told.get(f"{source['url']}.html").get_data(as_text=True)
    assert f'<a href="{source["source_url"]}">https://lawz.example/2021/03/06/عقوبات</a>' in page


def test_what_runs_from_right_to_left_is_set_apart(told: FlaskClient) -> None:
    statement = told.get("/v1/statements/natur-the-isle-is-ours.html").get_data(as_text=True)
    assert '<h1 class="hero" dir="auto"><q>الجزيرة لنا' in statement
    assert '<blockquote dir="auto">“وقالت وزيرة الخارجية' in statement
    assert ", <bdi>وزيرة الخارجية</bdi>" in statement
    assert (
        "Рунева" in (actor := told.get("/v1/actors/lada-runeva.html").get_data(as_text=True)) and "<bdi>" not in actor
    )
    assert "<bdi>زهارة تفرض" in told.get("/v1/sources.html").get_data(as_text=True)


def test_a_real_server_serves_it(crisis: Path, records: dict[str, dict[str, Any]]) -> None:
    with serving(crisis) as port:
        for path, record in records.items():
            status, _, body = get(port, path)
            assert status == 200 and json.loads(body)["id"] == record["id"]
        assert "入港は認めない" in get(port, "/v1/statements.csv?fields=quote")[2].decode()


def test_a_folder_of_init_takes_it(tmp_path: Path) -> None:
    assert cli.main(["init", str(tmp_path / "merel")]) == 0
    folder = tmp_path / "merel/fixtures"
    for path in sorted(folder.rglob("*.yaml")):
        path.unlink()
    for path in sorted(FIXTURES.rglob("*.yaml")):
        copy = folder / path.relative_to(FIXTURES)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(path.read_bytes())
    (folder / "evidence.lock").unlink()
    assert cli.main(["fmt", "--fixtures", str(folder)]) == 0
    assert cli.main(["lock", "--fixtures", str(folder), "--texts", str(TEXTS)]) == 0
    assert cli.main(["check", "--fixtures", str(folder)]) == 0
    assert (folder / "evidence.lock").read_bytes() == (FIXTURES / "evidence.lock").read_bytes()
