"""The contract (OpenAPI 3.1) from the declarations, through apispec; knows nothing of requests or releases."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import yaml
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import fields as marshmallow_fields

from api import __version__, documents, parameters, timeline, verification
from api.fields import Choice, Computed, Number, Ref, Said
from api.parameters import Parameter
from api.resource import Resource
from api.shapes import MEDIA_TYPE, SHAPES, TYPES, page

_JSON, _YAML = "application/json", "application/yaml"

_DESCRIPTION = """Curated crisis facts, every value with the sentence it rests on.

Three shapes: a list is `{"data", "total", "next"}`, a record is the bare object, an error is a problem (RFC 9457).
Every field is always there: unknown is `null`, and a list may be `[]`. Dates are EDTF. No key is needed. The licence
here is that of the program; `/v1` names that of the data."""


def document(resources: Sequence[Resource]) -> dict[str, Any]:
    """Give the contract of an API that serves these kinds."""
    plugin = MarshmallowPlugin()
    spec = APISpec(
        title="Crisis Facts",
        version=__version__,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={
            "description": _DESCRIPTION,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
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
    _accounts(spec)
    for resource in resources:
        _kind(spec, resource)
        _record(spec, resource)
    _kind(spec, timeline.declared(tuple(resources)))
    return _published(spec.to_dict(), resources)


def text(document: Mapping[str, Any]) -> str:
    """Give a contract as YAML."""
    return yaml.safe_dump(document, sort_keys=False, allow_unicode=True, width=110)


def _kind(spec: APISpec, resource: Resource) -> None:
    """Declare the schema and the list of a kind."""
    name, singular = resource.name, resource.singular
    spec.components.schema(singular, schema=resource.schema)
    spec.components.schema(f"{singular}Page", page(name, _ref(singular)))
    common = {"description": resource.description, "tags": [name]}
    listing = {
        "operationId": f"list{name.capitalize()}",
        "summary": f"List {name}.",
        **common,
        "parameters": [_parameter(found) for found in parameters.of_list(resource).values()],
        "responses": _answers(_ref(f"{singular}Page"), "A page.", "InvalidParameter"),
    }
    spec.path(f"/v1/{name}", operations={"get": listing})


def _record(spec: APISpec, resource: Resource) -> None:
    """Declare the record of a kind, and its history."""
    name, singular = resource.name, resource.singular
    common = {"description": resource.description, "tags": [name]}
    record: dict[str, Any] = {
        "operationId": f"get{singular}",
        "summary": f"Get one of the {name}.",
        **common,
        "parameters": [_in_path("id", "The id of the record.", {"type": "string"}), _parameter(parameters.AS_OF)],
        "responses": _answers(_ref(singular), "The record.", "InvalidParameter", "NotFound", "Gone"),
    }
    spec.path(f"/v1/{name}/{{id}}", operations={"get": record})
    history = record | {
        "operationId": f"get{singular}History",
        "summary": f"Get what became known of one of the {name}, and when.",
        "responses": _answers(_ref("History"), "The versions of the record.", "InvalidParameter", "NotFound", "Gone"),
    }
    spec.path(f"/v1/{name}/{{id}}/history", operations={"get": history})


def _around(spec: APISpec) -> None:
    """Declare the paths around the kinds."""
    as_of = [_parameter(parameters.AS_OF)]
    quote = [_parameter(found) for found in verification.PARAMETERS.values()]
    since = [_parameter(parameters.SINCE)]
    for path, operation, summary, media_type, schema, taken in (
        ("/v1", "getIndex", "Say what there is.", _JSON, _ref("Index"), as_of),
        ("/v1/verify", "verifyQuote", "Say whether words are among the quotes.", _JSON, _ref("Verification"), quote),
        ("/v1/changes", "listChanges", "List what has changed since a release.", _JSON, _ref("Changes"), since),
        ("/healthz", "getHealth", "Say that the server is alive.", _JSON, _ref("Health"), []),
        ("/openapi.json", "getContract", "Get this contract as JSON.", _JSON, {"type": "object"}, []),
        ("/openapi.yaml", "getContractAsYaml", "Get this contract as YAML.", _YAML, {"type": "string"}, []),
    ):
        answers = _answers(schema, summary, "InvalidParameter", media_type=media_type)
        get: dict[str, Any] = {"operationId": operation, "summary": summary, "tags": ["about"], "responses": answers}
        get |= {"parameters": taken} if taken else {}
        spec.path(path, operations={"get": get})


def _accounts(spec: APISpec) -> None:
    """Declare what each side said of a meeting."""
    summary = "Get what each side said of a meeting."
    get: dict[str, Any] = {
        "operationId": "getMeetingAccounts",
        "summary": summary,
        "tags": ["meetings"],
        "parameters": [_in_path("id", "The id of the meeting.", {"type": "string"}), _parameter(parameters.AS_OF)],
        "responses": _answers(_ref("Accounts"), "The sides.", "InvalidParameter", "NotFound", "Gone"),
    }
    spec.path("/v1/meetings/{id}/accounts", operations={"get": get})


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
    if "Gone" in problems:
        moved = {"Location": {"description": "The path that the record has now.", "schema": {"type": "string"}}}
        redirect = {"308": {"description": "The record has another id now.", "headers": moved}}
    else:
        redirect = {}
    refused = {str(_status(name)): {"$ref": f"#/components/responses/{name}"} for name in (*problems, "NotAcceptable")}
    return {"200": answer, "304": {"description": "Nothing has changed since."}, **redirect, **refused}


def _responses() -> dict[str, dict[str, Any]]:
    """Give the answer of each type of problem, by a name such as `NotFound`."""
    content = {MEDIA_TYPE: {"schema": _ref("Problem")}}
    return {_camel(slug): {"description": meaning, "content": content} for slug, (_, _, meaning) in TYPES.items()}


def _status(name: str) -> int:
    return next(status for slug, (status, _, _) in TYPES.items() if _camel(slug) == name)


def _camel(slug: str) -> str:
    return slug.title().replace("-", "")


def _parameter(found: Parameter) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": found.name, "in": "query", "description": found.description}
    if found.required:
        declared["required"] = True
    if not found.many:
        return declared | {"schema": dict(found.schema)}
    schema = {"type": "array", "items": dict(found.schema), "maxItems": parameters.MOST_VALUES}
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
    if isinstance(field, Number):
        return {"type": ["number", "null"]}
    if isinstance(field, Said):
        return {"type": ["object", "null"], "additionalProperties": True}
    if isinstance(field, Choice):
        return {"enum": [*field.values, *([None] if field.allow_none else [])]}
    return {}


def _published(document: dict[str, Any], kinds: Iterable[Resource]) -> dict[str, Any]:
    """Turn what the reader demands into what the server promises.

    A record has every key, whatever a fixture may leave out; and a client must bear with keys that it does not know
    yet, strict as the reader is.
    """
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
            shown = {name: value for name, value in schema["properties"].items() if not value.get("writeOnly")}
            schema["properties"] = {name: shown[name] for name in documents.ordered(shown)}
            schema["required"] = list(schema["properties"])
            for value in shown.values():
                value.pop("default", None)
    for resource in kinds:
        schemas[resource.singular]["properties"]["kind"]["const"] = resource.name
    del schemas["Withdrawal"]  # what is withdrawn is a problem, not a record
    order = ("openapi", "info", "servers", "tags", "paths", "components")
    return {key: document[key] for key in order if key in document}


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}
