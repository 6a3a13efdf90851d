"""The timeline: all dated facts of all kinds in one order, in short; knows nothing of SQL or HTTP.

It is a list like that of a kind, with the same filters, orders, pages and days of knowledge, but its records are
derived from the facts, not written. A fact stands at the earliest day that its date may mean, and then at the latest;
what is open at its start stands before everything, and what is open at its end after what is not.
"""

from functools import cache

from api.entries import FILTERS, SORTS, date_of, shaped
from api.filters import Overlaps
from api.resource import Resource
from api.tables import ENTRIES


@cache
def declared(resources: tuple[Resource, ...]) -> Resource:
    """Declare the timeline of some kinds."""
    facts = [resource for resource in resources if dated(resource)]
    return Resource(
        name="timeline",
        singular="Moment",
        schema=shaped("Moment", "A dated fact, in short.", facts, dated=True),
        label="{title}",
        order="-date",
        sorts=SORTS,
        filters=FILTERS,
        holds=tuple(resource.name for resource in facts),
        part_of=ENTRIES,
    )


def dated(resource: Resource) -> Overlaps | None:
    """Give the filter that dates the facts of a kind; None where they have no date, or are no facts, as sources are."""
    return date_of(resource) if resource.rests_on_evidence else None
