"""What of documents a client wants: some of their fields, and the records that they refer to; asks no database."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.model.document_schema import ALONE, Inclusion, Outlines
from api.model.errors import Refused, Wrong
from api.model.jsontext import encode
from api.model.messages import did_you_mean, nearest
from api.model.paths import values_at
from api.model.resource import Resource
from api.query.list_parameters import MOST_INCLUDED
from api.query.parameters import EVERY

#: What is kept of an object: by name, all of a field, or what is kept of it.
Kept = Mapping[str, "Kept | None"]

#: What every record keeps.
ALWAYS_KEPT = ("id", "kind", "url")

#: The member of an answer that holds them.
INCLUDED = "included"

#: Returns the documents of records of a kind, by their ids.
Fetch = Callable[[str, Sequence[str]], Mapping[str, bytes]]
#: Documents by kind, and by id.
Found = dict[str, dict[str, bytes]]


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


def included(
    documents: Iterable[bytes], include: Sequence[str], inclusions: Mapping[str, Inclusion], fetch: Fetch
) -> bytes:
    """Return the records that documents refer to at some paths, as a member of a JSON object.

    What a path leads through comes too. Raises `Refused` where there are more than `MOST_INCLUDED`.
    """
    wanted = {path: step for path, step in inclusions.items() if any(f"{at}.".startswith(f"{path}.") for at in include)}
    records = {"": [json.loads(document) for document in documents]}
    found: Found = {}
    while level := {path: step for path, step in wanted.items() if step.of in records and path not in records}:
        leads = {path: dict.fromkeys(_leads(records[step.of], step)) for path, step in level.items()}
        _read(found, [lead for path in leads for lead in leads[path]], include, fetch)
        records |= {path: [json.loads(found[kind][id]) for kind, id in leads[path]] for path in level}
    return encode(INCLUDED) + b":" + _object({kind: _object(found[kind]) for kind in sorted(found)})


def _leads(records: Iterable[Any], step: Inclusion) -> Iterator[tuple[str, str]]:
    for record in records:
        for reference in values_at(record, step.path):
            yield reference.get("kind", step.kinds[0]), reference["id"]


def _read(found: Found, leads: Iterable[tuple[str, str]], include: Sequence[str], fetch: Fetch) -> None:
    """Read what is not found yet, with one question for each kind."""
    new: dict[str, dict[str, None]] = {}
    for kind, id in leads:
        if id not in found.get(kind, {}):
            new.setdefault(kind, {})[id] = None
    number = sum(map(len, found.values())) + sum(map(len, new.values()))
    if number > MOST_INCLUDED:
        what = f"would bring {number} records or more, and at most {MOST_INCLUDED} come; ask for fewer by limit"
        raise Refused(Wrong("include", ",".join(include), f"include: {what}, or for fewer paths"))
    for kind, ids in new.items():
        documents = fetch(kind, list(ids))
        found.setdefault(kind, {}).update((id, documents[id]) for id in ids)


def _object(members: Mapping[str, bytes]) -> bytes:
    return b"{" + b",".join(b"\n" + encode(name) + b":" + value for name, value in members.items()) + b"}"
