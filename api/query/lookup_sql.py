"""The SQL that looks things up: documents, ids, quotes, what was counted at build time; asks no database.

Values stand in it as named placeholders, as in `list_sql`.
"""

from functools import lru_cache
from typing import Any

from peewee import SQL, Expression, Table, fn

from api.query.highlight import PIECE
from api.query.list_sql import ListTables, Side, document, items, known, sql, united, where
from api.release.tables import PRESENT, Frequency, Gone, Header, Identity, Quote, QuoteIndex, Term, Trigram, WordsIndex

#: The first and the last day that a date may mean, of one that was counted: ten characters each, with a slash between.
_BEGINS, _ENDS = fn.SUBSTR(Frequency.value, SQL("1"), SQL("10")), fn.SUBSTR(Frequency.value, SQL("12"))
_IN_PRESENT = Frequency.since == SQL(f"'{PRESENT}'")


def _frequent(*columns: Any) -> Any:
    """Look at what was counted of a filter of a list."""
    return Frequency.select(*columns).where(Frequency.list == SQL(":list"), Frequency.filter_name == SQL(":filter"))


def _within(*columns: Any) -> Any:
    """Look at the dates of a list that may share a day with a span."""
    return _frequent(*columns).where(_BEGINS <= SQL(":latest"), _ENDS >= SQL(":earliest"))


#: What a release says of itself.
HEADER = sql(Header.select(Header.name, Header.value))
#: The kinds of records, and the days from which they are known; their ids come as a JSON array.
IDENTITIES = sql(
    Identity.select(Identity.id, Identity.kind, Identity.known_since).where(Expression(Identity.id, "IN", items("ids")))
)
#: Where an id leads that no record has now.
GONE = sql(Gone.select(Gone.kind, Gone.path, Gone.withdrawal).where(Gone.id == SQL(":id")))

_ids = Identity.select(Identity.id).where(
    Expression(Identity.kind, "IN", items("kinds")), Identity.known_since <= SQL(":as_of")
)
#: The ids of some kinds that come before a text, the nearest first, and those from it on.
IDS_BEFORE = sql(_ids.where(Identity.id < SQL(":id")).order_by(Identity.id.desc()).limit(SQL(":most")))
IDS_AFTER = sql(_ids.where(Identity.id >= SQL(":id")).order_by(Identity.id).limit(SQL(":most")))

#: Some words of the index that begin with a beginning.
WORDS_BEGUN = sql(
    Term.select(Term.term).where(Term.term >= SQL(":begun"), Term.term < SQL(":behind")).limit(SQL(":most"))
)
#: A piece of each of some entries, which come as a JSON array, that fits the words best.
HIGHLIGHTS = sql(
    WordsIndex.select(WordsIndex.rowid, PIECE).where(
        WordsIndex.match(SQL(":wanted")), Expression(WordsIndex.rowid, "IN", items("entries"))
    )
)
#: How many of some trigrams, which come as a JSON array, there are, and the rarest of them.
RAREST_TRIGRAMS = sql(
    Trigram.select(Trigram.term, fn.COUNT(SQL("*")).over())
    .where(Expression(Trigram.term, "IN", items("terms")))
    .order_by(Trigram.count, Trigram.term)
    .limit(SQL(":most"))
)
#: The quotes that hold folded words, of those that an index query finds, known by a day.
QUOTES = sql(
    Quote.select(Quote.kind, Quote.id, Quote.text)
    .join(QuoteIndex, on=QuoteIndex.rowid == Quote.row)
    .where(QuoteIndex.match(SQL(":trigrams")), fn.INSTR(Quote.folded, SQL(":folded")) > SQL("0"))
    .where(Quote.known_from <= SQL(":as_of"))
    .order_by(Quote.row)
)

#: How many records of a list had a value on a day, and since when; or `PRESENT`, if the value is rare.
FREQUENCY = sql(
    _frequent(Frequency.records, Frequency.since)
    .where(Frequency.value == SQL(":value"), Frequency.since <= SQL(":as_of"))
    .order_by(Frequency.since.desc())
    .limit(SQL("1"))
)
#: How many records of a list have one of some values, which come as a JSON array, added up.
FREQUENCIES = sql(
    _frequent(fn.TOTAL(Frequency.records)).where(Expression(Frequency.value, "IN", items("values")), _IN_PRESENT)
)
#: The most frequent values of a filter, each with its number of records.
MOST_FREQUENT = sql(
    _frequent(Frequency.value, Frequency.records)
    .where(_IN_PRESENT, Frequency.records > SQL("0"))
    .order_by(Frequency.records.desc(), Frequency.value)
    .limit(SQL(":most"))
)
#: The first and the last of the days on which dates begin that may share a day with a span.
FIRST_AND_LAST_BEGIN = sql(_within(fn.MIN(_BEGINS), fn.MAX(_BEGINS)))
#: Every value that a filter of some lists, which come as a JSON array, can find.
TERMS = sql(
    Frequency.select(Frequency.value)
    .where(Expression(Frequency.list, "IN", items("lists")), Frequency.filter_name == SQL(":filter"))
    .distinct()
)


@lru_cache
def spread(length: int) -> str:
    """Return the SQL for the first and last period of the dates of a list, with the number of such records.

    Of dates that end before a span, or begin after it, there is none. A period has so many characters of a day.
    """
    periods = [fn.SUBSTR(day, SQL("1"), SQL(str(length))) for day in (_BEGINS, _ENDS)]
    return sql(_within(*periods, fn.SUM(Frequency.records)).group_by(*periods))


@lru_cache
def record(tables: ListTables, *, past: bool) -> str:
    """Return the SQL for the document of a record."""

    def found(side: Side) -> Any:
        return where(side.record.select(document(side, past=past)), [_of_id(side), *known(side, past=past)])

    return sql(united(tables, found, past=past))


@lru_cache
def records(tables: ListTables, *, past: bool) -> str:
    """Return the SQL for the ids and documents of some records, whose ids come as a JSON array."""

    def found(side: Side) -> Any:
        wanted = Expression(side.record.c.id, "IN", items("ids"))
        query = side.record.select(side.record.c.id, document(side, past=past))
        return where(query, [*known(side, past=past), wanted])

    return sql(united(tables, found, past=past))


@lru_cache
def history(tables: ListTables) -> str:
    """Return the SQL for all versions of a record, the first one first."""

    def found(side: Side) -> Any:
        column = side.record.c
        return side.record.select(column.known_from.alias("known_from"), column.document).where(_of_id(side))

    return sql(united(tables, found, past=True).order_by(SQL("known_from")))


@lru_cache
def everything(kind: str) -> str:
    """Return the SQL for all documents of a kind, by id, whatever else its declarations are."""
    table: Any = Table(kind, ("id", "document"))
    return sql(table.select(table.id, table.document).order_by(table.id))


def _of_id(side: Side) -> Any:
    return side.record.c.id == SQL(":id")
