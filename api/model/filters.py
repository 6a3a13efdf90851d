"""How a list can be narrowed: what a record must have at a path; knows nothing of SQL or HTTP."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from api.model import edtf


@dataclass(frozen=True)
class Has:
    """Keep the records that have one of the given values at one of the paths.

    A path leads through objects and lists: `participants.actor` is the actor of each participant.
    """

    paths: tuple[str, ...]

    def __init__(self, *paths: str) -> None:
        object.__setattr__(self, "paths", paths)

    def values(self, data: Mapping[str, Any]) -> list[str]:
        """Give what a loaded record has at the paths, each value once, in order."""
        found = [str(value) for path in self.paths for value in reach(path)(data)]
        return sorted(set(found)) if len(found) > 1 else found


@dataclass(frozen=True)
class Overlaps:
    """Keep the records whose date, or whose time from `start` to `end`, may share a day with the given date.

    Where there is an `end` path and no date at it, the end is open if `ongoing`; if not, the start counts for both.
    """

    start: str
    end: str | None = None
    ongoing: bool = False

    def span(self, data: Mapping[str, Any]) -> edtf.Span | None:
        """Give the days that a loaded record may cover; None where it has no date."""
        start = next(iter(at(data, self.start)), None)
        end = next(iter(at(data, self.end)), None) if self.end else None
        if not start and not end:
            return None
        earliest = edtf.span(start).earliest if start else edtf.FIRST
        if self.ongoing and not end:
            return edtf.Span(earliest, edtf.LAST)
        return edtf.Span(earliest, edtf.span(str(end or start)).latest)


Filter = Has | Overlaps


def at(data: Any, path: str) -> list[Any]:
    """Give every value that stands at a path, passing through lists; nothing for null."""
    return reach(path)(data)


@cache
def reach(path: str) -> Callable[[Any], list[Any]]:
    """Give what gives every value at a path, as `at` does; for who asks many records for the same."""
    first, *names = path.split(".")

    def one(data: Any) -> list[Any]:
        value = data.get(first) if isinstance(data, dict) else data
        return _flat(value) if isinstance(value, list) else [] if value is None else [value]

    def many(data: Any) -> list[Any]:
        found = one(data)
        for name in names if found else ():
            reached: list[Any] = []
            for value in found:
                inner = value.get(name) if isinstance(value, dict) else value
                if isinstance(inner, list):
                    reached += _flat(inner)
                elif inner is not None:
                    reached.append(inner)
            found = reached
        return found

    return many if names else one


def _flat(items: list[Any]) -> list[Any]:
    """Give what a list holds, however deep, without nulls."""
    for item in items:
        if item is None or isinstance(item, list):
            break
    else:
        return items
    return [
        value for item in items if item is not None for value in (_flat(item) if isinstance(item, list) else [item])
    ]


def located(data: Any, path: str, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every value that stands at a path, and where, with the indexes of the lists that lead to it."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from located(item, path, (*place, index))
    elif path and isinstance(data, Mapping):
        name, _, rest = path.partition(".")
        yield from located(data.get(name), rest, (*place, name))
    elif data is not None:
        yield place, data
