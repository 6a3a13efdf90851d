"""The reasons to refuse a request or a command; the errors carry what is wrong and shape no answer."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one parameter, with the `allowed` values of its closed list, and the `nearest` right ones."""

    parameter: str
    value: str
    detail: str
    allowed: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()


class Refused(Exception):
    """A request with parameters that cannot be answered; carries everything that is wrong."""

    def __init__(self, *errors: Wrong) -> None:
        self.errors = errors
        super().__init__("; ".join(error.detail for error in errors))


@dataclass(eq=False)
class Missing(Exception):
    """A path that leads nowhere; carries the paths that are nearest to it."""

    path: str
    nearest: Sequence[str]


@dataclass(eq=False)
class NotYetKnown(Exception):
    """A record that was not known yet on the day asked for; carries the first day on which it was."""

    path: str
    known_since: str


@dataclass(eq=False)
class Moved(Exception):
    """A path of a record that has another path now; carries that path."""

    path: str


@dataclass(eq=False)
class Withdrawn(Exception):
    """A path of a record that was withdrawn; carries the date, the reason, and the path of its successor, or None."""

    path: str
    withdrawal: Mapping[str, Any]


class Unusable(Exception):
    """A file that cannot be served; the message says why, and what to do."""


class Unwritten(Exception):
    """A record that was not written; carries a sentence for each fault, which names the field."""

    def __init__(self, *wrong: str) -> None:
        self.wrong = wrong
        super().__init__("; ".join(wrong))
