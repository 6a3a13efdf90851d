"""From the values of a new record to the YAML that its curator goes on with; knows no files and asks nobody.

What is given stands in the order of the declarations; what is not, and need not be, stands there as a comment.
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

#: What a new record never has: it belongs to corrections.
LATER = frozenset({"former_ids", "withdrawn"})
_HOW = "# crisis-facts passage prints an entry for each passage"


def fields(schema: Schema) -> Mapping[str, Field[Any]]:
    """Give what a new record or an object in it may say, by name, in the order of its file."""
    return {name: field for name, field in in_order(schema).items() if name not in LATER}


def written(resource: Resource, values: Mapping[str, Any], source: str | None, *, comments: bool = True) -> str:
    """Write a record that is given as a fixture gives it; where it has no evidence yet, an entry to fill in.

    Of a kind that is filed by source, it is an item of a list.
    """
    room = WIDTH - 2 if resource.filed_by_source else WIDTH
    lines: list[str] = []
    for name, field in fields(resource.loader).items():
        if name in values:
            lines.append(f"{name}: {_flow(values[name])}")
        elif name == "evidence":
            lines += _unproven(source)
        elif comments:
            lines += _comment(name, field, room)
    text = "\n".join(lines) + "\n"
    text = "- " + textwrap.indent(text, "  ")[2:] if resource.filed_by_source else text
    return formatter.formed(text, resource.name, resource.loader)


def _flow(value: Any) -> str:
    """Write a value on one line: all JSON is YAML, of which the layout makes what is nice to read."""
    return json.dumps(value, ensure_ascii=False)


def _unproven(source: str | None) -> list[str]:
    """Leave a place for the evidence; `check` asks for it."""
    if source is None:
        return [f"evidence: []  {_HOW}"]
    return ["evidence:", f"  - source: {_flow(source)}", f'    start: ""  {_HOW}']


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
