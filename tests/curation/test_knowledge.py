"""Knowledge: what was known on a day, and nothing more, anywhere."""

import json
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from api.curation import validate
from api.curation.knowledge import ALWAYS, Knowledge
from api.kinds import RESOURCES
from api.model.resource import Resource
from api.release.documents import Documents
from tests.conftest import FIXTURES, SAMPLE
from tests.contract import CheckedClient, assert_problem
from tests.declared import kinds
from tests.walking import references


def days(client: CheckedClient) -> list[str]:
    """Give the days on which the sources of a release became known, one before them and one far behind.

    Of many days, these are the first, the last, and every third between them.
    """
    known = list(client.application.store.header["days"])
    some = known if len(known) < 12 else [known[0], *known[1:-1:3], known[-1]]
    return ["2000-01-01", *some, "2999-01-01"]


def records(client: CheckedClient, resource: Resource, day: str | None = None) -> dict[str, dict[str, Any]]:
    """Give all records of a kind as known on a day, by id."""
    return _records(client.application, resource, day)


@cache
def _records(app: Flask, resource: Resource, day: str | None) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    url: str | None = f"/v1/{resource.name}?limit=7" + (f"&as_of={day}" if day else "")
    with app.test_client() as client:
        while url:
            page = client.get(url).json
            found |= {record["id"]: record for record in page["data"]}
            url = page["next"]
    assert len(found) == page["total"]
    return found


@kinds
def test_what_was_known_stays_known(client: CheckedClient, resource: Resource) -> None:
    states = [set(records(client, resource, day)) for day in days(client)]
    assert all(earlier <= later for earlier, later in zip(states, states[1:], strict=False))
    assert states[-1] == set(records(client, resource))


@kinds
def test_the_newest_state_is_the_document_without_a_day(client: CheckedClient, resource: Resource) -> None:
    assert records(client, resource, days(client)[-1]) == records(client, resource)


@kinds
def test_a_record_on_a_day_is_the_one_that_the_list_shows(client: CheckedClient, resource: Resource) -> None:
    everything = records(client, resource).items()
    for day in days(client):
        known = records(client, resource, day)
        for id, newest in everything:
            answer = client.get(f"/v1/{resource.name}/{id}?as_of={day}")
            if id in known:
                assert {name: value for name, value in answer.json.items() if name != "citation"} == known[id]
                assert newest["known_since"] <= day
            else:
                problem = assert_problem(answer, 404, f"the first day it was known is {newest['known_since']}")
                assert problem["known_since"] == newest["known_since"] > day


def test_no_document_refers_to_what_was_not_known(client: CheckedClient) -> None:
    for day in days(client):
        known = {id for resource in RESOURCES for id in records(client, resource, day)}
        for resource in RESOURCES:
            for record in records(client, resource, day).values():
                assert {reference["id"] for reference in references(record)} <= known, record["id"]


def test_no_document_holds_evidence_or_counts_of_later_sources(client: CheckedClient) -> None:
    known = records(client, next(resource for resource in RESOURCES if resource.name == "sources"))
    for day in days(client):
        for resource in RESOURCES:
            if not resource.rests_on_evidence:
                continue
            for record in records(client, resource, day).values():
                sources = [known[entry["source"]["id"]] for entry in record["evidence"]]
                assert sources and all(source["published"]["latest"] <= day for source in sources)
                assert record["publisher_count"] <= len({source["id"] for source in sources})


def test_no_value_is_shown_that_only_later_evidence_supports(client: CheckedClient) -> None:
    for day in days(client):
        for resource in RESOURCES:
            if not resource.rests_on_evidence:
                continue
            for id, newest in records(client, resource).items():
                if newest["known_since"] > day:
                    continue
                shown = records(client, resource, day)[id]
                own = set(newest) - {"topics", "status_note", "evidence", "different_from"} - computed(resource)
                for name in own - {"id"}:
                    if name not in shown:
                        continue
                    told = [entry for entry in shown["evidence"] if name in entry.get("said", {})]
                    held = [entry for entry in shown["evidence"] if supports(entry, name)]
                    assert shown[name] in (None, []) or held or told, f"{id}.{name}"
                    if told and not held and not isinstance(told[-1]["said"][name], list):
                        assert shown[name] == told[-1]["said"][name]


