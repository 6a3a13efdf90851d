"""The engine that answers the queries to a release: what SQLite and PostgreSQL have in common; knows neither."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Protocol

from api.model.errors import Unusable
from api.release.directory import Manifest


class QueryTimeout(Exception):
    """The queries of a request took longer than they may."""


class Unreadable(Unusable):
    """A release that cannot be read any more, as it was damaged or is gone."""


class Engine(Protocol):
    """One release where it is kept, or what leads to one: nothing is opened before it is asked."""

    #: What it is called, and where: the first is for the public, the second for the operator alone.
    name: str
    place: str

    def rows(self, sql: str, values: Mapping[str, object]) -> list[Any]:
        """Return the rows of a query, with values for its named placeholders; all SQL goes through this.

        Raises `Unreadable`, and `QueryTimeout` where the request has no time left, or nobody waits for it any more.
        """

    def check(self) -> None:
        """Raise `Unusable` where there is no release of ours and of this format."""

    def manifest(self) -> Manifest:
        """Return the manifest, once it is compared with what it describes; raises `Unfit` where that differs."""

    def current(self) -> "Engine":
        """Return the release that this leads to now: a release leads to itself."""

    def stamp(self) -> object:
        """Return what changes when this leads to another release, or that was replaced; it is cheap to ask for."""

    def wanted(self) -> str:
        """Return the name of the release that this is to lead to, as far as that is known without waiting."""
        return self.name

    def is_spoilt(self, manifest: Manifest) -> bool:
        """Whether the release, which had this manifest when it was opened, can be served no longer."""

    def others(self) -> Sequence["Engine"]:
        """Return the releases that are kept beside this one, the newest first."""

    def kept(self, id: str) -> "Engine":
        """Return a release that is kept beside this one, or would be."""

    def prepare(self, threads: int) -> None:
        """Open what so many threads will need, before the release may be gone."""
        return

    def part(self) -> None:
        """Close what threads have not come to need; those that ask already go on."""
        return

    def close(self) -> object:
        """Close the connection of this thread."""

    def trace(self, report: Callable[[str], object] | None) -> None:
        """Report the text of each query that this thread sends from now on, if the engine can; None ends it."""
        return
