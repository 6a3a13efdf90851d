"""A release, open for reading: records by id, pages of lists; alone asks the database, and knows nothing of HTTP."""

import json
import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from peewee import DatabaseError, SqliteDatabase

from api import dates, sql, timeline
from api.query import Departed, Identified, Selection, unknown
from api.refusals import Refused, Wrong
from api.resource import Resource
from api.spelling import nearest
from api.tables import APPLICATION, FORMAT, Tables, shape

#: How many neighbours in spelling, on either side, are looked at for a wrong id.
NEIGHBOURS = 500

#: How many of the rarest trigrams of a quote are looked for together.
RAREST = 3

_PRAGMAS = {"cache_size": -16 * 1024, "query_only": 1}


class Unusable(Exception):
    """A file that cannot be served; the message says why and what to do, in one sentence."""


@dataclass(frozen=True)
class Page:
    """The documents of one page, how many records the selection has in all, and the path of the next page."""

    documents: tuple[bytes, ...]
    total: int
    next: str | None


class Store:
    """One release; safe to use from many threads, each with a connection of its own, opened when it first asks."""

    def __init__(self, path: Path, resources: Sequence[Resource], *, same: bool = True) -> None:
        """Open a release; raises `Unusable` for anything but a release that these declarations can read.

        Without `same`, the release may be of other declarations: only its documents and ids may then be asked for.
        """
        _refuse_foreign(path)
        self.path = path
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        self._database = SqliteDatabase(address, uri=True, pragmas=_PRAGMAS)
        self._kinds = {
            resource.name: sql.Kind(Tables(resource, self._database), Tables(resource, self._database, past=True))
            for resource in (*resources, timeline.declared(tuple(resources)))
        }
        self._text = lru_cache(maxsize=1024)(_compiled)
        self.terms = cache(self._every_term)
        self.header = self._read_header()
        self._last_day = max(self.header.get("days", ()), default="")
        if same and self.header["shape"] != shape([*resources, timeline.declared(tuple(resources))]):
            raise Unusable(f"{path} was built by another version of crisis-facts; run crisis-facts build")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of its records."""
        return tuple(self.header["kinds"])

    @property
    def name(self) -> str:
        """The name of the release: the digest of its content."""
        return str(self.header["release"])

    def trace(self, report: Callable[[str], object] | None) -> None:
        """Report the text of each query that this thread sends from now on; None ends it."""
        self._database.connection().set_trace_callback(report)

    def close(self) -> None:
        """Close the connection of this thread."""
        self._database.close()

    def document(self, kind: str, id: str, as_of: str | None = None) -> bytes | None:
        """Give the document of a record, as known on a day; None where there is none, or was none yet."""
        form = sql.Form(as_of=self._past(as_of) is not None)
        rows = self._rows(self._text(sql.document, self._kinds[kind], form), {"id": id, "as_of": as_of})
        return rows[0][0] if rows else None

    def history(self, kind: str, id: str) -> list[tuple[str, bytes]]:
        """Give the versions of a record, each with the day from which it was known, the first one first."""
        return self._rows(self._text(sql.history, self._kinds[kind]), {"id": id})

    def page(self, selection: Selection) -> Page:
        """Give a page of a list; raises `Refused` where the selection names what the release does not know."""
        wrong = list(unknown(selection, self))
        if wrong:
            raise Refused(*wrong)
        asked = replace(selection, as_of=self._past(selection.as_of))
        kind = self._kinds[selection.resource.name]
        bindings = sql.bindings(asked)
        place = self._place(asked)
        bindings["after"] = place
        form = sql.Form.of(asked, goes_on=place is not None)
        rows = self._rows(self._text(sql.page, kind, form), bindings)
        shown = rows[: selection.limit]
        more = selection.behind(shown[-1][1]).path() if len(rows) > len(shown) else None
        return Page(tuple(row[0] for row in shown), self._total(asked, kind, form, bindings), more)

    def _place(self, asked: Selection) -> int | None:
        """Give the place after which a page begins; None where it begins with the first record there is."""
        kind = self._kinds[asked.resource.name]
        if asked.after:
            known = {"id": asked.after, "as_of": asked.as_of}
            places = self._rows(self._text(sql.place, kind, sql.Form.of(asked)), known)
            if not places:
                raise Refused(Wrong("after", asked.after, f"after: {asked.after!r} is not in this list"))
            return int(places[0][0])
        if asked.as_of and asked.sort == asked.resource.order:
            day = self.day(asked.as_of)
            return day["first"][asked.resource.name] - 1 if day else None
        return None

    def _total(self, asked: Selection, kind: sql.Kind, form: sql.Form, bindings: Mapping[str, object]) -> int:
        """Give the number of records in a list; of a whole one, it was counted at build time."""
        if not asked.filters:
            day = self.day(asked.as_of)
            return int(day["counts"][asked.resource.name]) if day else 0
        return sum(row[0] for row in self._rows(self._text(sql.total, kind, form), bindings))

    def identified(self, id: str) -> Identified | None:
        """Say of what kind a record is and since when it is known; None where there is no such record."""
        rows = self._rows(self._text(sql.identified), {"id": id})
        return Identified(*rows[0]) if rows else None

    def departed(self, id: str) -> Departed | None:
        """Say where an id leads that no record has now; None where it never was one."""
        rows = self._rows(self._text(sql.gone), {"id": id})
        if not rows:
            return None
        kind, path, withdrawal = rows[0]
        return Departed(kind, path, json.loads(withdrawal) if withdrawal else None)

    def everything(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield id and document of every record of a kind, by id."""
        text = self._text(sql.everything, kind)
        yield from self._database.execute_sql(text.sql, text.bound({}))

    def day(self, as_of: str | None) -> Mapping[str, Any] | None:
        """Give what the header says of a day of knowledge; None where nothing was known yet."""
        day = self.last_day(as_of)
        found: Mapping[str, Any] | None = self.header["days"][day] if day else None
        return found

    def last_day(self, as_of: str | None) -> str | None:
        """Give the last day up to a day of knowledge on which a source became known; None where there is none."""
        return max((day for day in self.header["days"] if as_of is None or day <= as_of), default=None)

    def _past(self, as_of: str | None) -> str | None:
        """Give a day of knowledge, or None where by then everything was known: the present is asked for cheaper."""
        return as_of if as_of and as_of < self._last_day else None

    def quoted(self, folded: str, as_of: str | None) -> Iterator[tuple[str, str, str]]:
        """Yield kind, id and text of every quote that holds folded words, as known on a day, in the order of lists.

        The rarest trigrams of the words lead to the few quotes that may hold them: a common one is in nearly all.
        """
        terms = {folded[at : at + 3] for at in range(len(folded) - 2)}
        rarest = self._rows(self._text(sql.rarest, RAREST), {"terms": json.dumps(sorted(terms))})
        if rarest and rarest[0][1] == len(terms):
            trigrams = " AND ".join('"' + term.replace('"', '""') + '"' for term, _ in rarest)
            asked = {"folded": folded, "trigrams": trigrams, "as_of": as_of or dates.LAST}
            yield from self._rows(self._text(sql.quoted), asked)

    def near(self, id: str, kinds: Sequence[str], as_of: str | None = None) -> list[str]:
        """Give the ids of some kinds, known on a day, that are nearest to a wrong one, of its neighbours in order."""
        bindings: dict[str, object] = {"id": id, "most": NEIGHBOURS, "as_of": as_of or dates.LAST}
        bindings |= {f"kind.{index}": kind for index, kind in enumerate(kinds)}
        rows = [row for text in sql.neighbours(kinds) for row in self._rows(text, bindings)]
        return nearest(id, sorted(row[0] for row in rows), 3)

    def _every_term(self, name: str) -> list[str]:
        """Give every value that a filter of this name can find, in any kind."""
        both = [tables for kind in self._kinds.values() for tables in (kind.latest, kind.past)]
        models = [tables.values[name] for tables in both if name in tables.values]
        return sorted(row[0] for row in self._rows(sql.terms(models), {}))

    def _rows(self, text: sql.Text, bindings: Mapping[str, object]) -> list[Any]:
        return list(self._database.execute_sql(text.sql, text.bound(bindings)))

    def _read_header(self) -> Mapping[str, Any]:
        try:
            with self._database.connection_context():
                return {name: json.loads(value) for name, value in self._rows(sql.header(), {})}
        except (DatabaseError, ValueError) as error:
            raise Unusable(f"{self.path} is damaged ({error}); run crisis-facts build, or name another file") from None


def _compiled(make: Callable[..., sql.Text], *arguments: Hashable) -> sql.Text:
    return make(*arguments)


def _refuse_foreign(path: Path) -> None:
    """Raise `Unusable` where a file is missing, unreadable, no SQLite file or none of ours."""
    build = "run crisis-facts build, or name another file"
    if not path.is_file():
        raise Unusable(f"there is no release at {path}; {build}")
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1", uri=True)) as connection:
            names = ("application_id", "user_version", "page_count")  # the last one fails on a file that was cut short
            application, version, _ = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    except sqlite3.Error as error:
        raise Unusable(f"{path} is not a release ({error}); {build}") from None
    if application != APPLICATION:
        raise Unusable(f"{path} is not a release of crisis-facts; {build}")
    if version != FORMAT:
        raise Unusable(
            f"{path} is a release of format {version}, and this version reads {FORMAT}; run crisis-facts build"
        )
