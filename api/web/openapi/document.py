"""The contract (OpenAPI 3.1) from the declarations; knows nothing of requests or releases."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from api import __version__
from api.model.document_schema import CITED, COMPACT, EDTF_DATE
from api.model.resource import Resource
from api.model.schema import FACT_COUNT
from api.query.diff import CHANGES
from api.query.formats import JSON
from api.query.list_parameters import parameters_of
from api.query.parameters import Parameter
from api.query.verification import MATCHES, WHOSE
from api.release.combined import lists
from api.web.openapi.operations import Operation, operations
from api.web.openapi.records import Schemas, declare, values
from api.web.verdicts import VERDICTS

#: What is the same whatever the kinds are.
_FIXED = Path(__file__).with_name("contract.yaml")

#: The parameters of every list whose values are those of its kind; what is the same for all is said once, on top.
_OF_LISTS = ("sort", "facets", "include")
_SENTENCE = re.compile(r"[.:;](?= |$)")
#: How wide a mapping or a list may be to stand on one line of YAML.
_WIDE = 100


def document(resources: Sequence[Resource]) -> dict[str, Any]:
    """Return the contract of an API that serves these kinds."""
    found = _fixed()
    found["info"] |= {"description": found["info"]["description"] + _described(resources), "version": __version__}
    found["tags"][:0] = [{"name": kind.name, "description": f"Records: `{kind.singular}`."} for kind in resources]
    schemas = found["components"]["schemas"]
    declare(schemas, resources)
    paths: dict[str, Any] = {}
    for one in operations(resources):
        paths.setdefault(one.path, {})["post" if one.sent else "get"] = _operation(schemas, one)
    found["paths"] = paths
    _share(found)
    _drop_unused(found)
    return found


def _fixed() -> dict[str, Any]:
    """Return what is the same whatever the kinds are, all schemas but those of records included; it may be changed."""
    found: dict[str, Any] = yaml.safe_load(_FIXED.read_text("utf-8"))
    schemas = found["components"]["schemas"]
    judged = schemas["Verification"]["properties"]
    judged["match"] = _closed(MATCHES)
    for name, closed in (("whose", WHOSE), ("verdict", VERDICTS)):
        judged[name] = {"type": "string", "description": f"{', '.join(closed)}; see `/v1/vocabulary`."}
    schemas["Changes"]["properties"]["data"]["items"]["properties"]["change"] = _closed(CHANGES)
    of_model = {"Reference": COMPACT, "CitedSource": CITED, "EdtfDate": EDTF_DATE, "FactCount": FACT_COUNT}
    found["components"]["schemas"] = {**of_model, **schemas}
    return found


def _closed(values: Mapping[str, str]) -> dict[str, Any]:
    meanings = " ".join(f"`{value}`: {meaning}" for value, meaning in values.items())
    return {"type": "string", "enum": list(values), "description": meanings}


def _described(resources: Sequence[Resource]) -> str:
    """Return what is the same for all operations that take a parameter, as a list."""
    taken = parameters_of(lists(tuple(resources))).parameters(resources[0])
    said = {name: re.split(_SENTENCE, taken[name].description, maxsplit=1)[1].strip() for name in _OF_LISTS}
    return "\n\n" + "\n".join(f"* `{name}`: {rest}" for name, rest in said.items())


def text(document: Mapping[str, Any]) -> str:
    """Return a contract as YAML."""
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.SafeDumper):
    """Writes everything out, and what is short on one line: no line of a contract leads to another by an anchor."""

    def ignore_aliases(self, data: Any) -> bool:
        """Repeat what stands in several places."""
        return True

    def represent_str(self, data: str) -> yaml.ScalarNode:
        """Keep the lines of a text of several."""
        return self.represent_scalar("tag:yaml.org,2002:str", data, style="|" if "\n" in data else None)

    def represent_mapping(self, *args: Any, **kwargs: Any) -> yaml.MappingNode:
        """Put a mapping on one line where it is short."""
        node = super().represent_mapping(*args, **kwargs)
        node.flow_style = _width(node) <= _WIDE
        return node

    def represent_sequence(self, *args: Any, **kwargs: Any) -> yaml.SequenceNode:
        """Put a list on one line where it is short, or holds words alone."""
        node = super().represent_sequence(*args, **kwargs)
        words = all(isinstance(item, yaml.ScalarNode) for item in node.value)
        node.flow_style = words or _width(node) <= _WIDE
        return node


_Plain.add_representer(str, _Plain.represent_str)


def _width(node: yaml.Node) -> int:
    if isinstance(node, yaml.ScalarNode):
        return len(node.value) + 2
    return sum(_width(part) for item in node.value for part in (item if isinstance(item, tuple) else (item,)))


def _operation(schemas: Schemas, operation: Operation) -> dict[str, Any]:
    in_path = [{**_parameter(schemas, found), "in": "path", "required": True} for found in operation.in_path]
    sent = {JSON.media_type: {"schema": operation.sent, "example": operation.example}}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _beside(operation)}
    return {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description or operation.summary,
        "tags": [operation.tag],
        "parameters": [*in_path, *(_parameter(schemas, found) for found in operation.takes)],
        **({"requestBody": {"required": True, "content": sent}} if operation.sent else {}),
        "responses": {
            "200": {
                "description": "OK",
                **({"headers": headers} if headers else {}),
                "content": {operation.media_type: {"schema": dict(operation.answer)}},
            },
            "4XX": {"$ref": "#/components/responses/Refused"},
            "default": {"$ref": "#/components/responses/Failed"},
        },
    }


def _beside(operation: Operation) -> Iterator[str]:
    names = {found.name for found in operation.takes}
    if not operation.sent:
        yield "ETag"
    if "limit" in names or operation.path.endswith("{id}"):
        yield "Link"
    if "{kind}." in operation.path:
        yield from ("X-Total-Count", "X-Total-Relation")
    if "{kind}." in operation.path or operation.path == "/v1/dataset":
        yield "Content-Disposition"
    if operation.path == "/v1/dataset":
        yield from ("Accept-Ranges", "Repr-Digest")


def _parameter(schemas: Schemas, found: Parameter) -> dict[str, Any]:
    """Write a parameter out. An example stands only where a value must be given: any other would narrow a list."""
    schema = values(schemas, found)
    description = re.split(_SENTENCE, found.description)[0] + "." if found.name in _OF_LISTS else found.description
    declared: dict[str, Any] = {"name": found.name, "in": "query", "description": description}
    declared |= {"required": True} if found.required else {}
    declared |= {"example": found.example} if found.example else {}
    return {**declared, "schema": {"type": "array", "items": schema} if found.many else schema}


def _share(document: dict[str, Any]) -> None:
    """Put each parameter that several operations take into the components, by its name."""
    every = [operation for path in document["paths"].values() for operation in path.values()]
    often = Counter(repr(found) for operation in every for found in operation["parameters"])
    shared: dict[str, Any] = {}
    for operation in every:
        for at, found in enumerate(operation["parameters"]):
            own, tag = found["name"], operation["tags"][0]
            name = own if shared.get(own, found) == found else f"{tag}.{own}"
            if often[repr(found)] > 1 and shared.setdefault(name, found) == found:
                operation["parameters"][at] = {"$ref": f"#/components/parameters/{name}"}
    document["components"]["parameters"] = shared


def _drop_unused(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    while unused := set(schemas) - set(_leads(document)):
        for name in unused:
            del schemas[name]


def _leads(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"].rpartition("/")[2]
        for part in value.values():
            yield from _leads(part)
    elif isinstance(value, list):
        for part in value:
            yield from _leads(part)
