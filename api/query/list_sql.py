"""The text of every query, compiled by peewee once for all selections of the same form; asks no database."""

from collections.abc import Sequence
from dataclasses import replace
from functools import reduce
from operator import and_
from typing import Any

from peewee import JOIN, SQL, Expression, Select, Table, Value, fn

from api.query.statements import Form, Kind, Mark, Text
from api.release.index_terms import COLUMNS
from api.release.tables import (
    PRESENT,
    Frequency,
    Gone,
    Header,
    Identity,
    Quote,
    QuoteIndex,
    Tables,
    Term,
    Trigram,
    Words,
)

#: What stands before and after a hit in a highlight, and for what was left out: no text holds these characters.
HIT, END, CUT = "\x02", "\x03", "…"
#: How many words a highlight has at most.
_LONGEST = 24
#: The first and the last day that a date may mean, of one that was counted: ten characters each, with a slash between.
_BEGINS, _ENDS = fn.SUBSTR(Frequency.value, 1, 10), fn.SUBSTR(Frequency.value, 12)


def page(kind: Kind, form: Form) -> Text:
    """Give the SQL for a page, and for one record more, to tell whether a page follows.

    Of each record it gives the document, the id, its entry in the list of all records, and its place in the order; and
    where words are walked through, the piece that fits them best.
    """
    queries = [_page(tables, form) for tables in kind.known(form)]
    return _text(_joined(queries).order_by(SQL("place")).limit(_mark("limit")))


def total(kind: Kind, form: Form) -> Text:
    """Give the SQL for the numbers of records that a selection has, on whatever page: of each table one.

    Of what was searched for words, no more are counted than `most`, or all where that is -1.
    """
    return _text(_joined([_total(tables, form) for tables in kind.known(form)]))


def begun(most: int) -> Text:
    """Give the SQL for some words of the index that begin with a beginning."""
    found = (Term.term >= _mark("begun")) & (Term.term < _mark("end"))
    return _text(Term.select(Term.term).where(found).limit(most))


def standing(kind: Kind, form: Form) -> Text:
    """Give the SQL that tells whether a match finds an entry."""
    found = [Words.select(Words.rowid).where(_matching(tables)) for tables in kind.known(form)]
    return _text(_joined([query.where(Words.rowid == _mark("entry")) for query in found]))


def place(kind: Kind, form: Form) -> Text:
    """Give the SQL for the place of a record in an order: of what words find in their order, its entry."""
    queries = [_of_record(tables, form, _place(tables, replace(form, led=""))) for tables in kind.known(form)]
    return _text(_joined(queries))


def counts(kind: Kind, form: Form, name: str) -> Text:
    """Give the SQL for the most frequent values that a filter finds in a selection, each with its number of records."""
    queries = [_counted(tables, form, name) for tables in kind.known(form)]
    found = _joined(queries).alias("found") if len(queries) > 1 else queries[0].alias("found")
    number = fn.COUNT(SQL("*"))
    return _text(
        Select([found], [found.c.value, number])
        .group_by(found.c.value)
        .order_by(number.desc(), found.c.value)
        .limit(_mark("most"))
    )


def periods(kind: Kind, form: Form, name: str, length: int) -> Text:
    """Give the SQL for the first and last period of each record of a selection, with the number of such records.

    A period is a day cut off after `length` characters: a year, a month or the day itself.
    """
    queries = []
    for tables in kind.known(form):
        bounds = [getattr(tables.record, f"{name}_{end}") for end in ("earliest", "latest")]
        first, last = (fn.SUBSTR(bound, 1, length) for bound in bounds)
        query = _records(tables, form, (first, last, fn.COUNT(SQL("*"))))
        queries.append(query.where(bounds[0].is_null(False)).group_by(first, last))
    return _text(_joined(queries))


def frequencies(number: int) -> Text:
    """Give the SQL for how many records of a list have one of so many values of a filter, added up."""
    some = Frequency.value.in_(_marks("value", number))
    return _text(_frequent(fn.TOTAL(Frequency.records)).where(some & (Frequency.since == PRESENT)))


def frequency() -> Text:
    """Give the SQL for how many records of a list had a value on a day, and since when; or `PRESENT`, if it is rare."""
    known = (Frequency.value == _mark("value.0")) & (Frequency.since <= _mark("as_of"))
    return _text(_frequent(Frequency.records, Frequency.since).where(known).order_by(Frequency.since.desc()).limit(1))


