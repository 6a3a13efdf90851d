"""The lists over all kinds: the search and the timeline, and the schema of their records; knows no SQL, no HTTP.

They are lists like that of a kind, with the same filters, orders, pages and days of knowledge, but their records are
derived from the facts. The search shows every record in short, to clients that look for words. The timeline shows all
dated facts in one order: by the first day on which a fact is stated to be, and then by the last. What goes on stands
after what does not.
"""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from api.model.fields import Choice, Computed, Edtf, Refs, Slug, Slugs, Text
from api.model.filters import Filter, Has, Overlaps, Spans
from api.model.resource import Resource
from api.model.schema import Strict
from api.release.tables import ENTRIES


def lists(resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """Return every list: of each kind, of what words find in all of them, and of all dated facts."""
    return (*resources, search(tuple(resources)), timeline(tuple(resources)))


@cache
def search(resources: tuple[Resource, ...]) -> Resource:
    """Return the declaration of the search over some kinds."""
    return _over(resources, ENTRIES)


@cache
def timeline(resources: tuple[Resource, ...]) -> Resource:
    """Return the declaration of the timeline of some kinds."""
    facts = [resource for resource in resources if resource.rests_on_evidence and date_of(resource)]
    return _over(facts, "timeline", part_of=ENTRIES)


def _over(resources: Sequence[Resource], name: str, part_of: str = "") -> Resource:
    kinds = {resource.name: resource.description for resource in resources}

    class Hit(Strict):
        """A record of any kind, in short."""

        id = Slug("The id of the record.", required=True)
        kind = Choice("Its kind.", kinds, required=True)
        url = Computed("The path of the record.", {"type": "string", "format": "uri-reference"})
        title = Text("What the record is called.", required=True)
        begin = Edtf("Its date, or when it began; null where no source says.")
        end = Edtf("When it ended; of what has one date, the same as `begin`; null where no source says.")
        actors = Refs("Whom it names.", "actors")
        link = Computed(
            "The address that scrolls to the first passage it rests on; null where there is none.",
            {"type": ["string", "null"], "format": "uri"},
        )
        topics = Slugs("What it is about.", load_only=True)
        sources = Refs("What it rests on.", "sources", load_only=True)

    return Resource(
        name=name,
        singular=Hit.__name__,
        schema=Hit,
        label="{title}",
        order="-date",
        sorts=("kind", "title"),
        filters=FILTERS,
        holds=tuple(resource.name for resource in resources),
        part_of=part_of,
    )


class Days(Overlaps):
    """Keep what shares a day with the given date, by days that were worked out before."""

    def spans(self, data: Mapping[str, Any]) -> Spans:
        """Return the days that stand beside the date."""
        days: Spans = data["days"]
        return days


#: The filters of a list over all kinds.
FILTERS: Mapping[str, Filter] = {
    "kind": Has("kind"),
    "date": Days("begin", "end"),
    "actor": Has("actors"),
    "topics": Has("topics"),
    "source": Has("sources"),
}


@cache
def date_of(resource: Resource) -> Overlaps | None:
    """Return the filter by the date of the records of a kind; None where they have no date."""
    date = resource.all_filters.get("date")
    return date if isinstance(date, Overlaps) else None
