"""What a server serves and since when, a newer release that it refused, and faults of fixtures that it is told of."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class RefusedRelease:
    """A release that was not taken: its file, the time, and why, in one sentence."""

    file: str
    at: str
    reason: str


@dataclass(frozen=True)
class Status:
    """The release that is served and the time from which it was, if there is one; times are in UTC.

    `wanted` is the release that is to be served: where it is another one, this server lags behind.
    `faults` are those of the fixtures that the server follows; None where it follows none.
    """

    release: str | None = None
    since: str | None = None
    wanted: str | None = None
    refused: RefusedRelease | None = None
    faults: tuple[str, ...] | None = None

    @property
    def health(self) -> dict[str, Any]:
        """What `/healthz` shows: that the server is alive."""
        return {"status": "ok", "release": self.release, "faults": self.faults}

    @property
    def readiness(self) -> dict[str, Any]:
        """What `/readyz` shows: which release is served."""
        refused = self.refused and {"file": self.refused.file, "at": self.refused.at, "reason": self.refused.reason}
        told = {"release": self.release, "wanted": self.wanted or self.release, "since": self.since}
        return {"status": "ready", **told, "refused": refused}
