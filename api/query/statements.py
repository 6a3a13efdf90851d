"""What the text of a query follows from, and what is bound in it: a form, tables, marks; asks no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from api.model.resource import RELEVANCE
from api.query.relevance import Match
from api.query.selection import Selection
from api.release.tables import ENTRIES, Tables


@dataclass(frozen=True)
class Form:
    """What the text of a query follows from: everything in a selection but the values."""

    values: tuple[tuple[str, int], ...] = ()
    spans: tuple[str, ...] = ()
    sort: str = ""
    goes_on: bool = False
    as_of: bool = False
    searched: bool = False
    ranked: bool = False
    led: str = ""
    stretch: bool = False

    @classmethod
    def of(cls, selection: Selection, *, goes_on: bool = False, led: str = "", stretch: bool = False) -> "Form":
        """Give the form of a selection, which `goes_on` after a place or begins with the first record there is.

        It is `led` to its records by a filter by value, or else walks through its order, or through a `stretch` of it.
        """
        values = tuple((name, len(found)) for name, _, found in selection.values())
        spans = tuple(name for name, _ in selection.spans())
        searched = selection.words is not None
        ranked = searched and (selection.sort == RELEVANCE or _is_in_order_of_words(selection))
        return cls(values, spans, selection.sort, goes_on, selection.as_of is not None, searched, ranked, led, stretch)

    @property
    def joins(self) -> bool:
        """Whether it is led by one value, whose records stand in the order of lists, each once."""
        return dict(self.values).get(self.led) == 1


def _is_in_order_of_words(selection: Selection) -> bool:
    """Whether a list is wanted in the order in which its words stand in the index: that of the list of all records."""
    resource = selection.resource
    return ENTRIES in (resource.name, resource.part_of) and selection.sort == resource.order


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
    named: dict[str, object] = {"limit": -1 if selection.limit is None else selection.limit + 1}
    named["as_of"] = selection.as_of
    for name, _, values in selection.values():
        named |= {f"{name}.{index}": value for index, value in enumerate(values)}
    for name, span in selection.spans():
        named |= {f"{name}.earliest": span.earliest, f"{name}.latest": span.latest}
    return named


def matching(match: Match) -> dict[str, object]:
    """Give the queries of a match by the names that the texts call them."""
    return {"latest": match.latest, "past": match.past}
