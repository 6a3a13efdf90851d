"""The text of every query, compiled by peewee once for all selections of the same form; asks no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from peewee import SQL, Expression, Select, Table, Value, fn

from api.query import Selection
from api.tables import Gone, Header, Identity, Quote, QuoteIndex, Tables, Trigram


@dataclass(frozen=True)
class Form:
    """What the text of a query follows from: everything in a selection but the values."""

    values: tuple[tuple[str, int], ...] = ()
    spans: tuple[str, ...] = ()
    sort: str = ""
    goes_on: bool = False
    as_of: bool = False

    @classmethod
    def of(cls, selection: Selection, *, goes_on: bool = False) -> "Form":
        """Give the form of a selection, which `goes_on` after a place or begins with the first record there is."""
        values = tuple((name, len(found)) for name, _, found in selection.values())
        spans = tuple(name for name, _ in selection.spans())
        return cls(values, spans, selection.sort, goes_on, selection.as_of is not None)


@dataclass(frozen=True)
class Kind:
    """The tables of one kind: of the latest versions of its records, and of the past ones."""

    latest: Tables
    past: Tables

    def known(self, form: Form) -> tuple[Tables, ...]:
        """Give the tables in which to look: the present has no need of the past."""
        return (self.latest, self.past) if form.as_of else (self.latest,)


@dataclass(frozen=True)
class Mark:
    """Stands in a query where a value will be bound."""

    name: str


@dataclass(frozen=True)
class Text:
    """SQL with a mark for each value, and what belongs in their places: marks, and values that are always the same."""

    sql: str
    places: tuple[Any, ...]

    def bound(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """Give the values in the order of their places."""
        return tuple(values[place.name] if isinstance(place, Mark) else place for place in self.places)


def bindings(selection: Selection) -> dict[str, object]:
    """Give the values of a selection by the names that the texts call them; `after` is left to who knows the place."""
    named: dict[str, object] = {"limit": selection.limit + 1, "as_of": selection.as_of}
    for name, _, values in selection.values():
        named |= {f"{name}.{index}": value for index, value in enumerate(values)}
    for name, span in selection.spans():
        named |= {f"{name}.earliest": span.earliest, f"{name}.latest": span.latest}
    return named


def page(kind: Kind, form: Form) -> Text:
    """Give the SQL for the documents and ids of a page, and of one record more, to tell whether a page follows."""
    queries = [_page(tables, form) for tables in kind.known(form)]
    place = SQL("place") if len(queries) > 1 else _column(kind.latest, form.sort)
    return _text(_joined(queries).order_by(place).limit(_mark("limit")))


def total(kind: Kind, form: Form) -> Text:
    """Give the SQL for the numbers of records that a selection has, on whatever page: of each table one."""
    return _text(_joined([_total(tables, form) for tables in kind.known(form)]))


def place(kind: Kind, form: Form) -> Text:
    """Give the SQL for the place of a record in an order."""
    return _text(_joined([_of_record(tables, form, _column(tables, form.sort)) for tables in kind.known(form)]))


def document(kind: Kind, form: Form) -> Text:
    """Give the SQL for the document of a record."""
    return _text(_joined([_of_record(tables, form, tables.record.document) for tables in kind.known(form)]))


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


def terms(models: Iterable[Any]) -> Text:
    """Give the SQL for every value in some tables of values."""
    return _text(reduce(or_, (model.select(model.value) for model in models)))


def header() -> Text:
    """Give the SQL for what a release says of itself."""
    return _text(Header.select(Header.name, Header.value))


def _page(tables: Tables, form: Form) -> Any:
    record = tables.record
    column = _column(tables, form.sort)
    conditions = [*_conditions(tables, form), *([column > _mark("after")] if form.goes_on else [])]
    return _where(record.select(record.document, record.id, column.alias("place")), conditions)


def _total(tables: Tables, form: Form) -> Any:
    return _where(tables.record.select(fn.COUNT(SQL("*"))), _conditions(tables, form))


def _of_record(tables: Tables, form: Form, column: Any) -> Any:
    record = tables.record
    return record.select(column).where(reduce(and_, _known(tables, form), record.id == _mark("id")))


def _column(tables: Tables, sort: str) -> Any:
    return getattr(tables.record, tables.places.get(sort, "row"))


def _joined(queries: Sequence[Any]) -> Any:
    return reduce(lambda one, other: one.union_all(other), queries)


def _known(tables: Tables, form: Form) -> list[Expression]:
    """What was known on a day: the latest version if it was known by then, or else the one that then held."""
    record = tables.record
    if not form.as_of:
        return []
    begun = record.known_from <= _mark("as_of")
    return [begun, record.known_until > _mark("as_of")] if tables.past else [begun]


def _conditions(tables: Tables, form: Form) -> list[Expression]:
    """Every filter narrows the list; the values of one filter widen it."""
    record = tables.record
    conditions = _known(tables, form)
    for name, count in form.values:
        value: Any = tables.values[name]
        found = value.select(value.row).where(value.value.in_([_mark(f"{name}.{index}") for index in range(count)]))
        conditions.append(record.row.in_(found))
    for name in form.spans:
        conditions.append(getattr(record, f"{name}_earliest") <= _mark(f"{name}.latest"))
        conditions.append(getattr(record, f"{name}_latest") >= _mark(f"{name}.earliest"))
    return conditions


def _where(query: Any, conditions: list[Expression]) -> Any:
    return query.where(reduce(and_, conditions)) if conditions else query


def _mark(name: str) -> Value:
    return Value(Mark(name), converter=False, unpack=False)


def _text(query: Any) -> Text:
    sql, marks = query.sql()
    return Text(sql, tuple(marks))