def computed(resource: Resource) -> set[str]:
    return {name for name, field in resource.loader.fields.items() if field.dump_only}


def supports(entry: dict[str, Any], name: str) -> bool:
    return name not in entry.get("said", {}) and (not entry["fields"] or name in entry["fields"])


#: About how many records of a kind are asked for, and pages of a list.
MOST = 40


def test_what_an_actor_or_source_counts_is_what_the_lists_give(client: CheckedClient) -> None:
    for day in days(client):
        for resource in RESOURCES:
            found = list(records(client, resource, day).values()) if resource.facts_by else []
            for record in found[:: 1 + len(found) // MOST]:
                counts = {entry["kind"]: entry for entry in record["facts"]}
                for other in RESOURCES:
                    if resource.facts_by in other.all_filters:
                        path = f"/v1/{other.name}?{resource.facts_by}={record['id']}"
                        total = client.get(f"{path}&limit=1&as_of={day}").json["total"]
                        assert counts.get(other.name, {"count": 0})["count"] == total, (record["id"], other.name)
                        assert total == 0 or counts[other.name]["url"] == path


def test_the_index_counts_what_was_known(client: CheckedClient) -> None:
    for day in days(client):
        asked = f"?as_of={day}" if day else ""
        for kind in client.get(f"/v1{asked}").json["kinds"]:
            assert kind["url"] == f"/v1/{kind['kind']}{asked}"
            assert client.get(kind["url"]).json["total"] == kind["count"]


@kinds
def test_filters_and_orders_hold_on_any_day(client: CheckedClient, resource: Resource) -> None:
    for day in ("2019-03-19", "2020-05-11"):
        known = set(records(client, resource, day))
        for sort in resource.all_sorts:
            assert (
                set(walk(client, f"/v1/{resource.name}?as_of={day}&limit={2 + len(known) // MOST}&sort={sort}"))
                == known
            )


def walk(client: CheckedClient, url: str | None) -> Iterable[str]:
    seen: list[str] = []
    while url:
        page = client.get(url).json
        seen += [record["id"] for record in page["data"]]
        url = page["next"]
    assert len(seen) == len(set(seen)) == page["total"]
    return seen


def test_a_contested_fact_names_its_questions(client: CheckedClient) -> None:
    questions = {resource.name: resource for resource in RESOURCES}["questions"]
    for day in (None, *days(client)):
        carried: dict[str, set[str]] = {}
        for id, question in records(client, questions, day).items():
            for fact in (fact for account in question["accounts"] for fact in account["facts"]):
                carried.setdefault(fact["id"], set()).add(id)
        for resource in RESOURCES:
            for id, record in records(client, resource, day).items() if resource.rests_on_evidence else []:
                assert {question["id"] for question in record.get("contested_in", [])} == carried.get(id, set()), (
                    day,
                    id,
                )


def test_on_no_day_has_a_question_one_account_only(client: CheckedClient) -> None:
    questions = {resource.name: resource for resource in RESOURCES}["questions"]
    for day in days(client):
        assert all(len(found["accounts"]) >= 2 for found in records(client, questions, day).values()), day


def test_a_question_is_known_from_the_day_of_its_second_account(sample_client: CheckedClient) -> None:
    asked, fact = "/v1/questions/how-many-left", "/v1/figures/islanders-gone"
    assert sample_client.get("/v1/questions?as_of=2020-05-11").json["total"] == 0
    assert sample_client.get("/v1/questions?as_of=2020-05-12").json["total"] == 1
    assert_problem(sample_client.get(f"{asked}?as_of=2020-05-11"), 404, "the first day it was known is 2020-05-12")
    assert_problem(sample_client.get(f"{asked}/history?as_of=2020-05-11"), 404, "2020-05-12")
    history = sample_client.get(f"{asked}/history").json["data"]
    assert [entry["known_from"] for entry in history] == ["2020-05-12"]
    assert {source["id"] for source in history[0]["sources"]} == {"courier-2020-05", "gazette-2020-05-12"}
    early, late = (sample_client.get(f"{fact}?as_of=2020-05-{day}").json for day in (11, 12))
    assert "contested_in" not in early and [question["id"] for question in late["contested_in"]] == ["how-many-left"]
    assert sample_client.get("/v1/search?q=how+many+have+left&kind=questions&as_of=2020-05-11").json["total"] == 0


def test_a_question_waits_for_the_holder_and_one_fact_of_an_account_whatever_was_said(sample: Path) -> None:
    dataset = validate.load_valid(sample, RESOURCES)
    question = dataset.by_id["how-many-left"]
    board, courier = question.data["accounts"]
    late, early = question.data["evidence"]
    unknown = {**courier, "held_by": ["ada-brook"]}  # she is known from the twelfth, the figure before
    other = {**courier, "summary": "A few.", "facts": ["islanders-gone", "four-thousand-left"]}
    for accounts, said, since in (
        ([courier, other], None, "2020-05-11"),
        ([courier, unknown], None, "2020-05-12"),
        ([courier, board], [courier, other], "2020-05-11"),
        ([courier, other], [courier, board], "2020-05-12"),
    ):
        earlier = {**early, "said": said and {"accounts": said}}
        record = replace(question, data={**question.data, "accounts": accounts, "evidence": [late, earlier]})
        others = tuple(record if other is question else other for other in dataset.records)
        assert Knowledge(replace(dataset, records=others)).since[record.id] == since, (accounts, said)


@kinds
def test_a_history_leads_to_the_record_as_it_is(client: CheckedClient, resource: Resource) -> None:
    for id, newest in records(client, resource).items():
        history = client.get(f"/v1/{resource.name}/{id}/history").json["data"]
        assert history[0]["known_from"] == newest["known_since"]
        assert [entry["known_from"] for entry in history] == sorted({entry["known_from"] for entry in history})
        state: dict[str, Any] = {}
        for entry in history:
            for change in entry["changes"]:
                assert (state.get(change["field"]) or None) == (change["before"] or None)
                state[change["field"]] = change["after"]
            shown = records(client, resource, entry["known_from"])[id]
            assert all(shown.get(name) == value for name, value in state.items())
        assert all(
            newest[name] == state.get(name, [] if newest[name] == [] else None) for name in newest.keys() - FIXED
        )


FIXED = {"id", "kind", "url", "known_since", "facts"}


def test_the_planned_meeting_becomes_one_that_was_held(sample_client: CheckedClient) -> None:
    planned = sample_client.get("/v1/meetings/lunden-2020-05-11?as_of=2020-05-11").json
    assert (planned["status"], planned["duration"], planned["end_date"]) == ("planned", None, None)
    taking_part = [participant["actor"]["id"] for participant in planned["participants"]]
    assert taking_part == ["skerry"], "of whom nothing is known yet is not named"
    held = sample_client.get("/v1/meetings/lunden-2020-05-11?as_of=2020-05-12").json
    assert (held["status"], held["duration"]) == ("held", "PT1H")
    entries = sample_client.get("/v1/meetings/lunden-2020-05-11/history").json["data"]
    assert [source["id"] for entry in entries for source in entry["sources"]] == [
        "courier-2020-05",
        "gazette-2020-05-12",
    ]
    assert {"field": "status", "before": "planned", "after": "held"} in entries[1]["changes"]
    early = sample_client.get("/v1/meetings/lunden-2020-05-11/history?as_of=2020-05-11").json
    assert early["data"] == entries[:1] and early["total"] == 1


def test_the_past_is_searched_by_the_values_it_had(sample_client: CheckedClient) -> None:
    assert sample_client.get("/v1/meetings?status=planned").json["total"] == 0
    assert sample_client.get("/v1/meetings?status=planned&as_of=2020-05-11").json["total"] == 1
    assert sample_client.get("/v1/meetings?status=held&as_of=2020-05-11").json["total"] == 0
    assert sample_client.get("/v1/meetings?participant=ada-brook&as_of=2020-05-11").json["total"] == 0


@pytest.mark.parametrize("value", ["tomorrow", "2019", "2019-03", "2019-03-19?", "2019-03-19/2019-03-20", "2019-02-30"])
def test_a_day_of_knowledge_is_a_single_day(sample_client: CheckedClient, value: str) -> None:
    problem = assert_problem(sample_client.get("/v1/actors", query_string={"as_of": value}), 400)
    assert problem["errors"][0]["parameter"] == "as_of"


def test_a_page_goes_on_only_after_what_was_known(sample_client: CheckedClient) -> None:
    asked = "/v1/statements?as_of=2020-05-11&after=brook-listens"
    assert_problem(sample_client.get(asked), 400, "'brook-listens' is known only since 2020-05-12")


def test_an_unknown_record_has_no_history(sample_client: CheckedClient) -> None:
    assert_problem(sample_client.get("/v1/actors/ada-brok/history"), 404, "/v1/actors/ada-brok")
    assert_problem(sample_client.get("/v1/actors/ada-brook/history?as_of=2020-05-11"), 404, "2020-05-12")


def test_notes_wait_for_all_evidence_and_the_latest_word_counts(sample: Path) -> None:
    dataset = validate.load_valid(sample, RESOURCES)
    meeting = dataset.by_id["lunden-2020-05-11"]
    early, late = meeting.data["evidence"]
    noted = {**meeting.data, "status_note": "Both outlets print one agency."}
    for evidence, status in (
        ([early, {**late, "said": {"status": "cancelled"}}], "cancelled"),
        ([{**late, "said": {"status": "cancelled"}}, early], "cancelled"),
        ([early, late], "held"),
    ):
        record = replace(meeting, data={**noted, "evidence": evidence})
        others = tuple(record if other is meeting else other for other in dataset.records)
        knowledge = Knowledge(replace(dataset, records=others))
        assert knowledge.values(record, "2020-05-11")["status"] == "planned"
        assert knowledge.values(record, "2020-05-11")["status_note"] is None
        assert knowledge.values(record, "2020-05-12")["status"] == status
        assert knowledge.values(record, "2020-05-12")["status_note"] == "Both outlets print one agency."


def test_what_is_covered_is_what_was_known_to_be(sample_client: CheckedClient) -> None:
    for day, earliest, latest in (
        ("2020-05-10", None, None),
        ("2020-05-11", "2020-05-11", "2020-05-11"),
        ("2020-05-12", "2011-01-01", "2020-05-12"),
    ):
        index = sample_client.get(f"/v1?as_of={day}").json
        assert index["coverage"] == {"earliest": earliest, "latest": latest}


def test_no_hint_names_what_was_not_known(shipped_client: CheckedClient) -> None:
    for path in ("/v1/statements?speaker=ri&as_of=2019-03-19", "/v1/actors/ri?as_of=2019-03-19"):
        assert '"ria"' not in shipped_client.get(path).get_data(as_text=True).replace("/v1/actors/ria", '"ria"')
    hinted = shipped_client.get("/v1/statements?topics=electionsx&as_of=2019-03-19").get_data(as_text=True)
    assert "did you mean" not in hinted


@pytest.mark.parametrize("folder", [FIXTURES, SAMPLE / "fixtures"], ids=["shipped", "sample"])
def test_the_values_known_for_good_are_those_in_the_fixtures(folder: Any) -> None:
    dataset = validate.load_valid(folder, RESOURCES)
    knowledge = Knowledge(dataset)
    for record in dataset.records:
        assert json.dumps(knowledge.values(record, ALWAYS)) == json.dumps(record.data)


@pytest.mark.parametrize("folder", [FIXTURES, SAMPLE / "fixtures"], ids=["shipped", "sample"])
def test_documents_are_what_marshmallow_would_dump(folder: Path) -> None:
    dataset = validate.load_valid(folder, RESOURCES)
    documents = Documents(dataset, RESOURCES)
    for record in dataset.records:
        for version in documents.versions(record):
            shown = json.loads(version.document)
            loaded = json.loads(version.document)
            for entry in loaded.get("evidence", []):
                entry["supports"] = entry.pop("fields")
            assert record.resource.loader.dump(loaded) == shown


@pytest.mark.parametrize("folder", [FIXTURES, SAMPLE / "fixtures"], ids=["shipped", "sample"])
def test_a_name_is_that_of_the_values_known_on_its_day(folder: Path) -> None:
    dataset = validate.load_valid(folder, RESOURCES)
    documents = Documents(dataset, RESOURCES)
    knowledge = documents.knowledge
    for record, day in product(dataset.records, knowledge.source_days):
        if knowledge.is_known(record.id, day):
            assert documents.name(record.id, day) == "".join(text for _, text in documents.pieces(record.id, day))