def most_frequent() -> Text:
    """Give the SQL for the most frequent values of a filter, each with its number of records."""
    found = _frequent(Frequency.value, Frequency.records).where(Frequency.since == PRESENT)
    found = found.where(Frequency.records > SQL("0"))
    return _text(found.order_by(Frequency.records.desc(), Frequency.value).limit(_mark("most")))


def spread(length: int) -> Text:
    """Give the SQL for the first and last period of the dates of a list, with the number of such records.

    Of dates that end before the one day, or begin after the other, there is none.
    """
    periods = [fn.SUBSTR(day, 1, length) for day in (_BEGINS, _ENDS)]
    return _text(_within(*periods, fn.SUM(Frequency.records)).group_by(*periods))


def reach() -> Text:
    """Give the SQL for the first and the last of the days on which dates begin that may share a day with a span."""
    return _text(_within(fn.MIN(_BEGINS), fn.MAX(_BEGINS)))


def stretch(kind: Kind, name: str) -> Text:
    """Give the SQL for the first place of what begins on one day, and the last of what begins on another before it."""
    record = kind.latest.record
    begins = getattr(record, f"{name}_earliest")
    places = [
        record.select(end(record.row)).where(begins == _mark(day)) for end, day in ((fn.MIN, "last"), (fn.MAX, "first"))
    ]
    return _text(Select(columns=places))


def _within(*columns: Any) -> Any:
    """Look at the dates of a list that may share a day with a span."""
    return _frequent(*columns).where((_BEGINS <= _mark("latest")) & (_ENDS >= _mark("earliest")))


def _frequent(*columns: Any) -> Any:
    return Frequency.select(*columns).where(
        (Frequency.list == _mark("list")) & (Frequency.filter_name == _mark("filter"))
    )


def highlights() -> Text:
    """Give the SQL for a piece of each of some entries, which come as a JSON array, that fits the words best."""
    entries = SQL("(SELECT value FROM json_each(?))", [Mark("entries")])
    return _text(Words.select(Words.rowid, _piece()).where(Words.match(_mark("wanted")), Words.rowid.in_(entries)))


def fitting(piece: str) -> str | None:
    """Give a piece that has a hit; the queries call this function by its name."""
    return piece if HIT in piece else None


def _piece() -> Any:
    """Give a piece of an entry, with what fits the words between `HIT` and `END`; null where none does.

    It is of the first column in which one fits: of the title, of other names, of the texts, of what is related.
    """
    pieces = [fn.SNIPPET(Words._meta.entity, index, HIT, END, CUT, _LONGEST) for index in range(len(COLUMNS))]
    return fn.COALESCE(*[fn.FITTING(piece) for piece in pieces])


def several(kind: Kind, form: Form) -> Text:
    """Give the SQL for the ids and documents of some records, whose ids come as a JSON array."""
    ids = SQL("(SELECT value FROM json_each(?))", [Mark("ids")])
    queries = [
        _where(tables.record.select(tables.record.id, _document(tables, form)), _known(tables, form)).where(
            Expression(tables.record.id, "IN", ids)
        )
        for tables in kind.known(form)
    ]
    return _text(_joined(queries))


def document(kind: Kind, form: Form) -> Text:
    """Give the SQL for the document of a record."""
    return _text(_joined([_of_record(tables, form, _document(tables, form)) for tables in kind.known(form)]))


def history(kind: Kind) -> Text:
    """Give the SQL for all versions of a record, the first one first."""
    queries = [
        tables.record.select(tables.record.known_from.alias("known_from"), tables.record.document).where(
            tables.record.id == _mark("id")
        )
        for tables in (kind.past, kind.latest)
    ]
    return _text(_joined(queries).order_by(SQL("known_from")))


def identified() -> Text:
    """Give the SQL for the kind of a record, and the day from which it is known."""
    return _text(Identity.select(Identity.kind, Identity.known_since).where(Identity.id == _mark("id")))


def gone() -> Text:
    """Give the SQL for where an id leads that no record has now."""
    return _text(Gone.select(Gone.kind, Gone.path, Gone.withdrawal).where(Gone.id == _mark("id")))


