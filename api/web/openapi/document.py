"""The contract (OpenAPI 3.1) from the declarations, through apispec; knows nothing of requests or releases."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import yaml
from apispec import APISpec

from api import __version__
from api.model.json_shapes import ref
from api.model.resource import Resource
from api.query.list_parameters import parameters_of
from api.query.parameters import Parameter
from api.release.combined import lists
from api.web.openapi.operations import Operation, operations
from api.web.openapi.records import Plugin, declare, values
from api.web.problems import MEDIA_TYPE

_DESCRIPTION = """Curated crisis facts, every value with the sentence it rests on.

A list is `{"data", "total", "next"}`, a record is the bare object, an error is a problem (RFC 9457). What a schema
requires is always there: unknown is `null`, and a list may be `[]`. With `fields`, a record has `id`, `kind`, `url` and
what was asked for alone: the schemas are those of whole records. A reference leads to `/v1/{kind}/{id}`; a former id
leads on, by 308. `/v1/vocabulary` says what the values of closed lists mean, and which of them this data set added.

`/v1/statements.csv` and `.ndjson`, `.md` (Markdown) and `.html` (a page) are other forms of `/v1/statements`, also had
by `format=csv` or by `Accept`; records have `.md`, `.html`, `.csl` and `.bib`. Values of a list are joined by commas,
or given one by one. Every answer has an `ETag`: send it back in `If-None-Match`, and what has not changed is a 304.
Beside it are `X-Release` (under `/releases/{id}/v1` all stays as it is in that release), `X-Request-ID`,
`Last-Modified`, `Cache-Control` and `Vary`.

No key is needed. Read the [guide](docs/guide) and the [reference](docs/reference). The licence here is that of the
program; `/v1` names that of the data."""

#: Headers of answers: what each says, and whether every answer that names it has it.
_HEADERS = {
    "ETag": ("A strong validator: send it back in If-None-Match.", True),
    "X-Request-ID": ("The name of the request: yours, if you sent one in this header.", True),
    "Link": ("The next page as `rel=next`, or the address to cite as `rel=cite-as` (RFC 8288).", False),
    "X-Total-Count": ("How many records all pages have.", False),
    "X-Total-Relation": ("`gte` where there are at least `X-Total-Count` records; left out where so many.", False),
    "Accept-Ranges": ("`bytes`: a download that broke off can be resumed with `Range`.", False),
    "Repr-Digest": ("The SHA-256 of the whole, whatever range of it is sent (RFC 9530).", False),
    "Content-Disposition": ("The name to save the answer by.", False),
    "Retry-After": ("After how many seconds to ask again.", False),
}

_PROBLEMS = {
    "Refused": (
        "What was asked is wrong. 400: a parameter, or its value. 404: nothing is there, or nothing was known on that "
        "day. 406: not to be had in the form that `Accept` names. 410: the record was withdrawn. 414: too long. 429: "
        "too many requests of yours at once.",
        ("Retry-After", "X-Request-ID"),
    ),
    "Failed": (
        "The server cannot answer. 500: a fault, which is logged. 503: the question takes too long, or there are too "
        "many, or there is no release. 502, 504: a proxy got no answer.",
        ("Retry-After", "X-Request-ID"),
    ),
}
#: The parameters of every list whose values are those of its kind; what is the same for all is said once, on top.
_OF_LISTS = ("sort", "facets", "include")
_SENTENCE = re.compile(r"[.:;](?= |$)")
#: How wide a mapping or a list may be to stand on one line of YAML.
_WIDE = 100


def document(resources: Sequence[Resource]) -> dict[str, Any]:
    """Return the contract of an API that serves these kinds."""
    tags = {found.name: f"Records: `{found.singular}`." for found in resources}
    tags |= {"lists": "Over all kinds.", "about": "Around the facts."}
    spec = APISpec(
        title="Crisis Facts",
        version=__version__,
        openapi_version="3.1.0",
        plugins=[Plugin()],
        info={
            "description": _description(resources),
            "contact": {"name": "The maintainers of Crisis Facts"},
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        servers=[{"url": "", "description": "The server that serves this document."}],
        security=[],
        tags=[{"name": name, "description": description} for name, description in tags.items()],
    )
    declare(spec, resources)
    for name, (says, always) in _HEADERS.items():
        spec.components.header(name, {"description": says, "required": always, "schema": {"type": "string"}})
    for name, (meaning, headers) in _PROBLEMS.items():
        content = {MEDIA_TYPE: {"schema": ref("Problem")}}
        spec.components.response(name, {"description": meaning, "headers": _headers(headers), "content": content})
    for operation in operations(resources):
        spec.path(operation.path, operations={"get": _operation(spec, operation)})
    found = spec.to_dict()
    _share(found)
    _drop_unused(found)
    order = ("openapi", "info", "servers", "security", "tags", "paths", "components")
    return {key: found[key] for key in order if key in found}


def _description(resources: Sequence[Resource]) -> str:
    """Return what stands on top: what is the same for all operations."""
    taken = parameters_of(lists(tuple(resources))).parameters(resources[0])
    said = {name: re.split(_SENTENCE, taken[name].description, maxsplit=1)[1].strip() for name in _OF_LISTS}
    return "\n".join([_DESCRIPTION, "", *(f"* `{name}`: {rest}" for name, rest in said.items())])


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


def _operation(spec: APISpec, operation: Operation) -> dict[str, Any]:
    in_path = [{**_parameter(spec, found), "in": "path", "required": True} for found in operation.in_path]
    return {
        "operationId": operation.id,
        "summary": operation.summary,
        "description": operation.description or operation.summary,
        "tags": [operation.tag],
        "parameters": [*in_path, *(_parameter(spec, found) for found in operation.takes)],
        "responses": {
            "200": {
                "description": "The answer.",
                "headers": _headers(["ETag", *_beside(operation)]),
                "content": {operation.media_type: {"schema": dict(operation.answer)}},
            },
            "4XX": {"$ref": "#/components/responses/Refused"},
            "default": {"$ref": "#/components/responses/Failed"},
        },
    }


def _beside(operation: Operation) -> Iterator[str]:
    names = {found.name for found in operation.takes}
    if "limit" in names or operation.path.endswith("{id}"):
        yield "Link"
    if "{kind}." in operation.path:
        yield from ("X-Total-Count", "X-Total-Relation")
    if "{kind}." in operation.path or operation.path == "/v1/dataset":
        yield "Content-Disposition"
    if operation.path == "/v1/dataset":
        yield from ("Accept-Ranges", "Repr-Digest")


def _headers(names: Sequence[str]) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _parameter(spec: APISpec, found: Parameter) -> dict[str, Any]:
    """Write a parameter out. An example stands only where a value must be given: any other would narrow a list."""
    schema = values(spec, found)
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
