"""What every record has in common, and the evidence it rests on; knows nothing of single kinds or of files."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from marshmallow import Schema, ValidationError, post_load, validates_schema
from marshmallow.fields import Field

from api.model import edtf
from api.model.fields import (
    Choice,
    Computed,
    Country,
    Day,
    Edtf,
    Number,
    Object,
    Objects,
    Ref,
    Refs,
    Said,
    Slug,
    Slugs,
    Text,
    Texts,
    Verbatim,
    Words,
    names,
)
from api.model.messages import did_you_mean, quoted

#: The part of a source that holds a passage. A caption or an imprint is weak evidence: nobody reported it as news.
PARTS = {
    "body": "The running text.",
    "headline": "The headline.",
    "caption": "The caption of a picture: weak evidence.",
    "imprint": "Byline, dateline, credit or address printed with the text: weak evidence.",
    "entry": "An entry of a list, found by its number.",
    "no_entry": "That a list has no entry of a number: evidence that it is gone, or was never there.",
}
#: The parts that are found by the number of an entry, and not by words.
NUMBERED = frozenset({"entry", "no_entry"})


#: The fields that are the curator's own: they order and explain what the sources say, and rest on no passage.
CURATORIAL = frozenset({"id", "former_ids", "withdrawn", "topics", "status_note", "different_from", "evidence"})

#: The fields with which every record begins, and those with which it ends.
_FIRST, _LAST = ("id", "former_ids", "withdrawn"), ("topics", "status_note", "evidence")

#: How the message begins of a key that is none.
UNKNOWN = "is not a field here"


class Strict(Schema):
    """A schema that refuses unknown keys and says which known one is nearest."""

    def handle_error(self, error: ValidationError, data: Any, *, many: bool, **kwargs: Any) -> None:
        """Reword what marshmallow says of unknown keys and wrong shapes."""
        messages = error.normalized_messages()
        for key, found in messages.items():
            if found == [self.error_messages["unknown"]]:
                near = did_you_mean(key, names(self))
                messages[key] = [f"{UNKNOWN}{near or '; known are ' + ', '.join(names(self))}"]
            elif found == [self.error_messages["type"]]:
                messages[key] = [f"is not a mapping; write the fields {', '.join(names(self))}"]
        error.messages = messages


class Evidence(Strict):
    """One passage of one source, named by its first and last words, and what it supports.

    Of a list, it is the name of an entry, found by its number: what else an entry holds may be of private life.
    """

    source = Ref("The source that holds the passage.", "sources", required=True)
    start = Words(
        "The first words of the passage, as printed; the whole passage where `end` is null; of an entry its name.",
        required=True,
    )
    end = Words("The last words of the passage, as printed.")
    part = Choice("The part of the source that holds the passage; null stands for `body`.", PARTS)
    entry = Text("The number of the entry in its list, where `part` is `entry` or `no_entry`.")
    supports = Texts("The fields of the record that the passage supports; empty: the whole record.", data_key="fields")
    said = Said("The values that fields had by this passage, where the record has others by now.")
    via = Refs(
        "Who carried these words to the source, in order, where the record's own `via` does not say it.", "actors"
    )
    link = Computed(
        "The address that scrolls to the passage in a browser and highlights it; null where the source has no address.",
        {"type": ["string", "null"], "format": "uri"},
    )

    @validates_schema
    def _is_words_or_an_entry(self, data: dict[str, Any], **kwargs: object) -> None:
        numbered = data["part"] in NUMBERED
        if numbered != bool(data["entry"]):
            wrong = f"{data['entry']!r} needs the part entry, or no_entry"
            what = "is missing; write the number of the entry" if numbered else wrong
            raise ValidationError(what, "entry")
        if numbered and data["end"]:
            raise ValidationError(f"{quoted(data['end'])} is not for entries; write the whole name as start", "end")


class Identifier(Strict):
    """What something is called in a register."""

    scheme = Text("The register.", required=True)
    id = Text("The identifier in that register.", required=True)


class Record(Strict):
    """What every record has."""

    id = Slug("The readable id: chosen once, unique over all kinds, never used again.", required=True)
    kind = Computed("The kind of the record.", {"type": "string"})
    url = Computed("The path of the record in this API.", {"type": "string", "format": "uri-reference"})
    citation = Computed("How to cite the record, with its sources.", {"type": "string"})


class Withdrawal(Strict):
    """That a record no longer stands: it leaves all lists, and its path says why."""

    date = Day("The day on which it was withdrawn.", required=True)
    reason = Text("Why it was withdrawn, for those who relied on it.", required=True)
    superseded_by = Slug("The id of the record that stands in its place.")


class Fact(Record):
    """What every record but a source has: topics, a note on its standing, and at least one passage of evidence."""

    former_ids = Slugs("Ids that the record had before; they lead to this one.")
    withdrawn = Object("That the record no longer stands, and why.", Withdrawal, load_only=True)
    topics = Slugs("What the record is about, as a client would group it.")
    status_note = Text("What a reader should know of the standing of this record: doubts, readings, choices made.")
    evidence = Objects("The passages that the record rests on.", Evidence, required=True)
    known_since = Computed(
        "The first day on which a source of this record had been published, counted from the latest possible day.",
        {"type": "string", "format": "date"},
    )
    source_count = Computed("How many sources the evidence comes from.", {"type": "integer", "minimum": 1})
    publisher_count = Computed(
        "How many publishers the evidence comes from; an agency's report counts once, whoever prints it.",
        {"type": "integer", "minimum": 1},
    )
    contested_in = Computed(
        "The questions in which this record carries one of the rival accounts.",
        {"type": "array", "items": {"$ref": "#/components/schemas/Reference"}},
    )

    @post_load
    def _read_what_was_said(self, data: dict[str, Any], **kwargs: object) -> dict[str, Any]:
        """Read the values in `said` as the fields of this kind read them."""
        errors: dict[int, Any] = {}
        for index, entry in enumerate(data["evidence"]):
            try:
                entry["said"] = self._said(entry["said"] or {})
            except ValidationError as error:
                errors[index] = {"said": error.normalized_messages()}
        if errors:
            raise ValidationError({"evidence": errors})
        return data

    def _said(self, said: dict[str, Any]) -> dict[str, Any] | None:
        read: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for name, value in said.items():
            try:
                read[name] = self._sayable(name).deserialize(value)
            except ValidationError as error:
                wrong[name] = error.messages
        if wrong:
            raise ValidationError(wrong)
        if len(read) > 1:
            read = {name: read[name] for name in in_order(self) if name in read}
        return read or None

    def _sayable(self, name: str) -> Field[Any]:
        """Give the field that a passage may give another value; what is the curator's own or verbatim has but one."""
        if name not in names(self):
            near = did_you_mean(name, names(self))
            raise ValidationError(f"{UNKNOWN}{near or '; known are ' + ', '.join(names(self))}")
        if name in CURATORIAL or isinstance(self.fields[name], Verbatim):
            raise ValidationError("has one value only; write a record of its own where a source has another")
        return self.fields[name]


