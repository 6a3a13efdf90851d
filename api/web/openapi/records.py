"""The schemas of records and of their pages, from the declarations of their kinds: what the server shows of them."""

from collections.abc import Sequence
from typing import Any

import marshmallow
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin, resolver
from apispec.ext.marshmallow.openapi import OpenAPIConverter
from marshmallow.fields import Field

from api.model import fields
from api.model.document_schema import ALONE, ordered
from api.model.json_shapes import by_name, count, list_of, nullable, object_of, path, ref
from api.model.resource import Resource
from api.model.schema import FACT_COUNT
from api.query.highlight import HIGHLIGHT
from api.query.included import INCLUDED
from api.query.list_parameters import INCOMPLETE
from api.query.parameters import SLUG_SCHEMA, Parameter
from api.release.combined import lists
from api.web.openapi.components import RELATION, SHAPES

#: What the contract says of a country, in a record and in a filter.
_COUNTRY = {"type": "string", "pattern": fields.Country.pattern}
#: What apispec may say of a text.
_OF_TEXTS = ("type", "format", "pattern", "maxLength")


class _Converter(OpenAPIConverter):
    """Turns what a fixture may hold into what the server shows.

    A record has every field, but for those that it leaves out where they say nothing; and a client must bear with keys
    that it does not know yet, strict as the reader is. A closed list is a schema of its own.
    """

    def schema2jsonschema(self, schema: Any) -> dict[str, Any]:
        """Return the shape of the objects of a schema."""
        shown = {found.data_key or name: found for name, found in schema.fields.items() if not found.load_only}
        members = {name: self.field2property(shown[name]) for name in ordered(shown)}
        optional = [name for name, found in shown.items() if fields.is_sparse(found) or name == ALONE]
        return object_of(" ".join((type(schema).__doc__ or "").split()), members, optional)

    def field2property(self, field: Field[Any]) -> dict[str, Any]:
        """Return the shape of the values of a field."""
        found = {**self._values(field), "description": field.metadata["description"]}
        return nullable(found) if field.allow_none and not fields.is_sparse(field) else found

    def _values(self, field: Field[Any]) -> dict[str, Any]:
        if isinstance(field, fields.Several):
            return {"type": "array", "items": self._values(field.inner)}
        if isinstance(field, fields.Object):
            return dict(self.resolve_nested_schema(field.schema))  # type: ignore[no-untyped-call]  # untyped there
        if isinstance(field, fields.Choice):
            return self.choice(field)
        if isinstance(field, fields.Computed):
            items = field.spec.get("items")
            return {**field.spec, **({"items": ref("FactCount")} if items == FACT_COUNT else {})}
        for kind, found in _SHOWN:
            if isinstance(field, kind):
                return dict(found)
        declared = super().field2property(field)
        kept = {key: declared[key] for key in _OF_TEXTS if key in declared}
        return {**kept, "type": "string"}

    def choice(self, field: fields.Choice) -> dict[str, Any]:
        """Return a reference to the schema of a closed list: one for all fields that take their values from it."""
        schemas = self.spec.components.schemas
        same = (name for name, found in schemas.items() if found.get("enum") == list(field.values))
        name = next(same, None)
        if not name:
            name = resolver(type(_schema_of(field))) + "".join(map(str.capitalize, str(field.name).split("_")))
            found = {"type": "string", "enum": list(field.values), "description": field.metadata["description"]}
            self.spec.components.schema(name, found)
        return ref(name)


class Plugin(MarshmallowPlugin):
    """What apispec asks for the schemas of records."""

    Converter = _Converter


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
)


def declare(spec: APISpec, resources: Sequence[Resource]) -> None:
    """Declare the schemas of all kinds, of their pages, and of all that they are made of."""
    for name, found in {**SHAPES, "Id": {**SLUG_SCHEMA, "description": "An id: lower-case words."}}.items():
        spec.components.schema(name, dict(found))
    for resource in (found for found in lists(resources) if not found.part_of):
        spec.components.schema(resource.singular, schema=resource.loader)
        members = spec.components.schemas[resource.singular]["properties"]
        if not resource.holds:
            members["kind"] = {"type": "string", "const": resource.name, "description": "Its kind."}
            members[INCLUDED] = ref("Included")
        members[HIGHLIGHT] = nullable(ref("Highlight"))
        spec.components.schema(f"{resource.singular}Page", _page(resource))
    by_kind = {kind.name: by_name(f"Those of {kind.name}, by id.", ref(kind.singular)) for kind in resources}
    said = "The records that others refer to, by kind and id; only there with `include`."
    spec.components.schema("Included", object_of(said, by_kind, optional=list(by_kind)))


def values(spec: APISpec, found: Parameter) -> dict[str, Any]:
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
    named = (name for name, schema in spec.components.schemas.items() if schema.get("enum") == allowed)
    return next(map(ref, named), {"type": "string", "pattern": _pattern(allowed)})


def _pattern(names: Sequence[str]) -> str:
    """Return the pattern of some names; of paths that go on, whatever may come then."""
    first = [name for name in names if not any(name.startswith(f"{head}.") for head in names)]
    more = "([.][a-z_]+)*" if len(first) < len(names) else ""
    return f"^({'|'.join(name.replace('.', '[.]') for name in first)}){more}$"


def _schema_of(field: Field[Any]) -> marshmallow.Schema:
    parent: Any = field.parent
    return _schema_of(parent) if isinstance(parent, Field) else parent


def _page(resource: Resource) -> dict[str, Any]:
    members = {
        "data": list_of("Those of this page.", ref(resource.singular)),
        "total": count(f"How many on all pages, by `{RELATION}`."),
        RELATION: ref("TotalRelation"),
        "next": nullable(path("The path of the next page.")),
        "facets": ref("Facets"),
        INCOMPLETE: ref("IncompleteFacets"),
        "suggestions": ref("Suggestions"),
        INCLUDED: ref("Included"),
    }
    return object_of(f"A page of {resource.name}.", members, optional=list(members)[4:] + [RELATION])
