"""What was known by each day, in numbers, counted from the versions of a list; knows no files, SQL or HTTP."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property
from itertools import accumulate
from typing import Any

from api.curation.knowledge import ALWAYS
from api.model import document_schema, edtf
from api.model.resource import Resource
from api.release.documents import RecordVersion


def up_to(days: Sequence[str], day: str) -> dict[str, Any]:
    """Return how many sources were known on a day, and the last day of one; `days` has their days, in order."""
    number = bisect_right(days, day)
    return {"sources": number, "until": days[number - 1] if number else None}


class ListDays:
    """How a list changed day by day: `held` says from when to when each of its versions holds, in its order.

    Only days are kept: there are few of them, however many versions there are.
    """

    def __init__(self, held: Iterable[tuple[str, str]]) -> None:
        self.length = 0
        #: How many versions begin and end to hold on each day.
        self.begun: Counter[str] = Counter()
        self.ended: Counter[str] = Counter()
        #: The first place of what begins on a day, and the last one of what held between two days.
        self.firsts: dict[str, int] = {}
        self.lasts: dict[tuple[str, str], int] = {}
        for self.length, (since, until) in enumerate(held, 1):
            self.begun[since] += 1
            self.ended[until] += 1
            self.firsts.setdefault(since, self.length)
            self.lasts[since, until] = self.length

    def counts(self, days: Sequence[str]) -> list[int]:
        """Return how many records of the list were known on each day."""
        return list(accumulate(self.begun[day] - self.ended[day] for day in days))

    def first(self, days: Sequence[str]) -> list[int]:
        """Return, for each day, the first place in the list that was known by then; behind all of them if none was."""
        return list(accumulate((self.firsts.get(day, self.length + 1) for day in days), min))

    def last(self, days: Sequence[str]) -> list[int]:
        """Return, for each day, the last place in a list of what was known then, and is known otherwise by now; or 0.

        From the last place to the first, each is noted for the days on which its version held, and that have none yet.
        """
        last = [0] * len(days)
        free = list(range(len(days) + 1))  # for each day, a later one that may be the next without a version

        def next_free(day: int) -> int:
            while free[day] != day:
                free[day] = free[free[day]]
                day = free[day]
            return day

        for (since, until), place in sorted(self.lasts.items(), key=lambda item: -item[1]):
            end = bisect_left(days, until) if until != ALWAYS else 0
            day = next_free(bisect_left(days, since))
            while day < end:
                last[day] = place
                free[day] = day + 1
                day = next_free(day)
        return last


class ListLengths:
    """How many items the lists of objects in the records of a kind have at most, by the day from which it is known."""

    def __init__(self, resource: Resource) -> None:
        self.names = [
            n for n, node in document_schema.of(resource).items() if node.many and node.parts and not node.kinds
        ]
        self.begun: dict[str, dict[str, int]] = {}

    def note(self, version: RecordVersion) -> None:
        """Take a version into account."""
        found = self.begun.setdefault(version.known_from, self.nothing.copy())
        for name in self.names:
            if (length := len(version.values.get(name, ()))) > found[name]:
                found[name] = length

    def most(self, days: Sequence[str]) -> list[dict[str, int]]:
        """Return, for each day, how many items there were at most in what was known by then."""
        by_day = (self.begun.get(day, self.nothing) for day in days)
        return list(accumulate(by_day, lambda one, other: {name: max(one[name], other[name]) for name in self.names}))

    @cached_property
    def nothing(self) -> dict[str, int]:
        """The lengths where nothing is known."""
        return dict.fromkeys(self.names, 0)


def coverage(moments: Iterable[tuple[str, str, str, str]], days: Sequence[str]) -> list[dict[str, str | None]]:
    """Return, for each day, the first and the last day that a fact known by then may mean, open ends left out.

    A moment has the days from and until which it holds, and the earliest and the latest day that it may mean.
    """
    begun: dict[str, Counter[str]] = defaultdict(Counter)
    ended: dict[str, Counter[str]] = defaultdict(Counter)
    for since, until, *bounds in moments:
        for bound in bounds:
            if bound not in (edtf.FIRST, edtf.LAST):
                begun[since][bound] += 1
                ended[until][bound] += 1
    spans: Counter[str] = Counter()
    found: list[dict[str, str | None]] = []
    for day in days:
        spans.update(begun[day])
        spans.subtract(ended[day])
        known = [bound for bound, count in spans.items() if count > 0]
        found.append({"earliest": min(known, default=None), "latest": max(known, default=None)})
    return found
