"""A connection to a release whose queries end in time; knows nothing of what is asked.

The time is that of the processor, spent by the thread that asks: a busy machine makes no query dearer. All queries of a
request have it together, and they end when nobody waits for them any more.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from typing import Any

from peewee import SqliteDatabase

from api.model import budget
from api.model.errors import Unusable

#: After how many steps of its machine SQLite asks whether to stop: a thousand take some thirty microseconds.
_STEPS = 1_000


class QueryTimeout(Exception):
    """The queries of a request took longer than they may."""


class Unreadable(Unusable):
    """A release that cannot be read any more, as its file was damaged."""


class TimedDatabase(SqliteDatabase):
    """A database with a connection for each thread, whose queries end when the budget of the request is spent."""

    def __init__(self, address: str, **options: Any) -> None:
        self._spare: list[Any] = []
        super().__init__(address, **options)

    def rows(self, sql: str, values: Mapping[str, object]) -> list[Any]:
        """Return the rows of a query, with values for its named placeholders; raises `QueryTimeout`."""
        return list(self.each(sql, values))

    def each(self, sql: str, values: Mapping[str, object]) -> Iterator[Any]:
        """Yield the rows of a query; raises `QueryTimeout`."""
        try:
            yield from self.connection().execute(sql, values)  # type: ignore[no-untyped-call]  # peewee has no types
        except sqlite3.DatabaseError as error:
            raise _told(error) from None

    def open_spare(self, number: int) -> None:
        """Open so many connections for threads to come, which may find the file gone by then."""
        self._spare += [self._opened() for _ in range(number)]

    def close_spare(self) -> None:
        """Close the connections that no thread has come for."""
        while self._spare:
            self._spare.pop().close()

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
        connection.set_progress_handler(_is_over, _STEPS)
        return connection


def _is_over() -> bool:
    found = budget.current()
    return bool(found and found.is_spent)


def _told(error: sqlite3.DatabaseError) -> Exception:
    """Return what to raise for an error of SQLite: of the base class alone, it is one of the file."""
    if str(error) == "interrupted":
        return QueryTimeout("the queries of a request took too long")
    return Unreadable(str(error)) if type(error) is sqlite3.DatabaseError or "disk" in str(error) else error
