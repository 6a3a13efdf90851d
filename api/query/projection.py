"""Documents as a client wants them: cut down to some fields, with some references opened; asks no database itself."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from api.model.document_schema import Outlines, closed
from api.model.errors import Wrong
from api.model.jsontext import encode
from api.model.messages import did_you_mean, nearest
from api.model.resource import Resource

#: Returns the documents of records of a kind, by their ids.
Fetch = Callable[[str, Sequence[str]], Mapping[str, bytes]]
#: What is kept of an object: by name, all of a field, or what is kept of it.
Kept = Mapping[str, "Kept | None"]

#: What every record keeps, also one that was opened in the place of a reference.
ALWAYS_KEPT = ("id", "kind", "url")


@dataclass(frozen=True)
class Projection:
    """Which `fields` of a record are shown, by their paths, all where there are none; and which references it opens."""

    fields: tuple[str, ...] = ()
    expand: tuple[str, ...] = ()

    @cached_property
    def is_whole(self) -> bool:
        """Whether records are shown as they are."""
        return not self.fields and not self.expand

    @property
    def kept(self) -> list[str]:
        """The paths of all that is shown, where only some fields are."""
        records = ["", *(f"{path}." for path in sorted(closed(self.expand)))]
        return [*(f"{record}{name}" for record in records for name in ALWAYS_KEPT), *self.fields]

    def applied(self, documents: Sequence[bytes], fetch: Fetch) -> Sequence[bytes]:
        """Return documents as they are wanted; those that are wanted whole are not even read."""
        if self.is_whole:
            return documents
        records = [json.loads(document) for document in documents]
        for path in sorted(closed(self.expand), key=lambda path: path.count(".")):
            _open(records, path, fetch)
        kept = _kept(self.kept) if self.fields else None
        return [encode(_cut(record, kept)) for record in records]


#: Returns the projection to some fields, with some references opened: the same one for the same ones.
projection_of = lru_cache(maxsize=256)(Projection)


def misshapen(
    outlines: Outlines, resource: Resource, projection: Projection, also: Sequence[str] = ()
) -> Iterator[Wrong]:
    """Yield fields that no document has, and references that are opened but not shown."""
    known = outlines.known(resource, projection.expand)
    for path in projection.fields:
        if path not in known and path not in also:
            yield _no_such_field(outlines, resource, path, known)
    shown = closed(projection.fields)
    for path in projection.expand:
        above = any(head in projection.fields for head in closed([path]))
        if path not in shown and not above:
            yield Wrong("expand", path, f"expand: {path!r} is not among the fields; add it there, or leave it out here")


def _no_such_field(outlines: Outlines, resource: Resource, path: str, known: Iterable[str]) -> Wrong:
    reference = outlines.missing(resource, path)
    if reference:
        what = f"fields: {path!r} is in the record that {reference!r} refers to; add expand={reference}"
        return Wrong("fields", path, what)
    opened = [path for path in outlines.expansions(resource) if path in outlines.known(resource)]
    all_known = [*known, *outlines.known(resource, opened)]
    near = tuple(nearest(path, all_known, 3))
    what = f"fields: no record of {resource.name} has {path!r}{did_you_mean(path, all_known)}"
    return Wrong("fields", path, what, tuple(outlines.known(resource)), near)


@dataclass(frozen=True, eq=False)
class _Place:
    """Where a reference stands: in an object, by name."""

    object: dict[str, Any]
    name: str
    reference: Mapping[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reference", self.object[self.name])

    @property
    def kind(self) -> str:
        """The kind of the record: the source of a passage does not say that it is one."""
        return str(self.reference.get("kind", "sources"))


def _open(records: Sequence[Any], path: str, fetch: Fetch) -> None:
    """Put the whole record in the place of each reference at a path; each place gets a copy of its own."""
    places = [place for place in _places(records, path.split(".")) if "id" in place.reference]
    by_kind: dict[str, dict[str, None]] = {}
    for place in places:
        by_kind.setdefault(place.kind, {})[place.reference["id"]] = None
    found = {kind: fetch(kind, list(ids)) for kind, ids in by_kind.items()}
    for place in places:
        document = json.loads(found[place.kind][place.reference["id"]])
        place.object[place.name] = {**place.reference, **document}


def _places(value: Any, steps: Sequence[str]) -> Iterator[_Place]:
    if isinstance(value, list):
        for item in value:
            yield from _places(item, steps)
    elif isinstance(value, dict):
        name, *rest = steps
        if rest:
            yield from _places(value.get(name), rest)
        elif isinstance(value.get(name), dict):
            yield _Place(value, name)


def _kept(paths: Iterable[str]) -> Kept:
    kept: dict[str, Any] = {}
    for path in paths:
        at = kept
        *heads, last = path.split(".")
        for name in heads:
            at = at.setdefault(name, {})
            if at is None:
                break
        else:
            at[last] = None
    return kept


def _cut(value: Any, kept: Kept | None) -> Any:
    if kept is None:
        return value
    if isinstance(value, list):
        return [_cut(item, kept) for item in value]
    if isinstance(value, dict):
        return {name: _cut(part, kept[name]) for name, part in value.items() if name in kept}
    return value
