"""The timeline: every dated fact once, in one order, with the filters of a list."""

from typing import Any

import pytest

from api.kinds import RESOURCES
from api.model import edtf
from api.release import combined
from tests import walking
from tests.contract import CheckedClient, assert_problem
from tests.dated import spans


def walk(client: CheckedClient, query: str = "") -> list[dict[str, Any]]:
    return walking.walk(client, f"/v1/timeline?limit=7{query}")


def dated(
    client: CheckedClient, query: str = "", *, possible: bool = False
) -> dict[str, tuple[edtf.Span | None, dict[str, Any]]]:
    """Work out the dated facts from the lists of their kinds, with the days that are stated, or possible."""
    found = {}
    for resource in RESOURCES:
        date = combined.date_of(resource) if resource.rests_on_evidence else None
        if date:
            for record in walking.whole(client, resource.name, query):
                if spans(date, record).possible:
                    found[record["id"]] = (spans(date, record)[possible], record)
    return found


@pytest.mark.parametrize(
    "day", ["", "&as_of=2019-03-18", "&as_of=2019-03-19", "&as_of=2020-05-11", "&as_of=2999-01-01"]
)
def test_every_dated_fact_stands_in_it_once_in_order(client: CheckedClient, day: str) -> None:
    """Row 15: each fact once."""
    right = dated(client, day)
    for sort, sign in (("date", 1), ("-date", -1)):
        moments = walk(client, f"&sort={sort}{day}")
        places = [right[moment["id"]][0] for moment in moments]
        assert set(right) == {moment["id"] for moment in moments}
        assert all(places), "each fact of these data sets has a day"
        keys = [f"{span.earliest}/{span.latest}" for span in places if span]
        assert keys == sorted(keys, reverse=sign < 0)


def test_a_moment_is_its_fact_in_short(client: CheckedClient) -> None:
    """Row 15 of what clients tried: begin and end, and the link of the sentence."""
    facts = dated(client)
    for moment in walk(client):
        record = facts[moment["id"]][1]
        assert list(moment) == ["id", "kind", "url", "title", "begin", "end", "actors", "link"]
        assert moment["link"] == record["evidence"][0]["link"]
        assert (moment["kind"], moment["url"]) == (record["kind"], record["url"])
        assert client.get(moment["url"]).status_code == 200


@pytest.mark.parametrize("name", ["kind", "actor", "topics", "source"])
def test_a_filter_gives_what_the_lists_give(client: CheckedClient, name: str) -> None:
    facts = dated(client)
    values = {"kind": ["meetings", "events"], "topics": ["talks", "oil"], "actor": ["russia", "norland"]}
    values["source"] = ["havana-times-2019-03", "courier-2020-05"]
    tried = 0
    for value in values[name]:
        response = client.get(f"/v1/timeline?{name}={value}")
        if response.status_code == 200:
            tried += 1
            found = set(walking.ids(walking.whole(client, "timeline", f"&{name}={value}")))
            if name == "kind":
                assert found == {id for id, (_, record) in facts.items() if record["kind"] == value}
            else:
                listed = dated(client, f"&{name}={value}") if name != "topics" else None
                right = set(listed) if listed else {id for id, (_, r) in facts.items() if value in r["topics"]}
                assert found == right
    assert tried, "each release has one of the values"


@pytest.mark.parametrize("match", ["stated", "possible"])
def test_dates_match_by_overlap(client: CheckedClient, match: str) -> None:
    facts = dated(client, possible=match == "possible")
    for asked in ("2019-03-19", "2018", "../2015", "2020-05-12/.."):
        days = edtf.possible(asked)
        found = {moment["id"] for moment in walk(client, f"&date={asked}&date_match={match}")}
        assert found == {
            id
            for id, (span, _) in facts.items()
            if span and span.earliest <= days.latest and days.earliest <= span.latest
        }


def test_open_and_uncertain_dates_have_a_place(sample_client: CheckedClient) -> None:
    ids = [moment["id"] for moment in walk(sample_client, "&sort=date")]
    assert ids[:4] == [
        *("norland-supports-ferrymen", "norland-sanctions-skerry-shipping"),
        *("board-announces-talks", "lunden-2020-05-11"),
    ]


def test_what_is_not_in_it_is_no_place_to_go_on_after(sample_client: CheckedClient) -> None:
    assert_problem(sample_client.get("/v1/timeline?after=ada-brook"), 400, "after: no record of statements or")
    asked = "/v1/timeline?after=board-counts-departures"
    assert_problem(sample_client.get(asked), 400, "'board-counts-departures' is not in this list")
    assert_problem(sample_client.get("/v1/timeline?kind=actors"), 400, "kind: 'actors' is not one of statements")
    assert_problem(sample_client.get("/v1/timeline/brook-listens"), 404)
