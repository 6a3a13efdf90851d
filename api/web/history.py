"""`/v1/{kind}/{id}/history`: what became known of a record, day by day, as its versions tell it."""

import json
from collections.abc import Iterable, Sequence
from typing import Any

from api.model.jsontext import encode, join_array
from api.query.selection import day
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

#: What no version changes: the facts that belong to a record are counted for whatever day is asked for.
FIXED = ("id", "kind", "url", "known_since", "facts")


def history(served: ServedRelease, request: Request, kind: str, id: str) -> Representation:
    """Show what became known of a record, up to a day of knowledge where one is asked for."""
    resource, as_of = served.kind(request, kind), day(request.pairs)
    versions = served.store.history(resource.name, id)
    known = [(since, document) for since, document in versions if as_of is None or since <= as_of]
    if not known:
        raise served.no_record(request, kind, id, as_of)
    return Representation(_listed(known))


def _listed(versions: Sequence[tuple[str, bytes]]) -> bytes:
    """Return the history of a record as a list: from when each version is known, by which sources, and what it changed.

    `versions` are the documents of the record with the days from which they were known, the first one first.
    """
    entries: list[bytes] = []
    before: dict[str, Any] = {}
    for known_from, document in versions:
        after: dict[str, Any] = json.loads(document)
        if after != before:  # a version may differ in no more than the words by which it is found
            entries.append(encode(_entry(known_from, before, after)))
        before = after
    return b'{"data":' + join_array(entries) + b',"total":%d,"next":null}' % len(entries)


def _entry(known_from: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what one version changed; `sources` are those whose evidence it has and the one before had not."""
    old = {source["id"] for source in _sources(before)}
    new = [source for source in _sources(after) if source["id"] not in old]
    names = [name for name in dict.fromkeys((*after, *before)) if name not in FIXED]
    changed = [name for name in names if not _same(before.get(name), after.get(name))]
    return {
        "known_from": known_from,
        "sources": new,
        "changes": [{"field": name, "before": before.get(name), "after": after.get(name)} for name in changed],
    }


def _sources(document: dict[str, Any]) -> Iterable[dict[str, Any]]:
    if document.get("kind") == "sources":
        return [{"id": document["id"], "publisher": document["publisher"]["name"], "published": document["published"]}]
    return {entry["source"]["id"]: entry["source"] for entry in document.get("evidence", [])}.values()


def _same(before: Any, after: Any) -> bool:
    """Whether a field says the same; where it says nothing it may be left out."""
    return before == after or (before in (None, []) and after in (None, []))
