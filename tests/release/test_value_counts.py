"""What was counted when a release was built: the same as counting it now, at a price that does not grow with it."""

import json
from collections.abc import Iterator

import pytest
from flask import Flask

from api.curation.progress import quiet
from api.kinds import RESOURCES
from api.model import edtf
from api.model.filters import Overlaps
from api.model.resource import Resource
from api.query.list_parameters import facets as facets_of
from api.query.planner import MOST_GATHERED
from api.query.store import Store
from api.release import builder
from api.release.combined import lists
from api.release.tables import ENTRIES, PRESENT, Tables
from api.release.value_counts import RARE
from api.web.app import create_app
from bench.facts import dataset
from tests import dated
from tests.contract import CheckedClient
from tests.through import only_the_app

FOUND_WITHOUT_WORDS = [found for found in lists(RESOURCES) if found.name != ENTRIES]


def counted(client: CheckedClient, path: str) -> int:
    """Count the records of a list one by one."""
    return len(client.get(f"{path}&limit=all&format=ndjson").data.splitlines())


def store_of(app: Flask) -> Store:
    found: Store = app.store
    return found


def frequencies(store: Store, resource: Resource) -> list[tuple[str, str, str, int]]:
    """Give what stands in the release of a list: filter, value, day, number."""
    sql = "SELECT filter_name, value, since, records FROM frequency WHERE list = ?"
    rows: list[tuple[str, str, str, int]] = store.engine.execute_sql(sql, (resource.name,)).fetchall()
    return rows


