"""A release as a schema of a PostgreSQL database, which may stand on many hosts; knows nothing of what is asked.

The SQL is that of SQLite but for what stands in `_AS_HERE`. The address is libpq's own, and may name several hosts;
without `target_session_attrs`, a standby is preferred. The time of a query is what passes until its rows are here.
"""

import json
import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from math import inf
from time import perf_counter, sleep, thread_time
from typing import Any

import peewee
import psycopg
from psycopg import errors
from psycopg.conninfo import conninfo_to_dict

from api.model import budget
from api.model.errors import Unusable
from api.query.connection import Engine, QueryTimeout, Unreadable
from api.release.directory import Manifest, Unfit
from api.release.postgresql import RELEASES, quoted, schema
from api.release.tables import FORMAT, QuoteIndex

_LOG = logging.getLogger("crisis_facts")

#: What an address means where it does not say so: a host that does not answer soon gives way to the next one.
_USUAL = {
    "application_name": "crisis-facts",
    "connect_timeout": "3",
    "tcp_user_timeout": "5000",
    "target_session_attrs": "prefer-standby",
    "options": "-c jit=off",
}
#: What SQLite's SQL is here: a search for words, an array of JSON, a place in a text, a placeholder.
_AS_HERE = (
    (re.compile("%"), "%%"),
    (re.compile(r"\bMATCH (:\w+)"), r"@@ \1::tsquery"),
    (re.compile(r"\bIN \(SELECT value FROM json_each\((:\w+)\)\)"), r"= ANY(\1)"),
    (re.compile(r"\binstr\("), "strpos("),
    (re.compile(r"(?<!:):(\w+)"), r"%(\1)s"),
)
#: The placeholders of queries of words, each with the index before it, and those of arrays.
_SOUGHT, _ARRAY = re.compile(r"(\w+)\W+MATCH :(\w+)"), re.compile(r"(json_each)\(:(\w+)\)")
#: A phrase of FTS5, with a star behind it where it is a beginning; or a word or a bracket between phrases.
_PIECE = re.compile(r'"((?:[^"]|"")*)"( ?\*)?|(AND|OR|NOT|[()])')
_WORD = re.compile(r"[0-9A-Za-z.\x80-\U0010ffff]+")
_BETWEEN = {"AND": "&", "OR": "|", "NOT": "&!", "(": "(", ")": ")"}
#: The index of which a phrase is one token.
_TRIGRAMS = QuoteIndex._meta.table_name
#: How many seconds pass before a query that failed is sent anew: its host may be gone, or behind the others.
_PAUSES = (0, 0.05, 0.3)
#: A host is gone; it has the release no longer, or not yet; it had to give up what was read.
_FAILED = (peewee.OperationalError, psycopg.OperationalError, errors.UndefinedTable)


