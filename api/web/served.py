"""A release as it is served: what the views of all paths share; knows no routes."""

from collections.abc import Callable, Sequence
from typing import Any

from api.model.errors import Missing, Moved, NotYetKnown, Withdrawn
from api.model.messages import nearest
from api.model.resource import Resource
from api.query.formats import Format
from api.query.list_parameters import parameters_of
from api.query.store import Store
from api.query.texts_at_hand import TextsAtHand
from api.release import combined
from api.web.address import Address
from api.web.ranges import Measures
from api.web.request import Request
from api.web.status import Status


class ServedRelease:
    """What views answer from."""

    def __init__(
        self,
        store: Store,
        paths: Sequence[str],
        status: Callable[[], Status],
        address: Address,
        texts: TextsAtHand | None = None,
    ) -> None:
        """Serve a release, beside some fixed paths, and verify words in the texts that are at hand.

        `status` returns what the server serves, and since when; `address` is where the public finds it.
        """
        self.kinds = store.resources
        self.by_name = {kind.name: kind for kind in self.kinds}
        self.store = store
        self.status = status
        self.address = address
        self.texts = texts
        lists = combined.lists(self.kinds)
        self.parameters = parameters_of(lists)
        #: Every list by its name: of each kind, the search and the timeline.
        self.lists = {found.name: found for found in lists}
        self.measures = Measures()
        self._fixed = paths
        self._paths = [*(f"/v1/{name}" for name in self.lists), *paths]

    def at(self, store: Store, address: Address) -> "ServedRelease":
        """Return a release of the same kinds, or this one, at another address."""
        return ServedRelease(store, self._fixed, self.status, address)

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
            raise self.missing(request)
        return self.by_name[name]

    def listed(self, request: Request, name: str) -> Resource:
        """Return the kind with a name, or the search or the timeline; raises `Missing`."""
        if name not in self.lists:
            raise self.missing(request)
        return self.lists[name]

    def missing(self, request: Request) -> Missing:
        """Return the error that says that a path leads nowhere, and which paths are like it."""
        return Missing(request.path, nearest(request.path, self._paths, 3))

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
