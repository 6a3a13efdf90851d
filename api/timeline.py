"""The timeline: all dated facts of all kinds in one order, in a compact shape; knows nothing of SQL or HTTP.

It is a list like that of a kind, with the same filters, orders, pages and days of knowledge, but its records are
derived from the facts, not written. A fact stands at the earliest day that its date may mean, and then at the latest;
what is open at its start stands before everything, and what is open at its end after what is not.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache
from typing import Any

from api.dates import Span
from api.documents import Version, dumped
from api.evidence import Strict
from api.fields import Choice, Computed, Edtf, Refs, Slug, Slugs, Text
from api.filters import Has, Overlaps
from api.resource import Resource


class Days(Overlaps):
    """Keep what may share a day with the given date, by days that were worked out before."""

    def span(self, data: Mapping[str, Any]) -> Span | None:
        """Give the days that stand beside the date."""
        days: Span = data["days"]
        return days


@cache
def declared(resources: tuple[Resource, ...]) -> Resource:
    """Declare the timeline of some kinds."""
    kinds = {resource.name: resource.description for resource in resources if dated(resource)}

    class Moment(Strict):
        """A dated fact, in short."""

        id = Slug("The id of the fact.", required=True)
        kind = Choice("The kind of the fact.", kinds, required=True)
        date = Edtf("Its date; of what has a beginning and an end, the beginning or else the end.", required=True)
        title = Text("What the fact is called.", required=True)
        actors = Refs("Whom it names.", "actors")
        url = Computed("The path of the fact.", {"type": "string", "format": "uri-reference"})
        topics = Slugs("What it is about.", load_only=True)
        sources = Refs("What it rests on.", "sources", load_only=True)

    return Resource(
        name="timeline",
        singular="Moment",
        schema=Moment,
        label="{title}",
        order="-date",
        sorts=("kind", "title"),
        filters={
            "kind": Has("kind"),
            "date": Days("date"),
            "actor": Has("actors"),
            "topics": Has("topics"),
            "source": Has("sources"),
        },
        holds=tuple(kinds),
    )


def dated(resource: Resource) -> Overlaps | None:
    """Give the filter that dates the facts of a kind; None where they have no date."""
    date = resource.all_filters.get("date")
    return date if isinstance(date, Overlaps) and resource.rests_on_evidence else None


def moment(version: Version, reference: Callable[[str, str], dict[str, str]]) -> Version | None:
    """Give a version of a fact as a version of a moment; None where the fact has no date.

    `reference` gives the compact reference to a record, as known on a day, by its id and the day.
    """
    resource, values = version.record.resource, version.values
    date = dated(resource)
    days = date.span(values) if date else None
    if not date or not days:
        return None
    found = [reference(id, version.known_from) for id in Has(*resource.actor_paths).values(values)]
    actors = [actor for actor in found if actor["kind"] == "actors"]
    own = reference(version.record.id, version.known_from)
    shown = {
        "id": own["id"],
        "kind": own["kind"],
        "date": next(filter(None, (values[path] for path in (date.start, date.end) if path))),
        "title": own["name"],
        "actors": actors,
        "url": own["url"],
    }
    hidden = {
        "days": days,
        "actors": [actor["id"] for actor in actors],
        "topics": values["topics"],
        "sources": list(dict.fromkeys(entry["source"] for entry in values["evidence"])),
    }
    return replace(version, values=shown | hidden, document=dumped(shown))