@cache
def in_order(schema: Schema) -> Mapping[str, Field[Any]]:
    """Give the fields that a fixture may write, by their names there, in the order in which it writes them.

    What is declared stands before what is shared with others; of a record, the id comes first, and last its evidence.
    """
    shared = {name for base in type(schema).__mro__[1:] for name in getattr(base, "_declared_fields", ())}
    fields = {field.data_key or name: field for name, field in schema.fields.items() if not field.dump_only}
    own = [name for name, field in fields.items() if field.name not in shared]
    first, last = (_FIRST, _LAST) if isinstance(schema, Record) else ((), ())
    middle = [name for name in dict.fromkeys((*own, *fields)) if name not in first + last]
    return {name: fields[name] for name in (*first, *middle, *last) if name in fields}


def ends_early(values: Mapping[str, Any]) -> str | None:
    """Say what is wrong where something ends before it starts."""
    start, end = values.get("start_date"), values.get("end_date")
    if start and end and edtf.span(start).earliest > edtf.span(end).latest:
        return f"{end!r} is before start_date {start!r}; swap or correct them"
    return None


class Lasting(Strict):
    """What begins and ends."""

    start_date = Edtf("When it began; null where no source says.")
    end_date = Edtf("When it ended; null where no source says.")

    @validates_schema(skip_on_field_errors=False)
    def _ends_after_it_starts(self, data: dict[str, Any], **kwargs: object) -> None:
        if wrong := ends_early(data):
            raise ValidationError(wrong, "end_date")


class Listed(Strict):
    """What was seen on dated versions of a list; when it took effect is another question."""

    first_seen = Edtf("The date of the first list version among the sources that has it; it may be older.")
    last_seen = Edtf("The date of the last list version among the sources that has it.")


class Place(Strict):
    """Where something happened."""

    name = Text("The name of the place, as the source gives it.", required=True)
    country = Country("The country that the place lies in, by its ISO 3166-1 alpha-2 code.")
    latitude = Number("Degrees north of the equator, WGS 84.", -90, 90)
    longitude = Number("Degrees east of Greenwich, WGS 84.", -180, 180)

    @validates_schema
    def _has_both_or_none(self, data: dict[str, Any], **kwargs: object) -> None:
        if (data["latitude"] is None) != (data["longitude"] is None):
            raise ValidationError("stands alone; give both latitude and longitude, or none", "latitude")
