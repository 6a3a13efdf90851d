"""A time that a query may take: SQLite is asked to stop when it is over; knows nothing of what is asked.

It is time of the processor, of the thread that asks: a query is as cheap or dear on a machine that is busy.
"""

import sqlite3
from threading import local
from time import thread_time
from types import TracebackType
from typing import Any

from peewee import OperationalError, SqliteDatabase

#: After how many steps of its machine SQLite asks whether to stop: a thousand take some thirty microseconds.
_STEPS = 1_000
#: A time that never comes.
_NEVER = float("inf")


class QueryTimeout(Exception):
    """A query that took longer than it may; carries the seconds that it had."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__(f"a query took longer than {seconds:g} seconds")


class Bounded(SqliteDatabase):
    """A database whose queries end in time: `with database.in_time(): …` raises `QueryTimeout` where they do not.

    Without `seconds`, they take as long as they take.
    """

    def __init__(self, address: str, seconds: float | None = None, **options: Any) -> None:
        self._seconds = seconds
        self._thread = local()
        self._opened: list[Any] = []
        super().__init__(address, **options)

    def prepare(self, number: int) -> None:
        """Open so many connections for threads to come, which may find the file gone by then."""
        self._opened += [self._newly_connected() for _ in range(number)]

    def part(self) -> None:
        """Close what was opened for threads that have not come."""
        while self._opened:
            self._opened.pop().close()

    def _connect(self) -> Any:
        try:
            return self._opened.pop()
        except IndexError:
            return self._newly_connected()

    def _newly_connected(self) -> Any:
        connection = super()._connect()  # type: ignore[misc]  # peewee has no types
        if self._seconds is not None:
            connection.set_progress_handler(self._is_over, _STEPS)
        return connection

    def _is_over(self) -> bool:
        return thread_time() > getattr(self._thread, "until", _NEVER)

    def renew(self) -> None:
        """Let what this thread asks begin anew: for whoever works between two rows."""
        if self._seconds is not None:
            self._thread.until = thread_time() + self._seconds

    def in_time(self) -> "_InTime":
        """Bound what this thread asks from now on."""
        return _InTime(self)

    def ended(self, error: BaseException | None) -> None:
        """Lift the bound; raises `QueryTimeout` where an error says that it was hit."""
        self._thread.until = _NEVER
        if self._seconds is not None and isinstance(error, sqlite3.OperationalError | OperationalError):
            if str(error) == "interrupted":
                raise QueryTimeout(self._seconds) from None


class _InTime:
    """The time of one query: a class, because it costs a tenth of what a generator would."""

    __slots__ = ("_database",)

    def __init__(self, database: Bounded) -> None:
        self._database = database

    def __enter__(self) -> None:
        self._database.renew()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._database.ended(error)
