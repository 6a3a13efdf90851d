"""How a question to a list is answered: all that is bound and chosen for its queries, each once; knows no tables."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import NamedTuple

from api.model.edtf import EVER, FIRST, Span
from api.model.resource import RELEVANCE
from api.query import list_sql, lookup_sql, relevance
from api.query.day_statistics import LAST_ROW, DayStatistics
from api.query.list_sql import Shape
from api.query.relevance import IndexQuery
from api.query.selection import Selection, not_in_list
from api.query.vocabulary import Rows, Vocabulary
from api.release.tables import ENTRIES, PRESENT

#: From how many records on that values of a filter lead to, a page is rather found by a walk through its order.
MOST_GATHERED = 2_000


class Query(NamedTuple):
    """SQL, and the values of its placeholders by their names."""

    sql: str
    values: Mapping[str, object]


class Planner(NamedTuple):
    """What plans of questions to one release rest on: rows, numbers by day, and the words of the index."""

    rows: Rows
    days: DayStatistics
    vocabulary: Vocabulary


class Plan:
    """What is bound and chosen to answer one question; what needs a query is worked out when it is first wanted."""

    def __init__(self, planner: Planner, selection: Selection) -> None:
        resource = selection.resource
        self.selection = selection
        self.resource = resource
        self._days, self._rows = planner.days, planner.rows
        self.values = {**self._days.bounds(resource, selection.as_of), **_values(selection)}
        self._is_past = self.values["as_of"] is not None
        self._in_order = selection.sort == resource.order
        by_entry = self._in_order and ENTRIES in (resource.name, resource.part_of)  # as words stand in the index
        self.words = planner.vocabulary.spelled(selection.words) if selection.q else None
        if self.words:
            self._most = self._days.has_most(resource)
            self.values |= relevance.whole(resource.name, selection.values, self.words, most=self._most)._asdict()
        self.shape = Shape(
            tuple((name, len(values)) for name, values in selection.values.items()),
            tuple(selection.spans),
            selection.sort,
            past=self._is_past,
            searched=bool(self.words),
            possible=selection.possible,
            ranked=bool(self.words) and (selection.sort == RELEVANCE or by_entry),
        )

    def page(self) -> Query:
        """Return the query for the records of the page, and for one more where there is one; raises `Refused`."""
        place, stretch = self._begin(), self._stretch if self._in_order else {}
        shape = self.shape._replace(goes_on=bool(place), led=self._page_led(), stretch=bool(stretch))
        return Query(list_sql.page(self.resource, shape), self.values | place | stretch)

    def tiers(self) -> Sequence[IndexQuery]:
        """Return what the index is asked for in turn for a page: what fits best first, or all at once."""
        if self.words and self.selection.sort == RELEVANCE:
            asked = self.selection
            return relevance.tiers(asked.resource.name, asked.values, asked.q, self.words, most=self._most)
        return (IndexQuery(str(self.values["latest"]), str(self.values["past"])),)

    def place(self) -> int:
        """Return the place of the record after which the page begins; raises `Refused` where the list has none."""
        sql = list_sql.place(self.resource, self.shape)
        found = self._rows(sql, self.values | {"id": self.selection.after})
        if not found:
            raise not_in_list(self.selection)
        return int(found[0][0])

    def number(self) -> int | None:
        """Return the number of records on all pages if it was counted: of a whole list, or with a single filter."""
        values, spans = self.selection.values, self.selection.spans
        if self.words or len(values) + len(spans) > 1:
            return None
        for name, span in spans.items():
            counted = not self._is_past and not self.selection.possible
            return sum(row[2] for row in self._rows(*self._spread(name, span, len(FIRST)))) if counted else None
        for name, asked in values.items():
            return None if len(asked) > 1 or name == "id" else self._frequency(name, asked[0])
        return self._days.count(self.selection.resource.name, self.selection.as_of)

    def total(self, most: int) -> Query:
        """Return the query for the number of records on all pages; of what words find, up to `most`."""
        shape, values = self._whole
        bounds = {"most": most, "after": self.values["first_entry"]}
        return Query(list_sql.total(self.resource, shape), values | bounds)

    def counts(self, name: str, most: int) -> Query:
        """Return the query for the most frequent values that a filter finds, and how many records have each."""
        if self._is_all and name != "id":
            return Query(lookup_sql.MOST_FREQUENT, self._counted(name) | {"most": most})
        shape, values = self._whole
        return Query(list_sql.counts(self.resource, shape, name), values | {"most": most})

    def periods(self, name: str, length: int) -> Query:
        """Return the query for the first and last period of dates, with the number of records that have these."""
        if self._is_all and not self.selection.possible:
            return self._spread(name, EVER, length)
        shape, values = self._whole
        return Query(list_sql.periods(self.resource, shape, name, length), values)

    def _begin(self) -> dict[str, object]:
        """Return the place after which the page begins, for binding; nothing where it begins with the first record."""
        if self.selection.after:
            return {"after": self.place()}
        return {"after": self.values["first"]} if self._is_past and self._in_order else {}

    def _page_led(self) -> str:
        """Return the filter that leads to the records of a page; empty where a walk through its order finds it sooner.

        The records of one value stand in the order of lists already.
        """
        led = self._led
        if not led or (self._in_order and len(self.selection.values[led]) == 1):
            return led
        return led if self._sizes[led] <= MOST_GATHERED else ""

    @cached_property
    def _led(self) -> str:
        """The filter whose values the fewest records have: they are looked through, and no others.

        Empty where there is no filter by value, or where words are looked for.
        """
        values = {} if self.words else self.selection.values
        return min(values, key=self._sizes.__getitem__) if len(values) > 1 else next(iter(values), "")

    @cached_property
    def _sizes(self) -> Mapping[str, int]:
        """About how many records each filter by value finds: how many have each of its values now, added up."""
        return {name: self._size(name, values) for name, values in self.selection.values.items()}

    def _size(self, name: str, values: Sequence[str]) -> int:
        if name == "id":
            return len(values)
        asked = self._counted(name) | {f"value_{index}": value for index, value in enumerate(values)}
        return int(self._rows(lookup_sql.frequencies(len(values)), asked)[0][0])

    def _frequency(self, name: str, value: str) -> int | None:
        """Return how many records had a value on the day; None where it is so rare that this was not counted."""
        if not self._is_past:
            return self._sizes[name]
        asked = self._counted(name) | {"value": value, "as_of": self.values["as_of"]}
        found = self._rows(lookup_sql.FREQUENCY, asked)
        return found[0][0] if found and found[0][1] != PRESENT else None

    @property
    def _is_all(self) -> bool:
        """Whether all of a list is asked for, as it is in the present."""
        return not (self.selection.filters or self.words or self._is_past)

    @cached_property
    def _whole(self) -> tuple[Shape, dict[str, object]]:
        """The shape and the values of a query for all records, in whatever order."""
        shape = self.shape._replace(led=self._led, stretch=bool(self._stretch))
        return shape, self.values | self._stretch

    @cached_property
    def _stretch(self) -> dict[str, object]:
        """The places between which a filter by the date of the order finds what it finds, for binding.

        Nothing where there is none, or where the date is merely possible; on a past day, where words are looked for, or
        where the oldest comes first.
        """
        order = self.selection.resource.order
        name = order.removeprefix("-")
        span = self.selection.spans.get(name)
        if not span or self.selection.possible or self._is_past or self.words or name == order:
            return {}
        first, last = self._rows(lookup_sql.FIRST_AND_LAST_BEGIN, self._within(name, span))[0]
        days = {"first_begin": first, "last_begin": last}
        begin, end = self._rows(list_sql.stretch(self.resource, name), days)[0]
        return {"begin": begin or 0, "end": end or 0}

    def _spread(self, name: str, span: Span, length: int) -> Query:
        """Return the query for the periods of dates that share a day with a span, as they were counted."""
        return Query(lookup_sql.spread(length), self._within(name, span))

    def _within(self, name: str, span: Span) -> dict[str, object]:
        return self._counted(name) | {"earliest": span.earliest, "latest": span.latest}

    def _counted(self, name: str) -> dict[str, object]:
        return {"list": self.selection.resource.name, "filter": name}


def _values(selection: Selection) -> dict[str, object]:
    found: dict[str, object] = {"limit": LAST_ROW if selection.limit is None else selection.limit + 1}
    for name, values in selection.values.items():
        found |= {f"{name}_{index}": value for index, value in enumerate(values)}
    for name, span in selection.spans.items():
        found |= {f"{name}_earliest": span.earliest, f"{name}_latest": span.latest}
    return found
