"""The contract: valid, generated, readable, and as strict as a client can bear."""

import re
from typing import Any

import yaml
from openapi_spec_validator import OpenAPIV31SpecValidator

from api.kinds import RESOURCES
from api.query.list_parameters import parameters_of
from api.release.combined import lists
from api.web.openapi import document
from tests.conftest import ROOT
from tests.contract import CONTRACT, SCHEMAS, CheckedClient

#: The loader in C where there is one: the contract is long.
SAFE = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def test_the_contract_is_valid() -> None:
    OpenAPIV31SpecValidator(CONTRACT).validate()


def test_the_file_is_what_the_server_serves(client: CheckedClient) -> None:
    served = client.get("/openapi.yaml").get_data(as_text=True)
    assert (ROOT / "openapi.yaml").read_text("utf-8") == served, "run make openapi.yaml"
    assert yaml.load(served, Loader=SAFE) == client.get("/openapi.json").json == CONTRACT  # noqa: S506 - both are safe


def test_everything_has_a_description_that_is_a_sentence() -> None:
    whole = {name: schema for name, schema in SCHEMAS.items() if not name.startswith("Partial")}
    described = list(nodes(whole, "properties"))
    described += [schema for name, schema in SCHEMAS.items() if name.startswith("Partial")]
    described += [parameter for operation in operations() for parameter in operation.get("parameters", [])]
    assert len(described) > 200
    for node in described:
        assert re.search(r"[.)]$", node.get("description", "")), node


def test_operation_ids_are_unique_names() -> None:
    ids = [operation["operationId"] for operation in operations()]
    assert len(set(ids)) == len(ids) == 3 * len(RESOURCES) + 13
    assert all(re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", id) for id in ids)


def test_every_parameter_of_a_list_is_published() -> None:
    for resource in RESOURCES:
        published = CONTRACT["paths"][f"/v1/{resource.name}"]["get"]["parameters"]
        assert [parameter["name"] for parameter in published] == list(
            parameters_of(lists(RESOURCES)).parameters(resource)
        )


def test_a_record_promises_every_key_and_allows_for_new_ones() -> None:
    for resource in RESOURCES:
        schema = SCHEMAS[resource.singular]
        assert [*schema["required"], "included", "citation", "highlight"] == list(schema["properties"])
        assert "additionalProperties" not in schema


def test_closed_lists_are_published() -> None:
    assert SCHEMAS["Statement"]["properties"]["type"]["enum"] == [
        "quoted",
        "reported",
        "announced",
        "position",
        "relayed",
    ]
    assert SCHEMAS["Figure"]["properties"]["qualifier"]["enum"] == ["exact", "about", "more_than", "less_than", None]


def test_every_reference_inside_the_contract_leads_somewhere() -> None:
    text = document.text(CONTRACT)
    for reference in set(re.findall(r"#/components/(\w+)/([\w-]+)", text)):
        assert reference[1] in CONTRACT["components"][reference[0]]


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
