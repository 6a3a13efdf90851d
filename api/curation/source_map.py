"""Where in a file each value and each key stands; knows nothing of what they mean."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

#: Where a value stands in a document: the keys and indexes that lead to it.
Path = tuple[str | int, ...]


class Place(NamedTuple):
    """A line and a column of a file, both from 1, the column in characters."""

    line: int
    column: int


@dataclass(frozen=True, eq=False)
class Places:
    """The places of all values and keys of a document.

    A list or a mapping stands where its key does: what is said of it as a whole is said there.
    """

    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def of(self, path: Path, is_key: bool = False) -> Place:
        """Give the place of a value, or of its key; of what is not there, that of the nearest thing around it."""
        if is_key and path in self.keys:
            return self.keys[path]
        return next((self.values[steps] for steps in _outwards(path) if steps in self.values), Place(1, 1))


#: Gives the place of a value by its path, or with True that of its key.
Where = Callable[[Path, bool], Place]


def shown(path: Path) -> str:
    """Write a path as a person would: `offices[0].start_date`."""
    parts = [f"[{step}]" if isinstance(step, int) else f".{step}" for step in path]
    return "".join(parts).lstrip(".")


def _outwards(path: Path) -> Iterator[Path]:
    yield from (path[:end] for end in range(len(path), -1, -1))
