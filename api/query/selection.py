"""What a client asks for: a checked selection of a list, and back to a path; knows no SQL, no Flask."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import quote_plus

from api.model import edtf
from api.model.document_schema import Outlines, closed
from api.model.errors import Refused, Wrong
from api.model.filters import Has, Overlaps
from api.model.messages import did_you_mean, nearest
from api.model.resource import RELEVANCE, Resource
from api.query import parameters
from api.query.formats import FORMATS, JSON, Format
from api.query.fts_query import Words, words
from api.query.list_parameters import ALL, HIGHLIGHT, LARGEST_PAGE, PAGE, Listing
from api.query.parameters import AS_OF
from api.query.projection import Projection

#: What stands in an address as it is.
_PLAIN = re.compile(r"[A-Za-z0-9_.,:/~-]*", re.ASCII)
#: What to do where the record to go on after is gone from a list, as it may be in a newer release.
ANEW = "begin the list anew, without after"


@dataclass(frozen=True)
class Identified:
    """That a record exists: its kind, and the day from which it is known."""

    kind: str
    known_since: str


@dataclass(frozen=True)
class Departed:
    """Where an id leads that no record has now: to a path, or to why its record was withdrawn."""

    kind: str
    path: str | None
    withdrawal: Mapping[str, Any] | None


class Known(Protocol):
    """What a release knows, for checking what a client asks for."""

    def identified(self, id: str) -> Identified | None:
        """Say of what kind a record is and since when it is known; None where there is no such record."""

    def departed(self, id: str) -> Departed | None:
        """Say where an id leads that no record has now; None where it never was one."""

    def near(self, id: str, kinds: Sequence[str], as_of: str | None = None) -> list[str]:
        """Give the ids of some kinds, known on a day, that are nearest to a wrong one."""

    def terms(self, name: str) -> list[str]:
        """Give every value that a filter of this name can find, in any kind."""


@dataclass(frozen=True)
class Selection:
    """Which records of a kind a client wants, in which order, how many and in what shape.

    All that an answer follows from. A `limit` of None means all records; `format` is empty where `Accept` is to say it.
    """

    resource: Resource
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    q: str = ""
    sort: str = ""
    after: str | None = None
    limit: int | None = PAGE
    as_of: str | None = None
    facets: tuple[str, ...] = ()
    projection: Projection = Projection()
    format: str = ""

    @cached_property
    def words(self) -> Words | None:
        """What is looked for; None where nothing is."""
        return words(self.q) if self.q else None

    def spans(self) -> Iterator[tuple[str, edtf.Span]]:
        """Yield the filters by date, each with the days asked for."""
        for name, values in self.filters.items():
            if isinstance(self.resource.all_filters[name], Overlaps):
                yield name, edtf.span(values[0])

    def values(self) -> Iterator[tuple[str, Has, tuple[str, ...]]]:
        """Yield the filters by value, each with the values asked for."""
        for name, values in self.filters.items():
            found = self.resource.all_filters[name]
            if isinstance(found, Has):
                yield name, found, values

    def path_behind(self, id: str) -> str:
        """Give the path of the page that goes on after a record."""
        return self._path(id)

    def behind(self, id: str) -> "Selection":
        """Give the selection that goes on after a record."""
        return replace(self, after=id)

    def without(self, name: str) -> "Selection":
        """Give the selection without one of its filters."""
        return replace(self, filters={other: values for other, values in self.filters.items() if other != name})

    def narrowed(self, name: str, value: str) -> "Selection":
        """Give the first page of the list that has one value for a filter, instead of those that it has now."""
        filters = {**self.filters, name: (value,)}
        ordered = {name: filters[name] for name in self.resource.all_filters if name in filters}
        return replace(self, filters=ordered, after=None, facets=(), limit=self.limit or PAGE)

    def path(self) -> str:
        """Give the path that asks for this selection: always the same for the same one."""
        return self._path(self.after)

    def _path(self, after: str | None) -> str:
        pairs: dict[str, str | None] = {name: ",".join(values) for name, values in self.filters.items()}
        pairs |= {
            "q": self.q,
            "as_of": self.as_of,
            "sort": self.sort if self.sort != self.resource.default_sort(searched=bool(self.q)) else None,
            "facets": ",".join(self.facets),
            "fields": ",".join(self.projection.fields),
            "expand": ",".join(self.projection.expand),
            "format": self.format,
            "limit": None if self.limit == PAGE else ALL if self.limit is None else str(self.limit),
            "after": after,
        }
        query = "&".join([f"{name}={_encoded(value)}" for name, value in pairs.items() if value])
        return f"/v1/{self.resource.name}" + (f"?{query}" if query else "")


def _encoded(value: str) -> str:
    """Give a value as it stands in an address; most need no look at each of their letters."""
    return value if _PLAIN.fullmatch(value) else quote_plus(value, safe="/,:")


def parse(listing: Listing, resource: Resource, pairs: Iterable[tuple[str, str]]) -> Selection:
    """Read the query parameters of a list; raises `Refused` with everything that is wrong."""
    found = parameters.read(listing.parameters(resource), pairs)
    one = {name: values[0] for name, values in found.items()}
    limit = one.get("limit", str(PAGE))
    selection = Selection(
        resource,
        {name: found[name] for name in resource.all_filters if name in found},
        q=one.get("q", ""),
        sort=one.get("sort") or resource.default_sort(searched="q" in one),
        after=one.get("after"),
        limit=None if limit == ALL else int(limit),
        as_of=one.get("as_of"),
        facets=found.get("facets", ()),
        projection=Projection(found.get("fields", ()), found.get("expand", ())),
        format=one.get("format", ""),
    )
    also = [HIGHLIGHT] if selection.q else []
    wrong = [*_at_odds(selection), *_misshapen(listing.outlines, resource, selection.projection, also)]
    if wrong:
        raise Refused(*wrong)
    return selection


def of_record(listing: Listing, resource: Resource, pairs: Iterable[tuple[str, str]]) -> tuple[str | None, Projection]:
    """Read the query parameters of a record: the day of knowledge, and the shape; raises `Refused`."""
    found = parameters.read(listing.of_record(resource), pairs)
    projection = Projection(found.get("fields", ()), found.get("expand", ()))
    wrong = list(_misshapen(listing.outlines, resource, projection))
    if wrong:
        raise Refused(*wrong)
    return found.get(AS_OF.name, (None,))[0], projection


def unfit(selection: Selection, format: Format) -> Iterator[Wrong]:
    """Yield what a selection asks for that an answer in some format cannot give."""
    streams = " or ".join(found.name for found in FORMATS if found.streams)
    if selection.limit is None and not format.streams:
        yield Wrong("limit", ALL, f"limit: all records at once come as {streams}; add format={streams.split()[0]}")
    if selection.facets and format.streams:
        value = ",".join(selection.facets)
        yield Wrong("facets", value, f"facets: come as {JSON.name} alone; leave them out, or ask for {JSON.name}")


def _at_odds(selection: Selection) -> Iterator[Wrong]:
    """Yield the parameters that are right, but not beside each other."""
    if selection.sort == RELEVANCE and not selection.q:
        instead = f"give q, or {selection.resource.order}"
        yield Wrong("sort", RELEVANCE, f"sort: without q, nothing is more relevant; {instead}")
    if selection.limit == 0 and not selection.facets:
        instead = f"give a number from 1 to {LARGEST_PAGE}"
        yield Wrong("limit", "0", f"limit: 0 goes with facets alone, for counts; {instead}")
    if selection.limit == 0 and selection.after:
        yield Wrong("after", selection.after, "after: with limit=0 there is no page; leave one of them out")
    if selection.limit is None and selection.after:
        yield Wrong("after", selection.after, f"after: with limit={ALL} there are no pages; leave one of them out")


def _misshapen(
    outlines: Outlines, resource: Resource, projection: Projection, also: Sequence[str] = ()
) -> Iterator[Wrong]:
    """Yield fields that no document has, and references that are opened but not shown."""
    if not projection.fields:
        return
    known = outlines.known(resource, projection.expand)
    for path in projection.fields:
        if path not in known and path not in also:
            yield _no_such_field(outlines, resource, path, known)
    shown = closed(projection.fields)
    for path in projection.expand:
        above = any(head in projection.fields for head in closed([path]))
        if path not in shown and not above:
            yield Wrong("expand", path, f"expand: {path!r} is not among the fields; add it there, or leave it out here")


def _no_such_field(outlines: Outlines, resource: Resource, path: str, known: Iterable[str]) -> Wrong:
    reference = outlines.missing(resource, path)
    if reference:
        what = f"fields: {path!r} is in the record that {reference!r} refers to; add expand={reference}"
        return Wrong("fields", path, what)
    opened = [path for path in outlines.expansions(resource) if path in outlines.known(resource)]
    all_known = [*known, *outlines.known(resource, opened)]
    near = tuple(nearest(path, all_known, 3))
    what = f"fields: no record of {resource.name} has {path!r}{did_you_mean(path, all_known)}"
    return Wrong("fields", path, what, tuple(outlines.known(resource)), near)


def day(pairs: Iterable[tuple[str, str]]) -> str | None:
    """Read the query parameters of a record, of which there is one: the day of knowledge; raises `Refused`."""
    found = parameters.read({AS_OF.name: AS_OF}, pairs)
    return found[AS_OF.name][0] if found else None


def unknown(selection: Selection, release: Known) -> Iterator[Wrong]:
    """Yield what the release does not know of what is asked for: ids, terms and the place to go on after."""
    resource = selection.resource
    for name, has, values in selection.values():
        targets = resource.targets(has)
        terms = release.terms(name) if resource.is_vocabulary(has) else values
        for value in values:
            known = release.identified(value) if targets else None
            if targets and not (known and known.kind in targets):
                yield _no_such_id(name, value, targets, release, selection.as_of)
            elif not targets and value not in terms:
                offered = [] if selection.as_of else terms  # a word may be newer than the day that is asked for
                what = f"{name}: no record has {value!r}{did_you_mean(value, offered)}"
                yield Wrong(name, value, what, nearest=tuple(nearest(value, offered, 3)))
    if selection.after:
        yield from _no_place(selection.after, selection, release)


def _no_place(after: str, selection: Selection, release: Known) -> Iterator[Wrong]:
    known = release.identified(after)
    if not known or known.kind not in selection.resource.kinds:
        yield _no_such_id("after", after, selection.resource.kinds, release, selection.as_of)
    elif selection.as_of and selection.as_of < known.known_since:
        what = f"{after!r} is known only since {known.known_since}, after the day of `as_of`; {ANEW}"
        yield Wrong("after", after, f"after: {what}")


def _no_such_id(name: str, value: str, kinds: Sequence[str], release: Known, as_of: str | None) -> Wrong:
    departed = release.departed(value)
    anew = f"; {ANEW}" if name == "after" else ""
    if departed and departed.path:
        now = departed.path.rpartition("/")[2]
        return Wrong(name, value, f"{name}: {value!r} is called {now!r} now", nearest=(now,))
    if departed and departed.withdrawal:
        return Wrong(name, value, f"{name}: {value!r} was withdrawn on {departed.withdrawal['date']}{anew}")
    near = release.near(value, kinds, as_of)
    if near:
        anew = f"; did you mean {near[0]}?" + (f" Else {ANEW}" if anew else "")
    return Wrong(
        name, value, f"{name}: no record of {' or '.join(kinds)} has the id {value!r}{anew}", nearest=tuple(near)
    )
