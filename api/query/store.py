"""A release, open for reading: records by id, pages of lists; alone asks the database, and knows nothing of HTTP."""

import json
import sqlite3
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from functools import cache, lru_cache, partial
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from peewee import DatabaseError

from api.model import edtf
from api.model.errors import Refused, Unusable, Wrong
from api.model.messages import nearest
from api.model.resource import RELEVANCE, Resource
from api.query import list_sql, relevance, statements
from api.query.connection import Bounded
from api.query.day_statistics import Days
from api.query.fts_query import Words
from api.query.list_parameters import PAGE
from api.query.planner import Counted, is_whole, stretched
from api.query.relevance import Match
from api.query.selection import ANEW, Departed, Identified, Selection, unknown
from api.query.statements import Form, Kind, Text
from api.release.combined import lists
from api.release.related_counts import tallied
from api.release.tables import APPLICATION, ENTRIES, FORMAT, SHORT, Tables, shape

#: How many neighbours in spelling, on either side, are looked at for a wrong id.
NEIGHBOURS = 500

#: How many records are read at once where all are asked for.
AT_ONCE = 200

#: Up to how many records that words find are counted: where there are more, the total is at least this. So many cost
#: less than a page of them.
MOST_FOUND = 250

#: Up to how many words a beginning leads to one by one; what more words begin with is looked for as it is.
MOST_BEGUN = 64

#: How many of the rarest trigrams of a quote are looked for together.
RAREST = 3

_PRAGMAS = {"cache_size": -16 * 1024, "query_only": 1}


class Found(NamedTuple):
    """A record that was found: its document, its id, its entry in the list of all records, its place in the order.

    Where it was looked for by words, what in it fits them.
    """

    document: bytes
    id: str
    entry: int
    place: object
    highlight: str | None = None


class Total(NamedTuple):
    """How many records a selection has in all: so many, or `at_least` so many."""

    number: int
    at_least: bool = False


@dataclass(frozen=True)
class Page:
    """The records of one page, how many records the selection has in all, and the path of the next page."""

    records: tuple[Found, ...]
    total: Total
    next: str | None


