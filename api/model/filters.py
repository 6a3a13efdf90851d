"""How a list can be narrowed: what a record must have at a path; knows nothing of SQL or HTTP."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.model import edtf
from api.model.paths import getter, values_at


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
        values = [str(value) for path in self.paths for value in getter(path)(data)]
        return sorted(set(values)) if len(values) > 1 else values


class HasIdentifier(Has):
    """Keep the records with one of the given identifiers in registers, given alone or as `register:identifier`.

    The path leads to objects with a `scheme` and an `id`. An identifier that no record has is no mistake.
    """

    def values(self, data: Mapping[str, Any]) -> list[str]:
        """Return the identifiers of a loaded record in both forms."""
        found = [(str(one["scheme"]), str(one["id"])) for one in getter(self.paths[0].rpartition(".")[0])(data)]
        return sorted({*(id for _, id in found), *(f"{scheme}:{id}" for scheme, id in found)})


@dataclass(frozen=True)
class Overlaps:
    """Keep the records whose date, or whose time from `start` to `end`, may share a day with the given date.

    Where there is an `end` path and no date at it, the end is open if `ongoing`; if not, the start counts for both.
    """

    start: str
    end: str | None = None
    ongoing: bool = False

    def span(self, data: Mapping[str, Any]) -> edtf.Span | None:
        """Return the days that a loaded record may cover; None where it has no date."""
        start = next(iter(values_at(data, self.start)), None)
        end = next(iter(values_at(data, self.end)), None) if self.end else None
        if not start and not end:
            return None
        earliest = edtf.span(start).earliest if start else edtf.FIRST
        if self.ongoing and not end:
            return edtf.Span(earliest, edtf.LAST)
        return edtf.Span(earliest, edtf.span(str(end or start)).latest)


Filter = Has | Overlaps
