"""The SQL of lists: pages, totals, counts; built by peewee, once for all questions of the same shape; asks no database.

Values stand in it as named placeholders (`:as_of`, `:speaker_0`), which whoever sends the SQL binds.
"""

from collections.abc import Callable, Sequence
from functools import cache, lru_cache, reduce
from operator import and_
from typing import Any, NamedTuple

from peewee import JOIN, SQL, Select, Table, fn

from api.model.resource import Resource
from api.release.tables import BOUNDS, VALUES, Tables, WordsIndex

#: Keeps what was built: people ask questions of few shapes.
_kept = lru_cache(maxsize=1_024)
_ONE, _NUMBER = SQL("1"), fn.COUNT(SQL("*"))
#: The row of a record, of what a filter leads to, of the values of a facet.
_OF_RECORD, _OF_LED, _OF_VALUE = SQL("record.row"), SQL("led.row"), SQL("valued.row")


class Shape(NamedTuple):
    """What the SQL of a list follows from: everything in a question but its values.

    A question is `led` to its records by a filter by value, or else walks through its order, or a `stretch` of it. It
    `goes_on` after a place, or begins with the first record there is. It asks for a `past` day, or for the present. Its
    dates are to be stated, or merely `possible`.
    """

    values: tuple[tuple[str, int], ...] = ()
    spans: tuple[str, ...] = ()
    sort: str = ""
    past: bool = False
    searched: bool = False
    ranked: bool = False
    goes_on: bool = False
    possible: bool = False
    led: str = ""
    stretch: bool = False


class Side:
    """The tables of a list that hold the latest versions of its records, or of those that hold the past ones."""

    def __init__(self, resource: Resource, *, past: bool) -> None:
        tables = Tables(resource, past=past)
        self.resource, self.past = resource, past
        self.table = Table(tables.table_name())
        self.record = self.table.alias("record")
        self.values = Table(tables.table_name(VALUES))
        self.filters = tables.filters
        #: For each order, the column of places; for each filter by date, those of the first and the last day on which a
        #: record is stated to be, and of those on which it may be.
        self.places = {sort: getattr(self.record.c, column) for sort, column in tables.places.items()}
        bounds = {name: [getattr(self.record.c, f"{name}_{bound}") for bound in BOUNDS] for name in tables.spans}
        self.days = {name: (first, last) for name, (first, last, _, _) in bounds.items()}
        self.possible = {name: (first, last) for name, (_, _, first, last) in bounds.items()}
        #: The row in the list of all records, which is also the row of the words.
        self.entry = self.record.c.row if tables.is_entries else self.record.c.entry

    def valued(self, filter: str) -> tuple[Any, str, str]:
        """Return the table and the column of the values of a filter, and the condition for these."""
        if filter == "id":
            return self.table, "id", "true"
        return self.values, "value", f"filter = {self.filters[filter]}"


@cache
def _sides(resource: Resource) -> tuple[Side, Side]:
    return Side(resource, past=False), Side(resource, past=True)


@_kept
def page(resource: Resource, shape: Shape) -> str:
    """Return the SQL for a page, and for one record more, to tell whether a page follows.

    Of each record it gives the document, the facts that belonged to it, the id, its entry in the list of all
    records, and its place in the order.
    """
    found = united(resource, lambda side: _page(side, shape), past=shape.past)
    return sql(found.order_by(SQL("place")).limit(SQL(":limit")))


@_kept
def total(resource: Resource, shape: Shape) -> str:
    """Return the SQL for how many records a question has on all pages: a number from each table.

    Of what words find, no more are counted than `most`, or all where that is `LAST_ROW`.
    """
    return sql(united(resource, lambda side: _total(side, shape), past=shape.past))


@_kept
def has_entry(resource: Resource, shape: Shape) -> str:
    """Return the SQL that tells whether words find an entry."""

    def found(side: Side) -> Any:
        return WordsIndex.select(WordsIndex.rowid).where(matching(side), WordsIndex.rowid == SQL(":entry"))

    return sql(united(resource, found, past=shape.past))


@_kept
def place(resource: Resource, shape: Shape) -> str:
    """Return the SQL for the place of a record in an order: of what words find in their order, its entry."""

    def found(side: Side) -> Any:
        return side.record.select(_place(side, shape)).where(side.record.c.id == SQL(":id"), *_shown(side, shape))

    return sql(united(resource, found, past=shape.past))


