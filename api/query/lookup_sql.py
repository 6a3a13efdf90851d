"""The SQL that looks things up: records by id, ids, quotes, and what was counted at build time; asks no database.

Values stand in it as named placeholders; several values of one name come as a JSON array, unless their number is given.
"""

from functools import lru_cache
from typing import Any

from peewee import JOIN, SQL, Expression

from api.model.resource import Resource
from api.query.list_sql import Side, document, known, matching, one_of, sql, united, where
from api.release.tables import Wording, WordsIndex

#: What a release says of itself.
HEADER = "SELECT name, value FROM header"
#: Where an id leads that no record has now.
GONE = "SELECT kind, path, withdrawal FROM gone WHERE id = :id"
#: The ids of a kind that come before a text, the nearest first, and those from it on.
_KNOWN_IDS = "SELECT id FROM identity WHERE kind = :kind AND known_since <= :as_of"
IDS_BEFORE = f"{_KNOWN_IDS} AND id < :id ORDER BY id DESC LIMIT :most"
IDS_AFTER = f"{_KNOWN_IDS} AND id >= :id ORDER BY id LIMIT :most"

#: Some words of the index that begin with a beginning.
WORDS_BEGUN = "SELECT term FROM term WHERE term >= :begun AND term < :behind LIMIT :most"
#: Whether a text is a word of the index.
IS_WORD = "SELECT 1 FROM term WHERE term = :term"
#: Those of some texts that are words of the index, the most frequent first.
KNOWN_WORDS = """
    SELECT term FROM term WHERE term IN (SELECT value FROM json_each(:words)) ORDER BY count DESC, term LIMIT :most
"""
#: The words that have some stems, the most frequent first.
FORMS = """
    SELECT stem, term FROM form JOIN term USING (term) WHERE stem IN (SELECT value FROM json_each(:stems))
    ORDER BY count DESC, term
"""
#: Some words that begin with a beginning and have so many letters.
WORDS_OF_LENGTH = (
    f"{WORDS_BEGUN.removesuffix('LIMIT :most')} AND length(term) BETWEEN :shortest AND :longest LIMIT :most"
)
#: How many dated facts name some actors.
FACTS_OF_ACTORS = """
    SELECT value, records FROM frequency
    WHERE list = 'timeline' AND filter_name = 'actor' AND since = '' AND value IN (SELECT value FROM json_each(:ids))
"""
#: The texts of some entries by which they are found.
WORDINGS = "SELECT row, texts FROM wording WHERE row IN (SELECT value FROM json_each(:entries))"
#: How many of some trigrams there are, and the rarest of them.
RAREST_TRIGRAMS = """
    SELECT term, count(*) OVER () FROM trigram WHERE term IN (SELECT value FROM json_each(:terms))
    ORDER BY trigram.count, term LIMIT :most
"""
#: The quotes that hold folded words, of those that an index query finds, known by a day.
QUOTES = """
    SELECT kind, id, text FROM quote JOIN quoteindex ON quoteindex.rowid = quote.row
    WHERE quoteindex MATCH :trigrams AND instr(quote.folded, :folded) > 0 AND known_from <= :as_of ORDER BY quote.row
"""
#: The records that rest on one of some passages.
PASSAGES = """
    SELECT DISTINCT kind, id FROM passage WHERE digest IN (SELECT value FROM json_each(:digests))
    ORDER BY kind, id LIMIT :most
"""

_OF_FILTER = "FROM frequency WHERE list = :list AND filter_name = :filter"
#: The first and the last day on which something is stated to be: ten characters each, with a slash between them.
_BEGINS, _ENDS = "substr(value, 1, 10)", "substr(value, 12)"
_IN_SPAN = f"{_OF_FILTER} AND {_BEGINS} <= :latest AND {_ENDS} >= :earliest"
#: How many records of a list had a value on a day, and since when; or since `PRESENT`, if the value is rare.
FREQUENCY = f"SELECT records, since {_OF_FILTER} AND value = :value AND since <= :as_of ORDER BY since DESC LIMIT 1"
#: The most frequent values of a filter, each with its number of records.
MOST_FREQUENT = f"""
    SELECT value, records {_OF_FILTER} AND since = '' AND records > 0 ORDER BY records DESC, value LIMIT :most
"""
#: The first and the last of the days on which dates begin that share a day with a span.
FIRST_AND_LAST_BEGIN = f"SELECT min({_BEGINS}), max({_BEGINS}) {_IN_SPAN}"
#: Every value that a filter of some lists can find.
TERMS = """
    SELECT DISTINCT value FROM frequency
    WHERE list IN (SELECT value FROM json_each(:lists)) AND filter_name = :filter
"""


@lru_cache
def identities(number: int) -> str:
    """Return the SQL for the kinds of so many records, by their ids, and for the days from which they are known."""
    return f"SELECT id, kind, known_since FROM identity WHERE id {one_of('id', number)}"


@lru_cache
def frequencies(number: int) -> str:
    """Return the SQL for how many records of a list have one of so many values, added up."""
    return f"SELECT coalesce(sum(records), 0) {_OF_FILTER} AND since = '' AND value {one_of('value', number)}"


@lru_cache
def spread(length: int) -> str:
    """Return the SQL for the first and last period of the dates of a list, with the number of such records.

    Of dates that end before a span, or begin after it, there is none. A period has so many characters of a day.
    """
    periods = f"substr({_BEGINS}, 1, {length}), substr({_ENDS}, 1, {length})"
    return f"SELECT {periods}, CAST(sum(records) AS integer) {_IN_SPAN} GROUP BY 1, 2"


@lru_cache
def record(resource: Resource, *, past: bool) -> str:
    """Return the SQL for the document of a record, the facts that belonged to it, and its citation."""

    def found(side: Side) -> Any:
        columns = *document(side, past=past), side.record.c.citation
        return where(side.record.select(*columns), [_of_id(side), *known(side, past=past)])

    return sql(united(resource, found, past=past))


@lru_cache
def records(resource: Resource, *, past: bool) -> str:
    """Return the SQL for the ids and documents of some records, and the facts that belonged to them."""

    def found(side: Side) -> Any:
        wanted = Expression(side.record.c.id, "IN", SQL("(SELECT value FROM json_each(:ids))"))
        columns = side.record.c.id, *document(side, past=past)
        return where(side.record.select(*columns), [*known(side, past=past), wanted])

    return sql(united(resource, found, past=past))


@lru_cache
def called(entries: Resource, *, past: bool) -> str:
    """Return the SQL for the ids and the texts of some entries that the index finds."""

    def found(side: Side) -> Any:
        query = WordsIndex.select(side.record.c.id, Wording.texts).join(side.record, JOIN.CROSS)
        texts = query.join(Wording, JOIN.CROSS).where(Wording.row == WordsIndex.rowid)
        return texts.where(WordsIndex.rowid == side.entry, matching(side), *known(side, past=past))

    return sql(united(entries, found, past=past).limit(SQL(":most")))


@lru_cache
def history(resource: Resource) -> str:
    """Return the SQL for all versions of a record, the first one first."""

    def found(side: Side) -> Any:
        return side.record.select(side.record.c.known_from, side.record.c.document).where(_of_id(side))

    return sql(united(resource, found, past=True).order_by(SQL("1")))


def everything(kind: str) -> str:
    """Return the SQL for the documents of a kind after an id, by id, whatever else its declarations are."""
    return f'SELECT id, document FROM "{kind}" WHERE id > :after ORDER BY id LIMIT :most'


def _of_id(side: Side) -> Any:
    return side.record.c.id == SQL(":id")