@only_the_app
@pytest.mark.parametrize("resource", FOUND_WITHOUT_WORDS, ids=lambda resource: resource.name)
def test_a_total_is_the_number_of_records_on_any_day(client: CheckedClient, app: Flask, resource: Resource) -> None:
    store = store_of(app)
    days = ["", *(f"&as_of={day}" for day in list(store.header["days"])[:: max(1, len(store.header["days"]) // 3)])]
    found = {(name, value) for name, value, _, _ in frequencies(store, resource) if name in resource.by_value}
    for name, value in sorted(found)[::3]:
        for day in days:
            path = f"/v1/{resource.name}?{name}={value}{day}"
            assert client.get(f"{path}&limit=1").json["total"] == counted(client, path), path
    for name in Tables(resource, store.engine).spans:
        for span in ("2019", "2019-03", "2019-03-20", "../2019-03-19", "2020-05-11/..", "1900"):
            path = f"/v1/{resource.name}?{name}={span}"
            assert client.get(f"{path}&limit=1").json["total"] == counted(client, path), path


@only_the_app
@pytest.mark.parametrize("resource", FOUND_WITHOUT_WORDS, ids=lambda resource: resource.name)
def test_every_value_of_any_version_is_counted(app: Flask, resource: Resource) -> None:
    store = store_of(app)
    there = {(name, value) for name, value, since, _ in frequencies(store, resource) if since == PRESENT}
    for past in (False, True):
        tables = Tables(resource, store.engine, past=past)
        names = {number: name for name, number in tables.filters.items()}
        values = {(names[row.filter], row.value) for row in tables.values.select()}
        assert resource.part_of or values <= there


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[CheckedClient, ...]]:
    """Clients of a few facts, and of enough that there are frequent values; it takes long to build those."""
    clients = []
    for number in (RARE // 5, max(RARE, MOST_GATHERED) + 100):
        folder = tmp_path_factory.mktemp(f"facts-{number}")
        app = create_app(builder.publish(dataset(number), RESOURCES, folder, quiet), RESOURCES)
        app.test_client_class = CheckedClient
        clients.append(app.test_client())
    yield tuple(clients)


@pytest.mark.slow
@only_the_app
@pytest.mark.parametrize("path", ["/v1/statements?type=quoted", "/v1/timeline?kind=statements"])
def test_what_is_frequent_was_counted_for_each_day(many: tuple[CheckedClient, ...], path: str) -> None:
    client = many[1]
    store = store_of(client.application)
    resource = next(found for found in lists(RESOURCES) if found.name == path.split("?")[0].rpartition("/")[2])
    days = [since for _, value, since, _ in frequencies(store, resource) if path.endswith(f"={value}")]
    assert len(days) > 5
    for day in [*sorted(store.header["days"]), "2010-01-01", "2018-01-01"]:
        total = client.get(f"{path}&as_of={day}&limit=1").json["total"]
        assert total == counted(client, f"{path}&as_of={day}"), day


SPANS = ["2015", "2015-03", "2015-03-20", "../2016-03-19", "2019-05-11/..", "1900", "2019-03/2019-04", "2020-05-11"]
DATED = [resource for resource in RESOURCES if "date" in resource.filters]


@pytest.mark.slow
@only_the_app
@pytest.mark.parametrize("resource", DATED, ids=lambda resource: resource.name)
def test_a_filter_by_date_finds_what_shares_a_day_in_the_order_of_the_list(
    client: CheckedClient, many: tuple[CheckedClient, ...], resource: Resource
) -> None:
    path, overlaps = f"/v1/{resource.name}", resource.filters["date"]
    assert isinstance(overlaps, Overlaps)
    for asked in (client, many[1]):
        records = [json.loads(line) for line in asked.get(f"{path}?limit=all&format=ndjson").data.splitlines()]
        spans = {record["id"]: span for record in records if (span := dated.spans(overlaps, record).stated)}
        for text in SPANS:
            first, last = edtf.possible(text).earliest, edtf.possible(text).latest
            found = [id for id, span in spans.items() if span.earliest <= last and span.latest >= first]
            query = f"{path}?date={text}"
            shown = asked.get(f"{query}&limit=all&format=ndjson").data.splitlines()
            assert [json.loads(line)["id"] for line in shown] == found, query
            for name in set(resource.by_value) & set(facets_of(resource)) if text in SPANS[1:3] else ():
                facets = asked.get(f"{query}&limit=0&facets={name}").json["facets"][name]
                for value in facets[:2]:
                    one = f"{path}?{name}={value['value']}"
                    alone = asked.get(f"{one}&limit=all&format=ndjson").data.splitlines()
                    ids = [id for line in alone if (id := json.loads(line)["id"]) in found]
                    both = asked.get(f"{one}&date={text}&limit=200").json
                    assert both["total"] == value["count"] == len(ids) > 0, (query, name, value)
                    assert [record["id"] for record in both["data"]] == ids[:200]
            if found[5:]:
                page = asked.get(f"{query}&limit=5&after={found[-6]}").json
                assert [record["id"] for record in page["data"]] == found[-5:] and page["next"] is None


#: What finds most of a list, and the most hundreds of steps that it may take, however many are found.
FINDING_MOST = {
    "/v1/statements?type=quoted": 8,
    "/v1/statements?type=quoted&sort=date": 50,
    "/v1/timeline?kind=statements": 10,
    "/v1/statements?limit=0&facets=topics": 5,
    "/v1/statements?limit=0&facets=date:year": 20,
    "/v1/statements?date=2015-03": 40,
    "/v1/statements?type=quoted&date=2015-03": 40,
    "/v1/statements?limit=0&facets=topics&date=2015-03": 60,
}


@pytest.mark.slow
@only_the_app
@pytest.mark.parametrize("path", FINDING_MOST)
def test_what_finds_most_costs_the_same_among_more(many: tuple[CheckedClient, ...], path: str) -> None:
    assert [steps(client, path) <= FINDING_MOST[path] for client in many] == [True, True]


def steps(client: CheckedClient, path: str) -> int:
    """Give how many hundreds of steps SQLite takes for a request that it has been asked before."""
    client.get(path)
    connection, found = store_of(client.application).engine.connection(), [0]

    def noted() -> None:
        found[0] += 1

    connection.set_progress_handler(noted, 100)
    client.get(path)
    connection.set_progress_handler(None, 0)
    return found[0]
