"""What a client asks for: from the parameters of a list to a selection, and back to a path; knows no SQL, no Flask."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from urllib.parse import quote_plus, urlencode

from api.model import edtf
from api.model.document_schema import ALONE
from api.model.errors import Refused, Wrong
from api.model.resource import RELEVANCE, Resource
from api.query import fts_query, parameters
from api.query.formats import FORMATS, JSON, Format
from api.query.fts_query import WordQuery
from api.query.highlight import HIGHLIGHT
from api.query.list_parameters import ALL, ANEW, DATE_MATCH, LARGEST_PAGE, PAGE, POSSIBLE, ListParameters
from api.query.parameters import AS_OF
from api.query.projection import Projection, misshapen

#: What stands in a path as it is.
UNQUOTED = "/,:*@"


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
    #: The release that a walk through pages stays on; empty where it is whichever is served.
    release: str = ""
    limit: int | None = PAGE
    as_of: str | None = None
    facets: tuple[str, ...] = ()
    #: Whether a filter by date also finds what merely may share a day.
    possible: bool = False
    projection: Projection = Projection()
    format: str = ""
    #: The filters by value, each with the values asked for, and those by date, each with the days.
    values: Mapping[str, tuple[str, ...]] = field(init=False, repr=False, compare=False)
    spans: Mapping[str, edtf.Span] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_value = self.resource.by_value
        values = {name: values for name, values in self.filters.items() if name in by_value}
        spans = {name: edtf.possible(values[0]) for name, values in self.filters.items() if name not in by_value}
        object.__setattr__(self, "values", values)
        object.__setattr__(self, "spans", spans)

    @cached_property
    def words(self) -> WordQuery:
        """What is looked for."""
        return fts_query.parse(self.q)

    def behind(self, id: str, release: str = "") -> "Selection":
        """Return the selection that goes on after a record; the walk stays on a release, if one is named."""
        return replace(self, after=id, release=release)

    def without(self, name: str) -> "Selection":
        """Return the selection without one of its filters."""
        return replace(self, filters={other: values for other, values in self.filters.items() if other != name})

    def paths_with(self, name: str, values: Sequence[str]) -> list[str]:
        """Return the path of the first page with each value for a filter, instead of those that it has now.

        What these paths have in common is written once.
        """
        if not values:
            return []
        filters = {**self.filters, name: (values[0],)}
        ordered = {name: filters[name] for name in self.resource.all_filters if name in filters}
        path = replace(self, filters=ordered, after=None, limit=self.limit or PAGE, facets=()).path()
        quoted = [quote_plus(value, safe=UNQUOTED) for value in values]
        before, after = re.split(rf"(?<=[?&]){name}={re.escape(quoted[0])}(?=&|$)", path, maxsplit=1)
        return [f"{before}{name}={value}{after}" for value in quoted]

    def path(self) -> str:
        """Return the path that asks for this selection: always the same for the same one."""
        limit = self.limit
        form = next((found for found in FORMATS if found.name == self.format), None)
        pairs: dict[str, str | None] = {name: ",".join(values) for name, values in self.filters.items()}
        pairs |= {
            DATE_MATCH.name: POSSIBLE
            if self.possible and _is_dated(self.resource, self.filters, self.facets)
            else None,
            "q": self.q,
            "as_of": self.as_of,
            "sort": self.sort if self.sort != default_sort(self.resource, self.q) else None,
            "facets": ",".join(self.facets),
            "fields": ",".join(self.projection.fields),
            "include": ",".join(self.projection.include),
            "format": self.format if form and form.extension != self.format else None,
            "limit": None if limit == PAGE else ALL if limit is None else str(limit),
            "after": f"{self.after}@{self.release}" if self.after and self.release else self.after,
        }
        query = urlencode({name: value for name, value in pairs.items() if value}, safe=UNQUOTED)
        end = f".{form.extension}" if form else ""
        return f"/v1/{self.resource.name}{end}" + (f"?{query}" if query else "")


def default_sort(resource: Resource, q: str) -> str:
    """Return the order of a list for which none is given: what fits best first, if words are looked for."""
    return RELEVANCE if q else resource.order


def parse(lists: ListParameters, resource: Resource, pairs: Iterable[tuple[str, str]]) -> Selection:
    """Return what the query parameters of a list ask for; raises `Refused` with everything that is wrong."""
    found = parameters.read(lists.parameters(resource), pairs)
    one = {name: values[0] for name, values in found.items()}
    limit, q = one.get("limit", str(PAGE)), one.get("q", "")
    after, _, release = one.get("after", "").partition("@")
    selection = Selection(
        resource,
        {name: found[name] for name in resource.all_filters if name in found},
        q=q,
        possible=one.get(DATE_MATCH.name) == POSSIBLE,
        sort=one.get("sort") or default_sort(resource, q),
        after=after or None,
        release=release,
        limit=None if limit == ALL else int(limit),
        as_of=one.get("as_of"),
        facets=found.get("facets", ()),
        projection=Projection(found.get("fields", ()), found.get("include", ())),
        format=one.get("format", ""),
    )
    wrong = list(_at_odds(selection))
    if selection.projection.fields:
        wrong += misshapen(lists.outlines, resource, selection.projection, [HIGHLIGHT] if q else [])
    if wrong:
        raise Refused(*wrong)
    return selection


def of_record(
    lists: ListParameters, resource: Resource, pairs: Iterable[tuple[str, str]]
) -> tuple[str | None, Projection]:
    """Return the day of knowledge and the projection that are asked for of a record; raises `Refused`."""
    found = parameters.read(lists.of_record(resource), pairs)
    projection = Projection(found.get("fields", ()), found.get("include", ()))
    if wrong := projection.fields and list(misshapen(lists.outlines, resource, projection, [ALONE])):
        raise Refused(*wrong)
    return found.get(AS_OF.name, (None,))[0], projection


def unfit(selection: Selection, format: Format) -> Iterator[Wrong]:
    """Yield what a selection asks for that an answer in some format cannot give."""
    if selection.limit is None and not format.streams:
        streams = [found.name for found in FORMATS if found.streams and not found.variant]
        instead = f"ask for /v1/{selection.resource.name}.{streams[0]}"
        yield Wrong("limit", ALL, f"limit: all records at once come as {' or '.join(streams)}; {instead}")
    if selection.facets and format.streams:
        value = ",".join(selection.facets)
        yield Wrong("facets", value, f"facets: come as {JSON.name} alone; leave them out, or ask for {JSON.name}")
    if selection.projection.include and format.streams:
        value = ",".join(selection.projection.include)
        yield Wrong("include", value, f"include: comes as {JSON.name} alone; leave it out, or ask for {JSON.name}")


def _is_dated(resource: Resource, filters: Iterable[str], facets: Iterable[str]) -> bool:
    return any(name.partition(":")[0] not in resource.by_value for name in (*filters, *facets))


def _at_odds(selection: Selection) -> Iterator[Wrong]:
    """Yield the parameters that are right, but not beside each other."""
    if selection.sort == RELEVANCE and not selection.q:
        instead = f"give q, or {selection.resource.order}"
        yield Wrong("sort", RELEVANCE, f"sort: without q, nothing is more relevant; {instead}")
    if selection.possible and not _is_dated(selection.resource, selection.filters, selection.facets):
        dates = " or ".join(name for name in selection.resource.all_filters if name not in selection.resource.by_value)
        yield Wrong(DATE_MATCH.name, POSSIBLE, f"{DATE_MATCH.name}: goes with a date; give {dates}, or leave it out")
    if selection.limit == 0 and not selection.facets:
        instead = f"give a number from 1 to {LARGEST_PAGE}"
        yield Wrong("limit", "0", f"limit: 0 goes with facets alone, for counts; {instead}")
    if selection.limit == 0 and selection.after:
        yield Wrong("after", selection.after, "after: with limit=0 there is no page; leave one of them out")
    if selection.limit is None and selection.after:
        yield Wrong("after", selection.after, f"after: with limit={ALL} there are no pages; leave one of them out")


def day(pairs: Iterable[tuple[str, str]]) -> str | None:
    """Return the day of knowledge, where it is the only query parameter; raises `Refused`."""
    found = parameters.read({AS_OF.name: AS_OF}, pairs)
    return found[AS_OF.name][0] if found else None


def not_in_list(selection: Selection) -> Refused:
    """Return the refusal of a record to go on after that the release knows, but the list does not show."""
    after = str(selection.after)
    return Refused(Wrong("after", after, f"after: {after!r} is not in this list; {ANEW}"))


def of_another_release(selection: Selection) -> Refused:
    """Return the refusal to go on in a release where this path leads into another one."""
    after = f"{selection.after}@{selection.release}"
    return Refused(Wrong("after", after, f"after: {after!r} is of another release than this path; {ANEW}"))
