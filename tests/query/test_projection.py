"""Fields and expand: just what was asked for, in place, as known on the day, and nothing that contradicts itself."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from api.kinds import RESOURCES
from api.model.document_schema import closed
from api.model.resource import Resource
from api.query.list_parameters import parameters_of
from api.release.combined import lists
from tests.contract import CheckedClient
from tests.declared import all_lists
from tests.through import only_the_app
from tests.walking import walk

LISTING = parameters_of(lists(RESOURCES))
EXPANSIONS = [(resource, path) for resource in RESOURCES for path in LISTING.outlines.expansions(resource)]


def of(resource: Resource, more: str) -> str:
    return f"/v1/{resource.name}?{'q=a&' if resource.name == 'search' else ''}{more}"


def picked(value: Any, steps: list[str]) -> Any:
    """Give what stands at a path, with the objects and lists that lead to it."""
    if isinstance(value, list):
        return [picked(item, steps) for item in value]
    if not steps or not isinstance(value, dict):
        return value
    return {steps[0]: picked(value[steps[0]], steps[1:])}


@all_lists
def test_every_path_gives_that_field_and_who_it_is_of(client: CheckedClient, resource: Resource) -> None:
    whole = {record["id"]: record for record in walk(client, of(resource, "limit=200"))}
    for path in LISTING.outlines.known(resource):
        for record in client.get(of(resource, f"fields={path}&limit=200")).json["data"]:
            full = whole[record["id"]]
            right = {name: full[name] for name in ("id", "kind", "url")} | picked(full, path.split("."))
            record.pop("highlight", None)
            assert record == right, path
            assert list(record) == [name for name in full if name in right]


def test_several_fields_make_one_record_in_the_order_of_the_document(shipped_client: CheckedClient) -> None:
    path = "/v1/statements/ryabkov-failed-to-narrow-positions?fields=evidence.link,quote,speaker.name,evidence.end"
    record = shipped_client.get(path).json
    assert list(record) == ["id", "kind", "url", "speaker", "quote", "evidence"]
    assert record["speaker"] == {"name": "Sergei Ryabkov"}
    assert all(list(entry) == ["end", "link"] for entry in record["evidence"])
    both = shipped_client.get("/v1/statements/ryabkov-failed-to-narrow-positions?fields=evidence.link,evidence").json
    assert "start" in both["evidence"][0], "a whole is not cut by a part of it"


@pytest.mark.parametrize(("resource", "path"), EXPANSIONS, ids=lambda part: getattr(part, "name", part))
@pytest.mark.parametrize(
    "day", ["", *(pytest.param(day, marks=pytest.mark.slow) for day in ("2019-03-19", "2020-05-11"))]
)
def test_a_reference_becomes_the_record_in_place(
    client: CheckedClient, resource: Resource, path: str, day: str
) -> None:
    more = f"&as_of={day}" if day else ""
    plain = client.get(f"/v1/{resource.name}?limit=200{more}").json["data"]
    opened = client.get(f"/v1/{resource.name}?limit=200&expand={path}{more}").json["data"]
    held = Held(client, frozenset(closed([path])), more)
    for one, other in zip(plain, opened, strict=True):
        held.hold(one, other, "")


@dataclass(frozen=True)
class Held:
    """What is opened is the record that the reference leads to, and what is not opened is as it was."""

    client: CheckedClient
    expand: frozenset[str]
    more: str
    records: dict[str, Any] = field(default_factory=dict)

    def hold(self, plain: Any, opened: Any, at: str) -> None:
        if isinstance(plain, list):
            assert len(plain) == len(opened)
            for one, other in zip(plain, opened, strict=True):
                self.hold(one, other, at)
        elif isinstance(plain, dict) and at in self.expand and set(plain) == {"id", "kind", "name", "url"}:
            assert list(opened)[:4] == ["id", "kind", "name", "url"]
            assert opened["name"] == plain["name"], "what reads a reference can still read it"
            self.hold_parts(self.record(plain["url"]), opened, at)
        elif isinstance(plain, dict):
            assert list(plain) == list(opened)
            self.hold_parts(plain, opened, at)
        else:
            assert plain == opened

    def record(self, url: str) -> Any:
        """Return the record at a path; ask for it once."""
        if url not in self.records:
            self.records[url] = self.client.get(f"{url}?{self.more[1:]}").json
        return self.records[url]

    def hold_parts(self, plain: dict[str, Any], opened: dict[str, Any], at: str) -> None:
        for name in plain:
            self.hold(plain[name], opened[name], f"{at}.{name}".lstrip("."))


def test_nothing_later_comes_in_with_what_is_opened(shipped_client: CheckedClient) -> None:
    expand = ",".join(LISTING.outlines.expansions(next(kind for kind in RESOURCES if kind.name == "statements")))
    body = shipped_client.get(f"/v1/statements?as_of=2019-03-19&limit=200&expand={expand}").get_data(as_text=True)
    assert "havana-times-2019-03" in body and "moscow-times-2019-03-20" not in body


def test_without_expand_references_stay_compact(shipped_client: CheckedClient) -> None:
    for record in walk(shipped_client, "/v1/statements?limit=200"):
        assert list(record["speaker"]) == ["id", "kind", "name", "url"]


def test_fields_of_what_is_opened_can_be_chosen(shipped_client: CheckedClient) -> None:
    asked = "fields=summary,speaker.country,evidence.source.title&expand=speaker,evidence.source"
    record = shipped_client.get(f"/v1/statements/ryabkov-failed-to-narrow-positions?{asked}").json
    assert record["speaker"] == {
        "id": "sergei-ryabkov",
        "kind": "actors",
        "url": "/v1/actors/sergei-ryabkov",
        "country": "RU",
    }
    assert list(record["evidence"][0]["source"]) == ["id", "kind", "url", "title"]


@only_the_app
def test_opening_costs_a_query_for_each_kind_not_for_each_record(
    shipped_client: CheckedClient, shipped_app: Any
) -> None:
    queries: list[str] = []
    store = shipped_app.extensions["crisis-facts"]
    for path, price in (("", 1), ("&expand=speaker,on_behalf_of", 3), ("&expand=evidence.source.publisher", 3)):
        queries.clear()
        store.trace(queries.append)
        assert len(shipped_client.get(f"/v1/statements?limit=39{path}").json["data"]) == 39
        store.trace(None)
        assert len(queries) == price, queries


def test_what_is_left_whole_is_not_read(shipped_client: CheckedClient, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = shipped_client.get("/v1/statements").data
    monkeypatch.setattr("api.query.projection.encode", None)
    assert shipped_client.get("/v1/statements").data == whole
