"""The text of every query, compiled by peewee once for all selections of the same form; asks no database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import and_, or_
from typing import Any

from peewee import SQL, Expression, ModelSelect, Value, fn

from api.query import Selection
from api.tables import Header, Identity, Tables


@dataclass(frozen=True)
class Form:
    """What the text of a query follows from: everything in a selection but the values."""

    values: tuple[tuple[str, int], ...]
    spans: tuple[str, ...]
    sort: str
    goes_on: bool

    @classmethod
    def of(cls, selection: Selection) -> "Form":
        """Give the form of a selection."""
        values = tuple((name, len(found)) for name, _, found in selection.values())
        spans = tuple(name for name, _ in selection.spans())
        return cls(values, spans, selection.sort, selection.after is not None)


@dataclass(frozen=True)
class Text:
    """SQL with a mark for each value, and the names of the values in the order of their marks."""

    sql: str
    names: tuple[str, ...]

    def bound(self, values: Mapping[str, object]) -> tuple[object, ...]:
        """Give the values in the order of their marks."""
        return tuple(values[name] for name in self.names)


def bindings(selection: Selection) -> dict[str, object]:
    """Give the values of a selection by the names that the texts call them; `after` is left for who knows its place."""
    named: dict[str, object] = {"limit": selection.limit + 1}
    for name, _, values in selection.values():
        named |= {f"{name}.{index}": value for index, value in enumerate(values)}
    for name, span in selection.spans():
        named |= {f"{name}.earliest": span.earliest, f"{name}.latest": span.latest}
    return named


def page(tables: Tables, form: Form) -> Text:
    """Give the SQL for the documents and ids of a page, and of one record more, to tell whether a page follows."""
    record: Any = tables.record
    column = getattr(record, tables.places.get(form.sort, "row"))
    conditions = [*_conditions(tables, form), *([column > _mark("after")] if form.goes_on else [])]
    return _text(_where(record.select(record.document, record.id), conditions).order_by(column).limit(_mark("limit")))


def total(tables: Tables, form: Form) -> Text:
    """Give the SQL for the number of all records that a selection has, on whatever page."""
    return _text(_where(tables.record.select(fn.COUNT(SQL("*"))), _conditions(tables, form)))


def document(tables: Tables) -> Text:
    """Give the SQL for the document of a record."""
    record: Any = tables.record
    return _text(record.select(record.document).where(record.id == _mark("id")))


def kind() -> Text:
    """Give the SQL for the kind of a record."""
    return _text(Identity.select(Identity.kind).where(Identity.id == _mark("id")))


def neighbours(kinds: Sequence[str]) -> tuple[Text, Text]:
    """Give the SQL for the ids of some kinds that come before a text, nearest first, and for those from it on."""
    ids = Identity.select(Identity.id).where(Identity.kind.in_([_mark(f"kind.{index}") for index in range(len(kinds))]))
    before = ids.where(Identity.id < _mark("id")).order_by(Identity.id.desc())
    after = ids.where(Identity.id >= _mark("id")).order_by(Identity.id)
    return _text(before.limit(_mark("most"))), _text(after.limit(_mark("most")))


def terms(models: Iterable[Any]) -> Text:
    """Give the SQL for every value in some tables of values."""
    return _text(reduce(or_, (model.select(model.value) for model in models)))


def header() -> Text:
    """Give the SQL for what a release says of itself."""
    return _text(Header.select(Header.name, Header.value))


def place(tables: Tables, sort: str) -> Text:
    """Give the SQL for the place of a record in an order."""
    record: Any = tables.record
    column = getattr(record, tables.places.get(sort, "row"))
    return _text(record.select(column).where(record.id == _mark("id")))


def _conditions(tables: Tables, form: Form) -> list[Expression]:
    """Every filter narrows the list; the values of one filter widen it."""
    record: Any = tables.record
    conditions = []
    for name, count in form.values:
        value: Any = tables.values[name]
        found = value.select(value.row).where(value.value.in_([_mark(f"{name}.{index}") for index in range(count)]))
        conditions.append(record.row.in_(found))
    for name in form.spans:
        conditions.append(getattr(record, f"{name}_earliest") <= _mark(f"{name}.latest"))
        conditions.append(getattr(record, f"{name}_latest") >= _mark(f"{name}.earliest"))
    return conditions


def _where(query: ModelSelect, conditions: list[Expression]) -> ModelSelect:
    return query.where(reduce(and_, conditions)) if conditions else query


@dataclass(frozen=True)
class _Mark:
    """Stands in a query where a value will be bound."""

    name: str


def _mark(name: str) -> Value:
    return Value(_Mark(name), converter=False, unpack=False)


def _text(query: Any) -> Text:
    sql, marks = query.sql()
    return Text(sql, tuple(mark.name for mark in marks))
