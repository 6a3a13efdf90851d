"""The schemas of records of which some fields were left out, from those of whole ones; knows nothing of single kinds.

Whoever asks for some `fields` gets these: the same types, with nothing required but what is always there.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from api.query.projection import ALWAYS_KEPT

_SCHEMAS = "#/components/schemas/"
#: What tells a schema of a part from that of the whole.
PARTIAL = "Partial"


def partial(schemas: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Return the partial schemas of records with some names, and of all that they refer to, by their names."""
    found: dict[str, Any] = {}
    waiting = list(names)
    while waiting:
        name = waiting.pop(0)
        if PARTIAL + name not in found:
            found[PARTIAL + name] = {
                **_cut(schemas[name], waiting),
                **({"required": list(ALWAYS_KEPT)} if name in names else {}),
                "description": f"What was asked for of a `{name}`: each field as it is there.",
            }
    return found


def _cut(schema: Any, waiting: list[str]) -> Any:
    """Copy a schema without what is required and what is described; note the schemas that it refers to."""
    if isinstance(schema, list):
        return [_cut(part, waiting) for part in schema]
    if not isinstance(schema, Mapping):
        return schema
    copy: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "$ref":
            name = value.removeprefix(_SCHEMAS)
            waiting.append(name)
            copy[key] = f"{_SCHEMAS}{PARTIAL}{name}"
        elif key == "properties":
            copy[key] = {name: _cut(part, waiting) for name, part in value.items()}
        elif key not in ("required", "description"):
            copy[key] = _cut(value, waiting) if key != "enum" else list(value)
    return copy
