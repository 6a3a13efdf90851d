"""What of documents a client wants: some of their fields, and the records that they refer to; asks no database."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
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

    def applied(self, documents: Sequence[bytes]) -> Sequence[bytes]:
        """Return documents as they are wanted; those that are wanted whole are not even read."""
        if EVERY in self.fields or not self.fields:
            return documents
        kept = _kept((*ALWAYS_KEPT, *self.fields))
        return [encode(_cut(json.loads(document), kept)) for document in documents]


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
