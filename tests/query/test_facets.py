"""Facets: counts that are true, each the total of the path beside it, under whatever else is asked."""

from typing import Any

import pytest

from api.model.resource import Resource
from api.query.list_parameters import MOST_COUNTED, facets
from tests.contract import CheckedClient
from tests.declared import all_lists
from tests.walking import ids, walk

MORE_CONDITIONS = (
    "&q=nowhere-to-be-found",
    "&as_of=2019-03-19",
    "&as_of=2020-05-11",
    "&q=-talks",
    "&topics=talks",
    "&date=2019-03",
    "&date_match=possible",
)
#: About how many values of a facet are asked for.
MOST = 12
CONDITIONS = (
    "",
    "&q=talks",
    *(pytest.param(more, marks=pytest.mark.slow) for more in MORE_CONDITIONS),
)


def counted(client: CheckedClient, resource: Resource, more: str = "") -> dict[str, list[dict[str, Any]]]:
    """Ask for every facet of a list, without records."""
    sought = "&q=a" if resource.name == "search" and "q=" not in more else ""
    response = client.get(f"/v1/{resource.name}?facets={','.join(facets(resource))}&limit=0{sought}{more}")
    if response.status_code == 400:  # the release, or the kind, has no such word or filter, and it says so
        errors = response.json["errors"]
        assert {error["parameter"] for error in errors} <= {"topics", "date", "date_match"} & {
            more.strip("&").partition("=")[0]
        }
        return {}
    assert response.json["data"] == [] and response.json["next"] is None
    return dict(response.json["facets"])


@all_lists
@pytest.mark.parametrize("more", CONDITIONS)
def test_a_count_is_the_total_of_its_path(client: CheckedClient, resource: Resource, more: str) -> None:
    for values in counted(client, resource, more).values():
        for value in values[:: 1 + len(values) // MOST]:
            assert value["count"] > 0
            page = client.get(value["url"]).json
            total = page["total"] if "total_relation" not in page else len(walk(client, value["url"]))
            assert total == value["count"], value


@all_lists
def test_every_value_of_every_record_is_counted(client: CheckedClient, resource: Resource) -> None:
    if resource.name == "search":
        return
    records = walk(client, f"/v1/{resource.name}?limit=200")
    asked = f"/v1/{resource.name}?facets={','.join(facets(resource))}&limit=0"
    incomplete = client.get(asked).json.get("incomplete_facets", [])
    for name, values in counted(client, resource).items():
        filter = name.partition(":")[0]
        found = {id for value in values for id in ids(walk(client, f"{value['url']}&limit=200"))}
        for record in records:
            if record["id"] not in found:
                assert name in incomplete or not record.get(filter), f"{record['id']} has a value for {name}"


@all_lists
def test_values_come_by_number_and_periods_by_time(client: CheckedClient, resource: Resource) -> None:
    for name, values in counted(client, resource).items():
        assert list(values[0]) == ["value", "label", "count", "url"] if values else True
        order = [value["value"] if ":" in name else (-value["count"], value["value"]) for value in values]
        assert order == sorted(order)
        assert len({value["value"] for value in values}) == len(values)


def test_labels_are_what_a_reader_would_see(shipped_client: CheckedClient) -> None:
    found = shipped_client.get("/v1/statements?facets=speaker,type,topics,date:month&limit=1").json
    labels = {name: {value["value"]: value["label"] for value in found["facets"][name]} for name in found["facets"]}
    assert list(labels) == ["speaker", "type", "topics", "date:month"]
    assert labels["speaker"]["sergei-ryabkov"] == "Sergei Ryabkov"
    assert labels["type"]["quoted"] == "Quoted"
    assert labels["date:month"]["2019-03"] == "March 2019"
    assert labels["topics"]["us-russia"] == "United States and Russia"
    assert len(found["data"]) == 1
    statuses = shipped_client.get("/v1/sanctions?facets=status&limit=0").json["facets"]["status"]
    assert [value["label"] for value in statuses] == ["In force", "Announced", "Delisted"]


def test_a_facet_is_counted_under_all_filters_but_its_own(shipped_client: CheckedClient) -> None:
    path = "/v1/statements?speaker=sergei-ryabkov&type=quoted&facets=speaker,type"
    found = shipped_client.get(path).json
    assert {value["value"] for value in found["facets"]["speaker"]} > {"sergei-ryabkov"}
    ryabkov = next(value for value in found["facets"]["speaker"] if value["value"] == "sergei-ryabkov")
    assert ryabkov["count"] == found["total"]
    assert ryabkov["url"] == "/v1/statements?type=quoted&speaker=sergei-ryabkov"


def test_a_path_keeps_what_else_was_asked_for(shipped_client: CheckedClient) -> None:
    asked = "q=talks&as_of=2019-03-20&sort=date&fields=summary&limit=2"
    found = shipped_client.get(f"/v1/statements?{asked}&facets=speaker").json
    assert found["facets"]["speaker"][0]["url"].endswith(f"&{asked}")
    assert "facets=speaker" in found["next"]


def test_no_period_between_is_left_out(shipped_client: CheckedClient) -> None:
    for path, between in (("statements?facets=date:day", "2019-03-18"), ("figures?facets=date:month", "2018-06")):
        found = shipped_client.get(f"/v1/{path}&limit=0").json["facets"]
        values = {value["value"]: value["count"] for value in next(iter(found.values()))}
        assert values[between] == shipped_client.get(f"/v1/{path.partition('?')[0]}?date={between}").json["total"] > 0


def test_what_has_more_values_than_are_given_says_so(sample_client: CheckedClient) -> None:
    found = sample_client.get("/v1/timeline?facets=date:day,date:year&limit=0").json
    assert found["incomplete_facets"] == ["date:day"]
    days = [value["value"] for value in found["facets"]["date:day"]]
    assert "2020-05-11" in days and len(days) <= MOST_COUNTED and days == sorted(days)
