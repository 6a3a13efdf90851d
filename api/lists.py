"""All lists of the API: those of single kinds, and those over all kinds; knows nothing of SQL or HTTP."""

from collections.abc import Sequence
from functools import cache

from api import search, timeline
from api.listing import Listing
from api.outline import Outlines
from api.resource import Resource


def lists(resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """Give every list: of each kind, of what words find in all of them, and of all dated facts."""
    return (*resources, search.declared(tuple(resources)), timeline.declared(tuple(resources)))


@cache
def listing(resources: tuple[Resource, ...]) -> Listing:
    """Give the parameters of every list."""
    return Listing(Outlines(lists(resources)))
