"""The Atom feed tells what `/v1/changes` does."""

from pathlib import Path

import feedparser
import pytest

from tests.conftest import checked_app
from tests.contract import CheckedClient, assert_problem


@pytest.mark.parametrize(
    "query", ["since=2019-01-01", "since=2019-01-01&actor=venezuela", "since=2019-01-01&topics=oil,crisis"]
)
def test_the_feed_has_the_changes(shipped_client: CheckedClient, query: str) -> None:
    changes = shipped_client.get(f"/v1/changes?{query}").json["data"]
    feed = feedparser.parse(shipped_client.get(f"/v1/changes.atom?{query}").data)
    assert not feed.bozo and changes
    assert [(entry.link, entry.tags[0].term) for entry in feed.entries] == [
        (one["url"], one["change"]) for one in changes
    ]
    assert len({entry.id for entry in feed.entries}) == len(changes)
    assert all(entry.updated == feed.feed.updated and entry.title and entry.summary for entry in feed.entries)


def test_changes_are_narrowed_by_actor_and_topic(shipped_client: CheckedClient) -> None:
    every = shipped_client.get("/v1/changes?since=2019-01-01").json
    some = shipped_client.get("/v1/changes?since=2019-01-01&actor=sergei-ryabkov").json
    assert 0 < some["total"] < every["total"]
    found = {one["id"] for one in some["data"]}
    assert {"sergei-ryabkov", "ryabkov-failed-to-narrow-positions"} <= found and "oil-export-decline" not in found
    both = shipped_client.get("/v1/changes?since=2019-01-01&actor=sergei-ryabkov&topics=sanctions").json
    assert 0 < both["total"] < some["total"]


def test_an_actor_or_a_topic_that_is_not_there_is_no_empty_feed(shipped_client: CheckedClient) -> None:
    for form in ("", ".atom"):
        asked = f"/v1/changes{form}?since=2019-01-01"
        assert_problem(shipped_client.get(f"{asked}&actor=guaido"), 400, "did you mean juan-guaido?")
        assert_problem(shipped_client.get(f"{asked}&topics=sanctoins"), 400, "did you mean sanctions?")


def test_an_actor_of_which_nothing_changed_has_an_empty_answer(shipped_client: CheckedClient) -> None:
    served = shipped_client.get("/v1").json["release"]["id"]
    assert shipped_client.get(f"/v1/changes?since={served}&actor=juan-guaido&topics=sanctions").json["total"] == 0


def test_a_narrowed_feed_leads_to_itself(shipped_client: CheckedClient) -> None:
    path = "/v1/changes.atom?actor=sergei-ryabkov,elliott-abrams&topics=rome-talks"
    links = {link.rel: link.href for link in feedparser.parse(shipped_client.get(path).data).feed.links}
    assert links["self"] == path
    assert links["alternate"].startswith("/v1/changes?since=") and links["alternate"].endswith(path.partition("?")[2])


def test_every_sort_of_change_is_an_entry(changed: tuple[Path, Path]) -> None:
    feed = feedparser.parse(checked_app(changed[1]).test_client().get("/v1/changes.atom").data)
    told = [entry.title for entry in feed.entries if entry.tags[0].term != "changed"]
    assert set(told) == {
        "Added: actors/lunden-port",
        "Renamed: relations/vane-owns-skerry-shipping",
        "Withdrawn: events/islanders-leave",
        "Removed: figures/islanders-gone",
    }


def test_without_a_release_it_begins_at_the_one_before(shipped_client: CheckedClient) -> None:
    feed = feedparser.parse(shipped_client.get("/v1/changes", headers={"Accept": "application/atom+xml"}).data)
    assert len(feed.entries) == shipped_client.get("/v1/changes?since=2019-01-01").json["total"]
    assert_problem(shipped_client.get("/v1/changes.atom?sinse=2019-01-01"), 400, "did you mean since?")
