"""Staging tables: versions on disk until their places in all orders of a list are known; knows nothing of HTTP.

A million versions take more memory than a machine may have. So they lie in temporary tables, where SQLite sorts them
and copies them into the tables of the release. The file of the temporary tables is gone with the connection.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from peewee import Model, SqliteDatabase

from api.curation.knowledge import ALWAYS
from api.model.resource import Resource
from api.release.documents import RecordVersion
from api.release.related_counts import with_facts
from api.release.tables import BOUNDS, ENTRIES, Identity, Tables

#: How many versions are gathered before they are written.
_BATCH = 500


class StagingTable:
    """The versions of one list: put one by one, each under the number that it has in all lists; then placed, then read.

    Beside what the tables of the release want of them, `more` columns are kept.
    """

    def __init__(self, resource: Resource, database: SqliteDatabase, *more: str) -> None:
        self.resource = resource
        self.database = database
        self.latest, self.past = Tables(resource, database), Tables(resource, database, past=True)
        name = resource.name.replace("-", "_")
        self.staged, self.placed = f"staged_{name}", f"placed_{name}"
        keys = tuple(dict.fromkeys(sort.removeprefix("-") for sort in resource.all_sorts))
        self._sorters = [resource.sorter(key) for key in keys]
        self._spans, self._filters = [*self.latest.spans.items()], [*self.latest.filters.items()]
        #: The column of places of each sort.
        self.places = {resource.order: "row", **self.latest.places}
        days = [f"{name}_{end}" for name in self.latest.spans for end in BOUNDS]
        by = [f"by_{key}" for key in keys]
        self.columns = ["number", "id", "known_from", "known_until", *by, *days, *more, "document"]
        self._rows: list[tuple[Any, ...]] = []
        #: The values of the latest versions, and those of the past ones, by the names of their tables.
        self._values: dict[str, list[tuple[int, str, int]]] = {
            f"{self.staged}_{held}": [] for held in ("latest", "past")
        }
        self._create(self.staged, self.columns)
        self._create(self.placed, ["number", "known_from", "known_until", *self.places.values()])
        for table in self._values:
            database.execute_sql(f"CREATE TEMP TABLE {table} (filter, value, number)")

    def _create(self, table: str, columns: Sequence[str]) -> None:
        number, *others = columns
        self.database.execute_sql(f"CREATE TEMP TABLE {table} ({number} INTEGER PRIMARY KEY, {', '.join(others)})")

    def put(self, number: int, version: RecordVersion, name: Callable[[str], str], *more: Any) -> None:
        """Take a version; `name` returns the name of a record by its id, on the first day of the version."""
        values, found = version.values, version.found
        spans = {name: overlaps.spans(values) for name, overlaps in self._spans}
        keys = [sorter(values, spans, name) for sorter in self._sorters]
        bounds = [(span.earliest, span.latest) if span else (None, None) for both in spans.values() for span in both]
        held = version.known_from, version.known_until
        self._rows.append((number, version.record.id, *held, *keys, *chain(*bounds), *more, version.document))
        gathered = self._values[f"{self.staged}_{'latest' if version.known_until == ALWAYS else 'past'}"]
        gathered += [(of, value, number) for filter, of in self._filters for value in found[filter]]
        if len(self._rows) == _BATCH:
            self.flush()

    def flush(self) -> None:
        """Write what is gathered."""
        self._insert(self.staged, len(self.columns), self._rows)
        self._rows.clear()
        for table, values in self._values.items():
            self._insert(table, 3, values)
            values.clear()

    def _insert(self, table: str, width: int, rows: Sequence[tuple[Any, ...]]) -> None:
        self.database.connection().executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * width)})", rows)

    def add_facts(self, counts: Callable[[str], str]) -> None:
        """Add the counts of the facts that belong to each record, which `counts` returns for its id."""
        shown = self.database.execute_sql(f"SELECT number, id, document FROM {self.staged}")
        counted = ((number, counts(id), document) for number, id, document in shown)
        self.database.connection().executemany(
            f"UPDATE {self.staged} SET tally = ?, document = ? WHERE number = ?",
            ((text, with_facts(document, text, ALWAYS), number) for number, text, document in counted),
        )

    def documents(self) -> Iterator[tuple[str, bytes, str, str | None]]:
        """Yield the first day of each version, its document, its citation and its related counts, as they were put."""
        columns = "known_from, document, citation, tally"
        yield from self.database.execute_sql(f"SELECT {columns} FROM {self.staged} ORDER BY number")

    def place(self) -> None:
        """Number each version, from 1, in every order: unknown last; ids break ties, in either direction."""
        ranks = [self._rank(sort) for sort in self.places]
        found = ", ".join(("number", "known_from", "known_until", *ranks))
        self.database.execute_sql(f"INSERT INTO {self.placed} SELECT {found} FROM {self.staged}")

    def _rank(self, sort: str) -> str:
        column, direction = f"by_{sort.removeprefix('-')}", "DESC" if sort.startswith("-") else "ASC"
        return f"row_number() OVER (ORDER BY {column} IS NULL, {column} {direction}, id, known_from)"

    def fill(self) -> None:
        """Write the tables of the list, in its order; the list of all records must have been placed before."""
        for tables, held, staged in zip((self.latest, self.past), "=<", self._values, strict=True):
            condition = f"WHERE {self.placed}.known_until {held} '{ALWAYS}'"
            for model in tables.all():
                model._schema.create_table()
            self.copy(tables.record, {name: name for name in tables.record._meta.sorted_field_names}, condition)
            found = f"SELECT filter, value, row FROM {staged} JOIN {self.placed} USING (number)"
            self._into(tables.values, ("filter", "value", "row"), f"{found} ORDER BY filter, value, row")
            tables.record._schema.create_indexes()  # when all rows are there, so that each is sorted once

    def copy(self, model: type[Model], columns: Mapping[str, str], condition: str = "") -> None:
        """Copy what is kept into the columns of a model, row by row in the order of the list."""
        origins = {name: f"{self.placed}.{name}" for name in self.places.values()}
        origins |= {"entry": f"placed_{ENTRIES}.row"}
        found = ", ".join(origins.get(name, f"{self.staged}.{name}") for name in columns.values())
        tables = self._both
        if "entry" in columns:
            tables += f" JOIN placed_{ENTRIES} USING (number)"
        self._into(model, columns, f"SELECT {found} FROM {tables} {condition} ORDER BY {self.placed}.row")

    def _into(self, model: type[Model], columns: Iterable[str], query: str) -> None:
        self.database.execute_sql(f'INSERT INTO main."{model._meta.table_name}" ({", ".join(columns)}) {query}')

    def identify(self) -> None:
        """Write the id of each record, with the day from which it is known."""
        found = f"SELECT id, '{self.resource.name}', min(known_from) FROM {self.staged} GROUP BY id"
        self._into(Identity, ("id", "kind", "known_since"), found)

    def quotes(self) -> Iterator[tuple[str, str, str]]:
        """Yield the id, the words and the first day of each quote, in the order of the list."""
        found = f"SELECT id, quote, min({self.placed}.known_from) FROM {self._both} WHERE quote <> ''"
        yield from self.database.execute_sql(f"{found} GROUP BY id, quote ORDER BY min(row)")

    def held(self) -> Iterator[tuple[str, str]]:
        """Yield from when to when each version holds, in the order of the list."""
        yield from self.database.execute_sql(f"SELECT known_from, known_until FROM {self.placed} ORDER BY row")

    def dated(self) -> Iterator[tuple[str, str, str, str]]:
        """Yield from when to when each dated fact holds, and the days on which it is stated to be, in order."""
        held = ", ".join(f"{self.placed}.{name}" for name in ("known_from", "known_until"))
        found = f"SELECT {held}, date_earliest, date_latest FROM {self._both}"
        yield from self.database.execute_sql(f"{found} WHERE dated AND date_earliest IS NOT NULL ORDER BY row")

    @property
    def _both(self) -> str:
        return f"{self.placed} JOIN {self.staged} USING (number)"
