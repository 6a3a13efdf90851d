"""From the values of a new record to the YAML that its curator goes on with; knows no files and asks nobody.

What is given stands in the order of the declarations; what is not, and need not be, stands there as a comment.
"""

import textwrap
from collections.abc import Iterable, Mapping
from typing import Any

from marshmallow import Schema
from marshmallow.fields import Field, Nested

from api import yaml_form
from api.evidence import Evidence, Record
from api.fields import Choice, Country, Edtf, Number, Ref, Several, Verbatim
from api.outline import ordered
from api.resource import Resource
from api.yaml_form import WIDTH

#: What a new record never has: it belongs to corrections.
LATER = frozenset({"former_ids", "withdrawn"})
#: The names of what is verbatim in evidence; it stands in quotation marks, as the verbatim fields of records do.
_QUOTED = frozenset({"start", "end"})
_HOW = "# crisis-facts passage prints an entry for each passage"


def fields(schema: Schema) -> Mapping[str, Field[Any]]:
    """Give what a fixture may write of a record or of an object in it, by name, in the order of its file.

    What a kind declares itself stands before what it shares with others; last stands what all records have.
    """
    found = {field.data_key or name: field for name, field in schema.fields.items() if not field.dump_only}
    shared = {name for base in type(schema).__mro__[1:] for name in getattr(base, "_declared_fields", ())}
    own = [name for name, field in found.items() if field.name not in shared]
    order = dict.fromkeys([*own, *found])
    return {
        name: found[name] for name in (ordered(order) if isinstance(schema, Record) else order) if name not in LATER
    }


def written(resource: Resource, values: Mapping[str, Any], source: str | None, *, comments: bool = True) -> str:
    """Write a record that is given as a fixture gives it; where it has no evidence yet, an entry to fill in.

    Of a kind that is filed by source, it is an item of a list.
    """
    room = WIDTH - 2 if resource.filed_by_source else WIDTH
    lines: list[str] = []
    for name, field in fields(resource.loader).items():
        if name in values:
            lines += _value(f"{name}:", field, values[name], room)
        elif name == "evidence":
            lines += _unproven(source)
        elif comments:
            lines += _comment(name, field, room)
    text = "\n".join(lines) + "\n"
    return "- " + textwrap.indent(text, "  ")[2:] if resource.filed_by_source else text


def _value(lead: str, field: Field[Any], value: Any, room: int) -> list[str]:
    """Write a value behind its key or dash, in lines that have so much room."""
    if isinstance(field, Several):
        return [lead, *_indented(line for item in value for line in _value("-", field.inner, item, room - 2))]
    if isinstance(field, Nested):
        return _object(lead, field.schema, value, room)
    if isinstance(value, Mapping):  # values of other fields, as `said` has them
        return _free(lead, value, room)
    return _text(lead, value, room, quoted=isinstance(field, Verbatim), plain=isinstance(field, Number | Edtf))


def _free(lead: str, value: Any, room: int) -> list[str]:
    """Write a value of which no field is known here."""
    if isinstance(value, list):
        return [lead, *_indented(line for item in value for line in _free("-", item, room - 2))]
    if isinstance(value, Mapping):
        return _below(lead, [line for name, item in value.items() for line in _free(f"{name}:", item, room - 2)])
    return _text(lead, value, room)


def _object(lead: str, schema: Schema, value: Mapping[str, Any], room: int) -> list[str]:
    """Write an object below its key, or behind its dash."""
    lines: list[str] = []
    for name, field in fields(schema).items():
        if name in value and isinstance(schema, Evidence) and name in _QUOTED:
            lines += _text(f"{name}:", value[name], room - 2, quoted=True)
        elif name in value:
            lines += _value(f"{name}:", field, value[name], room - 2)
    return _below(lead, lines)


def _text(lead: str, text: str, room: int, *, quoted: bool = False, plain: bool = False) -> list[str]:
    return yaml_form.lines(f"{lead} ", text, quoted=quoted, plain=plain, room=room)


def _below(lead: str, lines: list[str]) -> list[str]:
    return [f"- {lines[0]}", *_indented(lines[1:])] if lead == "-" else [lead, *_indented(lines)]


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _unproven(source: str | None) -> list[str]:
    """Leave a place for the evidence; `check` asks for it."""
    if source is None:
        return [f"evidence: []  {_HOW}"]
    return ["evidence:", *yaml_form.lines("  - source: ", source), f'    start: ""  {_HOW}']


def _comment(name: str, field: Field[Any], room: int) -> list[str]:
    """Tell of a field that may be written."""
    if field.required:
        return []
    text = f"# {name}: {told(field)}"
    return textwrap.wrap(text, room, subsequent_indent="#   ", break_on_hyphens=False)


def told(field: Field[Any]) -> str:
    """Tell what a field is, and what it may hold."""
    inner = field.inner if isinstance(field, Several) else field
    parts = [field.metadata["description"], "A list." if isinstance(field, Several) else ""]
    if isinstance(inner, Nested):
        parts.append(f"Of {', '.join(fields(inner.schema))}.")
    if isinstance(inner, Choice) and not isinstance(inner, Country):
        parts.append(f"One of {', '.join(inner.values)}.")
    if isinstance(inner, Ref):
        parts.append(f"An id of {', '.join(inner.kinds)}.")
    return " ".join(filter(None, parts))
