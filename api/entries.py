"""A record of any kind in short: the shape, the filters and the orders that lists over all kinds have in common."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from api.dates import Span
from api.documents import Documents, dumped
from api.evidence import Strict
from api.fields import Choice, Computed, Edtf, Refs, Slug, Slugs, Text
from api.filters import Filter, Has, Overlaps
from api.resource import Resource
from api.version import Version


class Days(Overlaps):
    """Keep what may share a day with the given date, by days that were worked out before."""

    def span(self, data: Mapping[str, Any]) -> Span | None:
        """Give the days that stand beside the date."""
        days: Span | None = data["days"]
        return days


#: The filters of a list over all kinds.
FILTERS: Mapping[str, Filter] = {
    "kind": Has("kind"),
    "date": Days("date"),
    "actor": Has("actors"),
    "topics": Has("topics"),
    "source": Has("sources"),
}
#: The sort keys of such a list beside `date`.
SORTS = ("kind", "title")


def shaped(name: str, doc: str, resources: Sequence[Resource], *, dated: bool) -> type[Strict]:
    """Give the shape of the records of some kinds in short; `dated` says that each of them has a date."""
    kinds = {resource.name: resource.description for resource in resources}
    when = "Its date; of what has a beginning and an end, the beginning or else the end"

    class Entry(Strict):
        id = Slug("The id of the record.", required=True)
        kind = Choice("The kind of the record.", kinds, required=True)
        date = Edtf(f"{when}." if dated else f"{when}; null where no source says.", required=dated)
        title = Text("What the record is called.", required=True)
        actors = Refs("Whom it names.", "actors")
        url = Computed("The path of the record.", {"type": "string", "format": "uri-reference"})
        topics = Slugs("What it is about.", load_only=True)
        sources = Refs("What it rests on.", "sources", load_only=True)

    return type(name, (Entry,), {"__doc__": doc})


@cache
def date_of(resource: Resource) -> Overlaps | None:
    """Give the filter that dates the records of a kind; None where they have no date."""
    date = resource.all_filters.get("date")
    return date if isinstance(date, Overlaps) else None


def entry(listed: Resource, version: Version, documents: Documents) -> Version:
    """Give a version of a record in short, for a list over all kinds."""
    resource, values, day = version.record.resource, version.values, version.known_from
    named = [documents.reference(id, day) for id in Has(*resource.actor_paths).values(values)]
    actors = [actor for actor in named if actor["kind"] == "actors"]
    own = documents.reference(version.record.id, day)
    date = date_of(resource)
    written = (values[path] for path in (date.start, date.end) if path) if date else ()
    shown = {
        "id": own["id"],
        "kind": own["kind"],
        "date": next(filter(None, written), None),
        "title": own["name"],
        "actors": actors,
        "url": own["url"],
    }
    days = date.span(values) if date else None
    hidden = {
        "days": days,
        "dated": int(bool(days) and resource.rests_on_evidence),
        "actors": [actor["id"] for actor in actors],
        "topics": values.get("topics", []),
        "sources": list(dict.fromkeys(entry["source"] for entry in values.get("evidence", []))),
    }
    short = shown | hidden
    return Version(version.record, day, version.known_until, short, dumped(shown), documents.found(listed, short))