@_kept
def counts(resource: Resource, shape: Shape, name: str) -> str:
    """Return the SQL for the most frequent values that a filter finds, each with its number of records."""
    found = united(resource, lambda side: _valued(side, shape, name), past=shape.past).alias("found")
    counted = Select([found], [found.c.value, _NUMBER]).group_by(found.c.value)
    return sql(counted.order_by(_NUMBER.desc(), found.c.value).limit(SQL(":most")))


@_kept
def periods(resource: Resource, shape: Shape, name: str, length: int) -> str:
    """Return the SQL for the first and last period of dates, with the number of records that have these.

    A period is a day cut off after `length` characters: a year, a month or the day itself.
    """

    def found(side: Side) -> Any:
        days = _days(side, shape, name)
        first, last = (fn.SUBSTR(day, _ONE, SQL(str(length))) for day in days)
        dated = _records(side, shape, (first, last, _NUMBER)).where(days[0].is_null(False))
        return dated.group_by(first, last)

    return sql(united(resource, found, past=shape.past))


@_kept
def stretch(resource: Resource, name: str) -> str:
    """Return the SQL for the first place of what begins on one day, and the last of what begins on an earlier one."""
    latest, _ = _sides(resource)
    record, (begins, _) = latest.record, latest.days[name]
    first = record.select(fn.MIN(record.c.row)).where(begins == SQL(":last_begin"))
    last = record.select(fn.MAX(record.c.row)).where(begins == SQL(":first_begin"))
    return sql(Select(columns=[first, last]))


def united(resource: Resource, query: Callable[[Side], Any], *, past: bool) -> Any:
    """Return a query to all tables in which to look: the present has no need of the past ones."""
    latest, before = _sides(resource)
    return query(latest).union_all(query(before)) if past else query(latest)


def known(side: Side, *, past: bool) -> list[Any]:
    """Return what was known on a day: the latest version if it was known by then, or else the one that then held."""
    if not past:
        return []
    begun = side.record.c.known_from <= SQL(":as_of")
    return [begun, side.record.c.known_until > SQL(":as_of")] if side.past else [begun]


def document(side: Side, *, past: bool) -> tuple[Any, Any]:
    """Return the column of documents, and for a day of knowledge that of the facts that belonged to records."""
    record = side.record.c
    return record.document, record.tally if past and side.resource.facts_by else SQL("NULL")


def one_of(name: str, number: int) -> str:
    """Return the condition that a column has one of so many values of a name, numbered from 0."""
    return f"IN ({', '.join(f':{name}_{index}' for index in range(number))})"


def where(query: Any, conditions: Sequence[Any]) -> Any:
    """Return a query that is narrowed by conditions, if there are any."""
    return query.where(reduce(and_, conditions)) if conditions else query


def matching(side: Side) -> Any:
    """What the words ask for, and with them the filters by value."""
    return WordsIndex.match(SQL(":past" if side.past else ":latest"))


def sql(query: Any) -> str:
    """Return the text of a query."""
    return str(query.sql()[0])


def _page(side: Side, shape: Shape) -> Any:
    row = WordsIndex.rowid if shape.ranked else _place(side, shape)
    columns = (*document(side, past=shape.past), side.record.c.id, side.entry.alias("entry"), row.alias("place"))
    if shape.ranked:
        return _along_index(side, shape, columns)
    behind = [row > SQL(":after")] if shape.goes_on else []
    before = [row <= SQL(":last")] if side.past and shape.sort == side.resource.order else []
    return where(_records(side, shape, columns), [*behind, *before])


def _total(side: Side, shape: Shape) -> Any:
    if shape.searched:
        found = _along_index(side, shape, (WordsIndex.rowid,))
        return Select([found.limit(SQL(":most")).alias("found")], [_NUMBER])
    if shape.led and not _narrowed(side, shape):
        led = _led(side, shape).alias("led")
        return where(Select([led], [_NUMBER]), _with_values(side, shape, _OF_LED))
    return _records(side, shape, (_NUMBER,))


