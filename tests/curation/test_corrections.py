"""Corrections in the open: what was withdrawn says why, and what is called otherwise leads on."""

import json
from urllib.parse import urlsplit

import pytest

from api.kinds import RESOURCES
from tests.contract import CheckedClient, assert_problem
from tests.walking import links, whole


@pytest.mark.parametrize("path", ["", "/history"])
def test_what_was_withdrawn_says_when_why_and_what_stands_instead(sample_client: CheckedClient, path: str) -> None:
    response = sample_client.get(f"/v1/statements/board-promises-ferries{path}")
    problem = assert_problem(response, 410, "was withdrawn on 2020-05-20: The article does not say")
    assert problem["withdrawn"] == {
        "date": "2020-05-20",
        "reason": "The article does not say that the board promised ferries.",
        "superseded_by": "/v1/statements/board-announces-talks",
    }
    assert_problem(sample_client.get("/v1/statements/board-promises-boats"), 410, "It was a misreading.")


def test_what_was_withdrawn_stands_nowhere(sample_client: CheckedClient) -> None:
    for path in ("/v1/statements", "/v1/timeline", "/v1/statements?as_of=2020-05-11"):
        assert "board-promises" not in sample_client.get(path).get_data(as_text=True)
    board = sample_client.get("/v1/actors/harbour-board").json
    assert {"kind": "statements", "count": 2}.items() <= board["facts"][0].items()
    assert sample_client.get("/v1/verify?quote=The ferries will run again").json["match"] == "none"
    assert_problem(sample_client.get("/v1/statements/board-promises-ferries?as_of=2020-05-11"), 410)


@pytest.mark.parametrize("tail", ["", "/history", "?as_of=2020-05-12", "/history?as_of=2020-05-12"])
def test_a_former_id_leads_to_the_record(sample_client: CheckedClient, tail: str) -> None:
    response = sample_client.get(f"/v1/actors/ada-broke{tail}")
    assert response.status_code == 308
    assert response.headers["Location"] == f"/v1/actors/ada-brook{tail}"
    assert not urlsplit(response.headers["Location"]).netloc
    assert sample_client.get(response.headers["Location"]).status_code == 200
    assert_problem(sample_client.get(f"/v1/statements/ada-broke{tail}"), 404)


def test_a_former_id_of_what_was_withdrawn_leads_to_why(sample_client: CheckedClient) -> None:
    response = sample_client.get("/v1/statements/board-promises-vessels")
    assert response.status_code == 308
    assert_problem(sample_client.get(response.headers["Location"]), 410, "It was a misreading.")


def test_a_record_names_its_former_ids(sample_client: CheckedClient) -> None:
    assert sample_client.get("/v1/actors/ada-brook").json["former_ids"] == ["ada-broke"]


def test_a_filter_says_what_became_of_an_id(sample_client: CheckedClient) -> None:
    problem = assert_problem(sample_client.get("/v1/statements?speaker=ada-broke"), 400, "is called 'ada-brook' now")
    assert problem["errors"][0]["nearest"] == ["ada-brook"]
    asked = "/v1/statements?in_reply_to=board-promises-ferries"
    assert_problem(sample_client.get(asked), 400, "was withdrawn on 2020-05-20")


def test_every_record_says_how_to_cite_it(client: CheckedClient) -> None:
    for resource in RESOURCES:
        for listed in whole(client, resource.name):
            assert "citation" not in listed
            answer = client.get(listed["url"])
            url, citation = answer.json["url"], answer.json["citation"]
            where = f"{url}, release {answer.headers['X-Release']}. After: "
            assert where in citation or listed["kind"] == "sources"
            assert citation.endswith(".") and "\n" not in citation and "?. " not in citation
            assert "None" not in citation or "None" in json.dumps(listed), "a word, and no value that lacks"
            assert links(answer)["cite-as"] == url
            alone = client.get(f"{url}?fields=citation").json
            assert alone == {"id": listed["id"], "kind": listed["kind"], "url": url, "citation": citation}


def test_lists_have_no_citation(sample_client: CheckedClient) -> None:
    assert_problem(sample_client.get("/v1/actors?fields=id,citation"), 400, "asked for by itself, at /v1/actors/")
    assert "citation" not in sample_client.get("/v1/actors?format=csv").text.partition("\n")[0].split(",")
    assert b'"citation"' not in sample_client.get("/v1/dataset").data
    assert "citation" not in str(sample_client.get("/v1/meetings/lunden-2020-05-11/history").json)


def test_a_citation_names_the_sources_known_by_then(sample_client: CheckedClient) -> None:
    path = "/v1/meetings/lunden-2020-05-11?as_of=2020-05-11"
    answer = sample_client.get(path)
    assert links(answer)["cite-as"] == path
    assert answer.json["citation"] == (
        f"Ferry talks in Lunden. The ferry crisis, {path}, release {answer.headers['X-Release']}. "
        "After: Envoys to meet over ferries (The Courier, between 9 and 11 May 2020)."
    )
    late = sample_client.get("/v1/meetings/lunden-2020-05-11").json["citation"]
    assert late.endswith("; Ferry talks open in Lunden (The Gazette, 12 May 2020).")
    source = sample_client.get("/v1/sources/gazette-2020-05-12").json["citation"]
    assert (
        source
        == "Ferry talks open in Lunden (The Gazette, 12 May 2020), https://gazette.example/2020/05/12/ferry-talks."
    )


def test_each_side_of_a_meeting_has_its_say(shipped_client: CheckedClient) -> None:
    accounts = shipped_client.get("/v1/meetings/rome-2019-03-19/accounts").json
    sides = {entry["side"]["id"]: [statement["id"] for statement in entry["statements"]] for entry in accounts["data"]}
    assert accounts["total"] == len(sides)
    assert {"russia", "united-states"} <= set(sides)
    assert "abrams-talks-useful" in sides["united-states"] and "ryabkov-talks-difficult-but-frank" in sides["russia"]
    listed = shipped_client.get("/v1/statements?meeting=rome-2019-03-19&limit=200").json["data"]
    assert sorted(id for ids in sides.values() for id in ids) == sorted(statement["id"] for statement in listed)


def test_before_the_meeting_only_its_plan_had_been_told(shipped_client: CheckedClient) -> None:
    early = shipped_client.get("/v1/meetings/rome-2019-03-19/accounts?as_of=2019-03-19").json
    told = {statement["type"] for entry in early["data"] for statement in entry["statements"]}
    assert told == {"announced"}
    assert_problem(shipped_client.get("/v1/meetings/rome-2019-03-19/accounts?as_of=2019-03-18"), 404, "2019-03-19")


def test_only_meetings_have_accounts(sample_client: CheckedClient) -> None:
    assert_problem(sample_client.get("/v1/meetings/lunden/accounts"), 404)
    assert_problem(sample_client.get("/v1/actors/ada-brook/accounts"), 404)
    accounts = sample_client.get("/v1/meetings/lunden-2020-05-11/accounts").json
    assert [entry["side"]["id"] for entry in accounts["data"]] == ["norland"]
