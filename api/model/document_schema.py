"""The fields of the documents of each kind, and the paths by which a client may ask for them; knows no HTTP."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any, NamedTuple

from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

from api.model import fields
from api.model.json_shapes import nullable, object_of, ref, text
from api.model.resource import Resource

#: The fields that a document shows first and last; those of its kind stand between them.
FIRST = ("id", "kind", "url")
LAST = (
    *("former_ids", "withdrawn", "topics", "status_note", "evidence"),
    *("known_since", "publisher_count", "contested_in", "citation"),
)
#: What a record shows only when it is asked for by itself, and what stands in it for the place of the record.
ALONE, PLACE = "citation", "\n"
#: How far references are followed: those of a record, and those of the records that they lead to.
DEEPEST = 2


@dataclass(frozen=True, eq=False)
class Node:
    """One field of a document; `many` says that it is a list of such values.

    `type` names the sort of value, such as `number`. An object has `parts`. A reference leads to a record of one of the
    `kinds`; its parts are those of the compact reference.
    """

    description: str
    type: str = "text"
    many: bool = False
    parts: Mapping[str, "Node"] = field(default_factory=dict)
    kinds: tuple[str, ...] = ()
    #: The closed list that its values are from.
    choice: fields.Choice | None = None


#: The fields of a document, or of an object in it, in order.
Parts = Mapping[str, Node]

#: The types of computed fields, by the format or type in their JSON Schema.
_SPECIFIED = {"integer": "number", "object": "object", "date": "day", "uri": "web address", "uri-reference": "path"}

#: The JSON Schema of a compact reference.
COMPACT = object_of(
    "A reference to another record, which is at `/v1/{kind}/{id}`.",
    {"id": "The id of the record.", "kind": "Its kind.", "name": "What it is called."},
)
#: The JSON Schema of the source of a passage.
CITED = object_of(
    "The source of a passage, which is at `/v1/sources/{id}`, with what a reader must know of it.",
    {
        "id": "The id of the source.",
        "publisher": "The name of its publisher.",
        "published": ref("EdtfDate", "When it was published."),
    },
)
#: The JSON Schema of a date.
EDTF_DATE = object_of(
    "A date, as exact as the sources give it.",
    {
        "edtf": text("The date in EDTF (ISO 8601-2:2019).", "edtf"),
        "earliest": nullable(text("The first day it may mean; or null.", "date")),
        "latest": nullable(text("The last day it may mean; or null.", "date")),
        "label": "The date in plain English, which claims no more than it does.",
    },
)


@cache
def of(resource: Resource) -> Parts:
    """Return the fields of the documents of a kind, in order."""
    parts = _parts(resource.loader)
    return {name: parts[name] for name in ordered(parts)}


def listed(resource: Resource) -> Parts:
    """Return the fields that the documents of a kind have everywhere."""
    return {name: node for name, node in of(resource).items() if name != ALONE}


def ordered(keys: Iterable[str]) -> list[str]:
    """Return the keys of a document in order: id, kind and url first, then those of its kind, then the common ones."""
    keys = list(keys)
    own = [key for key in keys if key not in FIRST and key not in LAST]
    return [*(key for key in FIRST if key in keys), *own, *(key for key in LAST if key in keys)]


def paths(parts: Parts, prefix: str = "") -> Iterator[tuple[str, Node]]:
    """Yield the path of every field and of every part of it; an object comes before its parts."""
    for name, node in parts.items():
        yield prefix + name, node
        yield from paths(node.parts, f"{prefix}{name}.")


class Inclusion(NamedTuple):
    """Where references stand that lead to records of some kinds: at a path in what another inclusion leads to.

    That one is named by its own path; an empty one stands for the record itself.
    """

    of: str
    path: str
    kinds: tuple[str, ...]


class Outlines:
    """The document schemas of all kinds together, so that references can be followed."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        self._resources = {resource.name: resource for resource in resources}
        #: Returns every path of references that can be followed from the records of a list, the short ones first.
        self.inclusions = cache(self._inclusions)
        #: Returns every path that a document of a kind has.
        self.known = cache(lambda resource: dict(paths(listed(resource))))

    def _inclusions(self, resource: Resource) -> Mapping[str, Inclusion]:
        found = {path: Inclusion("", path, kinds) for path, kinds in _references(of(resource))}
        for _ in range(DEEPEST - 1):
            for head, inclusion in list(found.items()):
                for kind in inclusion.kinds:
                    for path, kinds in _references(of(self._resources[kind])):
                        before = found.get(f"{head}.{path}", Inclusion(head, path, ())).kinds
                        both = tuple(dict.fromkeys((*before, *kinds)))
                        found[f"{head}.{path}"] = Inclusion(head, path, both)
        return found

    def leading(self, resource: Resource, path: str) -> str | None:
        """Return the reference to the records that have the end of a path; None where there is none."""
        for head, inclusion in self.inclusions(resource).items():
            rest = path.removeprefix(f"{head}.")
            if rest != path and any(rest in self.known(self._resources[kind]) for kind in inclusion.kinds):
                return head
        return None


