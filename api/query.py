"""What a client asks for: a checked selection of a list, and back to a path; knows no SQL, no Flask."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from api import dates, parameters
from api.filters import Has, Overlaps
from api.parameters import AS_OF, PAGE
from api.refusals import Wrong
from api.resource import Resource
from api.spelling import did_you_mean, nearest


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
    """Which records of a kind a client wants, in which order: everything that a page follows from."""

    resource: Resource
    filters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    sort: str = ""
    after: str | None = None
    limit: int = PAGE
    as_of: str | None = None

    def spans(self) -> Iterator[tuple[str, dates.Span]]:
        """Yield the filters by date, each with the days asked for."""
        for name, values in self.filters.items():
            if isinstance(self.resource.all_filters[name], Overlaps):
                yield name, dates.span(values[0])

    def values(self) -> Iterator[tuple[str, Has, tuple[str, ...]]]:
        """Yield the filters by value, each with the values asked for."""
        for name, values in self.filters.items():
            found = self.resource.all_filters[name]
            if isinstance(found, Has):
                yield name, found, values

    def behind(self, id: str) -> "Selection":
        """Give the selection that goes on after a record."""
        return replace(self, after=id)

    def path(self) -> str:
        """Give the path that asks for this selection: always the same for the same one."""
        pairs = {name: ",".join(values) for name, values in self.filters.items()}
        if self.as_of:
            pairs["as_of"] = self.as_of
        if self.sort != self.resource.order:
            pairs["sort"] = self.sort
        if self.limit != PAGE:
            pairs["limit"] = str(self.limit)
        if self.after:
            pairs["after"] = self.after
        query = urlencode(pairs, safe="/,:")
        return f"/v1/{self.resource.name}" + (f"?{query}" if query else "")


def parse(resource: Resource, pairs: Iterable[tuple[str, str]]) -> Selection:
    """Read the query parameters of a list; raises `Refused` with everything that is wrong."""
    found = parameters.read(parameters.of_list(resource), pairs)
    paging = {name: found.pop(name)[0] for name in ("as_of", "sort", "after", "limit") if name in found}
    return Selection(
        resource,
        {name: found[name] for name in resource.all_filters if name in found},
        sort=paging.get("sort", resource.order),
        after=paging.get("after"),
        limit=int(paging.get("limit", PAGE)),
        as_of=paging.get("as_of"),
    )


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
        what = f"{after!r} is known only since {known.known_since}, after the day of `as_of`"
        yield Wrong("after", after, f"after: {what}")


def _no_such_id(name: str, value: str, kinds: Sequence[str], release: Known, as_of: str | None) -> Wrong:
    departed = release.departed(value)
    if departed and departed.path:
        now = departed.path.rpartition("/")[2]
        return Wrong(name, value, f"{name}: {value!r} is called {now!r} now", nearest=(now,))
    if departed and departed.withdrawal:
        return Wrong(name, value, f"{name}: {value!r} was withdrawn on {departed.withdrawal['date']}")
    near = release.near(value, kinds, as_of)
    hint = f"; did you mean {near[0]}?" if near else ""
    return Wrong(
        name, value, f"{name}: no record of {' or '.join(kinds)} has the id {value!r}{hint}", nearest=tuple(near)
    )