class PostgresqlEngine(Engine):
    """A schema, or the database that leads to the one to serve; each thread has a connection of its own."""

    def __init__(self, address: str, name: str = "") -> None:
        """Name a release; without a `name`, what the database at an address leads to."""
        said = conninfo_to_dict(address)
        self.name, self.address = name, address
        self._seen: Sequence[str] = ()
        self.place = f"{said.get('host', '')}/{said.get('dbname', '')}/"

    def __str__(self) -> str:
        return self.place + self.name

    def rows(self, sql: str, values: Mapping[str, object]) -> list[Any]:
        """Return the rows of a query, of another host where one fails."""
        text, others = _here(sql)
        return self._sent(text, {name: _bound(value, others.get(name)) for name, value in values.items()})

    def check(self) -> None:
        """Raise `Unusable` where the database has no such release, or one of another format."""
        if self.manifest().format != FORMAT:
            what = f"{self} is of format {self.manifest().format}, and this version reads {FORMAT}; build and publish"
            raise Unusable(what)

    def manifest(self) -> Manifest:
        """Return the manifest, which came with the release in one transaction."""
        found = self._releases().get(self.name)
        if not found:
            raise Unfit(f"there is no release {'' if self.name else 'in '}{self}; run crisis-facts publish")
        return Manifest.of(found[1].encode(), self)

    def current(self) -> "PostgresqlEngine":
        """Return the release that was published last."""
        found = self.names()
        return self if self.name or not found else self.kept(found[0])

    def names(self) -> Sequence[str]:
        """Return the names of all releases, the newest first; none where no host answers."""
        return [name for name, _ in self.stamp()]

    def stamp(self) -> Sequence[tuple[str, int]]:
        """Return all releases with the numbers of their publication: one that is published again may be mended."""
        try:
            found = [(name, number) for name, (number, _) in self._releases().items()]
        except Unreadable:
            return ()
        self._seen = [name for name, _ in found]
        return found

    def wanted(self) -> str:
        """Return the release that was published last when this was asked for its stamp: a probe waits for no host."""
        return self.name or next(iter(self._seen), "")

    def is_spoilt(self, manifest: Manifest) -> bool:
        """Whether the release was dropped."""
        found = self.names()
        return bool(found) and self.name not in found

    def others(self) -> Sequence["PostgresqlEngine"]:
        """Return the other releases of the database."""
        return [self.kept(name) for name in self.names() if name != self.name]

    def kept(self, id: str) -> "PostgresqlEngine":
        """Return a release of the same database."""
        return PostgresqlEngine(self.address, id)

    def close(self) -> object:
        """Close the connection of this thread."""
        return _connections(self.address).database.close()

    def _releases(self) -> Mapping[str, tuple[int, str]]:
        """Return the numbers and manifests of all releases, by their names, the newest first."""
        found = self._sent(f"SELECT name, number, manifest FROM {RELEASES} ORDER BY number DESC", {})
        return {name: (number, manifest) for name, number, manifest in found}

    def _sent(self, text: str, values: Mapping[str, object]) -> list[Any]:
        """Send a query until a host answers; what is set for it holds for it alone, as poolers need it."""
        limits = f"SET LOCAL search_path = {schema(self.name)}; SET LOCAL statement_timeout = %(timeout)s"
        sent, connections = f"{limits}; {text}".encode(), _connections(self.address)
        for pause in (*_PAUSES, None):
            if budget.is_over():
                break
            try:
                cursor = connections.database.connection().cursor()
                begun = perf_counter() - thread_time()
                cursor.execute(sent, {**values, "timeout": _milliseconds()})
                while cursor.nextset():
                    pass
                budget.spend(perf_counter() - thread_time() - begun)
                connections.tell("")
                return cursor.fetchall()  # type: ignore[no-any-return]  # peewee has no types
            except errors.QueryCanceled:
                budget.spend(perf_counter() - thread_time() - begun)
                break
            except _FAILED as error:
                self.close()
                if RELEASES in text and isinstance(error, errors.UndefinedTable):
                    return []  # nothing was ever published here
                connections.tell(f"{self}: {' '.join(str(error).split())}")
                if pause is None:
                    raise Unreadable(f"{self} cannot be read ({type(error).__name__})") from None
                sleep(pause)
        raise QueryTimeout("the queries of a request took too long")


@dataclass
class _Connections:
    """The connections to an address, one for each thread, and what was wrong with them when one was last asked for."""

    database: peewee.PostgresqlDatabase
    wrong: str = ""

    def tell(self, wrong: str) -> None:
        """Log what is wrong, once for as long as it is: hosts that are away are asked again and again."""
        if wrong and wrong != self.wrong:
            _LOG.warning(wrong)
        self.wrong = wrong


@cache
def _connections(address: str) -> _Connections:
    """Return the connections that all releases at an address share; what it leaves open is as libpq has it.

    Values are bound on this side: PostgreSQL would not know of which type each is.
    """
    said = conninfo_to_dict(address)
    usual: dict[str, Any] = {name: value for name, value in _USUAL.items() if name not in said}
    usual |= {"prefer_psycopg3": True, "cursor_factory": psycopg.ClientCursor}
    return _Connections(peewee.PostgresqlDatabase("postgresql://", conninfo=address, **usual))


@lru_cache(maxsize=1_024)
def _here(sql: str) -> tuple[str, Mapping[str, str]]:
    """Return the SQL of this database for that of SQLite, and its placeholders that are not bound as they are."""
    others = {name: sort for form in (_SOUGHT, _ARRAY) for sort, name in form.findall(sql)}
    for form, here in _AS_HERE:
        sql = form.sub(here, sql)
    return sql, others


def _bound(value: object, sort: str | None) -> object:
    """Return a value as it is sent: no text here holds a NUL, so that one with it is like none."""
    if not isinstance(value, str):
        return value
    plain = value.replace("\0", "\ufffd")
    if sort == "json_each":
        return json.loads(plain)
    return tsquery(plain, whole=sort == _TRIGRAMS) if sort else plain


def tsquery(words: str, *, whole: bool = False) -> str:
    """Return a query of FTS5 as one of PostgreSQL; a phrase is split into words as FTS5 does, unless it is `whole`."""
    found = []
    for phrase, star, between in _PIECE.findall(words):
        tokens = [phrase] if whole else _WORD.findall(phrase)
        following = " <-> ".join(quoted(token.replace('""', '"')) for token in tokens)
        found.append(_BETWEEN[between] if between else f"({following}{':*' if star else ''})")
    return " ".join(found)


def _milliseconds() -> int:
    """Return how long a query may take; 0 is without end."""
    left = budget.left()
    return 0 if left == inf else max(1, int(left * 1_000))
