"""The days of knowledge of a release: what it says of each day on which a source became known; asks no database."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from api.model.resource import Resource
from api.query.selection import Selection
from api.release.tables import ENTRIES

#: A list has most of all records if this many times its length is more than all of them.
MOST_OF = 4

#: Behind the last row of any table.
LAST_ROW = (1 << 63) - 1


class Days:
    """What was known by each day on which a source became known, as it was counted when the release was built."""

    def __init__(self, days: Mapping[str, Any]) -> None:
        self._known = days
        self._days = sorted(days)

    def at(self, as_of: str | None) -> Mapping[str, Any] | None:
        """Give what is said of a day of knowledge; None where nothing was known yet."""
        day = self.last(as_of)
        found: Mapping[str, Any] | None = self._known[day] if day else None
        return found

    def last(self, as_of: str | None) -> str | None:
        """Give the last day up to a day of knowledge on which a source became known; None where there is none."""
        known = len(self._days) if as_of is None else bisect_right(self._days, as_of)
        return self._days[known - 1] if known else None

    def past(self, as_of: str | None) -> str | None:
        """Give a day of knowledge, or None where by then everything was known: the present is asked for cheaper."""
        return as_of if as_of and self._days and as_of < self._days[-1] else None

    def count(self, name: str, as_of: str | None) -> int:
        """Give how many records a list had on a day of knowledge."""
        day = self.at(as_of)
        return int(day["counts"][name]) if day else 0

    def most(self, as_of: str | None) -> Mapping[str, Mapping[str, int]]:
        """Give how many items the lists of objects in records had at most, on a day: by kind, by list."""
        day = self.at(as_of)
        return day["most"] if day else {}

    def has_most(self, resource: Resource) -> bool:
        """Whether a list is of so many of all records that it is hardly worth while to look for those in it."""
        return self.count(resource.name, None) * MOST_OF >= self.count(ENTRIES, None)

    def start(self, asked: Selection, name: str) -> int:
        """Give a place in a list up to which nothing was known on the day of a selection."""
        if not asked.as_of:
            return 0
        day = self.at(asked.as_of)
        return int(day["first"][name]) - 1 if day else LAST_ROW

    def end(self, asked: Selection) -> dict[str, object]:
        """Give the last place of a list, and of that of all records, at which anything was known otherwise on a day."""
        if not asked.as_of:
            return {}
        names = {"last": asked.resource.part_of or asked.resource.name, "last_entry": ENTRIES}
        day = self.at(asked.as_of)
        return {bound: int(day["last"][name]) if day else 0 for bound, name in names.items()}
