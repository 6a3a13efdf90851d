"""The releases that a server has beside the one it serves, and what has changed since each; knows nothing of HTTP."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import lru_cache

from api.model.errors import Unusable
from api.model.resource import Resource
from api.query.diff import Change, changes
from api.query.store import Store


class Archive:
    """The releases in one folder, the served one among them."""

    def __init__(self, served: Store, resources: Sequence[Resource]) -> None:
        self.served = served
        self.resources = resources
        self.since = lru_cache(maxsize=4)(self._since)

    def releases(self) -> Mapping[str, str]:
        """Give the releases up to the served one, each with the day of its last revision, the oldest first."""
        found = {self.served.name: self._revised(self.served)}
        for path in self.served.path.resolve().parent.glob("*.db"):
            with suppress(Unusable):
                store = Store(path, self.resources, same=False)
                found[store.name] = self._revised(store)
        shown = {name: day for name, day in found.items() if day <= found[self.served.name]}
        return dict(sorted(shown.items(), key=lambda item: (item[1], item[0] == self.served.name, item[0])))

    def named(self, since: str) -> str | None:
        """Give the release that a name or a day means; None where it means none, or may mean more than one.

        A day means the last release revised before it: whoever fetched on that day has that one or a newer one, and
        hears of too much rather than too little.
        """
        releases = self.releases()
        if since in releases or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", since):
            return since if since in releases else None
        last = max((day for day in releases.values() if day < since), default=None)
        meant = [name for name, day in releases.items() if day == last]
        return meant[0] if len(meant) == 1 else None

    def _since(self, name: str) -> tuple[Change, ...]:
        """Give what has changed from a release to the served one."""
        if name == self.served.name:
            return ()
        old = Store(self.served.path.resolve().parent / f"{name}.db", self.resources, same=False)
        try:
            return tuple(changes(old, self.served))
        finally:
            old.close()

    def _revised(self, store: Store) -> str:
        revised: str = store.header["about"]["revised"]
        return revised
