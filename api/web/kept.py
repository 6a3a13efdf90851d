"""`/v1/releases` and `/releases/{id}`: the releases that are kept, each under a path of its own.

What stands there is the same, byte for byte, for as long as the release is kept.
"""

import re
from collections.abc import Callable
from functools import lru_cache

from api.model.errors import Unusable
from api.model.jsontext import encode
from api.query import parameters
from api.query.store import Store
from api.web.changes import releases
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

#: A path in a release: the id of that, and the path.
PATH = re.compile(r"/releases/([0-9a-f]{16})(/.*)?")
#: How many releases beside the served one are held open.
_OPEN = 2


class NotKept(Exception):
    """A release that is not kept here, or not any more; carries its id."""

    def __init__(self, id: str) -> None:
        self.id = id
        super().__init__(id)


class KeptReleases:
    """The releases beside the served one, each opened when it is first asked for."""

    def __init__(self, served: ServedRelease) -> None:
        self._served = served
        #: Returns a release as it is served under its own path; raises `NotKept`.
        self.of: Callable[[str], ServedRelease] = lru_cache(maxsize=_OPEN)(self._of)

    def _of(self, id: str) -> ServedRelease:
        store, served = self._served.store, self._served
        if id != store.name:
            path = store.path.resolve().parent / f"{id}.db"
            try:
                store = Store(path, served.kinds)
            except Unusable:
                raise NotKept(id) from None
        return served.at(store, served.address.under(f"/releases/{id}"))


def kept(served: ServedRelease, request: Request) -> Representation:
    """Show the releases that are kept, the newest first."""
    parameters.read({}, request.pairs)
    found = [
        {"id": id, "revised": day, "served": id == served.store.name, "url": f"/releases/{id}/v1"}
        for id, day in reversed(list(releases(served).items()))
    ]
    return Representation(encode({"data": found, "total": len(found), "next": None}))
