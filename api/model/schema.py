"""The schemas that kinds are made of: what every record has, and objects that several share; knows no single kind."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from marshmallow import Schema, ValidationError, validates_schema
from marshmallow.fields import Field

from api.model import edtf
from api.model.fields import Computed, Country, Day, Edtf, Number, Slug, Text, sparse
from api.model.json_shapes import object_of, text
from api.model.messages import did_you_mean

#: The fields with which every record begins, and those with which it ends.
_FIRST, _LAST = ("id", "former_ids", "withdrawn"), ("topics", "status_note", "evidence")

#: How the message about an unknown key begins.
UNKNOWN = "is not a field here"


class Strict(Schema):
    """A schema that refuses unknown keys and says which known one is nearest."""

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        """Reword what marshmallow says of unknown keys and wrong shapes."""
        messages = error.normalized_messages()
        for key, texts in messages.items():
            if texts == [self.error_messages["unknown"]]:
                messages[key] = [unknown_field(self, key)]
            elif texts == [self.error_messages["type"]]:
                messages[key] = [f"is not a mapping; write the fields {', '.join(field_names(self))}"]
        error.messages = messages


class RecordSchema(Strict):
    """What every record has."""

    id = Slug("The readable id, unique over all kinds, for good.", required=True)
    kind = Computed("Its kind.", {"type": "string"})
    url = Computed("The path of the record.", {"type": "string", "format": "uri-reference"})
    citation = Computed(
        "How to cite it; in a record asked for by itself.",
        {"type": "string"},
    )


class Withdrawal(Strict):
    """That a record no longer stands: it leaves all lists, and its path says why."""

    date = Day("The day on which it was withdrawn.", required=True)
    reason = Text("Why it was withdrawn, for those who relied on it.", required=True)
    superseded_by = Slug("The id of the record that stands in its place.")


class Lasting(Strict):
    """What begins and ends."""

    start_date = Edtf("When it began; null where no source says.")
    end_date = Edtf("When it ended; null where no source says.")

    @validates_schema(skip_on_field_errors=False)
    def _ends_after_it_starts(self, data: dict[str, Any], **kwargs: object) -> None:
        if wrong := ends_early(data):
            raise ValidationError(wrong, "end_date")


#: The fields that say when something ended.
ENDS = ("end_date",)


class Listed(Strict):
    """What was seen on dated versions of a list; when it took effect is another question."""

    first_seen = sparse(Edtf("The date of the first list version among the sources that has it; it may be older."))
    last_seen = sparse(Edtf("The date of the last list version among the sources that has it."))


#: The fields that say when something was seen on a list.
SEEN = ("first_seen", "last_seen")


class Identifier(Strict):
    """What something is called in a register."""

    scheme = Text("The register.", required=True)
    id = Text("The identifier in that register.", required=True)


class Place(Strict):
    """Where something happened."""

    name = Text("The name of the place, as the source gives it.", required=True)
    country = Country("The country that the place lies in, by its code of ISO 3166-1 alpha-2, or ISO 3166-3.")
    latitude = Number("Degrees north of the equator, WGS 84.", -90, 90)
    longitude = Number("Degrees east of Greenwich, WGS 84.", -180, 180)

    @validates_schema
    def _has_both_or_none(self, data: dict[str, Any], **kwargs: object) -> None:
        if (data["latitude"] is None) != (data["longitude"] is None):
            raise ValidationError("stands alone; give both latitude and longitude, or none", "latitude")


#: The JSON Schema of how many facts of a kind belong to a record.
FACT_COUNT = object_of(
    "How many facts of a kind there are, and where they are listed.",
    {
        "kind": "The kind of the facts.",
        "count": {"type": "integer", "minimum": 0, "description": "How many there are."},
        "url": text("The path that lists them.", "uri-reference"),
        "description": "What they are; in the index alone.",
    },
    ("description",),
)


def Backlinks(help: str) -> Computed:
    """Return the field of the records that name a record, as references."""
    return Computed(help, {"type": "array", "items": {"$ref": "#/components/schemas/Reference"}})


def FactCounts(help: str) -> Computed:
    """Return the field of how many facts of each kind belong to a record: `[{kind, count, url}]`."""
    return Computed(help, {"type": "array", "items": FACT_COUNT})


def field_names(schema: Schema) -> Sequence[str]:
    """Return the names of the fields that a fixture may write, in the order of their declaration."""
    return [field.data_key or name for name, field in schema.fields.items() if not field.dump_only]


def unknown_field(schema: Schema, name: str) -> str:
    """Say that a schema has no field of a name, and which there are."""
    known = field_names(schema)
    return UNKNOWN + (did_you_mean(name, known) or f"; known are {', '.join(known)}")


@cache
def in_order(schema: Schema) -> Mapping[str, Field[Any]]:
    """Return the fields that a fixture may write, by their names there, in the order in which it writes them.

    A schema's own fields stand before those that it shares with others. A record begins with its id and ends with its
    evidence.
    """
    shared = {name for base in type(schema).__mro__[1:] for name in getattr(base, "_declared_fields", ())}
    fields = {field.data_key or name: field for name, field in schema.fields.items() if not field.dump_only}
    own = [name for name, field in fields.items() if field.name not in shared]
    first, last = (_FIRST, _LAST) if isinstance(schema, RecordSchema) else ((), ())
    middle = [name for name in dict.fromkeys((*own, *fields)) if name not in first + last]
    return {name: fields[name] for name in (*first, *middle, *last) if name in fields}


def ends_early(values: Mapping[str, Any]) -> str | None:
    """Say what is wrong where something ends before it starts; None where nothing is."""
    start, end = values.get("start_date"), values.get("end_date")
    if start and end and edtf.possible(start).earliest > edtf.possible(end).latest:
        return f"{end!r} is before start_date {start!r}; swap or correct them"
    return None
