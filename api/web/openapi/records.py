"""The schemas of records and of their pages, from the declarations of their kinds: what the server shows of them."""

from collections.abc import Sequence
from typing import Any

from marshmallow import Schema
from marshmallow.fields import Field

from api.model import fields
from api.model.document_schema import ALONE, ordered
from api.model.json_shapes import nullable, object_of, ref, text
from api.model.resource import Resource
from api.model.schema import FACT_COUNT
from api.query.highlight import HIGHLIGHT
from api.query.list_parameters import INCOMPLETE, RELATION
from api.query.parameters import SLUG_SCHEMA, Parameter
from api.query.projection import INCLUDED
from api.release.combined import lists

#: What the contract says of a country, in a record and in a filter.
_COUNTRY = {"type": "string", "pattern": fields.Country.pattern}
#: The shapes of fields by their class; the first that fits counts.
_SHOWN: Sequence[tuple[type[Field[Any]], dict[str, Any]]] = (
    (fields.Day, {"type": "string", "format": "date"}),
    (fields.Edtf, ref("EdtfDate")),
    (fields.Cited, ref("CitedSource")),
    (fields.Ref, ref("Reference")),
    (fields.Country, _COUNTRY),
    (fields.Number, {"type": "number"}),
    (fields.Said, {"type": "object", "additionalProperties": True}),
    (fields.Slug, ref("Id")),
    (fields.WebAddress, {"type": "string", "format": "uri", "pattern": fields.WebAddress.pattern}),
)
#: The schemas of a contract by name.
Schemas = dict[str, Any]


def declare(schemas: Schemas, resources: Sequence[Resource]) -> None:
    """Declare the schemas of all kinds, of their pages, and of all that they are made of, beside those there are."""
    schemas["Id"] = {**SLUG_SCHEMA, "description": "An id: lower-case words."}
    for resource in (found for found in lists(resources) if not found.part_of):
        shape = _object(schemas, resource.loader)
        members = shape["properties"]
        if not resource.holds:
            members["kind"] = {"type": "string", "const": resource.name, "description": "Its kind."}
            members[INCLUDED] = ref("Included")
        members[HIGHLIGHT] = nullable(ref("Highlight"))
        schemas[resource.singular] = shape
        schemas[f"{resource.singular}Page"] = _page(resource)
    by_kind = {
        kind.name: {
            "type": "object",
            "description": f"Those of {kind.name}, by id.",
            "additionalProperties": ref(kind.singular),
        }
        for kind in resources
    }
    said = "The records that others refer to, by kind and id; only there with `include`."
    schemas["Included"] = object_of(said, by_kind, optional=list(by_kind))


def _object(schemas: Schemas, schema: Schema) -> dict[str, Any]:
    """Return the shape of the objects of a schema, as the server shows what a fixture may hold.

    A record has every field, but for those that it leaves out where they say nothing; and a client must bear with keys
    that it does not know yet, strict as the reader is.
    """
    shown = {found.data_key or name: found for name, found in schema.fields.items() if not found.load_only}
    members: dict[str, Any] = {}
    for name in ordered(shown):
        field = shown[name]
        member = {**_values(schemas, field), "description": field.metadata["description"]}
        members[name] = nullable(member) if field.allow_none and not fields.is_sparse(field) else member
    optional = [name for name, found in shown.items() if fields.is_sparse(found) or name == ALONE]
    return object_of(" ".join((type(schema).__doc__ or "").split()), members, optional)


def _values(schemas: Schemas, field: Field[Any]) -> dict[str, Any]:
    if isinstance(field, fields.Several):
        return {"type": "array", "items": _values(schemas, field.inner)}
    if isinstance(field, fields.Object):
        name = type(field.schema).__name__
        if name not in schemas:
            schemas[name] = _object(schemas, field.schema)
        return ref(name)
    if isinstance(field, fields.Choice):
        return _choice(schemas, field)
    if isinstance(field, fields.Computed):
        items = field.spec.get("items")
        return {**field.spec, **({"items": ref("FactCount")} if items == FACT_COUNT else {})}
    pattern = {"pattern": field.pattern} if isinstance(field, fields.Pattern) else {}
    return next((dict(found) for kind, found in _SHOWN if isinstance(field, kind)), {"type": "string", **pattern})


def _choice(schemas: Schemas, field: fields.Choice) -> dict[str, Any]:
    """Return a reference to the schema of a closed list: one for all fields that take their values from it."""
    name = next((name for name, found in schemas.items() if found.get("enum") == list(field.values)), None)
    if not name:
        name = type(_schema_of(field)).__name__ + "".join(map(str.capitalize, str(field.name).split("_")))
        found = {"type": "string", "enum": list(field.values), "description": field.metadata["description"]}
        schemas[name] = found
    return ref(name)


def values(schemas: Schemas, found: Parameter) -> dict[str, Any]:
    """Return the schema of the values of a parameter; a closed list that records have too is named.

    Others are patterns: each would be a class of its own in a client.
    """
    allowed = found.schema.get("enum")
    if found.schema == SLUG_SCHEMA:
        return ref("Id")
    if not allowed:
        return {key: value for key, value in found.schema.items() if key != "default"}
    if allowed == list(fields.Country.values):
        return dict(_COUNTRY)
    named = (name for name, schema in schemas.items() if schema.get("enum") == allowed)
    return next(map(ref, named), {"type": "string", "pattern": _pattern(allowed)})


def _pattern(names: Sequence[str]) -> str:
    """Return the pattern of some names; of paths that go on, whatever may come then."""
    first = [name for name in names if not any(name.startswith(f"{head}.") for head in names)]
    more = "([.][a-z_]+)*" if len(first) < len(names) else ""
    return f"^({'|'.join(name.replace('.', '[.]') for name in first)}){more}$"


def _schema_of(field: Field[Any]) -> Schema:
    parent: Any = field.parent
    return _schema_of(parent) if isinstance(parent, Field) else parent


def _page(resource: Resource) -> dict[str, Any]:
    members = {
        "data": {"type": "array", "description": "Those of this page.", "items": ref(resource.singular)},
        "total": {"type": "integer", "minimum": 0, "description": f"How many on all pages, by `{RELATION}`."},
        RELATION: ref("TotalRelation"),
        "next": nullable(text("The path of the next page.", "uri-reference")),
        "facets": ref("Facets"),
        INCOMPLETE: ref("IncompleteFacets"),
        "suggestions": ref("Suggestions"),
        INCLUDED: ref("Included"),
    }
    return object_of(f"A page of {resource.name}.", members, optional=list(members)[4:] + [RELATION])
