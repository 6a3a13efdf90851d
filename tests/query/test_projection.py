"""Fields and include: just what was asked for, and what it refers to beside it, as known on the day."""

from functools import cache
from typing import Any

import pytest

from api.kinds import RESOURCES
from api.model.paths import values_at
from api.model.resource import Resource
from api.query.list_parameters import parameters_of
from api.release.combined import lists
from tests.contract import CheckedClient, assert_problem
from tests.declared import all_lists
from tests.through import only_the_app

LISTING = parameters_of(lists(RESOURCES))
STATEMENTS, MEETINGS = (next(kind for kind in RESOURCES if kind.name == name) for name in ("statements", "meetings"))


def of(resource: Resource, more: str) -> str:
    return f"/v1/{resource.name}?{'q=a&' if resource.name == 'search' else ''}{more}"


def picked(value: Any, steps: list[str]) -> Any:
    """Give what stands at a path, with the objects and lists that lead to it."""
    if isinstance(value, list):
        return [picked(item, steps) for item in value]
    if not steps or not isinstance(value, dict):
        return value
    return {steps[0]: picked(value[steps[0]], steps[1:])} if steps[0] in value else {}


@all_lists
def test_every_path_gives_that_field_and_who_it_is_of(client: CheckedClient, resource: Resource) -> None:
    whole = {record["id"]: record for record in client.get(of(resource, "limit=200")).json["data"]}
    for path in LISTING.outlines.known(resource):
        for record in client.get(of(resource, f"fields={path}&limit=200")).json["data"]:
            full = whole[record["id"]]
            right = {name: full[name] for name in ("id", "kind", "url")} | picked(full, path.split("."))
            record.pop("highlight", None)
            assert record == right, path
            assert list(record) == [name for name in full if name in right]


def test_several_fields_make_one_record_in_the_order_of_the_document(shipped_client: CheckedClient) -> None:
    path = "/v1/statements/ryabkov-failed-to-narrow-positions?fields=evidence.link,quote,speakers.name,evidence.end"
    record = shipped_client.get(path).json
    assert list(record) == ["id", "kind", "url", "speakers", "quote", "evidence"]
    assert record["speakers"] == [{"name": "Sergei Ryabkov"}]
    assert all(list(entry) == ["end", "link"] for entry in record["evidence"])
    both = shipped_client.get("/v1/statements/ryabkov-failed-to-narrow-positions?fields=evidence.link,evidence").json
    assert "start" in both["evidence"][0], "a whole is not cut by a part of it"


@all_lists
@pytest.mark.parametrize("day", ["", "2019-03-19", "2020-05-11"])
def test_what_a_path_leads_to_comes_once_and_as_it_is_by_itself(
    client: CheckedClient, resource: Resource, day: str
) -> None:
    more = f"&as_of={day}" if day else ""
    plain = client.get(of(resource, f"limit=200{more}")).json
    alone = cache(lambda kind, id: as_listed(client.get(f"/v1/{kind}/{id}?{more[1:]}").json))
    for path in LISTING.outlines.inclusions(resource):
        page = client.get(of(resource, f"limit=200&include={path}{more}")).json
        held = page.pop("included")
        following = page.pop("next") or ""
        assert following.replace(f"include={path.replace(',', '%2C')}&", "") == (plain["next"] or "")
        assert page == {name: plain[name] for name in page}, "the list itself is as it was"
        assert {(kind, id) for kind in held for id in held[kind]} == led_to(held, plain["data"], resource, path), path
        assert all(record == alone(kind, id) for kind in held for id, record in held[kind].items())


def led_to(held: Any, records: list[Any], resource: Resource, path: str) -> set[tuple[str, str]]:
    """Work out what a path leads to, and what it leads through, from the references in documents alone."""
    inclusion = LISTING.outlines.inclusions(resource)[path]
    through = led_to(held, records, resource, inclusion.of) if inclusion.of else set()
    heads = [held[kind][id] for kind, id in through] if inclusion.of else records
    references = [value for head in heads for value in values_at(head, inclusion.path)]
    return through | {(reference.get("kind", inclusion.kinds[0]), reference["id"]) for reference in references}


def as_listed(record: dict[str, Any]) -> dict[str, Any]:
    """Return a record that was asked for by itself as lists show it."""
    return {name: value for name, value in record.items() if name != "citation"}


