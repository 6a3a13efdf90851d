"""`/v1/releases` and `/releases/{id}`: the releases that are kept, each under a path of its own.

What stands there is the same, byte for byte, for as long as the release is kept. A walk through the pages of a list is
answered from the release that it began in, wherever it is asked to go on.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from api.model.errors import Unusable
from api.model.jsontext import encode
from api.query import parameters
from api.query.list_parameters import RELEASE
from api.query.store import Store
from api.web.changes import releases
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

#: A path in a release: the id of that, and the path.
PATH = re.compile(rf"/releases/({RELEASE})(/.*)?")
#: The release in what a query goes on after.
_AFTER = re.compile(rf"(?:^|&)after=[^&@%]+(?:@|%40)({RELEASE})(?:&|$)")
#: How many releases beside the served one are held open.
_OPEN = 2


@dataclass(eq=False)
class NotKept(Exception):
    """A release that is not kept here, or not any more; carries its id."""

    id: str


class KeptReleases:
    """The releases beside the served one, each opened when it is first asked for."""

    def __init__(self, served: ServedRelease) -> None:
        self._served = served
        self._both: Callable[[str], tuple[ServedRelease, ServedRelease]] = lru_cache(maxsize=_OPEN)(self._opened)

    def of(self, id: str) -> ServedRelease:
        """Return a release as it is served under its own path; raises `NotKept`."""
        return self._both(id)[0]

    def walked(self, request: Request) -> ServedRelease:
        """Return the release that a walk stays on, in the place of the served one; raises `NotKept`."""
        found = _AFTER.search(request.query)
        if not found or found[1] == self._served.store.name:
            return self._served
        return self._both(found[1])[1]

    def _opened(self, id: str) -> tuple[ServedRelease, ServedRelease]:
        store, served = self._served.store, self._served
        if id != store.name:
            try:
                store = Store(store.engine.kept(id), served.kinds)
            except Unusable:
                raise NotKept(id) from None
        return served.at(store, served.address.under(f"/releases/{id}")), served.at(store, served.address)


def kept(served: ServedRelease, request: Request) -> Representation:
    """Show the releases that are kept, the newest first."""
    parameters.read({}, request.pairs)
    found = [
        {"id": id, "revised": day, "served": id == served.store.name, "url": f"/releases/{id}/v1"}
        for id, day in reversed(list(releases(served).items()))
    ]
    return Representation(encode({"data": found, "total": len(found), "next": None}))
