"""What is wrong in a fixture, where, and what would be right; knows nothing of how it was found."""

from collections.abc import Iterable
from dataclasses import dataclass

from api.curation.source_map import Place


@dataclass(frozen=True)
class Fault:
    """One fault in one file; prints as `file:line:column: field: what; what would be right`.

    A doubt is no fault: what it tells may be right, and nothing fails because of it.
    """

    file: str
    line: int
    field: str
    what: str
    column: int = 1
    is_doubt: bool = False

    @property
    def place(self) -> Place:
        """Where it stands in its file."""
        return Place(self.line, self.column)

    @property
    def at(self) -> str:
        """File, line and column, as editors and terminals read them."""
        return f"{self.file}:{self.line}:{self.column}"

    @property
    def message(self) -> str:
        """What is wrong, after the path of the field that it is about."""
        return f"{self.field}: {self.what}" if self.field else self.what

    def __str__(self) -> str:
        return f"{self.at}: {'warning: ' if self.is_doubt else ''}{self.message}"


class Faulty(Exception):
    """Fixtures with at least one fault; carries all of them, in order of file and place."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = in_order(faults)
        super().__init__(f"{len(self.faults)} faults")


def in_order(faults: Iterable[Fault]) -> list[Fault]:
    """Put faults in order of file and place, each once."""
    return sorted(set(faults), key=lambda fault: (fault.file, fault.place, fault.field, fault.what))
