"""The schemas of records in the contract: what the marshmallow plugin of apispec does not see by itself."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from marshmallow import fields as marshmallow_fields

from api.model.document_schema import ordered
from api.model.fields import Choice, Cited, Computed, Number, Ref, Said, is_sparse
from api.model.resource import Resource
from api.query.highlight import HIGHLIGHT
from api.query.list_parameters import parameters_of
from api.release.combined import lists
from api.web.openapi.components import AT_LEAST, INDEX, RELATION
from api.web.openapi.partial import PARTIAL

#: Stands before the name of a schema for a reference in whose place the whole record may stand.
_OPENED = "Opened"


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def property_of(resources: Sequence[Resource]) -> Callable[..., dict[str, Any]]:
    """Return a function that apispec calls for what it does not see in a field of ours."""
    singular = {resource.name: resource.singular for resource in resources}

    def found(self: object, field: marshmallow_fields.Field[Any], **kwargs: object) -> dict[str, Any]:
        if isinstance(field, Computed):
            return {**field.spec, **({"x-sparse": True} if is_sparse(field) else {})}
        if is_sparse(field):
            return {**declared(field), "x-sparse": True}
        return declared(field)

    def declared(field: marshmallow_fields.Field[Any]) -> dict[str, Any]:
        if isinstance(field, Cited):
            return {"anyOf": [ref("CitedSource"), ref(f"{_OPENED}{singular['sources']}")]}
        if isinstance(field, Ref):
            return _reference(field, [singular[kind] for kind in field.kinds if kind in singular])
        if isinstance(field, Number):
            return {"type": ["number", "null"]}
        if isinstance(field, Said):
            return {"type": ["object", "null"], "additionalProperties": True}
        if isinstance(field, Choice):
            return {"enum": [*field.values, *([None] if field.allow_none else [])]}
        return {}

    return found


def page(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of a page of a kind, whose records have this shape."""
    next_page = {"type": ["string", "null"], "format": "uri-reference", "description": "The path of the next page."}
    counts = {"type": "array", "items": {"$ref": "#/components/schemas/Facet"}}
    total = f"How many records there are on all pages; with `{RELATION}`, at least so many."
    relation = "`gte`: there are at least `total` records. Only there where words find more than are counted; with "
    relation += "`facets`, all are."
    facets = "Counts of the list, by the name of each facet that was asked for; only there with `facets`."
    return {
        "type": "object",
        "description": f"A page of {kind}.",
        "required": ["data", "total", "next"],
        "properties": {
            "data": {"type": "array", "items": dict(record), "description": "The records of this page."},
            "total": {"type": "integer", "minimum": 0, "description": total},
            RELATION: {"type": "string", "enum": [AT_LEAST], "description": relation},
            "next": next_page,
            "facets": {"type": "object", "additionalProperties": counts, "description": facets},
        },
    }


def dataset_shape(kinds: Sequence[str], records: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the shape of a whole release, whose records have these shapes: what the index says, and all records."""
    index = INDEX["properties"]
    count = {"type": "integer", "minimum": 0, "description": "How many records of the kind there are."}
    properties = {
        **{name: index[name] for name in ("title", "description", "license", "release", "coverage")},
        "as_of": {"type": ["string", "null"], "format": "date", "description": "The day of knowledge; null: today's."},
        "counts": {
            "type": "object",
            "description": "How many records of each kind there are.",
            "required": list(kinds),
            "properties": {kind: count for kind in kinds},
        },
        "data": {
            "type": "array",
            "description": "Every record, kind by kind.",
            "items": {"anyOf": [dict(record) for record in records]},
        },
    }
    return {
        "type": "object",
        "description": "A whole release.",
        "required": list(properties),
        "properties": properties,
    }


def opened(resources: Sequence[Resource], schemas: Mapping[str, Any]) -> dict[str, Any]:
    """Return the schemas of references that were opened: all that a reference has, and all that the record has."""
    outlines = parameters_of(lists(tuple(resources))).outlines
    led_to: set[str] = set()
    for resource in resources:
        known = outlines.known(resource)
        led_to |= {kind for path in outlines.expansions(resource) if path in known for kind in known[path].kinds}
    reference = schemas["Reference"]["properties"]
    return {
        f"{_OPENED}{resource.singular}": {
            **schemas[resource.singular],
            "description": f"A reference with the whole `{resource.singular}` in its place, for who asks for it.",
            "properties": {**reference, **schemas[resource.singular]["properties"]},
        }
        for resource in resources
        if resource.name in led_to
    }


def published(document: dict[str, Any], resources: Sequence[Resource]) -> dict[str, Any]:
    """Turn what the reader demands into what the server promises.

    A record has every key, whatever a fixture may leave out; and a client must bear with keys that it does not know
    yet, strict as the reader is.
    """
    schemas = document["components"]["schemas"]
    for name, schema in schemas.items():
        if schema.get("additionalProperties") is False:
            del schema["additionalProperties"]
            shown = {key: value for key, value in schema["properties"].items() if not value.get("writeOnly")}
            keys = sorted(ordered(shown), key=HIGHLIGHT.__eq__)  # it comes after all that a record has by itself
            schema["properties"] = {key: shown[key] for key in keys}
            if not name.startswith(PARTIAL):
                schema["required"] = [
                    key for key, value in schema["properties"].items() if key != HIGHLIGHT and not value.get("x-sparse")
                ]
            for value in shown.values():
                value.pop("default", None)
                if value.pop("x-sparse", None):
                    _never_null(value)
    for resource in resources:
        for before in ("", _OPENED, PARTIAL, f"{PARTIAL}{_OPENED}"):
            if schema := schemas.get(f"{before}{resource.singular}"):
                schema["properties"]["kind"]["const"] = resource.name
    for name in ("Hit", "Moment", f"{PARTIAL}Hit", f"{PARTIAL}Moment"):
        schemas[name] = _dated(schemas[name])
    _drop_unused(document)
    order = ("openapi", "info", "servers", "security", "tags", "paths", "components")
    return {key: document[key] for key in order if key in document}


def _dated(schema: Any) -> Any:
    """Put the object that a date is in the place of the text that fixtures write."""
    if isinstance(schema, list):
        return [_dated(part) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    if schema.get("format") != "edtf" or "const" in schema:
        return {key: _dated(part) for key, part in schema.items()}
    return {"anyOf": [ref("EdtfDate"), {"type": "null"}]} if "null" in schema["type"] else ref("EdtfDate")


def _never_null(value: dict[str, Any]) -> None:
    """Take null out of what a field may be: it is left out where it says nothing."""
    if "null" in value.get("type", ()):
        value["type"] = next(name for name in value["type"] if name != "null")
    if "enum" in value:
        value["enum"] = [one for one in value["enum"] if one is not None]


def _drop_unused(document: dict[str, Any]) -> None:
    """Take out the schemas that nothing leads to: of what the server reads, but never shows."""
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


def _reference(field: Ref, singulars: Sequence[str]) -> dict[str, Any]:
    """Return the schema of a reference, which `expand` may open where it is not one of many."""
    forms: list[Mapping[str, Any]] = [ref("Reference")]
    if isinstance(field.parent, marshmallow_fields.List):
        return dict(forms[0])
    forms += [ref(f"{_OPENED}{singular}") for singular in singulars]
    return {"anyOf": [*forms, *([{"type": "null"}] if field.allow_none else [])]}
