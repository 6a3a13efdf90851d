"""The contract (OpenAPI 3.1) from the declarations, through apispec; knows nothing of requests or releases."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields as marshmallow_fields

from api import __version__, query
from api.fields import Choice, Computed, Ref
from api.problems import MEDIA_TYPE, TYPES
from api.query import Parameter
from api.resource import Resource
from api.shapes import SHAPES, page

_DESCRIPTION = """Curated crisis facts, every value with the sentence it rests on.

Three shapes: a list is `{"data", "total", "next"}`, a record is the bare object, an error is a problem (RFC 9457).
Every field is always there: unknown is `null`, and a list may be `[]`. Dates are EDTF. No key is needed."""


def document(resources: Iterable[Resource]) -> dict[str, Any]:
    """Give the contract of an API that serves these kinds."""
    plugin = MarshmallowPlugin()
    spec = APISpec(
        title="Crisis Facts",
        version=__version__,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={
            "description": _DESCRIPTION,
            "license": {"name": "Data: CC0-1.0; code: Apache-2.0", "identifier": "CC0-1.0 AND Apache-2.0"},
        },
        servers=[{"url": "/", "description": "The server that serves this document."}],
    )
    plugin.map_to_openapi_type(Ref, None, None)  # type: ignore[no-untyped-call]  # apispec has no types here
    assert plugin.converter  # noqa: S101 - apispec sets it when it takes the plugin in; tells the type checker so
    plugin.converter.add_attribute_function(_property)  # type: ignore[no-untyped-call]  # apispec has no types here
    for name, schema in SHAPES.items():
        spec.components.schema(name, dict(schema))
    for name, response in _responses().items():
        spec.components.response(name, response)
    _around(spec)
    _problem_types(spec)
    for resource in resources:
        _kind(spec, resource)
    return _published(spec.to_dict())


def text(document: Mapping[str, Any]) -> str:
    """Give a contract as YAML."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def _kind(spec: APISpec, resource: Resource) -> None:
    """Declare the schema, the list and the record of a kind."""
    name, singular = resource.name, resource.singular
    spec.components.schema(singular, schema=resource.schema)
    spec.components.schema(f"{singular}Page", page(name, _ref(singular)))
    common = {"description": resource.description, "tags": [name]}
    listing = {
        "operationId": f"list{name.capitalize()}",
        "summary": f"List {name}.",
        **common,
        "parameters": [_parameter(found) for found in query.parameters(resource).values()],
        "responses": _answers(_ref(f"{singular}Page"), "A page.", "InvalidParameter"),
    }
    spec.path(f"/v1/{name}", operations={"get": listing})
    record = {
        "operationId": f"get{singular}",
        "summary": f"Get one of the {name}.",
        **common,
        "parameters": [_in_path("id", "The id of the record.", {"type": "string"})],
        "responses": _answers(_ref(singular), "The record.", "InvalidParameter", "NotFound"),
    }
    spec.path(f"/v1/{name}/{{id}}", operations={"get": record})


def _around(spec: APISpec) -> None:
    """Declare the paths around the kinds."""
    for path, operation, summary, media_type, schema in (
        ("/v1", "getIndex", "Say what there is.", "application/json", _ref("Index")),
        ("/healthz", "getHealth", "Say that the server is alive.", "application/json", _ref("Health")),
        ("/openapi.json", "getContract", "Get this contract as JSON.", "application/json", {"type": "object"}),
        ("/openapi.yaml", "getContractAsYaml", "Get this contract as YAML.", "application/yaml", {"type": "string"}),
    ):
        answers = _answers(schema, summary, "InvalidParameter", media_type=media_type)
        get = {"operationId": operation, "summary": summary, "tags": ["about"], "responses": answers}
        spec.path(path, operations={"get": get})


def _problem_types(spec: APISpec) -> None:
    """Declare the path that says what a type of problem means."""
    get: dict[str, Any] = {
        "operationId": "getProblemType",
        "summary": "Say what a type of problem means.",
        "tags": ["about"],
        "parameters": [_in_path("type", "The type of problem.", {"type": "string", "enum": list(TYPES)})],
        "responses": _answers(
            {"type": "string"}, "Its meaning.", "InvalidParameter", "NotFound", media_type="text/plain"
        ),
    }
    spec.path("/problems/{type}", operations={"get": get})


def _in_path(name: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "description": description, "schema": dict(schema)}


def _answers(
    schema: Mapping[str, Any], what: str, *problems: str, media_type: str = "application/json"
) -> dict[str, Any]:
    headers = {
        name: {"description": description, "schema": {"type": "string"}}
        for name, description in {
            "ETag": "A strong validator: send it back in If-None-Match.",
            "Last-Modified": "When the facts were last revised.",
            "X-Release": "The release that the answer comes from.",
            **({"Link": "The next page, as `rel=next` (RFC 8288)."} if "Page" in str(schema) else {}),
        }.items()
    }
    answer = {"description": what, "headers": headers, "content": {media_type: {"schema": dict(schema)}}}
    refused = {str(_status(name)): {"$ref": f"#/components/responses/{name}"} for name in (*problems, "NotAcceptable")}
    return {"200": answer, "304": {"description": "Nothing has changed since."}, **refused}


def _responses() -> dict[str, dict[str, Any]]:
    """Give the answer of each type of problem, by a name such as `NotFound`."""
    content = {MEDIA_TYPE: {"schema": _ref("Problem")}}
    return {_camel(slug): {"description": meaning, "content": content} for slug, (_, _, meaning) in TYPES.items()}


def _status(name: str) -> int:
    return next(status for slug, (status, _, _) in TYPES.items() if _camel(slug) == name)


def _camel(slug: str) -> str:
    return slug.title().replace("-", "")


def _parameter(found: Parameter) -> dict[str, Any]:
    declared = {"name": found.name, "in": "query", "description": found.description}
    if not found.many:
        return declared | {"schema": dict(found.schema)}
    schema = {"type": "array", "items": dict(found.schema), "maxItems": query.MOST_VALUES}
    return declared | {
        "description": f"{found.description} Commas join several.",
        "style": "form",
        "explode": False,
        "schema": schema,
    }


def _property(self: object, field: marshmallow_fields.Field[Any], **kwargs: object) -> dict[str, Any]:
    """Give what the plugin does not see in our own fields."""
    if isinstance(field, Computed):
        return dict(field.spec)
    if isinstance(field, Ref):
        reference: dict[str, Any] = {"anyOf": [_ref("Reference"), {"type": "null"}]}
        return reference if field.allow_none else {**_ref("Reference")}
    if isinstance(field, Choice):
        return {"enum": [*field.values, *([None] if field.allow_none else [])]}
    return {}


def _published(document: dict[str, Any]) -> dict[str, Any]:
    """Turn what the reader demands into what the server promises.

    A record has every key, whatever a fixture may leave out; and a client must bear with keys that it does not know
    yet, strict as the reader is.
    """
    for schema in document["components"]["schemas"].values():
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
            schema["required"] = list(schema["properties"])
            for value in schema["properties"].values():
                value.pop("default", None)
    order = ("openapi", "info", "servers", "tags", "paths", "components")
    return {key: document[key] for key in order if key in document}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