def _along_index(side: Side, shape: Shape, columns: Sequence[Any]) -> Any:
    """Walk along the index from a place on: a cross join is one that SQLite does not turn round."""
    found = WordsIndex.select(*columns).join(side.record, JOIN.CROSS).where(WordsIndex.rowid == side.entry)
    bounds = [WordsIndex.rowid > SQL(":after"), *([WordsIndex.rowid <= SQL(":last_entry")] if side.past else [])]
    return where(found, [matching(side), *bounds, *_narrowed(side, shape)])


def _records(side: Side, shape: Shape, columns: Sequence[Any]) -> Any:
    """Find the records of a list: those that the leading filter leads to, in its order, or all in theirs."""
    if _joins(shape):
        led = _led(side, shape).alias("led")
        found = Select([led], columns).join(side.record, JOIN.CROSS).where(_OF_RECORD == _OF_LED)
        return where(found, _conditions(side, shape, _OF_LED))
    leading = [_OF_RECORD.in_(_led(side, shape))] if shape.led else []
    return where(side.record.select(*columns), [*leading, *_conditions(side, shape, _OF_RECORD)])


def _valued(side: Side, shape: Shape, name: str) -> Any:
    """Find the values that a filter finds in a list: a row for each record that has one."""
    table, column, having = side.valued(name)
    value = table.alias("valued")
    query = value.select(getattr(value.c, column).alias("value"))
    if _narrowed(side, shape) or shape.searched:
        query = query.join(side.record, on=(side.record.c.row == value.c.row))
    leading = [_OF_VALUE.in_(_led(side, shape))] if shape.led else []
    return where(query, [SQL(having), *leading, *_conditions(side, shape, _OF_VALUE)])


def _led(side: Side, shape: Shape) -> Any:
    """The rows to which the leading filter leads, in order, each once."""
    (table, column, having), number = side.valued(shape.led), dict(shape.values)[shape.led]
    found = table.select(table.c.row).where(SQL(f"{having} AND {column} {one_of(shape.led, number)}"))
    return found if number == 1 else found.distinct()


def _joins(shape: Shape) -> bool:
    """Whether one value leads: its rows stand in the order of lists, each once."""
    return bool(shape.led) and dict(shape.values)[shape.led] == 1


def _place(side: Side, shape: Shape) -> Any:
    if _joins(shape) and shape.sort == side.resource.order:
        return SQL("led.row")
    return side.entry if shape.ranked else side.places.get(shape.sort, side.record.c.row)


def _conditions(side: Side, shape: Shape, row: SQL) -> list[Any]:
    """Every filter, and every word, narrows the list."""
    if shape.searched:
        found = WordsIndex.select(WordsIndex.rowid).where(matching(side))
        return [*_narrowed(side, shape), side.entry.in_(found)]
    within = [row.between(SQL(":begin"), SQL(":end"))] if shape.stretch else []
    return [*within, *_narrowed(side, shape), *_with_values(side, shape, row)]


def _narrowed(side: Side, shape: Shape) -> list[Any]:
    """What the day of knowledge and the filters by date leave of a list.

    In a stretch, SQLite is to walk through the rows in order, so it is not shown the columns that it has an index of.
    """
    conditions = _shown(side, shape)
    for name in shape.spans:
        first, last = (day.concat(SQL("''")) if shape.stretch else day for day in _days(side, shape, name))
        conditions += [first <= SQL(f":{name}_latest"), last >= SQL(f":{name}_earliest")]
    return conditions


def _days(side: Side, shape: Shape, name: str) -> tuple[Any, Any]:
    return side.possible[name] if shape.possible else side.days[name]


def _shown(side: Side, shape: Shape) -> list[Any]:
    """What the list shows of what was known: of a part of another list, that part."""
    part = [side.record.c.dated == _ONE] if side.resource.part_of else []
    return [*known(side, past=shape.past), *part]


def _with_values(side: Side, shape: Shape, row: SQL) -> list[Any]:
    """Look, for each row, whether it has one of the values of each filter but the one that leads.

    It is written out, as peewee takes a millisecond for ten of these, and each facet has them.
    """
    having = 'EXISTS (SELECT 1 FROM "{}" AS has WHERE has.row = {} AND {} AND has.{} {})'.format
    others = ((*side.valued(name), one_of(name, number)) for name, number in shape.values if name != shape.led)
    return [SQL(having(table.__name__, row.sql, of, column, among)) for table, column, of, among in others]
