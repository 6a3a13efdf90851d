"""The vocabulary: every closed list of the contract, with labels."""

from typing import Any

from api.kinds import RESOURCES
from tests.contract import CONTRACT, SCHEMAS, CheckedClient, parameters


def enums(value: Any) -> list[list[str]]:
    """Give every closed list in the schemas of the contract."""
    if isinstance(value, list):
        return [found for part in value for found in enums(part)]
    if not isinstance(value, dict):
        return []
    own = [[one for one in value["enum"] if one is not None]] if isinstance(value.get("enum"), list) else []
    return own + [found for part in value.values() for found in enums(part)]


def test_every_closed_list_of_a_record_is_in_it(client: CheckedClient) -> None:
    listed = client.get("/v1/vocabulary").json
    known = [[value["value"] for value in found["values"]] for found in listed["data"]]
    schemas = client.get("/openapi.json").json["components"]["schemas"]
    for resource in RESOURCES:
        for values in enums(schemas[resource.singular]):
            assert values in known
    assert listed["total"] == len(listed["data"]) == len({found["name"] for found in listed["data"]})


def test_every_value_has_a_label_and_a_meaning(client: CheckedClient) -> None:
    for found in client.get("/v1/vocabulary").json["data"]:
        assert found["fields"]
        for value in found["values"]:
            assert value["label"][0].isupper()
            assert value["description"].endswith((".", ")"))


def test_a_list_that_is_shared_is_listed_once(client: CheckedClient) -> None:
    names = {found["name"]: found["fields"] for found in client.get("/v1/vocabulary").json["data"]}
    assert len(names["evidence.part"]) == len(RESOURCES) - 1
    assert names["sanctions.status"] == ["sanctions.status"]
    assert names["country"] == ["actors.countries", "meetings.place.country", "events.place.country"]
    assert {"kind", "changes.change", "verify.match"} <= set(names)


def test_the_contract_and_the_vocabulary_agree_on_filters(client: CheckedClient) -> None:
    lists = {
        found["name"]: [value["value"] for value in found["values"]]
        for found in client.get("/v1/vocabulary").json["data"]
    }
    asked = {found["name"]: found for found in parameters(CONTRACT["paths"]["/v1/sanctions"]["get"])}
    named = asked["status"]["schema"]["items"]["$ref"].rpartition("/")[2]
    assert SCHEMAS[named]["enum"] == lists["sanctions.status"]


def test_every_topic_has_a_label(shipped_client: CheckedClient) -> None:
    lists = {found["name"]: found for found in shipped_client.get("/v1/vocabulary").json["data"]}
    labels = {value["value"]: value["label"] for value in lists["topics"]["values"]}
    facet = shipped_client.get("/v1/search?q=-nothing&facets=topics&limit=0").json["facets"]["topics"]
    assert facet and {value["value"]: value["label"] for value in facet} == labels
    assert "statements.topics" in lists["topics"]["fields"] and "sources.topics" not in lists["topics"]["fields"]
