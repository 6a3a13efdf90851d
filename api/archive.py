"""The releases that a server has beside the one it serves, and what has changed since each; knows nothing of HTTP."""

from collections.abc import Mapping, Sequence
from functools import cache

from api.difference import Change, changes
from api.resource import Resource
from api.store import Store, Unusable


class Archive:
    """The releases in one folder, the served one among them."""

    def __init__(self, served: Store, resources: Sequence[Resource]) -> None:
        self.served = served
        self.resources = resources
        self.since = cache(self._since)

    def releases(self) -> Mapping[str, str]:
        """Give the releases that are there, each with the day of its last revision, the oldest first."""
        found = {self.served.name: self._revised(self.served)}
        for path in self.served.path.resolve().parent.glob("*.db"):
            try:
                store = Store(path, self.resources, same=False)
                found[store.name] = self._revised(store)
            except Unusable:
                continue
        return dict(sorted(found.items(), key=lambda item: (item[1], item[0] == self.served.name, item[0])))

    def named(self, since: str) -> str | None:
        """Give the release that a name or a day means: the last one revised by that day; None where there is none."""
        releases = self.releases()
        if since in releases:
            return since
        up_to = [name for name, revised in releases.items() if revised <= since]
        return up_to[-1] if up_to and len(since) == len("2019-03-19") else None

    def _since(self, name: str) -> tuple[Change, ...]:
        """Give what has changed from a release to the served one."""
        if name == self.served.name:
            return ()
        old = Store(self.served.path.resolve().parent / f"{name}.db", self.resources, same=False)
        return tuple(changes(old, self.served))

    def _revised(self, store: Store) -> str:
        revised: str = store.header["about"]["revised"]
        return revised
