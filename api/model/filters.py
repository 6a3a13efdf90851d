"""How a list can be narrowed: what a record must have at a path; knows nothing of SQL or HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any, NamedTuple

from api.model import edtf
from api.model.paths import Getter, getter, values_at


@dataclass(frozen=True)
class Has:
    """Keep the records that have one of the given values at one of the paths.

    A path leads through objects and lists: `participants.actor` is the actor of each participant.
    """

    paths: tuple[str, ...]

    def __init__(self, *paths: str) -> None:
        object.__setattr__(self, "paths", paths)

    def values(self, data: Mapping[str, Any]) -> list[str]:
        """Return the values that a loaded record has at the paths, sorted, each once."""
        getters = self._getters
        values = getters[0](data) if len(getters) == 1 else [value for get in getters for value in get(data)]
        return sorted({*map(str, values)}) if len(values) > 1 else [str(value) for value in values]

    @cached_property
    def _getters(self) -> Sequence[Getter]:
        return [getter(path) for path in self.paths]


class HasIdentifier(Has):
    """Keep the records with one of the given identifiers in registers, given alone or as `register:identifier`.

    The path leads to objects with a `scheme` and an `id`. An identifier that no record has is no mistake.
    """

    def values(self, data: Mapping[str, Any]) -> list[str]:
        """Return the identifiers of a loaded record in both forms."""
        found = [(str(one["scheme"]), str(one["id"])) for one in values_at(data, self.paths[0].rpartition(".")[0])]
        return sorted({*(id for _, id in found), *(f"{scheme}:{id}" for scheme, id in found)})


class Spans(NamedTuple):
    """The days on which a record is stated to be, and those on which it may be; None where no day is given."""

    stated: edtf.Span | None
    possible: edtf.Span | None


@dataclass(frozen=True)
class Overlaps:
    """Keep the records whose date, or whose time from `start` to `end`, shares a day with the given date.

    A record is also there from the first to the last of the dates at which it was `seen`. It goes on where it has no
    date at the `end` path and is `ongoing`: always, or while it has a value in a field, as in `("status", "in_force")`.
    """

    start: str
    end: str | None = None
    seen: tuple[str, ...] = ()
    ongoing: bool | tuple[str, str] = False

    def spans(self, data: Mapping[str, Any]) -> Spans:
        """Return the days of a loaded record. What goes on from an unknown day is there when it is first known."""
        start, end, *seen = [found[0] if (found := get(data)) else None for get in self._getters]
        goes_on = data[self.ongoing[0]] == self.ongoing[1] if isinstance(self.ongoing, tuple) else self.ongoing
        if not self.end and start and edtf.parse(start).goes_on:
            goes_on, seen = True, [data.get("known_since")]
        return _lasting(start, end, tuple(seen), goes_on)

    @cached_property
    def _getters(self) -> Sequence[Getter]:
        return [getter(path or "") for path in (self.start, self.end, *self.seen)]


@lru_cache(maxsize=2**14)
def _lasting(start: str | None, end: str | None, seen: tuple[str | None, ...], goes_on: bool) -> Spans:
    dates = (start, end, seen)
    return Spans(edtf.stated_lasting(*dates, goes_on=goes_on), edtf.possible_lasting(*dates, goes_on=goes_on))


Filter = Has | Overlaps