def test_every_reference_to_one_or_to_many_can_be_followed_two_levels_deep() -> None:
    paths = LISTING.outlines.inclusions(STATEMENTS)
    assert {"speakers", "about", "evidence.source", "speakers.member_of", "evidence.source.publisher"} <= set(paths)
    assert {"participants.actor", "participants.actor.member_of"} <= set(LISTING.outlines.inclusions(MEETINGS))
    assert "evidence.source.publisher.member_of" not in paths
    assert [*paths][:2] == ["speakers", "on_behalf_of"], "the short ones come first, in the order of the document"


def test_a_record_has_what_it_refers_to_as_a_member(shipped_client: CheckedClient) -> None:
    path = "/v1/statements/ryabkov-failed-to-narrow-positions"
    record = shipped_client.get(f"{path}?include=speakers,evidence.source").json
    included = record.pop("included")
    assert record == shipped_client.get(path).json
    assert included["actors"]["sergei-ryabkov"]["countries"] == ["RU"]
    assert list(included) == ["actors", "sources"]


def test_the_timeline_and_the_search_bring_their_actors(shipped_client: CheckedClient) -> None:
    for path in ("/v1/timeline?include=actors", "/v1/search?q=talks&include=actors"):
        page = shipped_client.get(path).json
        named = {actor["id"] for entry in page["data"] for actor in entry["actors"]}
        assert named and named == set(page["included"]["actors"])


def test_what_fields_leave_out_can_be_included_and_comes_whole(shipped_client: CheckedClient) -> None:
    path = "/v1/statements/ryabkov-failed-to-narrow-positions?fields=summary&include=speakers"
    record = shipped_client.get(path).json
    assert list(record) == ["id", "kind", "url", "summary", "included"]
    assert record["included"]["actors"]["sergei-ryabkov"] == as_listed(
        shipped_client.get("/v1/actors/sergei-ryabkov").json
    )


def test_nothing_later_comes_in_with_what_is_included(shipped_client: CheckedClient) -> None:
    include = ",".join([*LISTING.outlines.inclusions(STATEMENTS)][:50])
    body = shipped_client.get(f"/v1/statements?as_of=2019-03-19&include={include}").get_data(as_text=True)
    assert "havana-times-2019-03" in body and "moscow-times-2019-03-20" not in body


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("speakr", "speakers"),
        ("evidence", "evidence.source"),
        ("speakers.name", "speakers"),
        ("speakers.of", "speakers"),
    ],
)
def test_a_wrong_path_is_told_the_nearest_in_a_short_sentence(
    sample_client: CheckedClient, wrong: str, right: str
) -> None:
    problem = assert_problem(sample_client.get(f"/v1/statements?include={wrong}"), 400, f"; did you mean {right}?")
    (error,) = problem["errors"]
    assert error["nearest"][0] == right and right in error["allowed"] and len(error["detail"]) < 100


def test_a_list_that_is_empty_includes_nothing(sample_client: CheckedClient) -> None:
    assert sample_client.get("/v1/statements?date=2021&include=speakers").json["included"] == {}


@only_the_app
def test_what_would_bring_too_much_is_refused_with_the_number(
    shipped_client: CheckedClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.query.projection.MOST_INCLUDED", 5)
    assert len(shipped_client.get("/v1/statements?limit=2&include=speakers").json["included"]["actors"]) <= 2
    problem = assert_problem(
        shipped_client.get("/v1/statements?include=speakers,evidence.source"), 400, "at most 5 come"
    )
    assert problem["errors"][0]["parameter"] == "include" and "ask for fewer by limit" in problem["detail"]


@pytest.mark.parametrize("format", ["csv", "ndjson"])
def test_a_table_and_lines_include_nothing_and_say_so(sample_client: CheckedClient, format: str) -> None:
    response = sample_client.get(f"/v1/actors?format={format}&include=member_of")
    assert_problem(response, 400, "include: comes as json alone; leave it out, or ask for json")


@only_the_app
def test_including_costs_a_query_for_each_kind_and_level(shipped_client: CheckedClient, shipped_app: Any) -> None:
    queries: list[str] = []
    store = shipped_app.store
    for path, price in (("", 1), ("speakers,on_behalf_of", 2), ("evidence.source.publisher", 3)):
        queries.clear()
        store.trace(queries.append)
        assert len(shipped_client.get(f"/v1/statements?limit=39{path and '&include='}{path}").json["data"]) == 39
        store.trace(None)
        assert len(queries) == price, queries


def test_what_is_left_whole_is_not_read(shipped_client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shipped_client.get("/v1/statements").data
    monkeypatch.setattr("api.query.projection.encode", None)
    assert shipped_client.get("/v1/statements").data == whole
