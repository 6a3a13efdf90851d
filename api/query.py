"""What a client asks for: from query parameters to a checked selection, and back to a path; knows no SQL, no Flask."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol
from urllib.parse import urlencode

from marshmallow import ValidationError

from api import dates
from api.fields import SLUG, SLUG_LENGTH
from api.filters import Filter, Has, Overlaps
from api.resource import Resource
from api.spelling import did_you_mean, nearest

#: How many records a page holds, unless the client says otherwise, and at most.
PAGE, LARGEST_PAGE = 50, 200
#: How many values, joined by commas, one filter takes, and how long each may be.
MOST_VALUES, LONGEST_VALUE = 50, 200


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one parameter: all right values of a closed list, and those nearest to the wrong one."""

    parameter: str
    value: str
    detail: str
    allowed: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


class Refused(Exception):
    """A request with parameters that cannot be answered; carries everything that is wrong."""

    def __init__(self, *errors: Wrong) -> None:
        self.errors = errors
        super().__init__("; ".join(error.detail for error in errors))


class Missing(Exception):
    """A path that leads nowhere; carries the paths that are nearest to it."""

    def __init__(self, path: str, nearest: Iterable[str] = ()) -> None:
        self.path = path
        self.nearest = tuple(nearest)
        super().__init__(path)


class NotYetKnown(Exception):
    """A record of which nothing was known on the day asked for; carries the first day on which it was."""

    def __init__(self, path: str, known_since: str) -> None:
        self.path = path
        self.known_since = known_since
        super().__init__(path)


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


class Moved(Exception):
    """A path whose record has another one now; carries that path."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path)


class Withdrawn(Exception):
    """A path whose record was withdrawn; carries date, reason, and the path of what took its place, or None."""

    def __init__(self, path: str, withdrawal: Mapping[str, Any]) -> None:
        self.path = path
        self.withdrawal = withdrawal
        super().__init__(path)


class Known(Protocol):
    """What a release knows, for checking what a client asks for."""

    def identified(self, id: str) -> Identified | None:
        """Say of what kind a record is and since when it is known; None where there is no such record."""

    def departed(self, id: str) -> Departed | None:
        """Say where an id leads that no record has now; None where it never was one."""

    def near(self, id: str, kinds: Sequence[str]) -> list[str]:
        """Give the ids of some kinds that are nearest to a wrong one."""

    def terms(self, name: str) -> list[str]:
        """Give every value that a filter of this name can find, in any kind."""


@dataclass(frozen=True)
class Parameter:
    """One query parameter: its description, the JSON Schema of one value, and how a value is read.

    `read` gives the value or raises `ValueError` with a sentence; `many` says that commas join values.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], str]
    many: bool = False
    longest: int = LONGEST_VALUE

    def values(self, text: str) -> tuple[str, ...]:
        """Read the text of the parameter; raises `Refused`."""
        parts = dict.fromkeys(text.split(",")) if self.many else {text: None}
        if len(parts) > MOST_VALUES:
            raise Refused(self.wrong(text, f"takes at most {MOST_VALUES} values"))
        errors, found = [], []
        for part in parts:
            try:
                found.append(self.read(_bounded(part, self.longest)))
            except ValueError as error:
                errors.append(self.wrong(part, str(error)))
        if errors:
            raise Refused(*errors)
        return tuple(found)

    def wrong(self, value: str, what: str) -> Wrong:
        """Say what is wrong with a value."""
        allowed = tuple(self.schema.get("enum", ()))
        near = tuple(nearest(value[:LONGEST_VALUE], allowed))
        return Wrong(self.name, value[:LONGEST_VALUE], f"{self.name}: {what}", allowed, near)


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
    found = read(parameters(resource), pairs)
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
    found = read({AS_OF.name: AS_OF}, pairs)
    return found[AS_OF.name][0] if found else None


