"""Paths into records, such as `participants.actor`: which values stand at a path, and where; knows nothing of kinds."""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any


def values_at(data: Any, path: str) -> list[Any]:
    """Return every value that stands at a path. Lists on the way are passed through; null is no value."""
    return getter(path)(data)


@cache
def getter(path: str) -> Callable[[Any], list[Any]]:
    """Return a getter for the values at a path; compile it once, use it for many records."""
    first, *names = path.split(".")

    def one(data: Any) -> list[Any]:
        value = data.get(first) if isinstance(data, dict) else data
        return _flat(value) if isinstance(value, list) else [] if value is None else [value]

    def many(data: Any) -> list[Any]:
        values = one(data)
        for name in names if values else ():
            reached: list[Any] = []
            for value in values:
                inner = value.get(name) if isinstance(value, dict) else value
                if isinstance(inner, list):
                    reached += _flat(inner)
                elif inner is not None:
                    reached.append(inner)
            values = reached
        return values

    return many if names else one


def _flat(items: list[Any]) -> list[Any]:
    for item in items:
        if item is None or isinstance(item, list):
            break
    else:
        return items
    return [
        value for item in items if item is not None for value in (_flat(item) if isinstance(item, list) else [item])
    ]


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
