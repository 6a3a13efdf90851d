"""From the values of a new record to the YAML that its curator goes on with; knows no files and asks nobody.

What is given stands in the order of the declarations; what is not, and need not be, stands there as a comment.
"""

import textwrap
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema
from marshmallow.fields import Field, Nested

from api import yaml_form
from api.evidence import Evidence
from api.fields import Choice, Country, Number, Ref, Several, Verbatim, names
from api.outline import ordered
from api.resource import Resource

#: What a new record never has: it belongs to corrections.
LATER = frozenset({"former_ids", "withdrawn"})
#: The names of what is verbatim in evidence; it stands in quotation marks, as the verbatim fields of records do.
_QUOTED = frozenset({"start", "end"})
_HOW = "# crisis-facts passage prints an entry for each passage"


def fields(schema: Schema) -> Mapping[str, Field[Any]]:
    """Give what a fixture may write of a record or of an object in it, by name, in the order of its file."""
    found = {field.data_key or name: field for name, field in schema.fields.items()}
    return {name: found[name] for name in ordered(names(schema)) if name not in LATER}


def written(resource: Resource, values: Mapping[str, Any], source: str | None, *, comments: bool = True) -> str:
    """Write a record that is given as a fixture gives it; where it has no evidence yet, an entry to fill in."""
    lines: list[str] = []
    for name, field in fields(resource.loader).items():
        if name in values:
            lines += _value(f"{name}:", field, values[name])
        elif name == "evidence":
            lines += _unproven(source)
        elif comments:
            lines += _comment(name, field)
    return "\n".join(lines) + "\n"


def as_item(text: str) -> str:
    """Make the text of a record an item of a list."""
    return "- " + textwrap.indent(text, "  ")[2:]


def _value(lead: str, field: Field[Any], value: Any) -> list[str]:
    """Write a value behind its key or dash."""
    if isinstance(field, Several):
        return [lead, *(line for item in value for line in _indented(_value("-", field.inner, item)))]
    if isinstance(field, Nested):
        return _object(lead, field.schema, value)
    if isinstance(value, Mapping):  # values of other fields, as `said` has them
        return [lead, *(line for name, text in value.items() for line in _indented(_free(f"{name}:", text)))]
    quoted = isinstance(field, Verbatim)
    return yaml_form.lines(f"{lead} ", value, quoted=quoted, number=isinstance(field, Number))


def _free(lead: str, value: Any) -> list[str]:
    """Write a value of which no field is known here."""
    if isinstance(value, list):
        return [lead, *(line for item in value for line in _indented(_free("-", item)))]
    if isinstance(value, Mapping):
        lines = [line for name, item in value.items() for line in _free(f"{name}:", item)]
        return [f"- {lines[0]}", *_indented(lines[1:])] if lead == "-" else [lead, *_indented(lines)]
    return yaml_form.lines(f"{lead} ", value)


def _object(lead: str, schema: Schema, value: Mapping[str, Any]) -> list[str]:
    """Write an object below its key, or behind its dash."""
    lines: list[str] = []
    for name, field in fields(schema).items():
        if name in value and isinstance(schema, Evidence) and name in _QUOTED:
            lines += yaml_form.lines(f"{name}: ", value[name], quoted=True)
        elif name in value:
            lines += _value(f"{name}:", field, value[name])
    return [f"- {lines[0]}", *_indented(lines[1:])] if lead == "-" else [lead, *_indented(lines)]


def _indented(lines: list[str]) -> list[str]:
    return [f"  {line}" for line in lines]


def _unproven(source: str | None) -> list[str]:
    """Leave a place for the evidence; `check` asks for it."""
    if source is None:
        return [f"evidence: []  {_HOW}"]
    return ["evidence:", *yaml_form.lines("  - source: ", source), f'    start: ""  {_HOW}']


def _comment(name: str, field: Field[Any]) -> list[str]:
    """Tell of a field that may be written."""
    if field.required:
        return []
    text = f"# {name}: {told(field)}"
    return textwrap.wrap(text, yaml_form.WIDTH, subsequent_indent="#   ", break_on_hyphens=False)


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
