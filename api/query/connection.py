"""A connection to a release whose queries end in time; knows nothing of what is asked.

The time is that of the processor, spent by the thread that asks: a busy machine makes no query dearer.
"""

import sqlite3
from collections.abc import Iterator, Mapping
from threading import local
from time import thread_time
from typing import Any

from peewee import SqliteDatabase

#: After how many steps of its machine SQLite asks whether to stop: a thousand take some thirty microseconds.
_STEPS = 1_000
#: A time that never comes.
_NEVER = float("inf")


class QueryTimeout(Exception):
    """A query that took longer than it may; carries the seconds that it had."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"a query took longer than {seconds:g} seconds")


class TimedDatabase(SqliteDatabase):
    """A database with a connection for each thread, and so many `seconds` for each query; None means any time."""

    def __init__(self, address: str, seconds: float | None = None, **options: Any) -> None:
        self._seconds = seconds
        self._thread = local()
        self._spare: list[Any] = []
        super().__init__(address, **options)

    def rows(self, sql: str, values: Mapping[str, object]) -> list[Any]:
        """Return the rows of a query, with values for its named placeholders; raises `QueryTimeout`."""
        self._start()
        try:
            return self._executed(sql, values).fetchall()
        except sqlite3.OperationalError as error:
            raise self._told(error) from None
        finally:
            self._thread.until = _NEVER

    def each(self, sql: str, values: Mapping[str, object]) -> Iterator[Any]:
        """Yield the rows of a query; the time begins anew with each, as the caller may work between two of them."""
        self._start()
        try:
            for row in self._executed(sql, values):
                yield row
                self._start()
        except sqlite3.OperationalError as error:
            raise self._told(error) from None
        finally:
            self._thread.until = _NEVER

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
        connection = super()._connect()  # type: ignore[misc]  # peewee has no types
        if self._seconds is not None:
            connection.set_progress_handler(self._is_over, _STEPS)
        return connection

    def _executed(self, sql: str, values: Mapping[str, object]) -> sqlite3.Cursor:
        cursor: sqlite3.Cursor = self.connection().execute(sql, values)  # type: ignore[no-untyped-call]  # as above
        return cursor

    def _start(self) -> None:
        if self._seconds is not None:
            self._thread.until = thread_time() + self._seconds

    def _is_over(self) -> bool:
        return thread_time() > getattr(self._thread, "until", _NEVER)

    def _told(self, error: sqlite3.OperationalError) -> Exception:
        return QueryTimeout(self._seconds) if self._seconds is not None and str(error) == "interrupted" else error