class Store:
    """One release; safe to use from many threads, each with a connection of its own, opened when it first asks."""

    def __init__(
        self,
        path: Path,
        resources: Sequence[Resource],
        *,
        same: bool = True,
        most_found: int = MOST_FOUND,
        seconds: float | None = None,
    ) -> None:
        """Open a release; raises `Unusable` for anything but a release that these declarations can read.

        A query that takes longer than so many seconds raises `QueryTimeout`.
        Without `same`, the release may be of other declarations: only its documents and ids may then be asked for.
        Of what words find, up to `most_found` records are counted.
        """
        _refuse_foreign(path)
        self.path = path
        address = f"file:{quote(str(path.resolve()))}?mode=ro&immutable=1"
        self._database: Any = Bounded(address, seconds, uri=True, pragmas=_PRAGMAS, check_same_thread=False)
        for function in (tallied, list_sql.fitting):
            self._database.register_function(function, deterministic=True)
        self._kinds = {
            resource.name: Kind(Tables(resource, self._database), Tables(resource, self._database, past=True))
            for resource in lists(resources)
        }
        self._text = lru_cache(maxsize=1024)(_compiled)
        self._spelled = lru_cache(maxsize=1024)(self._spell)
        self._counted = Counted(lambda make, *arguments: partial(self._rows, self._text(make, *arguments)))
        self.terms = cache(self._every_term)
        self.header = self._read_header()
        self._most_found = most_found
        #: The days on which something became known.
        self.days = Days(self.header.get("days", {}))
        if same and self.header["shape"] != shape(lists(resources)):
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

    def prepare(self, threads: int) -> None:
        """Open what so many threads will need, before the file may be gone."""
        self._database.prepare(threads)

    def part(self) -> None:
        """Close what threads have not come to need; those that ask already go on."""
        self._database.part()

    def close(self) -> None:
        """Close the connection of this thread."""
        self._database.close()

    def document(self, kind: str, id: str, as_of: str | None = None) -> bytes | None:
        """Give the document of a record, as known on a day; None where there is none, or was none yet."""
        form = Form(as_of=self.days.past(as_of) is not None)
        rows = self._rows(self._text(list_sql.document, self._kinds[kind], form), {"id": id, "as_of": as_of})
        return rows[0][0] if rows else None

    def history(self, kind: str, id: str) -> list[tuple[str, bytes]]:
        """Give the versions of a record, each with the day from which it was known, the first one first."""
        return self._rows(self._text(list_sql.history, self._kinds[kind]), {"id": id})

    def documents(self, kind: str, ids: Sequence[str], as_of: str | None = None) -> dict[str, bytes]:
        """Give the documents of several records of a kind by id, as known on a day; none for what is not there."""
        form = Form(as_of=self.days.past(as_of) is not None)
        bindings = {"ids": json.dumps(ids), "as_of": as_of}
        return dict(self._rows(self._text(list_sql.several, self._kinds[kind], form), bindings))

    def page(self, selection: Selection) -> Page:
        """Give a page of a list; raises `Refused` where the selection names what the release does not know."""
        asked = self._checked(selection)
        if selection.limit == 0:
            return Page((), self._total(asked), None)
        rows = self._found(asked)
        shown = rows[: selection.limit]
        more = selection.path_behind(shown[-1].id) if len(rows) > len(shown) else None
        return Page(tuple(shown), self._total(asked), more)

    def stream(self, selection: Selection) -> tuple[Total, Iterator[tuple[Found, ...]]]:
        """Give how many records a list has, and all of them, so many at a time; raises `Refused` as `page` does."""
        asked = self._checked(selection)
        return self._total(asked), self._streamed(asked)

    def _streamed(self, asked: Selection) -> Iterator[tuple[Found, ...]]:
        """Yield part after part, each with a query of its own: the next one may be asked for by another thread."""
        while part := self._found(replace(asked, limit=AT_ONCE)):
            yield tuple(part[:AT_ONCE])
            if len(part) <= AT_ONCE:
                return
            asked = asked.behind(part[AT_ONCE - 1].id)

    def _checked(self, selection: Selection) -> Selection:
        wrong = list(unknown(selection, self))
        if wrong:
            raise Refused(*wrong)
        past = self.days.past(selection.as_of)
        return selection if past == selection.as_of else replace(selection, as_of=past)

    def _found(self, asked: Selection) -> list[Found]:
        """Give the records of a page, and one more where there is one."""
        if asked.words and Form.of(asked).ranked:
            return self._ranked(asked)
        place, stretch = self._place(asked), self._stretch(asked, in_order=True)
        led = self._counted.leading(asked, in_order=True)
        form = Form.of(asked, goes_on=bool(place), led=led, stretch=bool(stretch))
        text = self._text(list_sql.page, self._kinds[asked.resource.name], form)
        rows = [Found(*row) for row in self._rows(text, self._bindings(asked) | place | stretch)]
        return self._highlighted(asked, rows) if asked.words else rows

    def _ranked(self, asked: Selection) -> list[Found]:
        """Give the same of what words find, tier after tier, from the place on after which the page begins."""
        found: list[Found] = []
        words, by_fit, most = self._words(asked), asked.sort == RELEVANCE, self.days.has_most(asked.resource)
        tiers = relevance.tiers(asked, words, most=most) if by_fit else (relevance.whole(asked, words, most=most),)
        first, after = self._standing(asked, tiers) if asked.after else (0, self.days.start(asked, ENTRIES))
        left = (asked.limit or PAGE) + 1
        text = self._text(list_sql.page, self._kinds[asked.resource.name], Form.of(asked))
        bindings = self._bindings(asked)
        for tier in tiers[first:]:
            rows = self._rows(text, bindings | statements.matching(tier) | {"after": after, "limit": left})
            found += [Found(*row) for row in rows]
            left -= len(rows)
            if not left:
                break
            after = self.days.start(asked, ENTRIES)
        return found

    def _standing(self, asked: Selection, tiers: Sequence[Match]) -> tuple[int, int]:
        """Give the tier and the entry of the record after which a page begins."""
        kind, form = self._kinds[asked.resource.name], Form.of(asked)
        entry = self._placed(asked)["after"]
        text = self._text(list_sql.standing, kind, form)
        for index, tier in enumerate(tiers):
            if self._rows(text, statements.matching(tier) | {"entry": entry}):
                return index, entry
        raise _not_in_list(asked)

    def _words(self, asked: Selection) -> Words:
        """Give the words of a selection, spelled out."""
        return self._spelled(asked.words) if asked.words else Words("", "")

    def _spell(self, words: Words) -> Words:
        """Give words with all that the last one begins in its place, if it is long and these are few."""
        begun = words.begun
        if len(begun) <= SHORT:
            return words
        bindings = {"begun": begun, "end": begun + chr(0x10FFFF)}
        found = [row[0] for row in self._rows(self._text(list_sql.begun, MOST_BEGUN + 1), bindings)]
        return words.spelled(found) if len(found) <= MOST_BEGUN else words

    def _bindings(self, asked: Selection) -> dict[str, object]:
        """Give the values of a selection, and what its words ask for."""
        match = {}
        if asked.words:
            match = statements.matching(
                relevance.whole(asked, self._words(asked), most=self.days.has_most(asked.resource))
            )
        return statements.bindings(asked) | match | self.days.end(asked)

    def _highlighted(self, asked: Selection, rows: Sequence[Found]) -> list[Found]:
        """Give what was found, with the piece of each record that fits the words best."""
        bindings = {"wanted": self._words(asked).wanted, "entries": json.dumps([row.entry for row in rows])}
        pieces = dict(self._rows(self._text(list_sql.highlights), bindings)) if bindings["wanted"] else {}
        return [row._replace(highlight=pieces.get(row.entry)) for row in rows]

    def _place(self, asked: Selection) -> dict[str, object]:
        """Give the place after which a page begins, for binding; nothing where it begins with the first record."""
        if asked.after:
            return self._placed(asked)
        if asked.as_of and asked.sort == asked.resource.order:
            return {"after": self.days.start(asked, asked.resource.name)}
        return {}

    def _stretch(self, asked: Selection, *, in_order: bool = False) -> dict[str, object]:
        """Give the places between which a filter by the date of the order finds what it finds, for binding."""
        name = stretched(asked, in_order=in_order)
        if not name:
            return {}
        text = self._text(list_sql.stretch, self._kinds[asked.resource.name], name)
        begin, end = self._rows(text, self._counted.begun(asked, name))[0]
        return {"begin": begin or 0, "end": end or 0}

    def _placed(self, asked: Selection) -> dict[str, Any]:
        """Give the place of the record after which a page begins."""
        text = self._text(list_sql.place, self._kinds[asked.resource.name], Form.of(asked))
        places = self._rows(text, self._bindings(asked) | {"id": asked.after})
        if not places:
            raise _not_in_list(asked)
        return {"after": places[0][0]}

    def _total(self, asked: Selection) -> Total:
        """Give the number of records in a list.

        Of a whole one, it was counted at build time. What words find is counted up to a bound; beside facets, which
        look at all of it anyway, to the end.
        """
        if not asked.filters and not asked.words:
            return Total(self.days.count(asked.resource.name, asked.as_of))
        if (number := self._counted.number(asked)) is not None:
            return Total(number)
        form, bindings = self._whole(asked)
        most = None if asked.facets else self._most_found
        bindings |= {"most": -1 if most is None else most + 1, "after": self.days.start(asked, ENTRIES)}
        rows = self._rows(self._text(list_sql.total, self._kinds[asked.resource.name], form), bindings)
        found = sum(row[0] for row in rows)
        if asked.words and most is not None and found > most:
            return Total(most, at_least=True)
        return Total(found)

    def _whole(self, asked: Selection) -> tuple[Form, dict[str, object]]:
        """Give the form and the values of a query for all records of a selection."""
        led, stretch = self._counted.leading(asked, in_order=False), self._stretch(asked)
        return Form.of(asked, led=led, stretch=bool(stretch)), self._bindings(asked) | stretch

    def counts(self, selection: Selection, name: str, most: int) -> list[tuple[str, int]]:
        """Give the most frequent values that a filter by value finds in a list, and how many records have each."""
        asked = replace(selection, as_of=self.days.past(selection.as_of))
        if is_whole(asked) and name != "id":
            return self._counted.most_frequent(asked, name, most)
        form, bindings = self._whole(asked)
        text = self._text(list_sql.counts, self._kinds[asked.resource.name], form, name)
        return self._rows(text, bindings | {"most": most})

    def periods(self, selection: Selection, name: str, length: int) -> list[tuple[str, str, int]]:
        """Give first and last period of the dates that a filter by date finds, with the number of such records."""
        asked = replace(selection, as_of=self.days.past(selection.as_of))
        if is_whole(asked):
            return self._counted.spread(asked, name, edtf.EVER, length)
        form, bindings = self._whole(asked)
        text = self._text(list_sql.periods, self._kinds[asked.resource.name], form, name, length)
        return self._rows(text, bindings)

    def names(self, ids: Sequence[str], as_of: str | None) -> dict[str, str]:
        """Give what records of whatever kind are called, as known on a day, by their ids."""
        found = self.documents(ENTRIES, ids, as_of)
        return {id: json.loads(document)["title"] for id, document in found.items()}

    def identified(self, id: str) -> Identified | None:
        """Say of what kind a record is and since when it is known; None where there is no such record."""
        rows = self._rows(self._text(list_sql.identified), {"id": id})
        return Identified(*rows[0]) if rows else None

    def departed(self, id: str) -> Departed | None:
        """Say where an id leads that no record has now; None where it never was one."""
        rows = self._rows(self._text(list_sql.gone), {"id": id})
        if not rows:
            return None
        kind, path, withdrawal = rows[0]
        return Departed(kind, path, json.loads(withdrawal) if withdrawal else None)

    def everything(self, kind: str) -> Iterator[tuple[str, bytes]]:
        """Yield id and document of every record of a kind, by id."""
        text = self._text(list_sql.everything, kind)
        with self._database.in_time():
            for row in self._database.connection().execute(text.sql, text.bound({})):
                self._database.renew()
                yield row

    def quoted(self, folded: str, as_of: str | None) -> Iterator[tuple[str, str, str]]:
        """Yield kind, id and text of every quote that holds folded words, as known on a day, in the order of lists.

        The rarest trigrams of the words lead to the few quotes that may hold them: a common one is in nearly all.
        """
        terms = {folded[at : at + 3] for at in range(len(folded) - 2)}
        rarest = self._rows(self._text(list_sql.rarest, RAREST), {"terms": json.dumps(sorted(terms))})
        if rarest and rarest[0][1] == len(terms):
            trigrams = " AND ".join('"' + term.replace('"', '""') + '"' for term, _ in rarest)
            asked = {"folded": folded, "trigrams": trigrams, "as_of": as_of or edtf.LAST}
            yield from self._rows(self._text(list_sql.quoted), asked)

    def near(self, id: str, kinds: Sequence[str], as_of: str | None = None) -> list[str]:
        """Give the ids of some kinds, known on a day, that are nearest to a wrong one, of its neighbours in order."""
        bindings: dict[str, object] = {"id": id, "most": NEIGHBOURS, "as_of": as_of or edtf.LAST}
        bindings |= {f"kind.{index}": kind for index, kind in enumerate(kinds)}
        rows = [row for text in list_sql.neighbours(kinds) for row in self._rows(text, bindings)]
        return nearest(id, sorted(row[0] for row in rows), 3)

    def _every_term(self, name: str) -> list[str]:
        """Give every value that a filter of this name can find, in any kind."""
        return self._counted.terms(name, [*self._kinds])

    def _rows(self, text: Text, bindings: Mapping[str, object]) -> list[Any]:
        with self._database.in_time():
            found: list[Any] = self._database.connection().execute(text.sql, text.bound(bindings)).fetchall()
            return found

    def _read_header(self) -> Mapping[str, Any]:
        try:
            with self._database.connection_context():
                return {name: json.loads(value) for name, value in self._rows(list_sql.header(), {})}
        except (DatabaseError, sqlite3.Error, ValueError) as error:
            raise Unusable(f"{self.path} is damaged ({error}); run crisis-facts build, or name another file") from None


def _not_in_list(asked: Selection) -> Refused:
    after = str(asked.after)
    return Refused(Wrong("after", after, f"after: {after!r} is not in this list; {ANEW}"))


def _compiled(make: Callable[..., Text], *arguments: Hashable) -> Text:
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
