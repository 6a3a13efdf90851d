"""What a request or a command can be refused for; carries what is wrong, shapes no answer."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Wrong:
    """What is wrong with one parameter: all right values of a closed list, and those nearest to the wrong one."""

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


class Missing(Exception):
    """A path that leads nowhere; carries the paths that are nearest to it."""

    def __init__(self, path: str, nearest: Iterable[str] = ()) -> None:
        self.path = path
        self.nearest = tuple(nearest)
        super().__init__(path)


class NotYetKnown(Exception):
    """A record of which nothing was known on the day asked for; carries the first day on which it was."""

    def __init__(self, path: str, known_since: str) -> None:
        self.path = path
        self.known_since = known_since
        super().__init__(path)


class Moved(Exception):
    """A path whose record has another one now; carries that path."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__(path)


class Withdrawn(Exception):
    """A path whose record was withdrawn; carries date, reason, and the path of what took its place, or None."""

    def __init__(self, path: str, withdrawal: Mapping[str, Any]) -> None:
        self.path = path
        self.withdrawal = withdrawal
        super().__init__(path)


class Unusable(Exception):
    """A file that cannot be served; the message says why and what to do, in one sentence."""


class Unwritten(Exception):
    """A record that was not written; carries what is wrong, in sentences that name the field."""

    def __init__(self, *wrong: str) -> None:
        self.wrong = wrong
        super().__init__("; ".join(wrong))
