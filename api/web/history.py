"""`/v1/{kind}/{id}/history`: what became known of a record, day by day, as its versions tell it."""

import json
from itertools import pairwise
from typing import Any

from api.model.jsontext import encode
from api.query.selection import day
from api.web.request import Request
from api.web.responses import Representation, whole_list
from api.web.served import ServedRelease

#: What no version changes: the facts that belong to a record are counted for whatever day is asked for.
FIXED = ("id", "kind", "url", "known_since", "facts")


def history(served: ServedRelease, request: Request, kind: str, id: str) -> Representation:
    """Show what became known of a record, up to a day of knowledge where one is asked for."""
    return whole_list(map(encode, known(served, request, kind, id, day(request.pairs))))


def known(served: ServedRelease, request: Request, kind: str, id: str, as_of: str | None) -> list[dict[str, Any]]:
    """Return from when each version of a record is known, by which sources, and what it changed, the first one first.

    Raises what says why there is no such record.
    """
    versions = served.store.history(served.kind(request, kind).name, id)
    found = [(since, json.loads(document)) for since, document in versions if as_of is None or since <= as_of]
    if not found:
        raise served.no_record(request, kind, id, as_of)
    changes = pairwise([("", {}), *found])  # a version may differ in no more than the words by which it is found
    return [_entry(since, before, after) for (_, before), (since, after) in changes if after != before]


def _entry(known_from: str, before: dict[str, Any], after: dict[str, Any]) -> dict[str, Any]:
    """Return what one version changed; `sources` are those whose evidence it has and the one before had not."""
    old, new = _sources(before), _sources(after)
    names = [name for name in dict.fromkeys((*after, *before)) if name not in FIXED]
    changed = [name for name in names if not _same(before.get(name), after.get(name))]
    return {
        "known_from": known_from,
        "sources": list({source["id"]: source for key, source in new.items() if key not in old}.values()),
        "changes": [{"field": name, "before": before.get(name), "after": after.get(name)} for name in changed],
    }


def _sources(document: dict[str, Any]) -> dict[tuple[str | None, ...], dict[str, Any]]:
    """Return the source of each passage, by what names the passage."""
    if document.get("kind") == "sources":
        own = {"id": document["id"], "publisher": document["publisher"]["name"], "published": document["published"]}
        return {(): own}
    entries = document.get("evidence", ())
    return {
        (entry["source"]["id"], entry["start"], entry["end"], entry.get("entry")): entry["source"] for entry in entries
    }


def _same(before: Any, after: Any) -> bool:
    """Whether a field says the same; where it says nothing it may be left out."""
    return before == after or (before in (None, []) and after in (None, []))
