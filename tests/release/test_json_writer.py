"""The JSON of records is what marshmallow dumps, with dates as objects, and without what is empty and sparse."""

import json
from collections.abc import Mapping
from random import Random
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some
from marshmallow import Schema
from marshmallow.fields import Field, Nested

from api.model.date_object import shown_date
from api.model.document_schema import ordered
from api.model.fields import Day, Edtf, Number, Said, Several, is_sparse
from api.model.resource import Resource
from api.model.schema import ENDS
from api.release.json_writer import JsonWriter
from tests.declared import kinds

DATES = ("2019-03-19", "2019-03", "[..2019-03-20]", "2019-03-19/..", "2019~")
TEXTS = ("a", "Iván “Ø” 北", '"\\/', "\x00\x1f\u2028\ud7ff\U0001f600")


def value_of(field: Field[Any], record: Schema, chance: Random, *, is_item: bool = False) -> Any:
    """Return a value that a field may have once a record is loaded."""
    if isinstance(field, Several):
        return [value_of(field.inner, record, chance, is_item=True) for _ in range(chance.randrange(3))]
    if not is_item and chance.random() < 0.3:
        return None
    if isinstance(field, Nested):
        return object_of(field.schema, record, chance)
    if isinstance(field, Said):
        names = [name for name, other in record.fields.items() if name != "evidence" and not other.dump_only]
        return {name: value_of(record.fields[name], record, chance) for name in chance.sample(names, 2)}
    if isinstance(field, Number):
        return chance.choice([0, -1, 10**14, 12.5, -0.000000001])
    return chance.choice(DATES if isinstance(field, Edtf) else TEXTS)


def object_of(schema: Schema, record: Schema, chance: Random) -> dict[str, Any]:
    """Return an object of a schema, as it is once loaded."""
    fields = {name: field for name, field in schema.fields.items() if not field.dump_only}
    return {name: value_of(field, record, chance) for name, field in fields.items()}


def shown(field: Field[Any], value: Any, record: Schema) -> Any:
    """Return what clients see of a value that marshmallow has dumped."""
    if value is None:
        return None
    if isinstance(field, Several):
        return [shown(field.inner, item, record) for item in value]
    if isinstance(field, Nested):
        return shown_object(field.schema, value, record)
    if isinstance(field, Said):
        return {name: shown(record.fields[name], one, record) for name, one in value.items()}
    is_date = isinstance(field, Edtf) and not isinstance(field, Day)
    return shown_date(value, is_end=field.name in ENDS) if is_date else value


def shown_object(schema: Schema, values: Mapping[str, Any], record: Schema) -> dict[str, Any]:
    """Return what clients see of an object that marshmallow has dumped: its members in order, no sparse empty ones."""
    fields = {field.data_key or name: field for name, field in schema.dump_fields.items()}
    found = {key: shown(fields[key], value, record) for key, value in values.items()}
    return {key: value for key, value in found.items() if value or not is_sparse(fields[key])}


@kinds
@settings(max_examples=25, deadline=None)
@given(chance=some.randoms(use_true_random=True))
def test_what_is_written_is_what_marshmallow_dumps(resource: Resource, chance: Random) -> None:
    schema = resource.loader
    values = object_of(schema, schema, chance)
    writer = JsonWriter(resource, lambda id, day: json.dumps(id), lambda id, day: json.dumps(id), lambda entry: {})
    written = json.loads(writer.document(values, "2019-03-19", {}))
    expected = shown_object(schema, schema.dump(values), schema)
    assert written == json.loads(json.dumps(expected))
    assert [*written] == [name for name in ordered(expected) if name in written]
