"""Paths into records, such as `participants.actor`: which values stand at a path, and where; knows nothing of kinds."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

#: Returns the values that stand at a path in data.
Getter = Callable[[Any], Sequence[Any]]


def values_at(data: Any, path: str) -> Sequence[Any]:
    """Return every value that stands at a path. Lists on the way are passed through; null is no value."""
    return getter(path)(data)


@lru_cache(maxsize=2**10)
def getter(path: str) -> Getter:
    """Return a getter of the values at a path; compile it once, use it for many records."""
    name, _, rest = path.partition(".")
    inner = getter(rest) if rest else _present

    def values(data: Any) -> Sequence[Any]:
        if data.__class__ is dict:
            return () if (found := data.get(name)) is None else inner(found)
        if data.__class__ is list:
            return [value for item in data for value in values(item)]
        return () if data is None else inner(data)

    return values


def _present(found: Any) -> Sequence[Any]:
    return [value for value in found if value is not None] if found.__class__ is list else (found,)


def located_values(
    data: Any, path: str, place: tuple[str | int, ...] = ()
) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    """Yield every value that stands at a path, after the keys and list indexes that lead to it."""
    if isinstance(data, list):
        for index, item in enumerate(data):
            yield from located_values(item, path, (*place, index))
    elif path and isinstance(data, Mapping):
        name, _, rest = path.partition(".")
        yield from located_values(data.get(name), rest, (*place, name))
    elif data is not None:
        yield place, data
