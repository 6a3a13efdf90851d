"""A release as it is served, and earlier ones beside it: what the views of all paths share; knows nothing of Flask."""

import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from functools import lru_cache
from typing import Any

from api.model.errors import Missing, Moved, NotYetKnown, Unusable, Withdrawn
from api.model.messages import nearest
from api.model.resource import Resource
from api.query.diff import Change, changes
from api.query.formats import Format
from api.query.list_parameters import parameters_of
from api.query.store import Store
from api.release import combined
from api.web.request import Request
from api.web.status import Status


class ServedRelease:
    """What views answer from."""

    def __init__(
        self,
        kinds: Sequence[Resource],
        store: Store,
        paths: Sequence[str],
        status: Callable[[], Status],
    ) -> None:
        """Serve a release of some kinds, beside some fixed paths.

        `status` returns what the server serves, and since when.
        """
        self.kinds = tuple(kinds)
        self.by_name = {kind.name: kind for kind in kinds}
        self.store = store
        self.status = status
        self.parameters = parameters_of(combined.lists(self.kinds))
        self.timeline = combined.timeline(self.kinds)
        self.search = combined.search(self.kinds)
        self.earlier = EarlierReleases(store, self.kinds)
        self._paths = [*(f"/v1/{name}" for name in self.by_name), *paths]

    def about(self, as_of: str | None) -> dict[str, Any]:
        """Return what the release is: its title, its licence, its name, the days that it covers."""
        said = self.store.header["about"]
        day = self.store.days.at(as_of)
        return {
            "title": said["title"],
            "description": said["description"],
            "license": said["license"],
            "release": {"id": self.store.name, "revised": said["revised"]},
            "coverage": day["coverage"] if day else {"earliest": None, "latest": None},
        }

    def counts(self, as_of: str | None) -> dict[str, int]:
        """Return how many records of each kind there are."""
        return {name: self.store.days.count(name, as_of) for name in self.by_name}

    def kind(self, request: Request, name: str) -> Resource:
        """Return the kind with a name; raises `Missing`."""
        if name not in self.by_name:
            raise Missing(request.path, nearest(request.path, self._paths, 3))
        return self.by_name[name]

    def no_record(self, request: Request, kind: str, id: str, as_of: str | None) -> Exception:
        """Return the error that says why there is no record: not yet, no longer, elsewhere, or never."""
        known, departed = self.store.identified(id), self.store.departed(id)
        if known and known.kind == kind:
            return NotYetKnown(request.path, known.known_since)
        if departed and departed.kind == kind and departed.withdrawal:
            return Withdrawn(request.path, departed.withdrawal)
        if departed and departed.kind == kind and departed.path:
            return Moved(request.path.replace(f"/v1/{kind}/{id}", departed.path))
        return Missing(request.path, [f"/v1/{kind}/{near}" for near in self.store.near(id, [kind], as_of)])

    def attachment(self, name: str, format: Format) -> dict[str, str]:
        """Return the header that names the file that an answer would be saved as."""
        return {"Content-Disposition": f'attachment; filename="{name}-{self.store.name}.{format.extension}"'}


class EarlierReleases:
    """The releases in the folder of the served one, up to that one."""

    def __init__(self, served: Store, resources: Sequence[Resource]) -> None:
        self.served = served
        self.resources = resources
        self.since = lru_cache(maxsize=4)(self._since)

    def releases(self) -> Mapping[str, str]:
        """Return the releases up to the served one, each with the day of its last revision, the oldest first."""
        found = {self.served.name: self._revised(self.served)}
        for path in self.served.path.resolve().parent.glob("*.db"):
            with suppress(Unusable):
                store = Store(path, self.resources, same=False)
                found[store.name] = self._revised(store)
        shown = {name: day for name, day in found.items() if day <= found[self.served.name]}
        return dict(sorted(shown.items(), key=lambda item: (item[1], item[0] == self.served.name, item[0])))

    def named(self, since: str) -> str | None:
        """Return the release that a name or a day means; None where it means none, or may mean more than one.

        A day means the last release revised before it: whoever fetched on that day has that one or a newer one, and
        gets too much rather than too little.
        """
        releases = self.releases()
        if since in releases or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", since):
            return since if since in releases else None
        last = max((day for day in releases.values() if day < since), default=None)
        meant = [name for name, day in releases.items() if day == last]
        return meant[0] if len(meant) == 1 else None

    def _since(self, name: str) -> tuple[Change, ...]:
        """Return what has changed from a release to the served one."""
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