def everything(kind: str) -> Text:
    """Give the SQL for all documents of a kind, by id, whatever else its declarations are."""
    record: Any = Table(kind, ("id", "document"))
    return _text(record.select(record.id, record.document).order_by(record.id))


def rarest(most: int) -> Text:
    """Give the SQL for how many of some trigrams, given as a JSON array, there are, and for the rarest of them."""
    given = Select(columns=[SQL("value")]).from_(fn.json_each(_mark("terms")))
    found = Trigram.select(Trigram.term, fn.COUNT(SQL("*")).over()).where(Trigram.term.in_(given))
    return _text(found.order_by(Trigram.count, Trigram.term).limit(most))


def quoted() -> Text:
    """Give the SQL for the quotes that hold the folded words, of those that an index query finds, known by a day."""
    query = Quote.select(Quote.kind, Quote.id, Quote.text).join(QuoteIndex, on=QuoteIndex.rowid == Quote.row)
    holding = (fn.INSTR(Quote.folded, _mark("folded")) > 0) & (Quote.known_from <= _mark("as_of"))
    return _text(query.where(QuoteIndex.match(_mark("trigrams")) & holding).order_by(Quote.row))


def neighbours(kinds: Sequence[str]) -> tuple[Text, Text]:
    """Give the SQL for the ids of some kinds that come before a text, nearest first, and for those from it on."""
    some = Identity.kind.in_([_mark(f"kind.{index}") for index in range(len(kinds))])
    ids = Identity.select(Identity.id).where(some & (Identity.known_since <= _mark("as_of")))
    before = ids.where(Identity.id < _mark("id")).order_by(Identity.id.desc())
    after = ids.where(Identity.id >= _mark("id")).order_by(Identity.id)
    return _text(before.limit(_mark("most"))), _text(after.limit(_mark("most")))


def terms() -> Text:
    """Give the SQL for every value that a filter of some lists, given as a JSON array, can find."""
    lists = SQL("(SELECT value FROM json_each(?))", [Mark("lists")])
    found = Expression(Frequency.list, "IN", lists) & (Frequency.filter_name == _mark("filter"))
    return _text(Frequency.select(Frequency.value).where(found).distinct())


def header() -> Text:
    """Give the SQL for what a release says of itself."""
    return _text(Header.select(Header.name, Header.value))


def _page(tables: Tables, form: Form) -> Any:
    record, entry, place = tables.record, tables.entry, Words.rowid if form.ranked else _place(tables, form)
    columns = (_document(tables, form), record.id, entry.alias("entry"), place.alias("place"))
    if form.ranked:
        return _along_index(tables, form, (*columns, _piece()))
    behind = [place > _mark("after")] if form.goes_on else []
    before = [place <= _mark("last")] if tables.past and form.sort == tables.resource.order else []
    return _where(_records(tables, form, columns), [*behind, *before])


def _total(tables: Tables, form: Form) -> Any:
    number = fn.COUNT(SQL("*"))
    if form.led and not _narrowed(tables, form):
        led = _led(tables, form)
        return _where(Select([led], [number]), _with_values(tables, form, led.c.row))
    if not form.searched:
        return _records(tables, form, (number,))
    found = _along_index(tables, form, (Words.rowid,))
    return Select([found.limit(_mark("most")).alias("found")], [number])


def _along_index(tables: Tables, form: Form, columns: Sequence[Any]) -> Any:
    """Walk along the index from a place on: a cross join is one that SQLite does not turn round."""
    found = Words.select(*columns).join(tables.record, JOIN.CROSS).where(Words.rowid == tables.entry)
    bounds = [Words.rowid > _mark("after"), *([Words.rowid <= _mark("last_entry")] if tables.past else [])]
    return _where(found, [_matching(tables), *bounds, *_narrowed(tables, form)])


def _records(tables: Tables, form: Form, columns: Sequence[Any]) -> Any:
    """Find the records of a list: those that the leading filter leads to, in its order, or all in theirs."""
    record = tables.record
    if not form.joins:
        led = [record.row.in_(_led_rows(tables, form))] if form.led else []
        return _where(record.select(*columns), [*led, *_conditions(tables, form, record.row)])
    led = _led(tables, form)
    found = Select([led], columns).join(record, JOIN.CROSS).where(record.row == led.c.row)
    return _where(found, _conditions(tables, form, led.c.row))


