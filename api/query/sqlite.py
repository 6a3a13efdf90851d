"""A release as a file of SQLite, in a folder of such; knows nothing of what is asked.

The time of a query is that of the processor, spent by the thread that asks: a busy machine makes no query dearer.
"""

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from peewee import SqliteDatabase

from api.model.budget import is_over
from api.model.errors import Unusable
from api.query.connection import QueryTimeout, Unreadable
from api.release import directory
from api.release.directory import CURRENT, Manifest, Unfit
from api.release.tables import APPLICATION, FORMAT

#: After how many steps of its machine SQLite asks whether to stop: a thousand take some thirty microseconds.
_STEPS = 1_000
_PRAGMAS = {"cache_size": -16 * 1024, "query_only": 1}
_BUILD = "run crisis-facts build, or name another file"


class SqliteEngine(SqliteDatabase):
    """A file with a connection for each thread, opened when that first asks; see `Engine` for what it does."""

    def __init__(self, path: Path) -> None:
        self.path, self.name, self.place = path, path.name, f"{path.parent}/"
        self._spare: list[Any] = []
        self._address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        super().__init__(self._address, uri=True, pragmas=_PRAGMAS, check_same_thread=False)

    def __str__(self) -> str:
        return str(self.path)

    def rows(self, sql: str, values: Mapping[str, object]) -> list[Any]:
        """Return the rows of a query."""
        try:
            return list(self.connection().execute(sql, values))  # type: ignore[no-untyped-call]  # peewee has no types
        except sqlite3.DatabaseError as error:
            raise _told(error) from None

    def check(self) -> None:
        """Raise `Unusable` where the file is missing, unreadable, no SQLite file or none of ours."""
        path = self.path
        if path.is_dir():
            raise Unusable(f"{path} is a folder; name a release in it, or the link that leads to one: {path / CURRENT}")
        if not path.is_file():
            raise Unusable(f"there is no release at {path}; {_BUILD}")
        try:
            with closing(sqlite3.connect(self._address, uri=True)) as connection:
                names = ("application_id", "user_version", "page_count")  # the last fails on a file that was cut short
                application, version, _ = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
        except sqlite3.Error as error:
            raise Unusable(f"{path} is not a release ({error}); {_BUILD}") from None
        if application != APPLICATION:
            raise Unusable(f"{path} is not a release of crisis-facts; {_BUILD}")
        if version != FORMAT:
            what = f"{path} is a release of format {version}, and this version reads {FORMAT}; run crisis-facts build"
            raise Unusable(what)

    def manifest(self) -> Manifest:
        """Return the manifest beside the file, once the digest of the file is compared with it."""
        if not self.path.is_file():
            raise Unfit(f"there is no release at {self.path}; {_BUILD}")
        said, sha256 = Manifest.read(self.path), directory.sealed_digest(self.path)
        if sha256 != said.sha256:
            raise Unfit(f"{self.path} is damaged: its sha256 is {sha256}, and its manifest says {said.sha256}")
        return said

    def current(self) -> "SqliteEngine":
        """Return the file that a link leads to."""
        return SqliteEngine(self.path.resolve())

    def stamp(self) -> object:
        """Return what changes when the link is moved, or the file or its manifest written to."""
        return directory.stamp(self.path)

    def wanted(self) -> str:
        """Return the release that is to come, or else the one that the link leads to."""
        return directory.wanted(self.path)

    def is_spoilt(self, manifest: Manifest) -> bool:
        """Whether the file is there, and is not what it was; one that is gone stays open, and whole."""
        try:
            return directory.sealed_digest(self.path) != manifest.sha256
        except FileNotFoundError:
            return False
        except OSError:
            return True

    def others(self) -> Sequence["SqliteEngine"]:
        """Return the files beside this one."""
        return [*map(SqliteEngine, directory.others(self.path.resolve()))]

    def kept(self, id: str) -> "SqliteEngine":
        """Return the file that a release beside this one has."""
        return SqliteEngine(self.path.resolve().parent / f"{id}.db")

    def prepare(self, threads: int) -> None:
        """Open connections for threads to come, which may find the file gone by then."""
        self._spare += [self._opened() for _ in range(threads)]

    def part(self) -> None:
        """Close the connections that no thread has come for."""
        while self._spare:
            self._spare.pop().close()

    def trace(self, report: Callable[[str], object] | None) -> None:
        """Report each query of this thread."""
        self.connection().set_trace_callback(report)  # type: ignore[no-untyped-call]  # as above

    def _connect(self) -> Any:
        try:
            return self._spare.pop()
        except IndexError:
            return self._opened()

    def _opened(self) -> Any:
        try:
            connection = super()._connect()  # type: ignore[misc]  # as above
        except sqlite3.DatabaseError as error:
            raise _told(error) from None
        connection.set_progress_handler(is_over, _STEPS)
        return connection


def _told(error: sqlite3.DatabaseError) -> Exception:
    """Return what to raise for an error of SQLite: of the base class alone, it is one of the file."""
    if str(error) == "interrupted":
        return QueryTimeout("the queries of a request took too long")
    return Unreadable(str(error)) if type(error) is sqlite3.DatabaseError or "disk" in str(error) else error
