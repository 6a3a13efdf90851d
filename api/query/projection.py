"""What of documents a client wants: some of their fields, and the records that they refer to; asks no database."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import Any

from api.model.document_schema import ALONE, Outlines
from api.model.errors import Wrong
from api.model.jsontext import encode
from api.model.messages import did_you_mean, nearest
from api.model.resource import Resource
from api.query.parameters import EVERY

#: What is kept of an object: by name, all of a field, or what is kept of it.
Kept = Mapping[str, "Kept | None"]

#: What every record keeps.
ALWAYS_KEPT = ("id", "kind", "url")


@dataclass(frozen=True)
class Projection:
    """Which `fields` of a record are shown, by their paths, and the records at which of its references come with it.

    Without fields, it is shown whole, or in a table by its main columns.
    """

    fields: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    #: Whether only some fields are shown; whether records are shown as they are, and nothing comes with them.
    is_cut: bool = field(init=False, repr=False, compare=False)
    is_whole: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        is_cut = bool(self.fields) and EVERY not in self.fields
        object.__setattr__(self, "is_cut", is_cut)
        object.__setattr__(self, "is_whole", not is_cut and not self.include)

    @cached_property
    def _kept(self) -> Kept:
        return _kept((*ALWAYS_KEPT, *self.fields))

    def applied(self, documents: Sequence[bytes]) -> Sequence[bytes]:
        """Return documents as they are wanted; those that are wanted whole are not even read."""
        if not self.is_cut:
            return documents
        return [encode(_cut(json.loads(document), self._kept)) for document in documents]


#: Returns the projection to some fields, with some references followed: the same one for the same ones.
projection_of = lru_cache(maxsize=256)(Projection)


def misshapen(
    outlines: Outlines, resource: Resource, projection: Projection, also: Sequence[str] = ()
) -> Iterator[Wrong]:
    """Yield fields that no document has."""
    known = outlines.known(resource)
    for path in projection.fields:
        if path not in known and path not in (EVERY, *also):
            yield _no_such_field(outlines, resource, path)


def _no_such_field(outlines: Outlines, resource: Resource, path: str) -> Wrong:
    if path == ALONE:
        what = f"fields: {path} is shown by a record that is asked for by itself, at /v1/{resource.name}/ and its id"
        return Wrong("fields", path, what)
    known = tuple(outlines.known(resource))
    if reference := outlines.leading(resource, path):
        what = (
            f"fields: {path!r} is in the record that {reference!r} refers to; add include={reference}, which gives it"
        )
        return Wrong("fields", path, f"{what} whole, and leave {path} out", known)
    what = f"fields: no record of {resource.name} has {path!r}{did_you_mean(path, known)}"
    return Wrong("fields", path, what, known, tuple(nearest(path, known, 3)))


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
