"""Releases in a PostgreSQL database: a schema for each, and a table of them, of which the last is served.

A release is copied from its SQLite file, table by table, as that declares them; knows nothing of what they mean.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any
from urllib.parse import quote

import psycopg
from peewee import SqliteDatabase
from psycopg.conninfo import make_conninfo

from api.model.errors import Unusable
from api.release.directory import Manifest
from api.release.index_terms import LISTED
from api.release.tables import APPLICATION

#: The table of releases, the one to serve last: a release that is published again gets a new number.
RELEASES = "crisis_facts.release"

#: One publishes at a time: two that declare and grant the same at once would fail, and so the second one waits.
_DECLARED = f"""
    SELECT pg_advisory_xact_lock({APPLICATION});
    CREATE SCHEMA IF NOT EXISTS crisis_facts;
    CREATE TABLE IF NOT EXISTS {RELEASES} (
        name text PRIMARY KEY, manifest text NOT NULL, number bigint GENERATED ALWAYS AS IDENTITY
    );
    GRANT USAGE ON SCHEMA crisis_facts TO PUBLIC;
    GRANT SELECT ON {RELEASES} TO PUBLIC;
    LOCK TABLE {RELEASES} IN EXCLUSIVE MODE;
"""
#: Texts are compared byte by byte, as SQLite compares them.
_TYPES = {"INTEGER": "bigint", "TEXT": 'text COLLATE "C"', "BLOB": "bytea"}
_TABLES = "SELECT name, type FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%' ORDER BY name"
_COLUMNS = "SELECT name, type, pk FROM pragma_table_info(?)"
_INDEXES = "SELECT sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL"
#: The name of an index: PostgreSQL gives its own, as it would cut a long one.
_NAME = re.compile(r'(?<=INDEX )"[^"]+" ')
#: How many places of a token PostgreSQL keeps, and up to which one.
_MOST_PLACES, _LAST_PLACE = 255, 16_383


def schema(name: str) -> str:
    """Return the name of the schema of a release."""
    return f"release_{name}"


def publish(path: Path, manifest: Manifest, address: str, kept: int) -> None:
    """Write a release into a database, have it served, and drop the oldest ones beyond a number.

    All but the last is one transaction: whoever reads the database, or a copy of it, finds all of the release and that
    it is served, or neither. Raises `Unusable` where it cannot be written.
    """
    try:
        with psycopg.connect(make_conninfo(address, target_session_attrs="read-write"), autocommit=True) as connection:
            with connection.transaction():
                connection.execute(_DECLARED.encode())
                there = connection.execute("SELECT to_regnamespace(%s)", [schema(manifest.release)]).fetchone()
                if there == (None,):
                    _Copy(connection, path).to(schema(manifest.release))
                connection.execute(f"DELETE FROM {RELEASES} WHERE name = %s".encode(), [manifest.release])
                written = f"INSERT INTO {RELEASES} (name, manifest) VALUES (%s, %s)".encode()
                connection.execute(written, [manifest.release, manifest.text()])
            with connection.transaction():
                _prune(connection, kept)
    except psycopg.Error as error:
        raise Unusable(f"the database cannot be written ({' '.join(str(error).split())})") from None


def _prune(connection: psycopg.Connection[Any], kept: int) -> None:
    """Drop the oldest releases; who still reads one is told that it is gone."""
    oldest = f"SELECT name FROM {RELEASES} ORDER BY number DESC OFFSET %s"
    dropped = f"DELETE FROM {RELEASES} WHERE name IN ({oldest}) RETURNING name"
    for (name,) in connection.execute(dropped.encode(), [kept]).fetchall():
        connection.execute(f"DROP SCHEMA IF EXISTS {schema(name)} CASCADE".encode())


class _Copy:
    """The tables of one file, on their way into a database."""

    def __init__(self, connection: psycopg.Connection[Any], path: Path) -> None:
        self.connection = connection
        self.file = SqliteDatabase(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)

    def to(self, schema: str) -> None:
        """Copy all tables with their keys and indexes, and each index of words as a table of tokens."""
        self._run(f"CREATE SCHEMA {schema}; GRANT USAGE ON SCHEMA {schema} TO PUBLIC; SET LOCAL search_path = {schema}")
        with self.file.connection_context():
            for name, sort in self._read(_TABLES).fetchall():
                if sort == "table":
                    self._table(name)
                elif sort == "virtual":
                    self._words(name)
        self._run(f"GRANT SELECT ON ALL TABLES IN SCHEMA {schema} TO PUBLIC")

    def _table(self, name: str) -> None:
        columns = self._read(_COLUMNS, name).fetchall()
        listed = ", ".join(f'"{column}"' for column, _, _ in columns)
        key = [f'"{column}"' for column, _, place in sorted(columns, key=itemgetter(2)) if place]
        types = {column: _TYPES[sort] for column, sort, _ in columns}
        self._fill(name, types, self._read(f'SELECT {listed} FROM "{name}"'), key)
        for (sql,) in self._read(_INDEXES, name).fetchall():
            self._run(_NAME.sub("", sql))

    def _words(self, name: str) -> None:
        """Copy an index of words: its tokens as SQLite took them, in a column of its name, as queries have it."""
        self._read(f'CREATE VIRTUAL TABLE temp.instance USING fts5vocab(main, "{name}", instance)')
        declared = self._read("SELECT sql FROM sqlite_master WHERE name = ?", name).fetchone()[0]
        instances = self._read("SELECT doc, col, offset, term FROM temp.instance ORDER BY doc, col, offset")
        rows = _vectors(instances, placed="trigram" not in declared)
        self._fill(name, {"rowid": "bigint", name: "tsvector"}, rows, ["rowid"])
        self._run(f'CREATE INDEX ON "{name}" USING gin ("{name}") WITH (fastupdate = off)')
        self._read("DROP TABLE temp.instance")

    def _fill(self, name: str, types: Mapping[str, str], rows: Iterable[Any], key: list[str]) -> None:
        """Write a table; frozen, it needs no vacuum."""
        self._run(f'CREATE TABLE "{name}" ({", ".join(f""""{column}" {sort}""" for column, sort in types.items())})')
        with self.connection.cursor().copy(f'COPY "{name}" FROM STDIN WITH (FREEZE)'.encode()) as copy:
            for row in rows:
                copy.write_row(row)
        if key:
            self._run(f'ALTER TABLE "{name}" ADD PRIMARY KEY ({", ".join(key)})')
        self._run(f'ANALYZE "{name}"')

    def _run(self, sql: str) -> None:
        self.connection.execute(sql.encode())

    def _read(self, sql: str, *values: str) -> Any:
        return self.file.execute_sql(sql, values)


def _vectors(instances: Iterable[tuple[int, str, int, str]], *, placed: bool) -> Iterator[tuple[int, str]]:
    """Yield each document with its tokens as a tsvector: no phrase goes from one column into the next.

    Raises `Unusable` where a document has more places of tokens than PostgreSQL keeps: it would miss phrases there.
    """
    for row, found in groupby(instances, itemgetter(0)):
        places: dict[str, list[int]] = {}
        last = 0
        for _, column in groupby(found, itemgetter(1)):
            begin = last + 2
            for _, _, offset, term in column:
                last = begin + offset
                places.setdefault(term, []).append(last)
        vector = [_lexeme(term, at if placed and term[0] != LISTED else ()) for term, at in places.items()]
        yield row, " ".join(vector)


def _lexeme(term: str, places: Iterable[int]) -> str:
    at = [*places]
    if len(at) > _MOST_PLACES or (at and at[-1] > _LAST_PLACE):
        raise Unusable(f"a record has more words than PostgreSQL keeps the places of ({len(at)} of {term!r})")
    return f"{quoted(term)}:{','.join(map(str, at))}" if at else quoted(term)


def quoted(term: str) -> str:
    """Return a token as a tsvector or a tsquery has it."""
    return "'" + term.replace("\\", "\\\\").replace("'", "''") + "'"
