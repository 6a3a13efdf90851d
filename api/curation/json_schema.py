"""JSON Schemas of the files of fixtures, by which editors complete and check what a curator types; writes no files.

They say what each field may hold. Only the checker knows what must hold between fields and between records, and whether
words stand in a source. Editors read YAML 1.2: there, the text `123` needs quotation marks, a year or number does not.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from marshmallow import Schema, validate
from marshmallow.fields import Field, Nested

from api.curation.dataset import About
from api.model import edtf, fields
from api.model.evidence import CURATORIAL
from api.model.resource import Resource
from api.model.schema import in_order
from api.model.terms import open_lists

#: JSON Schema, a document or a part of one.
Spec = dict[str, Any]

_DRAFT = "http://json-schema.org/draft-07/schema#"
#: One line; white space at its ends is dropped.
_TEXT: Spec = {"type": "string", "pattern": r"^\s*\S.*\s*$"}
_ID: Spec = {"type": "string", "pattern": fields.SLUG, "maxLength": fields.SLUG_LENGTH}
_DATE: Spec = {"type": ["string", "integer"], "pattern": edtf.NOTATION, "minimum": -9999, "maximum": 9999}
_DAY: Spec = {"type": "string", "pattern": r"^(?!0000)[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$"}


def file_schemas(resources: Sequence[Resource]) -> Mapping[str, Spec]:
    """Return the schema of the files of each kind, and that of `dataset.yaml`, by name."""
    about = {"$schema": _DRAFT, "title": "The data set", **_object(About())}
    about["properties"]["terms"]["items"]["properties"]["of"] |= {"enum": list(open_lists(resources))}
    return {"dataset": about, **{resource.name: kind_schema(resource) for resource in resources}}


def kind_schema(resource: Resource) -> Spec:
    """Return the schema of the files of a kind: one record, or a list of records."""
    record = {"title": resource.singular, **_object(resource.loader), "description": resource.description}
    said = {
        name: field
        for name, field in in_order(resource.loader).items()
        if name not in CURATORIAL and not isinstance(field, fields.Verbatim)
    }
    here = {"$ref": "#/definitions/record"}
    return {
        "$schema": _DRAFT,
        "title": resource.name.capitalize(),
        "anyOf": [here, {"type": "array", "minItems": 1, "items": here}],
        "definitions": {"record": record, "said": {**_properties(said), "minProperties": 1}},
    }


def _object(schema: Schema) -> Spec:
    members = in_order(schema)
    required = [name for name, field in members.items() if field.required]
    return {**_properties(members), **({"required": required} if required else {})}


def _properties(members: Mapping[str, Field[Any]]) -> Spec:
    specs = {name: {**_value(field), "description": field.metadata["description"]} for name, field in members.items()}
    return {"type": "object", "properties": specs, "additionalProperties": False}


def _value(field: Field[Any]) -> Spec:
    if isinstance(field, fields.Several):
        return {"type": "array", "minItems": field.least, "uniqueItems": True, "items": _value(field.inner)}
    if isinstance(field, Nested):
        return _object(field.schema)
    if isinstance(field, fields.Said):
        return {"allOf": [{"$ref": "#/definitions/said"}]}
    if isinstance(field, fields.Choice | fields.Country):
        return {"enum": list(field.values), "enumDescriptions": list(field.values.values())}
    if isinstance(field, fields.Edtf):
        return _DAY if isinstance(field, fields.Day) else _DATE
    if isinstance(field, fields.Ref | fields.Slug):
        return _ID
    if isinstance(field, fields.Pattern):
        return {"type": "string", "pattern": field.pattern}
    return _number(field) if isinstance(field, fields.Number) else _TEXT


def _number(field: fields.Number) -> Spec:
    bounds = [rule for rule in field.validators if isinstance(rule, validate.Range)]
    limits = {name: limit for rule in bounds for name, limit in (("minimum", rule.min), ("maximum", rule.max))}
    written = {"type": ["number", "string"], "pattern": f"^{fields.NUMBER}$"}
    return {**written, **{name: limit for name, limit in limits.items() if limit is not None}}
