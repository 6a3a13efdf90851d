"""What changed from one release to another, fact by fact; knows nothing of HTTP.

A fact was added, changed (with the fields that did), renamed (it has another id now), withdrawn (and says why at its
path), or removed, which should not happen: a fact that does not stand is withdrawn.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from api.store import Store

CHANGES = {
    "added": "The new release has it, the old one had not.",
    "changed": "Its document differs; `fields` names what does.",
    "renamed": "It has another id now, the one that `now` gives the path of.",
    "withdrawn": "It does not stand any more; its path says why.",
    "removed": "It is gone without a word.",
}

#: Fields that follow from other records: a change of these alone is none of the fact.
FOLLOWING = frozenset({"facts", "contested_in", "citation"})


@dataclass(frozen=True)
class Change:
    """One fact that differs between two releases."""

    change: str
    kind: str
    id: str
    fields: tuple[str, ...] = ()
    now: str | None = None

    @property
    def document(self) -> dict[str, Any]:
        """The change as JSON shows it."""
        url = self.now or f"/v1/{self.kind}/{self.id}"
        return {"change": self.change, "id": self.id, "kind": self.kind, "url": url, "fields": list(self.fields)}

    def __str__(self) -> str:
        fields = f": {', '.join(self.fields)}" if self.fields else ""
        now = f" to {self.now}" if self.now else ""
        return f"{self.change} {self.kind}/{self.id}{now}{fields}"


def changes(old: Store, new: Store) -> Iterator[Change]:
    """Yield every change, kind by kind and by id; reads both releases once, side by side."""
    for kind in new.kinds:
        before = old.everything(kind) if kind in old.kinds else iter(())
        yield from _of_kind(kind, before, new.everything(kind), new)
    for kind in old.kinds:
        if kind not in new.kinds:
            yield from (_gone(kind, id, new) for id, _ in old.everything(kind))


#: Documents by id, in the order of ids.
Documents = Iterator[tuple[str, bytes]]


def _of_kind(kind: str, before: Documents, after: Documents, new: Store) -> Iterator[Change]:
    old, now = next(before, None), next(after, None)
    while old or now:
        if old and (now is None or old[0] < now[0]):
            yield _gone(kind, old[0], new)
            old = next(before, None)
        elif now and (old is None or now[0] < old[0]):
            yield Change("added", kind, now[0])
            now = next(after, None)
        elif old and now:
            fields = _fields(old[1], now[1])
            if fields:
                yield Change("changed", kind, now[0], fields)
            old, now = next(before, None), next(after, None)


def _fields(old: bytes, new: bytes) -> tuple[str, ...]:
    if old == new:
        return ()
    before, after = json.loads(old), json.loads(new)
    names = dict.fromkeys([*after, *before])
    return tuple(name for name in names if name not in FOLLOWING and before.get(name) != after.get(name))


def _gone(kind: str, id: str, new: Store) -> Change:
    departed = new.departed(id)
    if departed and departed.path:
        return Change("renamed", kind, id, now=departed.path)
    return Change("withdrawn" if departed else "removed", kind, id)
