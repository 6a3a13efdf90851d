"""The shipped facts: what must hold for them beyond what the check demands of every data set."""

import json
import re
from typing import Any

from api.kinds import RESOURCES
from api.model.resource import Resource
from tests.conftest import FIXTURES
from tests.contract import CheckedClient
from tests.declared import kinds
from tests.quotes import ARTICLES, QUOTES


def records(client: CheckedClient, kind: str, /, **filters: str) -> list[dict[str, Any]]:
    found = client.get(f"/v1/{kind}.ndjson", query_string={"limit": "all", **filters}).get_data(as_text=True)
    return [json.loads(line) for line in found.splitlines()]


@kinds
def test_there_are_facts_of_every_kind(shipped_client: CheckedClient, resource: Resource) -> None:
    assert records(shipped_client, resource.name)


def test_every_printed_quote_of_the_articles_is_there_to_the_letter_and_no_other(
    shipped_client: CheckedClient,
) -> None:
    quoted: dict[str, set[str]] = {}
    for statement in records(shipped_client, "statements"):
        if statement["type"] != "relayed":
            assert (statement["quote"] is not None) == (statement["type"] == "quoted")
        if statement["quote"] and {passage["source"]["id"] for passage in statement["evidence"]} <= ARTICLES:
            quoted.setdefault(statement["speakers"][0]["id"], set()).add(statement["quote"])
    assert quoted == QUOTES


def test_words_from_an_agency_name_it_in_their_chain(shipped_client: CheckedClient) -> None:
    by_id = {statement["id"]: statement for statement in records(shipped_client, "statements")}
    chain = [actor["id"] for actor in by_id["ryabkov-failed-to-narrow-positions"]["via"]]
    assert chain == ["tass", "reuters"]
    warned = by_id["ryabkov-says-moscow-warned-washington"]
    assert [actor["id"] for actor in warned["via"]] == ["ria", "reuters"]


def test_two_warnings_stay_two(shipped_client: CheckedClient) -> None:
    found = records(shipped_client, "statements", audience="united-states", source=",".join(sorted(ARTICLES)))
    ids = {statement["id"] for statement in found}
    assert ids == {"ryabkov-warns-against-interference-in-relations", "russia-warns-against-military-intervention"}


def test_the_meeting_is_one_record_from_both_articles(shipped_client: CheckedClient) -> None:
    [meeting] = records(shipped_client, "meetings", source="havana-times-2019-03")
    assert [meeting] == records(shipped_client, "meetings", source="moscow-times-2019-03-20")
    assert (meeting["start_date"]["edtf"], meeting["duration"], meeting["status"]) == ("[..2019-03-19]", "PT2H", "held")
    assert meeting["publisher_count"] == 2
    assert meeting["known_since"] == "2019-03-19"


#: Relations of which a name without the issue said too little or something else, in which the verb did not agree, or
#: that had no article.
NAMES = {
    "maduro-government-refuses-us-aid": "The Government of Nicolás Maduro refuses the United States entry of "
    "humanitarian aid into Venezuela",
    "venezuela-buys-weapons-from-russia": "Venezuela buys weapons from Russia",
    "united-states-supports-guaido": "The United States supports Juan Guaidó",
}


def test_clients_16_relations_are_called_by_what_they_say(shipped_client: CheckedClient) -> None:
    named = {record["id"]: record["name"] for record in records(shipped_client, "relations")}
    assert named | NAMES == named
    titles = {hit["id"]: hit["title"] for hit in records(shipped_client, "timeline", kind="relations")}
    assert titles.items() <= named.items() and titles


def test_clients_16_no_two_records_of_a_kind_are_called_the_same(shipped_client: CheckedClient) -> None:
    titles = [(hit["kind"], hit["title"]) for hit in records(shipped_client, "timeline")]
    assert len(titles) == len(set(titles))


def test_clients_15_each_sanction_is_told_once(shipped_client: CheckedClient) -> None:
    about = records(shipped_client, "timeline", actor="minerven", kind="sanctions,relations")
    told = [hit["id"] for hit in about if "sanctions" in hit["title"]]
    assert told == ["us-sanctions-minerven"]


def test_a_doubtful_unit_is_kept_as_written_and_marked(shipped_client: CheckedClient) -> None:
    figure = shipped_client.get("/v1/figures/oil-exports-monthly-decline").json
    assert figure["unit"] == "barrels a month" and figure["as_written"] == "about 50,000 barrels a month"
    assert "doubtful" in figure["status_note"]


def test_sanctions_have_one_target_each(shipped_client: CheckedClient) -> None:
    sanctions = records(shipped_client, "sanctions")
    targets = [(sanction["target"]["id"], sanction["program"]) for sanction in sanctions]
    assert {"minerven", "adrian-perdomo"} <= {target for target, _ in targets}
    assert len(set(targets)) == len(targets)


def test_a_question_has_rival_accounts(shipped_client: CheckedClient) -> None:
    questions = records(shipped_client, "questions")
    assert len(questions) >= 4
    assert all(len(question["accounts"]) >= 2 for question in questions)


def test_no_office_is_given_as_todays(shipped_client: CheckedClient) -> None:
    offices = [office for actor in records(shipped_client, "actors") for office in actor["offices"]]
    assert offices
    assert all(office["source"] and office["start_date"] and office["end_date"] for office in offices)


def test_a_misspelt_name_is_an_alias(shipped_client: CheckedClient) -> None:
    abrams = shipped_client.get("/v1/actors/elliott-abrams").json
    assert abrams["name"] == "Elliott Abrams" and "Elliot Abrams" in abrams["aliases"]


def test_no_personal_data_and_no_identifiers_but_those_of_public_lists_are_shipped() -> None:
    text = "\n".join(path.read_text("utf-8") for path in FIXTURES.rglob("*.yaml"))
    assert not re.search(r"passport|cedula|birth|DOB|POB|@[a-z]", text, re.IGNORECASE)
    assert set(re.findall(r"scheme: (.*)", text)) == {"OFAC SDN"}


def test_every_passage_has_a_link_that_lands_on_it(shipped_client: CheckedClient) -> None:
    addresses = {source["id"]: source["source_url"] for source in records(shipped_client, "sources")}
    for resource in RESOURCES:
        for record in records(shipped_client, resource.name):
            for entry in record.get("evidence", []):
                if "entry" not in entry and addresses[entry["source"]["id"]]:
                    assert re.fullmatch(r"https?://[^#]+#:~:text=[^#\s]+", entry["link"])


def test_no_article_is_in_the_repository() -> None:
    """A passage is named by a few of its words; the longest run of an article's words is a quote."""
    for line in (FIXTURES / "evidence.lock").read_text("utf-8").splitlines():
        locked = json.loads(line)
        if locked.get("entry"):
            continue  # the name of the entry of a list
        assert len(locked["start"].split()) <= 8 and len((locked["end"] or "").split()) <= 8
