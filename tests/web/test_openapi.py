"""The contract: valid, generated, readable, and as strict as a client can bear."""

import json
import re
from typing import Any

import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.kinds import RESOURCES
from api.model.fields import is_sparse
from api.query.list_parameters import parameters_of
from api.release.combined import lists
from api.web.openapi import document
from tests.conftest import ROOT
from tests.contract import CONTRACT, SCHEMAS, CheckedClient, parameters

#: The loader in C where there is one: the contract is long.
SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def test_the_contract_is_valid() -> None:
    OpenAPIV31SpecValidator(CONTRACT).validate()


def test_the_file_is_what_the_server_serves(shipped_client: CheckedClient) -> None:
    served = shipped_client.get("/openapi.yaml").get_data(as_text=True)
    assert (ROOT / "openapi.yaml").read_text("utf-8") == served, "run make openapi.yaml"
    loaded = yaml.load(served, Loader=SAFE)  # noqa: S506 - both are safe
    assert loaded == shipped_client.get("/openapi.json").json == CONTRACT


def test_a_release_without_terms_serves_what_every_data_set_has(sample_client: CheckedClient) -> None:
    assert sample_client.get("/openapi.json").json == document.document(RESOURCES) != CONTRACT


def test_the_contract_is_small(client: CheckedClient) -> None:
    assert len(client.get("/openapi.yaml").data) <= 150_000
    assert len(client.get("/openapi.json").data) <= 110_000


def test_everything_has_a_description_that_is_a_sentence() -> None:
    described = [*nodes(SCHEMAS, "properties"), *SCHEMAS.values(), *CONTRACT["components"]["parameters"].values()]
    described += [parameter for operation in operations() for parameter in parameters(operation)]
    assert len(described) > 200
    for node in described:
        shape = node.get("anyOf", [node])[0]
        said = node.get("description") or SCHEMAS[shape["$ref"].rpartition("/")[2]]["description"]
        assert re.search(r"[.)]$", said), node


def test_operation_ids_are_unique_names() -> None:
    ids = [operation["operationId"] for operation in operations()]
    assert len(set(ids)) == len(ids) == 2 * len(RESOURCES) + 13
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", id) for id in ids)


def test_every_parameter_of_a_list_is_published_but_its_form() -> None:
    for resource in lists(RESOURCES):
        published = parameters(CONTRACT["paths"][f"/v1/{resource.name}"]["get"])
        declared = parameters_of(lists(RESOURCES)).parameters(resource)
        assert [found["name"] for found in published] == [name for name in declared if name != "format"]
        patterns = {found["name"]: found["schema"].get("items", found["schema"]).get("pattern") for found in published}
        for name in ("sort", "facets", "include"):
            assert all(re.fullmatch(patterns[name], value) for value in declared[name].schema["enum"])
            assert not re.fullmatch(patterns[name], "nothing")


def test_only_what_must_be_given_has_an_example_which_finds_something(shipped_client: CheckedClient) -> None:
    for path, operation in ((path, found["get"]) for path, found in CONTRACT["paths"].items()):
        asked = parameters(operation)
        assert {found["name"] for found in asked if "example" in found} == {
            found["name"] for found in asked if found.get("required")
        }, path
        given = [found for found in asked if found["in"] == "query" and "example" in found]
        query = "&".join(f"{found['name']}={found['example']}" for found in given)
        address = path.format_map({found["name"]: found["example"] for found in asked if found["in"] == "path"})
        if not re.search(r"[.](csv|ndjson)$", path):
            assert shipped_client.get(f"{address}?{query}").status_code == 200, address


def test_a_good_answer_has_one_form() -> None:
    for operation in operations():
        assert set(operation["responses"]) == {"200", "4XX", "default"}
        assert len(operation["responses"]["200"]["content"]) == 1


def test_a_record_is_one_type_that_promises_what_is_always_there_and_allows_for_new_keys() -> None:
    assert not [name for name in SCHEMAS if re.match("Partial|Opened", name)]
    for resource in RESOURCES:
        schema = SCHEMAS[resource.singular]
        optional = {name for name, field in resource.loader.fields.items() if is_sparse(field)}
        assert set(schema["properties"]) - set(schema["required"]) == {*optional, "citation", "included", "highlight"}
        assert "additionalProperties" not in schema


def test_closed_lists_are_published_once() -> None:
    assert SCHEMAS["Statement"]["properties"]["type"]["$ref"] == "#/components/schemas/StatementType"
    assert SCHEMAS["StatementType"]["enum"] == ["quoted", "reported", "announced", "position", "relayed"]
    assert SCHEMAS["Figure"]["properties"]["qualifier"]["anyOf"][1] == {"type": "null"}
    assert SCHEMAS["FigureQualifier"]["enum"] == ["exact", "about", "more_than", "less_than"]
    assert parameters(CONTRACT["paths"]["/v1/statements"]["get"])[0]["schema"]["items"] == {
        "$ref": "#/components/schemas/StatementType"
    }
    enums = re.findall(r'"enum": (\[.*?\])', json.dumps(SCHEMAS))
    assert len(set(enums)) == len(enums)


def test_every_reference_inside_the_contract_leads_somewhere() -> None:
    found = set(re.findall(r'"#/components/(\w+)/([\w.-]+)"', json.dumps(CONTRACT)))
    assert found == {(sort, name) for sort, named in CONTRACT["components"].items() for name in named}


def operations() -> list[dict[str, Any]]:
    return [operation for path in CONTRACT["paths"].values() for operation in path.values()]


def nodes(value: Any, name: str) -> list[dict[str, Any]]:
    """Give every schema that stands under a key of this name, at any depth."""
    if isinstance(value, list):
        return [found for item in value for found in nodes(item, name)]
    if not isinstance(value, dict):
        return []
    own = list(value[name].values()) if isinstance(value.get(name), dict) else []
    return own + [found for item in value.values() for found in nodes(item, name)]