def _counted(tables: Tables, form: Form, name: str) -> Any:
    value: Any = tables.values[name]
    query = value.select(value.value)
    if _narrowed(tables, form) or form.searched:
        query = query.join(tables.record, on=(tables.record.row == value.row))
    led = [value.row.in_(_led_rows(tables, form))] if form.led else []
    return _where(query, [*led, *_conditions(tables, form, value.row)])


def _document(tables: Tables, form: Form) -> Any:
    """Give a document; on a day of knowledge, with the facts that belonged to the record then."""
    record = tables.record
    if form.as_of and tables.resource.facts_by:
        return fn.tallied(record.document, record.tally, _mark("as_of"))
    return record.document


def _of_record(tables: Tables, form: Form, column: Any) -> Any:
    record = tables.record
    return record.select(column).where(reduce(and_, _shown(tables, form), record.id == _mark("id")))


def _led(tables: Tables, form: Form) -> Any:
    """The rows to which the leading filter leads, as a table: in order, each once."""
    return _led_rows(tables, form).alias("led")


def _led_rows(tables: Tables, form: Form) -> Any:
    value: Any = tables.values[form.led]
    marks = _marks(form.led, dict(form.values)[form.led])
    found = value.select(value.row).where(value.value.in_(marks))
    return found.distinct() if len(marks) > 1 else found


def _place(tables: Tables, form: Form) -> Any:
    if form.joins and form.sort == tables.resource.order:
        return SQL("led.row")
    return tables.entry if form.ranked else getattr(tables.record, tables.places.get(form.sort, "row"))


def _joined(queries: Sequence[Any]) -> Any:
    return reduce(lambda one, other: one.union_all(other), queries)


def _shown(tables: Tables, form: Form) -> list[Any]:
    """What the list shows of what was known: of a part of another list, that part."""
    return [*_known(tables, form), *([tables.record.dated == SQL("1")] if tables.resource.part_of else [])]


def _known(tables: Tables, form: Form) -> list[Expression]:
    """What was known on a day: the latest version if it was known by then, or else the one that then held."""
    record = tables.record
    if not form.as_of:
        return []
    begun = record.known_from <= _mark("as_of")
    return [begun, record.known_until > _mark("as_of")] if tables.past else [begun]


def _conditions(tables: Tables, form: Form, row: Any) -> list[Any]:
    """Every filter, and every word, narrows the list."""
    if form.searched:
        found = Words.select(Words.rowid).where(_matching(tables))
        return [*_narrowed(tables, form), tables.entry.in_(found)]
    stretch = [row.between(_mark("begin"), _mark("end"))] if form.stretch else []
    return [*stretch, *_narrowed(tables, form), *_with_values(tables, form, row)]


def _unindexed(column: Any) -> Any:
    """Give a column by which SQLite does not look for rows: they are walked through in order."""
    return column.concat(SQL("''"))


def _matching(tables: Tables) -> Any:
    """What the words ask for, and with them the filters by value."""
    return Words.match(_mark("past" if tables.past else "latest"))


def _narrowed(tables: Tables, form: Form) -> list[Any]:
    """What the day of knowledge and the filters by date leave of a list."""
    conditions = _shown(tables, form)
    for name in form.spans:
        first, last = (getattr(tables.record, f"{name}_{end}") for end in ("earliest", "latest"))
        if form.stretch:
            first, last = _unindexed(first), _unindexed(last)
        conditions += [first <= _mark(f"{name}.latest"), last >= _mark(f"{name}.earliest")]
    return conditions


def _with_values(tables: Tables, form: Form, row: Any) -> list[Any]:
    """Look, for each row, whether it has one of the values of each filter; that which leads has been seen to."""
    conditions = []
    for name, count in form.values:
        if name != form.led:
            value: Any = tables.values[name].alias(f"has_{name}")
            conditions.append(
                fn.EXISTS(value.select(SQL("1")).where((value.row == row) & value.value.in_(_marks(name, count))))
            )
    return conditions


def _marks(name: str, count: int) -> list[Value]:
    return [_mark(f"{name}.{index}") for index in range(count)]


def _where(query: Any, conditions: Sequence[Any]) -> Any:
    return query.where(reduce(and_, conditions)) if conditions else query


def _mark(name: str) -> Value:
    return Value(Mark(name), converter=False, unpack=False)


def _text(query: Any) -> Text:
    sql, marks = query.sql()
    return Text(sql, tuple(marks))
