"""Diagnostics: what is wrong in a fixture, where, and what would be right; knows nothing of how it was found."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

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


@dataclass(frozen=True)
class Diagnostic:
    """A fault in a file, or a warning; prints as `file:line:column: field: what; what would be right`.

    What a warning tells may be right after all, and nothing fails because of it. What `follows` from another fault
    goes when that is mended.
    """

    file: str
    line: int
    field: str
    what: str
    column: int = 1
    is_warning: bool = False
    follows: bool = False

    @property
    def at(self) -> str:
        """File, line and column, as editors and terminals read them."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def message(self) -> str:
        """What is wrong, after the path of the field that it is about."""
        return f"{self.field}: {self.what}" if self.field else self.what

    def __str__(self) -> str:
        return f"{self.at}: {'warning: ' if self.is_warning else ''}{self.message}"


class InvalidFixtures(Exception):
    """Fixtures have at least one fault; carries all of them, in order of file and position, and what was done."""

    def __init__(self, faults: Iterable[Diagnostic], done: str = "nothing was written") -> None:
        self.faults, self.done = in_order(faults), done
        #: The faults that follow from no other.
        self.causes = [fault for fault in self.faults if not fault.follows] or self.faults
        super().__init__(f"{len(self.faults)} faults")


def in_order(diagnostics: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Return diagnostics in order of file and position, each once."""
    return sorted(set(diagnostics), key=lambda found: (found.file, found.line, found.column, found.field, found.what))


def flat_messages(messages: Any, path: Path = ()) -> Iterator[tuple[Path, str]]:
    """Yield the path and the text of each of marshmallow's nested messages."""
    if isinstance(messages, dict):
        for key, inner in messages.items():
            yield from flat_messages(inner, path if key == "_schema" else (*path, key))
    else:
        yield from ((path, str(message)) for message in messages)