def read(parameters: Mapping[str, Parameter], pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Read query parameters, each at most once; raises `Refused` with everything that is wrong."""
    found: dict[str, tuple[str, ...]] = {}
    errors: list[Wrong] = []
    for name, text in pairs:
        try:
            found[name] = _once(parameters, name, text, found)
        except Refused as refused:
            errors += refused.errors
    if errors:
        raise Refused(*errors)
    return found


def unknown(selection: Selection, release: Known) -> Iterator[Wrong]:
    """Yield what the release does not know of what is asked for: ids, terms and the place to go on after."""
    resource = selection.resource
    for name, has, values in selection.values():
        targets = resource.targets(has)
        terms = release.terms(name) if resource.is_vocabulary(has) else values
        for value in values:
            known = release.identified(value) if targets else None
            if targets and not (known and known.kind in targets):
                yield _no_such_id(name, value, targets, release)
            elif not targets and value not in terms:
                near = did_you_mean(value, terms)
                yield Wrong(
                    name, value, f"{name}: no record has {value!r}{near}", nearest=tuple(nearest(value, terms, 3))
                )
    if selection.after:
        yield from _no_place(selection.after, selection, release)


def _no_place(after: str, selection: Selection, release: Known) -> Iterator[Wrong]:
    known = release.identified(after)
    if not known or known.kind not in selection.resource.kinds:
        yield _no_such_id("after", after, selection.resource.kinds, release)
    elif selection.as_of and selection.as_of < known.known_since:
        what = f"{after!r} is known only since {known.known_since}, after the day of `as_of`"
        yield Wrong("after", after, f"after: {what}")


def parameters(resource: Resource) -> dict[str, Parameter]:
    """Give the query parameters of the list of a kind, from its declaration."""
    filters = {name: _parameter(resource, name, found) for name, found in resource.all_filters.items()}
    sort = f"The order, `{resource.order}` if left out; `-` before a key turns it round. Unknown values come last."
    after = "Go on after the record with this id: the last one of the page before."
    limit = f"How many records at most: 1 to {LARGEST_PAGE}."
    paging = (
        AS_OF,
        Parameter("sort", sort, {"type": "string", "enum": list(resource.all_sorts)}, _one_of(resource.all_sorts)),
        Parameter("after", after, _SLUG_SCHEMA, _slug),
        Parameter("limit", limit, {"type": "integer", "minimum": 1, "maximum": LARGEST_PAGE, "default": PAGE}, _limit),
    )
    return filters | {parameter.name: parameter for parameter in paging}


def _parameter(resource: Resource, name: str, found: Filter) -> Parameter:
    """Derive a parameter from a filter: its type and its description come from the field that it looks at."""
    if isinstance(found, Overlaps):
        what = " to ".join(f"`{path}`" for path in (found.start, found.end) if path)
        text = f"Only records whose {what} may share a day with this date or interval: `2019-03`, `../2019-03-19`."
        text += " What has no end is taken to go on." if found.ongoing else ""
        return Parameter(name, text, {"type": "string", "format": "edtf", "example": "2019-03"}, _date)
    choices, targets = resource.choices(found), resource.targets(found)
    where = f"`{found.paths[0]}`" if len(found.paths) == 1 else "any field"
    if choices:
        text = f"Only records with one of these values in {where}: {_help(resource, found)}"
        return Parameter(name, text, {"type": "string", "enum": list(choices)}, _one_of(choices), many=True)
    if targets:
        text = f"Only records with one of these ids ({', '.join(targets)}) in {where}."
        return Parameter(name, f"{text}{_help(resource, found, ' ')}", _SLUG_SCHEMA, _slug, many=True)
    text = f"Only records with one of these values in {where}: {_help(resource, found)}"
    return Parameter(name, text, {"type": "string", "maxLength": LONGEST_VALUE}, _term(resource, found), many=True)


def _help(resource: Resource, found: Has, before: str = "") -> str:
    help = resource.leaf(found.paths[0]).metadata["description"] if len(found.paths) == 1 else ""
    return f"{before}{help}" if help else ""


_SLUG_SCHEMA = {"type": "string", "pattern": SLUG, "maxLength": SLUG_LENGTH}


def _once(parameters: Mapping[str, Parameter], name: str, text: str, found: Mapping[str, Any]) -> tuple[str, ...]:
    if name not in parameters:
        known = "; the known ones are in `allowed`" if parameters else "; this path takes no parameters"
        name, text = name[:LONGEST_VALUE], text[:LONGEST_VALUE]
        what = f"unknown parameter {name!r}{did_you_mean(name, parameters) or known}"
        raise Refused(Wrong(name, text, what, tuple(parameters), tuple(nearest(name, parameters))))
    if name in found:
        how = ", with commas between values" if parameters[name].many else ""
        raise Refused(parameters[name].wrong(text, f"is given twice; give it once{how}"))
    return parameters[name].values(text)


def _no_such_id(name: str, value: str, kinds: Sequence[str], release: Known) -> Wrong:
    departed = release.departed(value)
    if departed and departed.path:
        now = departed.path.rpartition("/")[2]
        return Wrong(name, value, f"{name}: {value!r} is called {now!r} now", nearest=(now,))
    if departed and departed.withdrawal:
        return Wrong(name, value, f"{name}: {value!r} was withdrawn on {departed.withdrawal['date']}")
    near = release.near(value, kinds)
    hint = f"; did you mean {near[0]}?" if near else ""
    return Wrong(
        name, value, f"{name}: no record of {' or '.join(kinds)} has the id {value!r}{hint}", nearest=tuple(near)
    )


def _bounded(value: str, longest: int) -> str:
    if not value:
        raise ValueError("is empty; give a value, or leave the parameter out")
    if len(value) > longest:
        raise ValueError(f"has {len(value)} characters; at most {longest} are read")
    return value


def _one_of(values: Iterable[str]) -> Callable[[str], str]:
    allowed = list(values)

    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"{value!r} is not one of {', '.join(allowed)}{did_you_mean(value, allowed)}")
        return value

    return read


def _slug(value: str) -> str:
    if not re.fullmatch(SLUG, value, re.ASCII) or len(value) > SLUG_LENGTH:
        raise ValueError(f"{value!r} is not an id; ids are lower-case words, joined with '-'")
    return value


def _term(resource: Resource, found: Has) -> Callable[[str], str]:
    """Read a value as the field that the filter looks at would read it."""

    def read(value: str) -> str:
        try:
            return str(resource.leaf(found.paths[0]).deserialize(value))
        except ValidationError as error:
            raise ValueError(error.messages[0]) from None

    return read


def _day(value: str) -> str:
    found = dates.span(value)
    if found.earliest != value or found.latest != value:
        raise ValueError(f"{value!r} is not a single day; write 2019-03-19, for one")
    return value


def _date(value: str) -> str:
    dates.span(value)
    return value


def _limit(value: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]{0,8}", value, re.ASCII) or int(value) > LARGEST_PAGE:
        raise ValueError(f"{value!r} is not a number from 1 to {LARGEST_PAGE}")
    return value


AS_OF = Parameter(
    "as_of",
    "The day of knowledge: show what was known on it, and nothing that a later source brought.",
    {"type": "string", "format": "date"},
    _day,
)


def _release_or_day(value: str) -> str:
    if re.fullmatch("[0-9a-f]{16}", value):
        return value
    return _day(value)


SINCE = Parameter(
    "since",
    "A release by its id, or a day: the last release revised up to that day.",
    {"type": "string"},
    _release_or_day,
)
