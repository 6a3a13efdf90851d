"""What was known by each day on which a source became known, as it was counted at build time; asks no database."""

from bisect import bisect_right
from collections.abc import Mapping
from typing import Any

from api.model.resource import Resource
from api.release.tables import ENTRIES

#: A list has most of all records if this many times its length is more than all of them.
MOST_OF = 4

#: Behind the last row of any table.
LAST_ROW = (1 << 63) - 1


class DayStatistics:
    """Numbers by day: what a release says of each day of knowledge."""

    def __init__(self, days: Mapping[str, Any]) -> None:
        self._known = days
        #: The days on which something became known, the first one first.
        self.every = sorted(days)

    def at(self, as_of: str | None) -> Mapping[str, Any] | None:
        """Return what is said of a day of knowledge; None where nothing was known yet."""
        day = self.last(as_of)
        found: Mapping[str, Any] | None = self._known[day] if day else None
        return found

    def last(self, as_of: str | None) -> str | None:
        """Return the last day up to a day of knowledge on which a source became known; None where there is none."""
        known = len(self.every) if as_of is None else bisect_right(self.every, as_of)
        return self.every[known - 1] if known else None

    def past(self, as_of: str | None) -> str | None:
        """Return a day of knowledge, or None where by then all was known: the present is cheaper to ask for."""
        return as_of if as_of and self.every and as_of < self.every[-1] else None

    def count(self, name: str, as_of: str | None) -> int:
        """Return how many records a list had on a day of knowledge."""
        day = self.at(as_of)
        return int(day["counts"][name]) if day else 0

    def most(self, as_of: str | None) -> Mapping[str, Mapping[str, int]]:
        """Return how many items the lists of objects in records had at most, on a day: by kind, by list."""
        day = self.at(as_of)
        return day["most"] if day else {}

    def has_most(self, resource: Resource) -> bool:
        """Whether a list has so many of all records that it is hardly worth while to look for those in it."""
        return self.count(resource.name, None) * MOST_OF >= self.count(ENTRIES, None)

    def bounds(self, resource: Resource, as_of: str | None) -> dict[str, object]:
        """Return the day to ask a list for, and between which of its places to look, for binding.

        Nothing was known then up to the place `first`, and behind `last` nothing was known otherwise than it is now.
        `first_entry` and `last_entry` are such places in the list of all records. `as_of` is None for the present.
        """
        if not self.past(as_of):
            return {"as_of": None, "first": 0, "first_entry": 0}
        day = self.at(as_of)
        if not day:
            return {"as_of": as_of, "first": LAST_ROW, "first_entry": LAST_ROW, "last": 0, "last_entry": 0}
        first, last = day["first"], day["last"]
        return {
            "as_of": as_of,
            "first": first[resource.name] - 1,
            "first_entry": first[ENTRIES] - 1,
            "last": last[resource.part_of or resource.name],
            "last_entry": last[ENTRIES],
        }
