"""What changed from one release to another, fact by fact; knows nothing of HTTP.

A document counts as changed when any of it differs, also the name of what it refers to: whoever applies all changes has
the new release. That a fact is removed should not happen: one that does not stand is withdrawn.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.query.store import Store

_ACTORS, _TOPICS = re.compile(rb'"id":"([^"]+)","kind":"actors"'), re.compile(rb'"topics":\[([^]]*)\]')
#: What can become of a fact from one release to another.
CHANGES = {
    "added": "The new release has it, the old one had not.",
    "changed": "Its document differs; `fields` names what does.",
    "renamed": "It has another id now, the one that `now` gives the path of.",
    "withdrawn": "It does not stand any more; its path says why.",
    "removed": "It is gone without a word.",
}
#: Documents by id, in the order of ids.
Documents = Iterator[tuple[str, bytes]]


@dataclass(frozen=True)
class Change:
    """One fact that differs between two releases."""

    change: str
    kind: str
    id: str
    fields: tuple[str, ...] = ()
    now: str | None = None
    #: The actors that the fact names, and its topics.
    about: frozenset[str] = frozenset()

    @property
    def document(self) -> dict[str, Any]:
        """The change as JSON shows it."""
        url = self.now or f"/v1/{self.kind}/{self.id}"
        return {"change": self.change, "id": self.id, "kind": self.kind, "url": url, "fields": list(self.fields)}


def changes(old: Store, new: Store) -> Iterator[Change]:
    """Yield every change, kind by kind and by id; reads both releases once, side by side."""
    for kind in new.kinds:
        before = old.everything(kind) if kind in old.kinds else iter(())
        yield from _of_kind(kind, before, new.everything(kind), (old, new))
    for kind in old.kinds:
        if kind not in new.kinds:
            yield from (_gone(kind, found, new) for found in old.everything(kind))


def _of_kind(kind: str, before: Documents, after: Documents, stores: tuple[Store, Store]) -> Iterator[Change]:
    old, now = next(before, None), next(after, None)
    while old or now:
        if old and (now is None or old[0] < now[0]):
            yield _gone(kind, old, stores[1])
            old = next(before, None)
        elif now and (old is None or now[0] < old[0]):
            if not any(stores[0].identified(id) for id in json.loads(now[1]).get("former_ids", [])):
                yield Change("added", kind, now[0], about=about(now[1]))
            now = next(after, None)
        elif old and now:
            fields = _fields(old[1], now[1])
            if fields:
                yield Change("changed", kind, now[0], fields, about=about(old[1]) | about(now[1]))
            old, now = next(before, None), next(after, None)


def _fields(old: bytes, new: bytes) -> tuple[str, ...]:
    if old == new:
        return ()
    before, after = json.loads(old), json.loads(new)
    names = dict.fromkeys([*after, *before])
    return tuple(name for name in names if before.get(name) != after.get(name))


def _gone(kind: str, old: tuple[str, bytes], new: Store) -> Change:
    id, document = old
    departed = new.departed(id)
    if departed and departed.path:
        renamed = new.document(kind, departed.path.rpartition("/")[2])
        fields = _fields(document, renamed) if renamed else ()
        return Change("renamed", kind, id, fields, departed.path, about(document))
    return Change("withdrawn" if departed else "removed", kind, id, about=about(document))


def about(document: bytes) -> frozenset[str]:
    """Return the ids of the actors that a document names, and its topics."""
    topics = _TOPICS.search(document)
    named = [*_ACTORS.findall(document), *(topics[1].replace(b'"', b"").split(b",") if topics else ())]
    return frozenset(name.decode() for name in named)
