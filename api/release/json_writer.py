"""From the values of a record to its JSON, by writers that are made once for each kind; knows no files, SQL or HTTP.

The schema of the kind says what is written and how; marshmallow's own `dump` looks at each field of each record.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from json.encoder import encode_basestring
from typing import Any

from marshmallow import fields as marshmallow_fields

from api.model.date_object import shown_date
from api.model.document_schema import ordered
from api.model.fields import Cited, Computed, Day, Edtf, Ref, Said, Several, is_sparse
from api.model.jsontext import encode
from api.model.resource import Resource
from api.model.schema import ENDS

#: Returns the JSON of a value, as known on a day.
Writer = Callable[[Any, str], str]
#: The members of an object: how each begins, the name of its value, what writes that, and whether it may be left out.
Members = Sequence[tuple[str, str, Writer, bool]]


@dataclass(frozen=True, eq=False)
class JsonWriter:
    """Writes the records of a kind, with references in place of ids; what is sparse is left out where it says nothing.

    `reference` and `source` return the JSON of a compact reference and of the source of a passage, by id and day;
    `links` returns that of the computed members of a passage, by their names.
    """

    resource: Resource
    reference: Writer
    source: Writer
    links: Callable[[Mapping[str, Any]], Mapping[str, str]]

    def document(self, values: Mapping[str, Any], day: str, computed: Mapping[str, str]) -> bytes:
        """Return the document of a record, as UTF-8 on one line; `computed` has the JSON of what no fixture says."""
        return _object(self._members, {**values, **computed}, day).encode()

    @cached_property
    def _members(self) -> Members:
        fields = self.resource.loader.dump_fields
        names = {field.data_key or name: name for name, field in fields.items()}
        return self._members_of({names[key]: fields[names[key]] for key in ordered(names)})

    def _members_of(self, fields: Mapping[str, marshmallow_fields.Field[Any]]) -> Members:
        return [
            (f'"{field.data_key or name}":', name, self._writer(field), field.dump_only or is_sparse(field))
            for name, field in fields.items()
        ]

    def _writer(self, field: marshmallow_fields.Field[Any]) -> Writer:
        """Return what writes the values of a field."""
        if isinstance(field, Several):
            item = self._writer(field.inner)
            return lambda items, day: f"[{','.join([item(one, day) for one in items])}]"
        if isinstance(field, marshmallow_fields.Nested):
            members = self._members_of(field.schema.dump_fields)
            if "link" in field.schema.fields:
                return lambda entry, day: _object(members, {**entry, **self.links(entry)}, day)
            return lambda values, day: "null" if values is None else _object(members, values, day)
        if isinstance(field, Said):
            return lambda said, day: _joined([f'"{name}":{self._said[name](said[name], day)}' for name in said])
        if isinstance(field, Cited):
            return self.source
        if isinstance(field, Ref):
            return lambda id, day: self.reference(id, day) if id else "null"
        if isinstance(field, Edtf) and not isinstance(field, Day):
            return lambda edtf, day: date(edtf, is_end=field.name in ENDS)
        if isinstance(field, Computed):
            return lambda json, day: str(json)
        return text

    @cached_property
    def _said(self) -> Mapping[str, Writer]:
        """What writes the values that passages say of other fields."""
        fields = self.resource.loader.fields.items()
        return {name: self._writer(field) for name, field in fields if not field.dump_only}


def _object(members: Members, values: Mapping[str, Any], day: str) -> str:
    written = [
        start + writer(value, day)
        for start, name, writer, sparse in members
        if (value := values.get(name)) or not sparse
    ]
    return _joined(written)


def _joined(members: Iterable[str]) -> str:
    return f"{{{','.join(members)}}}"


def text(value: str | float | None, day: str = "") -> str:
    """Return the JSON of a text, of a number, or of nothing, which is the same on every day."""
    return encode_basestring(value) if value.__class__ is str else encode(value).decode()


@lru_cache(maxsize=2**14)
def date(edtf: str | None, *, is_end: bool = False) -> str:
    """Return the JSON of a date; `is_end` where it says when something ended."""
    return encode(shown_date(edtf, is_end=is_end)).decode()
