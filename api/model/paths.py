"""Paths into records, such as `participants.actor`: which values stand at a path, and where; knows nothing of kinds."""

from collections.abc import Iterator, Mapping
from typing import Any


def values_at(data: Any, path: str) -> list[Any]:
    """Return every value that stands at a path. Lists on the way are passed through; null is no value."""
    if isinstance(data, list):
        return [value for item in data for value in values_at(item, path)]
    if path and isinstance(data, dict):
        name, _, rest = path.partition(".")
        return values_at(data.get(name), rest)
    return [] if data is None else [data]


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
