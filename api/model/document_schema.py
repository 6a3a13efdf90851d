"""What a document holds, field by field, and by which paths a client may ask for it; knows no documents and no HTTP."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache
from typing import Any

from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

from api.model.evidence import Fact
from api.model.fields import (
    Choice,
    Computed,
    Country,
    Day,
    Digest,
    Duration,
    Edtf,
    Language,
    Number,
    Ref,
    Said,
    Several,
    Slug,
    Verbatim,
    WebAddress,
)
from api.model.resource import Resource

#: What a document shows first and last; between them stand the fields of its kind.
FIRST, LAST = ("id", "kind", "url"), (*list(Fact().fields)[4:], "citation")
#: How deep references may be opened: those of a record, and those of the records that they lead to.
DEEPEST = 2


@dataclass(frozen=True, eq=False)
class Node:
    """One field of a document: a single value, or an object that has `parts`; in a list where there may be `many`.

    `type` says in a word what sort of value it is. A reference leads to a record of one of the `kinds`; its parts are
    those of the compact reference.
    """

    description: str
    type: str = "text"
    many: bool = False
    parts: Mapping[str, "Node"] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()


#: The fields of a document, or of an object in it, in order.
Parts = Mapping[str, Node]

#: In a word, what sort of value the JSON Schema of a computed field tells of, by its format or type.
_SPECIFIED = {"integer": "number", "object": "object", "date": "day", "uri": "web address", "uri-reference": "path"}

#: The JSON Schema of a compact reference.
COMPACT: Mapping[str, Any] = {
    "type": "object",
    "description": "A compact reference to another record.",
    "required": ["id", "kind", "name", "url"],
    "properties": {
        "id": {"type": "string", "description": "The id of the record."},
        "kind": {"type": "string", "description": "Its kind."},
        "name": {"type": "string", "description": "What it is called."},
        "url": {"type": "string", "format": "uri-reference", "description": "Its path in this API."},
    },
}

REFERENCE: Parts = {
    name: Node(part["description"], _SPECIFIED.get(part.get("format"), "text"))
    for name, part in COMPACT["properties"].items()
}


@cache
def of(resource: Resource) -> Parts:
    """Give the outline of the documents of a kind."""
    parts = _parts(resource.loader)
    return {name: parts[name] for name in ordered(parts)}


def ordered(keys: Iterable[str]) -> list[str]:
    """Put the keys of a document in order: what tells it from others, what is its own, what it has in common."""
    keys = list(keys)
    own = [key for key in keys if key not in FIRST and key not in LAST]
    return [*(key for key in FIRST if key in keys), *own, *(key for key in LAST if key in keys)]


def paths(parts: Parts, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Yield every path below some fields, objects before their parts."""
    for name, node in parts.items():
        yield prefix + name, node
        yield from paths(node.parts, f"{prefix}{name}.")


class Outlines:
    """The outlines of all kinds together, so that references can be followed."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._resources = {resource.name: resource for resource in resources}
        self.expansions = cache(self._expansions)
        self._grown = lru_cache(maxsize=256)(self._tree)

    def opened(self, node: Node) -> Parts:
        """Give the fields of a reference that was opened: those of the record that it leads to, and its name."""
        found = dict(REFERENCE)
        for kind in node.kinds:
            found |= of(self._resources[kind])
        return found

    def _expansions(self, resource: Resource) -> tuple[str, ...]:
        """Give every path at which a document of a kind has a reference to one record, and those a level below."""
        return tuple(sorted(self._references(of(resource), "", DEEPEST), key=lambda path: (path.count("."), path)))

    def _references(self, parts: Parts, prefix: str, depth: int) -> Iterator[str]:
        for name, node in parts.items():
            path = f"{prefix}{name}"
            if node.kinds and not node.many and depth:
                yield path
                yield from self._references(self.opened(node), f"{path}.", depth - 1)
            elif not node.kinds:
                yield from self._references(node.parts, f"{path}.", depth)

    def known(self, resource: Resource, expand: Iterable[str] = ()) -> Mapping[str, Node]:
        """Give every path that a document of a kind has, with the references at some paths opened."""
        return dict(paths(self.tree(resource, expand)))

    def tree(self, resource: Resource, expand: Iterable[str] = ()) -> Parts:
        """Give the outline of a kind with the references at some paths opened."""
        return self._grown(resource, frozenset(closed(expand)))

    def _tree(self, resource: Resource, expand: frozenset[str]) -> Parts:
        return self._open(of(resource), "", expand)

    def _open(self, parts: Parts, prefix: str, expand: frozenset[str]) -> Parts:
        found: dict[str, Node] = {}
        for name, node in parts.items():
            path = f"{prefix}{name}"
            inner = self.opened(node) if node.kinds and path in expand else node.parts
            found[name] = replace(node, parts=self._open(inner, f"{path}.", expand))
        return found

    def missing(self, resource: Resource, path: str) -> str | None:
        """Give the reference that must be opened for a path to exist; None where the path would not exist even so."""
        heads = [path[:at] for at, char in enumerate(path) if char == "."]
        for head in heads:
            if head in self.expansions(resource) and path in self.known(resource, [head]):
                return head
        return None


def closed(expand: Iterable[str]) -> set[str]:
    """Give paths with everything above them: to open `evidence.source.publisher`, `evidence.source` must be open."""
    steps = [path.split(".") for path in expand]
    return {".".join(path[:end]) for path in steps for end in range(1, len(path) + 1)}


def _parts(schema: Schema) -> Parts:
    shown = {found.data_key or name: found for name, found in schema.fields.items() if not found.load_only}
    return {name: _node(found) for name, found in shown.items()}


#: In a word, what sort of value a field holds; the first that fits.
_TYPES: Sequence[tuple[type[marshmallow_fields.Field[Any]], str]] = (
    (Day, "day"),
    (Edtf, "EDTF date"),
    (Choice, "closed list"),
    (Country, "country code"),
    (Language, "language tag"),
    (Duration, "duration"),
    (Digest, "SHA-256"),
    (WebAddress, "web address"),
    (Slug, "id"),
    (Number, "number"),
    (Said, "object"),
    (Verbatim, "verbatim text"),
)


def _node(found: marshmallow_fields.Field[Any]) -> Node:
    description = str(found.metadata["description"])
    if isinstance(found, Several):
        return replace(_node(found.inner), many=True, description=description)
    if isinstance(found, marshmallow_fields.Nested):
        return Node(description, "object", parts=_parts(found.schema))
    if isinstance(found, Ref):
        return Node(description, "reference", parts=REFERENCE, kinds=found.kinds)
    if isinstance(found, Computed):
        return _specified(description, found.spec)
    return Node(description, next((name for kind, name in _TYPES if isinstance(found, kind)), "text"))


def _specified(description: str, spec: Mapping[str, Any]) -> Node:
    """Read the JSON Schema of a computed field."""
    if spec.get("type") == "array":
        return replace(_specified(description, spec["items"]), many=True)
    if "$ref" in spec:
        return Node(description, "reference", parts=REFERENCE)
    parts = {name: _specified(part["description"], part) for name, part in spec.get("properties", {}).items()}
    return Node(description, _SPECIFIED.get(spec.get("format", spec.get("type")), "text"), parts=parts)
