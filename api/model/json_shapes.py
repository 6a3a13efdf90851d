"""The shapes of JSON values, as JSON Schemas; knows nothing of what they are used for.

In the place of the shape of a text, its description is enough.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Shape = Mapping[str, Any]


def ref(name: str, description: str = "") -> dict[str, str]:
    """Return a reference to a schema of the contract."""
    found = {"$ref": f"#/components/schemas/{name}"}
    return {**found, "description": description} if description else found


def nullable(shape: Shape) -> dict[str, Any]:
    """Return the shape of a value that may be null."""
    if "$ref" in shape:
        said = {key: value for key, value in shape.items() if key != "$ref"}
        return {"anyOf": [{"$ref": shape["$ref"]}, {"type": "null"}], **said}
    return {**shape, "type": [shape["type"], "null"]}


def object_of(description: str, members: Mapping[str, Any], optional: Sequence[str] = ()) -> dict[str, Any]:
    """Return the shape of an object; its members are always there, but for the optional ones."""
    required = [name for name in members if name not in optional]
    found = {"type": "object", "description": description, "required": required}
    properties = {name: text(member) if isinstance(member, str) else member for name, member in members.items()}
    return {key: value for key, value in found.items() if value} | {"properties": properties}


def text(description: str, format: str = "") -> dict[str, Any]:
    """Return the shape of a text, in some format."""
    return {"type": "string", **({"format": format} if format else {}), "description": description}