def _references(parts: Parts, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield the path of every reference of a document, with the kinds of the records that it may lead to."""
    for name, node in parts.items():
        if node.kinds:
            yield prefix + name, node.kinds
        else:
            yield from _references(node.parts, f"{prefix}{name}.")


def _parts(schema: Schema) -> Parts:
    return {field.data_key or name: _node(field) for name, field in schema.fields.items() if not field.load_only}


#: The types of fields by their class; the first that fits counts.
_TYPES: Sequence[tuple[type[marshmallow_fields.Field[Any]], str]] = (
    (fields.Day, "day"),
    (fields.Choice, "closed list"),
    (fields.Country, "country code"),
    (fields.Language, "language tag"),
    (fields.Duration, "duration"),
    (fields.Digest, "SHA-256"),
    (fields.WebAddress, "web address"),
    (fields.Slug, "id"),
    (fields.Number, "number"),
    (fields.Said, "object"),
    (fields.Verbatim, "verbatim text"),
)


def _node(field: marshmallow_fields.Field[Any]) -> Node:
    description = str(field.metadata["description"])
    if isinstance(field, fields.Several):
        return replace(_node(field.inner), many=True, description=description)
    if isinstance(field, marshmallow_fields.Nested):
        return Node(description, "object", parts=_parts(field.schema))
    if isinstance(field, fields.Edtf) and not isinstance(field, fields.Day):
        return Node(description, "date", parts=DATE)
    if isinstance(field, fields.Ref):
        parts = _PARTS_OF_CITED if isinstance(field, fields.Cited) else REFERENCE
        return Node(description, "reference", parts=parts, kinds=field.kinds)
    if isinstance(field, fields.Computed):
        return replace(_specified(field.spec), description=description)
    kind = next((name for kind, name in _TYPES if isinstance(field, kind)), "text")
    return Node(description, kind, choice=field if isinstance(field, fields.Choice) else None)


def _specified(spec: Mapping[str, Any]) -> Node:
    """Return the field of a value by its JSON Schema; one that names another schema is a date or a reference."""
    description = spec.get("description", "")
    if spec.get("type") == "array":
        return replace(_specified(spec["items"]), many=True, description=description)
    if "$ref" in spec:
        kind, parts = ("date", DATE) if spec["$ref"].endswith("/EdtfDate") else ("reference", REFERENCE)
        return Node(description, kind, parts=parts)
    parts = {name: _specified(part) for name, part in spec.get("properties", {}).items()}
    return Node(description, _SPECIFIED.get(spec.get("format", spec.get("type")), "text"), parts=parts)


DATE, REFERENCE = _specified(EDTF_DATE).parts, _specified(COMPACT).parts
_PARTS_OF_CITED = _specified(CITED).parts
