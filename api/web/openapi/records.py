"""The schemas of records in the contract: what the marshmallow plugin of apispec does not see by itself."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from marshmallow import fields as marshmallow_fields

from api.model.document_schema import ALONE, EDTF_DATE, ordered
from api.model.fields import Choice, Computed, Number, Ref, Said
from api.model.resource import Resource
from api.query.highlight import HIGHLIGHT
from api.query.included import INCLUDED
from api.query.list_parameters import INCOMPLETE
from api.web.openapi.components import AT_LEAST, INDEX, RELATION
from api.web.openapi.partial import PARTIAL

#: What comes after all that a record has by itself, where it is asked for.
_ASKED_FOR = (HIGHLIGHT, INCLUDED)


def ref(name: str) -> dict[str, str]:
    """Return a reference to a schema."""
    return {"$ref": f"#/components/schemas/{name}"}


def property_of(self: object, field: marshmallow_fields.Field[Any], **kwargs: object) -> dict[str, Any]:
    """Return what apispec does not see in a field of ours; it calls this for each."""
    if isinstance(field, Computed):
        return dict(field.spec)
    if isinstance(field, Ref):
        return _reference(field)
    if isinstance(field, Number):
        return {"type": ["number", "null"]}
    if isinstance(field, Said):
        return {"type": ["object", "null"], "additionalProperties": True}
    if isinstance(field, Choice):
        return {"enum": [*field.values, *([None] if field.allow_none else [])]}
    return {}


def page(kind: str, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shape of a page of a kind, whose records have this shape."""
    next_page = {"type": ["string", "null"], "format": "uri-reference", "description": "The path of the next page."}
    counts = {"type": "array", "items": {"$ref": "#/components/schemas/Facet"}}
    total = f"How many records there are on all pages; with `{RELATION}`, at least so many."
    relation = "`gte`: there are at least `total` records. Only there where words find more than are counted; with "
    relation += "`facets`, all are."
    facets = "Counts of the list, by the name of each facet that was asked for; only there with `facets`."
    incomplete = "The facets that have more values than are given; only there where one has."
    suggestions = "The nearest words that do find something here; only there where words find nothing."
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
            INCOMPLETE: {"type": "array", "items": {"type": "string"}, "description": incomplete},
            INCLUDED: BESIDE,
            "suggestions": {"type": "array", "items": ref("Suggestion"), "description": suggestions},
        },
    }


#: What an answer may have beside the records that were asked for.
BESIDE = {**ref("Included"), "description": "The records that others refer to; only there with `include`."}


def included(resources: Sequence[Resource]) -> dict[str, Any]:
    """Return the shape of the records that come with others."""
    by_id = {
        kind.name: {
            "type": "object",
            "description": f"Those that are {kind.name}, by id.",
            "additionalProperties": ref(kind.singular),
        }
        for kind in resources
    }
    return {"type": "object", "description": "Records by kind and id, each once.", "properties": by_id}


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
            keys = sorted(ordered(shown), key=_ASKED_FOR.__contains__)
            schema["properties"] = {key: shown[key] for key in keys}
            if not name.startswith(PARTIAL):
                schema["required"] = [key for key in schema["properties"] if key not in (*_ASKED_FOR, ALONE)]
            for value in shown.values():
                value.pop("default", None)
    for resource in resources:
        for before in ("", PARTIAL):
            if schema := schemas.get(f"{before}{resource.singular}"):
                schema["properties"]["kind"]["const"] = resource.name
    schemas.update({name: _dated(schema) for name, schema in schemas.items()} | {"EdtfDate": dict(EDTF_DATE)})
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
    date = {"anyOf": [ref("EdtfDate"), {"type": "null"}]} if "null" in schema["type"] else ref("EdtfDate")
    return {**date, **{key: value for key, value in schema.items() if key == "description"}}


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


def _reference(field: Ref) -> dict[str, Any]:
    return {"anyOf": [ref("Reference"), {"type": "null"}]} if field.allow_none else ref("Reference")
