"""What was counted when a release was built, as queries need it; asks for rows, and knows nothing of where they are."""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from api.model import edtf
from api.query import list_sql
from api.query.selection import Selection
from api.release.tables import PRESENT

#: From how many records on that values of a filter lead to, a page is rather found by a walk through its order.
MOST_GATHERED = 2_000

#: Gives what gives the rows of a query, by what makes its text, for values.
Ask = Callable[..., Callable[[Mapping[str, object]], list[Any]]]


class Counted:
    """How many records of a list its filters find, and what follows from that for finding them."""

    def __init__(self, ask: Ask) -> None:
        self._ask = ask

    def number(self, asked: Selection) -> int | None:
        """Give how many records a list with one filter has, if that was counted."""
        if asked.words or len(asked.filters) != 1:
            return None
        for name, span in asked.spans():
            return None if asked.as_of else sum(row[2] for row in self.spread(asked, name, span, len(span.latest)))
        ((name, _, values),) = asked.values()
        if len(values) > 1 or name == "id":
            return None
        if not asked.as_of:
            return self._present(asked, name, values)
        found = self._ask(list_sql.frequency)(_of(asked, name) | {"value.0": values[0], "as_of": asked.as_of})
        return found[0][0] if found and found[0][1] != PRESENT else None

    def most_frequent(self, asked: Selection, name: str, most: int) -> list[tuple[str, int]]:
        """Give the most frequent values of a filter in a whole list, and how many records have each."""
        return self._ask(list_sql.most_frequent)(_of(asked, name) | {"most": most})

    def spread(self, asked: Selection, name: str, within: edtf.Span, length: int) -> list[tuple[str, str, int]]:
        """Give the periods of the dates of a list that may share a day with a span, each with its number of records."""
        return self._ask(list_sql.spread, length)(_of(asked, name) | _within(within))

    def terms(self, name: str, lists: Sequence[str]) -> list[str]:
        """Give every value that a filter of some lists can find, in order."""
        return sorted(row[0] for row in self._ask(list_sql.terms)({"lists": json.dumps(lists), "filter": name}))

    def leading(self, asked: Selection, *, in_order: bool) -> str:
        """Give the filter whose values the fewest records have: they are looked through, and no others.

        None where there is no filter by value, or, of a page that is wanted in its order, where these are so many that
        it is found sooner on a walk. The records of one value stand in the order of lists already.
        """
        found = {name: values for name, _, values in asked.values() if not asked.words}
        if not found:
            return ""
        numbers = {name: self._about(asked, name, values) for name, values in found.items()} if len(found) > 1 else {}
        led = min(numbers, key=lambda name: numbers[name], default=next(iter(found)))
        if not in_order or (len(found[led]) == 1 and asked.sort == asked.resource.order):
            return led
        number = numbers.get(led) or self._about(asked, led, found[led])
        return led if number <= MOST_GATHERED else ""

    def begun(self, asked: Selection, name: str) -> Mapping[str, object]:
        """Give the first and the last day on which begins what a filter by date finds."""
        first, last = self._ask(list_sql.reach)(_of(asked, name) | _within(dict(asked.spans())[name]))[0]
        return {"first": first, "last": last}

    def _present(self, asked: Selection, name: str, values: Sequence[str]) -> int:
        """Give how many times a filter of a list finds some values in the present."""
        bindings = _of(asked, name) | {f"value.{index}": value for index, value in enumerate(values)}
        return int(self._ask(list_sql.frequencies, len(values))(bindings)[0][0])

    def _about(self, asked: Selection, name: str, values: Sequence[str]) -> int:
        """Give about how many records have some values."""
        return len(values) if name == "id" else self._present(asked, name, values)


def is_whole(asked: Selection) -> bool:
    """Whether a selection is all of a list, as it is in the present."""
    return not (asked.filters or asked.words or asked.as_of)


def stretched(asked: Selection, *, in_order: bool) -> str:
    """Give the filter whose finds stand together, in a stretch of the list: that by the date of its order.

    None where the list is in another order, which matters to pages alone, or as it was on a day.
    """
    order = asked.resource.order
    name = order.removeprefix("-")
    if asked.as_of or asked.words or (in_order and asked.sort != order) or not order.startswith("-"):
        return ""
    return name if name in dict(asked.spans()) else ""


def _of(asked: Selection, name: str) -> dict[str, object]:
    return {"list": asked.resource.name, "filter": name}


def _within(span: edtf.Span) -> dict[str, object]:
    return {"earliest": span.earliest, "latest": span.latest}
