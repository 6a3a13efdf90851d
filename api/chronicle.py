"""What was known by each day, in numbers, from the versions of a list in its order; knows no files, SQL or HTTP."""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from api import dates, outline
from api.knowledge import ALWAYS
from api.resource import Resource
from api.version import Version


def up_to(days: Sequence[str], day: str) -> dict[str, Any]:
    """Say of how many sources, given by their days in order, and of which last day something is known on a day."""
    number = bisect_right(days, day)
    return {"sources": number, "until": days[number - 1] if number else None}


def counts(versions: Sequence[Version], days: Sequence[str]) -> list[int]:
    """Count the records of a list that were known on each day."""
    since = sorted(version.known_from for version in versions)
    until = sorted(version.known_until for version in versions)
    return [bisect_right(since, day) - bisect_right(until, day) for day in days]


def first(versions: Sequence[Version], days: Sequence[str]) -> list[int]:
    """Give, for each day, the first place in a list that was known by then; behind all places where none was."""
    places = {version.known_from: place for place, version in reversed(list(enumerate(versions, 1)))}
    return list(accumulate((places.get(day, len(versions) + 1) for day in days), min))


def last(versions: Sequence[Version], days: Sequence[str]) -> list[int]:
    """Give, for each day, the last place in a list of what was known then, and is known otherwise by now; or 0.

    From the last place to the first, each version is put down for the days on which it held, unless one is already.
    """
    last = [0] * len(days)
    free = list(range(len(days) + 1))  # for each day, a later one that may be the next without a version

    def next_free(day: int) -> int:
        while free[day] != day:
            free[day] = free[free[day]]
            day = free[day]
        return day

    for place, version in reversed(list(enumerate(versions, 1))):
        if version.known_until == ALWAYS:
            continue
        end = bisect_left(days, version.known_until)
        day = next_free(bisect_left(days, version.known_from))
        while day < end:
            last[day] = place
            free[day] = day + 1
            day = next_free(day)
    return last


def most(resource: Resource, versions: Sequence[Version], days: Sequence[str]) -> list[dict[str, int]]:
    """Give, for each day, how many items the lists of objects had at most in what was known by then."""
    names = [name for name, node in outline.of(resource).items() if node.many and node.parts and not node.kinds]
    lengths: dict[str, dict[str, int]] = {}
    for version in versions:
        found = lengths.setdefault(version.known_from, dict.fromkeys(names, 0))
        for name in names:
            found[name] = max(found[name], len(version.values.get(name, ())))
    nothing = dict.fromkeys(names, 0)
    by_day = (lengths.get(day, nothing) for day in days)
    return list(accumulate(by_day, lambda one, other: {name: max(one[name], other[name]) for name in names}))


def coverage(moments: Sequence[Version], days: Sequence[str]) -> list[dict[str, str | None]]:
    """Give, for each day, the first and the last day that a fact known by then may mean, open ends left out."""
    spans: Counter[str] = Counter()
    begun: dict[str, list[Version]] = defaultdict(list)
    ended: dict[str, list[Version]] = defaultdict(list)
    for moment in moments:
        begun[moment.known_from].append(moment)
        ended[moment.known_until].append(moment)
    found: list[dict[str, str | None]] = []
    for day in days:
        spans.update(bound for moment in begun[day] for bound in _bounds(moment))
        spans.subtract(bound for moment in ended[day] for bound in _bounds(moment))
        known = [bound for bound, count in spans.items() if count > 0]
        found.append({"earliest": min(known, default=None), "latest": max(known, default=None)})
    return found


def _bounds(moment: Version) -> list[str]:
    span = moment.values["days"]
    return [day for day in (span.earliest, span.latest) if day not in (dates.FIRST, dates.LAST)]
