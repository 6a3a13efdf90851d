"""What is wrong in a fixture, where, and what would be right; knows nothing of how it was found."""

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in one file; prints as `file:line: field: what; what would be right`."""

    file: str
    line: int
    field: str
    what: str

    def __str__(self) -> str:
        field = f"{self.field}: " if self.field else ""
        return f"{self.file}:{self.line}: {field}{self.what}"


class Faulty(Exception):
    """Fixtures with at least one fault; carries all of them, in order of file and line."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__(f"{len(self.faults)} faults")
