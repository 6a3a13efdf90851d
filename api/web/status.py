"""What a server stands on: its release, since when, a newer one that it refused, and faults it is told of."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Refusal:
    """A release that was not taken: its file, the time, and why, in one sentence."""

    file: str
    at: str
    reason: str


@dataclass(frozen=True)
class Standing:
    """The release that is served and the time from which it was, if there is one; times are in UTC.

    `faults` are those of the fixtures that the server follows; None where it follows none.
    """

    release: str | None = None
    since: str | None = None
    refused: Refusal | None = None
    faults: tuple[str, ...] | None = None

    @property
    def health(self) -> dict[str, Any]:
        """Say that the server is alive, as JSON says it."""
        return {"status": "ok", "release": self.release, "faults": self.faults}

    @property
    def document(self) -> dict[str, Any]:
        """Say it as JSON says it."""
        refused = self.refused and {"file": self.refused.file, "at": self.refused.at, "reason": self.refused.reason}
        return {"status": "ready", "release": self.release, "since": self.since, "refused": refused}
