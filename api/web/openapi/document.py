"""The contract (OpenAPI 3.1) from the declarations, through apispec; knows nothing of requests or releases.

What it says of an operation follows from one line of `operations`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import yaml
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from api import __version__
from api.model.fields import Ref
from api.model.resource import Resource
from api.query.formats import CSV, JSON, NDJSON
from api.query.highlight import DESCRIPTION, HIGHLIGHT
from api.query.included import INCLUDED
from api.query.list_parameters import parameters_of
from api.query.parameters import AS_OF, MOST_VALUES, SINCE, Parameter
from api.release.combined import lists
from api.web import dataset, verify
from api.web.openapi.components import SHAPES
from api.web.openapi.partial import PARTIAL, partial
from api.web.openapi.records import BESIDE, dataset_shape, included, page, property_of, published, ref
from api.web.problems import MEDIA_TYPE, TYPES

_YAML, _TEXT = "application/yaml", "text/plain"

_DESCRIPTION = """Curated crisis facts, every value with the sentence it rests on.

Three shapes: a list is `{"data", "total", "next"}`, a record is the bare object, an error is a problem (RFC 9457).
Every field is always there, unless `fields` leaves it out: unknown is `null`, and a list may be `[]`. Dates are EDTF.
No key is needed. The licence here is that of the program; `/v1` names that of the data."""

#: Headers of answers: what each says, and whether every good answer has it.
_HEADERS = {
    "ETag": ("A strong validator: send it back in If-None-Match.", True),
    "Last-Modified": ("When the facts were last revised.", True),
    "Cache-Control": ("How long the answer may be used again.", True),
    "Vary": ("What else in the request the answer depends on.", True),
    "X-Release": ("The release that the answer comes from.", True),
    "X-Request-ID": ("The name of the request: yours, if you sent one in this header.", True),
    "Link": ("The next page as `rel=next`, or the path to cite as `rel=cite-as` (RFC 8288).", False),
    "X-Total-Count": ("How many records there are on all pages; beside CSV and NDJSON.", False),
    "X-Total-Relation": ("`gte` where there are at least `X-Total-Count` records; left out where so many.", False),
    "Content-Length": ("The number of bytes; not where they are zipped.", False),
    "Accept-Ranges": ("`bytes`: a download that broke off can be resumed with `Range`.", False),
    "Repr-Digest": ("The SHA-256 of the whole, whatever range of it is sent (RFC 9530).", False),
    "Content-Disposition": ("The name to save the answer by; beside CSV, NDJSON and the whole data set.", False),
}

#: Problems that every operation may answer with, and those of operations on one record.
_ALWAYS = ("invalid-parameter", "not-acceptable", "address-too-long", "overloaded", "internal-error")
_OF_ONE = ("not-found", "gone")


@dataclass(frozen=True)
class Operation:
    """One operation: where it is, what it is called, what it takes, and the schema of its answer by media type."""

    path: str
    id: str
    summary: str
    tag: str
    answers: Mapping[str, Mapping[str, Any]]
    takes: Sequence[Parameter] = ()
    in_path: Sequence[Parameter] = ()
    problems: Sequence[str] = ()
    description: str = ""


def document(resources: Sequence[Resource]) -> dict[str, Any]:
    """Return the contract of an API that serves these kinds."""
    plugin = MarshmallowPlugin()
    tags = [{"name": "lists", "description": "Over all kinds."}, {"name": "about", "description": "Around the facts."}]
    spec = APISpec(
        title="Crisis Facts",
        version=__version__,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={
            "description": _DESCRIPTION,
            "contact": {"name": "The maintainers of Crisis Facts"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        servers=[{"url": "/", "description": "The server that serves this document."}],
        security=[],
        tags=[{"name": found.name, "description": found.description} for found in resources] + tags,
    )
    _schemas(spec, plugin, resources)
    answered = {*_ALWAYS, *_OF_ONE, "range-not-satisfiable"}
    for slug, (_, _, meaning) in TYPES.items():
        if slug in answered:
            spec.components.response(_camel(slug), _problem(meaning))
    for name, (says, always) in _HEADERS.items():
        spec.components.header(name, {"description": says, "required": always, "schema": {"type": "string"}})
    for operation in operations(resources):
        spec.path(operation.path, operations={"get": _operation(operation)})
    return published(spec.to_dict(), resources)


def text(document: Mapping[str, Any]) -> str:
    """Return a contract as YAML."""
    return yaml.dump(document, Dumper=_Plain, sort_keys=False, allow_unicode=True, width=110)


class _Plain(yaml.SafeDumper):
    """Writes everything out: no line of a contract leads to another by an anchor."""

    def ignore_aliases(self, data: Any) -> bool:
        """Repeat what stands in several places."""
        return True


def operations(resources: Sequence[Resource]) -> Iterator[Operation]:
    """Yield every operation of an API that serves these kinds."""
    yield from _around(resources)
    taken = parameters_of(lists(tuple(resources)))
    for resource in lists(resources):
        name, singular = resource.name, resource.singular
        one, all = {"search": ("search", "Find records of all kinds by words.")}.get(
            name, (f"list{name.capitalize()}", f"List {name}.")
        )
        whole = {"anyOf": [ref(f"{singular}Page"), ref(f"{PARTIAL}{singular}Page")]}
        forms = {JSON.media_type: whole, NDJSON.media_type: _STRING, CSV.media_type: _STRING}
        tag = "lists" if resource.holds else name
        takes = list(taken.parameters(resource).values())
        yield Operation(f"/v1/{name}", one, all, tag, forms, takes, description=resource.description)
    for resource in resources:
        yield from _of_one(resource, list(taken.of_record(resource).values()))
    yield _of_meeting()


_STRING: Mapping[str, Any] = {"type": "string"}
_ID = Parameter("id", "The id of the record.", _STRING, str)


def _around(resources: Sequence[Resource]) -> Iterator[Operation]:
    """Yield the operations around the kinds."""
    quote, whole = list(verify.PARAMETERS.values()), list(dataset.PARAMETERS.values())
    for path, id, summary, shape, takes in (
        ("/v1", "getIndex", "Say what there is.", "Index", [AS_OF]),
        ("/v1/verify", "verifyQuote", "Say whether words are among the quotes.", "Verification", quote),
        ("/v1/changes", "listChanges", "List what has changed since a release.", "Changes", [SINCE]),
        ("/v1/vocabulary", "getVocabulary", "List every closed list, with labels.", "Vocabulary", []),
        ("/healthz", "getHealth", "Say that the server is alive.", "Health", []),
    ):
        yield Operation(path, id, summary, "about", {JSON.media_type: ref(shape)}, takes)
    ready = {JSON.media_type: ref("Readiness")}
    yield Operation("/readyz", "getReadiness", "Say which release is served, since when.", "about", ready)
    forms = {NDJSON.media_type: _STRING, JSON.media_type: ref("Dataset")}
    parted = ("range-not-satisfiable",)
    yield Operation("/v1/dataset", "getDataset", "Get everything at once.", "about", forms, whole, (), parted)
    contract = {JSON.media_type: {"type": "object", "additionalProperties": True}}
    yield Operation("/openapi.json", "getContract", "Get this contract as JSON.", "about", contract)
    as_yaml = {_YAML: contract[JSON.media_type]}
    yield Operation("/openapi.yaml", "getContractAsYaml", "Get this contract as YAML.", "about", as_yaml)
    slug = Parameter("type", "The type of problem.", {"type": "string", "enum": list(TYPES)}, str)
    meaning = "Say what a type of problem means."
    path = "/problems/{type}"
    yield Operation(path, "getProblemType", meaning, "about", {_TEXT: _STRING}, (), [slug], ("not-found",))


def _of_one(resource: Resource, takes: Sequence[Parameter]) -> Iterator[Operation]:
    """Yield the operations on one record of a kind."""
    name, singular = resource.name, resource.singular
    path, whole = f"/v1/{name}/{{id}}", {"anyOf": [ref(singular), ref(f"{PARTIAL}{singular}")]}
    said = resource.description
    summary = f"Get one of the {name}."
    yield Operation(path, f"get{singular}", summary, name, {JSON.media_type: whole}, takes, [_ID], _OF_ONE, said)
    summary = f"Get what became known of one of the {name}, and when."
    versions = {JSON.media_type: ref("History")}
    id = f"get{singular}History"
    yield Operation(f"{path}/history", id, summary, name, versions, [AS_OF], [_ID], _OF_ONE, said)


def _of_meeting() -> Operation:
    summary = "Get what each side said of a meeting."
    path, sides = "/v1/meetings/{id}/accounts", {JSON.media_type: ref("Accounts")}
    return Operation(path, "getMeetingAccounts", summary, "meetings", sides, [AS_OF], [_ID], _OF_ONE)


def _schemas(spec: APISpec, plugin: MarshmallowPlugin, resources: Sequence[Resource]) -> None:
    """Declare the schemas: of what is no record, of every kind, of their pages, and of parts of them."""
    assert plugin.converter  # noqa: S101 - apispec sets it when it takes the plugin in; tells the type checker so
    plugin.map_to_openapi_type(Ref, None, None)  # type: ignore[no-untyped-call]  # apispec has no types here
    plugin.converter.add_attribute_function(property_of)  # type: ignore[no-untyped-call]  # untyped there
    for name, shape in SHAPES.items():
        spec.components.schema(name, dict(shape))
    for resource in lists(resources):
        spec.components.schema(resource.singular, schema=resource.schema)
        spec.components.schema(f"{resource.singular}Page", page(resource.name, ref(resource.singular)))
    spec.components.schema("Included", included(resources))
    whole = dataset_shape([resource.name for resource in resources], [ref(resource.singular) for resource in resources])
    spec.components.schema("Dataset", whole)
    schemas = spec.components.schemas
    for resource in resources:
        schemas[resource.singular]["properties"][INCLUDED] = BESIDE
    for resource in lists(resources):
        schemas[resource.singular]["properties"][HIGHLIGHT] = {
            "anyOf": [ref("Highlight"), {"type": "null"}],
            "description": DESCRIPTION,
        }
    records = [resource.singular for resource in lists(resources)]
    for name, schema in partial(schemas, records).items():
        spec.components.schema(name, schema)
    for resource in lists(resources):
        some = page(f"{resource.name}, of which some fields were asked for", ref(f"{PARTIAL}{resource.singular}"))
        spec.components.schema(f"{PARTIAL}{resource.singular}Page", some)


def _operation(operation: Operation) -> dict[str, Any]:
    """Write one operation out."""
    in_path = [{**_parameter(found), "in": "path", "required": True} for found in operation.in_path]
    content = {media_type: {"schema": dict(schema)} for media_type, schema in operation.answers.items()}
    headers = {name: {"$ref": f"#/components/headers/{name}"} for name in _HEADERS if _has(operation, name)}
    ok = {"description": f"{operation.summary[:-1]}: the answer.", "headers": headers, "content": content}
    there = {"Location": {"description": "The path that the record has now.", "schema": dict(_STRING)}}
    moved = {"description": "The record has another id now.", "headers": there}
    kept = ("ETag", "Cache-Control", "X-Release", "X-Request-ID")
    unchanged = {name: {"$ref": f"#/components/headers/{name}"} for name in kept}
    problems = sorted({TYPES[slug][0]: slug for slug in (*_ALWAYS, *operation.problems)}.items())
    return {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description or operation.summary,
        "tags": [operation.tag],
        "parameters": [*in_path, *map(_parameter, operation.takes)],
        "responses": {
            "200": ok,
            **({"206": {**ok, "description": "The range that `Range` asks for."}} if _in_parts(operation) else {}),
            "304": {"description": "What you have is what there is: it has not changed.", "headers": unchanged},
            **({"308": moved} if _gone(operation) else {}),
            **{str(status): {"$ref": f"#/components/responses/{_camel(slug)}"} for status, slug in problems},
        },
    }


def _in_parts(operation: Operation) -> bool:
    return "range-not-satisfiable" in operation.problems


def _gone(operation: Operation) -> bool:
    return "gone" in operation.problems


def _has(operation: Operation, header: str) -> bool:
    """Whether the answers of an operation may have a header."""
    if header == "Link":
        return CSV.media_type in operation.answers or (_gone(operation) and operation.path.endswith("{id}"))
    if header in ("Content-Length", "Accept-Ranges", "Repr-Digest"):
        return _in_parts(operation)
    if header in ("X-Total-Count", "X-Total-Relation"):
        return CSV.media_type in operation.answers
    return header != "Content-Disposition" or NDJSON.media_type in operation.answers


def _problem(meaning: str) -> dict[str, Any]:
    headers = {"X-Request-ID": {"$ref": "#/components/headers/X-Request-ID"}}
    return {"description": meaning, "headers": headers, "content": {MEDIA_TYPE: {"schema": ref("Problem")}}}


def _camel(slug: str) -> str:
    return slug.title().replace("-", "")


def _parameter(found: Parameter) -> dict[str, Any]:
    declared: dict[str, Any] = {"name": found.name, "in": "query", "description": found.description}
    if found.required:
        declared["required"] = True
    declared["schema"] = dict(found.schema)
    if found.many:
        declared["description"] = f"{found.description} Commas join several."
        declared |= {"style": "form", "explode": False}
        declared["schema"] = {"type": "array", "items": dict(found.schema), "minItems": 1, "maxItems": MOST_VALUES}
    return declared
