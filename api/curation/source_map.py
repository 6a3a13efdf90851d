"""Source map: where in a file each value and each key stands; knows nothing of what they mean."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

#: The path of a value in a document: the keys and indexes that lead to it.
Path = tuple[str | int, ...]


class Position(NamedTuple):
    """A line and a column of a file, both from 1; the column is in characters."""

    line: int
    column: int


#: Returns the position of the value at a path, or of its key if the second argument is True.
PositionOf = Callable[[Path, bool], Position]


@dataclass(frozen=True, eq=False)
class SourceMap:
    """The positions of all values and keys of a document.

    A list or a mapping has the position of its key: what is said of it as a whole is said there.
    """

    values: dict[Path, Position] = field(default_factory=dict)
    keys: dict[Path, Position] = field(default_factory=dict)

    def position(self, path: Path, is_key: bool = False) -> Position:
        """Return the position of a value or of its key; of what is missing, that of the nearest thing around it."""
        if is_key and path in self.keys:
            return self.keys[path]
        around = (path[:end] for end in range(len(path), -1, -1))
        return next((self.values[outer] for outer in around if outer in self.values), Position(1, 1))


def path_text(path: Path) -> str:
    """Return a path as a person would write it: `offices[0].start_date`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).lstrip(".")
