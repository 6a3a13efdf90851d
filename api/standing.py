"""What a server stands on: the release that it serves, since when, and a newer one that it refused."""

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
    """The release that is served and the time from which it was, if there is one; times are in UTC."""

    release: str | None = None
    since: str | None = None
    refused: Refusal | None = None

    @property
    def document(self) -> dict[str, Any]:
        """Say it as JSON says it."""
        refused = self.refused and {"file": self.refused.file, "at": self.refused.at, "reason": self.refused.reason}
        return {"status": "ready", "release": self.release, "since": self.since, "refused": refused}
