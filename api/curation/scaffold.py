"""The YAML of a new record, for its curator to go on with; knows no files and asks nobody.

The given values stand in the order of the declarations; optional fields that are not given stand there as comments.
"""

import json
import textwrap
from collections.abc import Mapping
from typing import Any

from marshmallow import Schema
from marshmallow.fields import Field, Nested

from api.curation import formatter
from api.curation.formatter import WIDTH
from api.model.fields import Choice, Country, Ref, Several
from api.model.resource import Resource
from api.model.schema import in_order

#: Fields that a new record never has: they are for corrections.
LATER = frozenset({"former_ids", "withdrawn"})
_HOW = "# crisis-facts passage prints an entry for each passage"


def writable_fields(schema: Schema) -> Mapping[str, Field[Any]]:
    """Return the fields of a new record, or of an object in it, by name, in the order of its file."""
    return {name: field for name, field in in_order(schema).items() if name not in LATER}


def record_text(resource: Resource, values: Mapping[str, Any], source: str | None, *, comments: bool = True) -> str:
    """Return the YAML of a record with these values; without evidence, it has an entry to fill in.

    Of a kind that is filed by source, it is an item of a list.
    """
    room = WIDTH - 2 if resource.filed_by_source else WIDTH
    lines: list[str] = []
    for name, field in writable_fields(resource.loader).items():
        if name in values:
            lines.append(f"{name}: {_flow(values[name])}")
        elif name == "evidence":
            lines += _evidence_to_come(source)
        elif comments:
            lines += _comment(name, field, room)
    text = "\n".join(lines) + "\n"
    text = "- " + textwrap.indent(text, "  ")[2:] if resource.filed_by_source else text
    return formatter.format_text(text, resource.name, resource.loader)


def _flow(value: Any) -> str:
    """Return a value as JSON, which is YAML too; the formatter brings it into its form."""
    return json.dumps(value, ensure_ascii=False)


def _evidence_to_come(source: str | None) -> list[str]:
    """Return the lines of evidence that the curator fills in."""
    if source is None:
        return [f"evidence: []  {_HOW}"]
    return ["evidence:", f"  - source: {_flow(source)}", f'    start: ""  {_HOW}']


def _comment(name: str, field: Field[Any], room: int) -> list[str]:
    """Return a comment about a field that may be added; none for a required field."""
    if field.required:
        return []
    text = f"# {name}: {describe(field)}"
    return textwrap.wrap(text, room, subsequent_indent="#   ", break_on_hyphens=False)


def describe(field: Field[Any]) -> str:
    """Say what a field is, and what it may hold."""
    inner = field.inner if isinstance(field, Several) else field
    parts = [field.metadata["description"], "A list." if isinstance(field, Several) else ""]
    if isinstance(inner, Nested):
        parts.append(f"Of {', '.join(writable_fields(inner.schema))}.")
    if isinstance(inner, Choice) and not isinstance(inner, Country):
        parts.append(f"One of {', '.join(inner.values)}.")
    if isinstance(inner, Ref):
        parts.append(f"An id of {', '.join(inner.kinds)}.")
    return " ".join(filter(None, parts))
