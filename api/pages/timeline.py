"""Dated facts as a drawing: lanes by kind, columns between the days that occur; what is uncertain is drawn as such.

Columns are the stretches between all days on which something begins or ends, and so of different length.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise
from textwrap import wrap
from typing import Any

from api.model.edtf import YEAR_1

#: Where the drawing begins and ends, and the margin that is for what is open, in pixels.
_LEFT, _RIGHT, _MARGIN = 384, 1_100, 14
#: How many columns fit, how many facts a lane shows one by one, and how many letters stand in a line.
_MOST_COLUMNS, _MOST_ROWS, _LETTERS = 7, 20, 42
_EXACT = len("2019-03-19")


@dataclass(frozen=True)
class Bar:
    """A fact, or all facts of a date: how its date is to be read, and where it stands, in pixels."""

    kind: str
    title: str
    url: str
    label: str
    first: date | None
    last: date | None
    single: bool
    within: bool
    through: bool
    uncertain: bool
    x: int = 0
    width: int = 0
    y: int = 0
    lines: Sequence[str] = ()


@dataclass(frozen=True)
class Stretch:
    """A stretch of days, named in up to three lines, the last of which is the year."""

    x: int
    lines: Sequence[str]
    is_day: bool


@dataclass(frozen=True)
class Lane:
    """The facts of a kind."""

    kind: str
    y: int
    bars: Sequence[Bar]


@dataclass(frozen=True)
class Drawing:
    """A timeline, as wide as a page; its height in pixels."""

    height: int
    columns: Sequence[Stretch]
    lanes: Sequence[Lane]


def drawn(entries: Iterable[Mapping[str, Any]]) -> Drawing | None:
    """Return the entries of a timeline as a drawing; None where too few have a day to draw by."""
    every = [_bar(entry) for entry in entries if entry["begin"] or entry["end"]]
    bounds = _bounds(every)
    if len(bounds) < 2:
        return None
    scale = _Scale(bounds)
    lanes, y = [], 76
    for kind in dict.fromkeys(bar.kind for bar in every):
        own = [bar for bar in every if bar.kind == kind]
        placed, below = _placed(own if len(own) <= _MOST_ROWS else _by_date(own), scale, y + 58)
        lanes.append(Lane(kind, y, placed))
        y = below
    return Drawing(y, scale.columns(), lanes)


def _bar(entry: Mapping[str, Any]) -> Bar:
    begin, end = entry["begin"] or entry["end"], entry["end"]
    edtf: str = begin["edtf"]
    single = begin == end or "/" in edtf
    through = not single or "/" in edtf
    label = begin["label"] if single else f"{begin['label']} – {end['label'] if end else 'no end known'}"
    last = begin["latest"] if single else end and end["latest"]
    return Bar(
        *(entry["kind"], entry["title"], entry["url"], label, _day(begin["earliest"]), _day(last), single),
        within=not through and len(edtf) != _EXACT,
        through=through,
        uncertain=any(sign in edtf for sign in "?~%"),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(max(text, YEAR_1)) if text else None


def _by_date(bars: Sequence[Bar]) -> list[Bar]:
    """Return one row for all facts of a date, which leads to them."""
    groups: dict[tuple[str, bool], list[Bar]] = {}
    for bar in bars:
        groups.setdefault((bar.label, bar.single), []).append(bar)
    rows = []
    for one, *more in groups.values():
        url = f"/v1/timeline?kind={one.kind}&date={one.first or '..'}/{one.last or '..'}"
        rows.append(replace(one, title=f"{1 + len(more)} {one.kind}", url=url) if more else one)
    return rows


def _bounds(bars: Iterable[Bar]) -> list[date]:
    """Return the days between which columns stand: the first and the last, and those where most begins or ends."""
    weights: Counter[date] = Counter()
    for bar in bars:
        weights.update([bar.first] if bar.first else [])
        weights.update([bar.last + timedelta(1)] if bar.last and bar.last < date.max else [])
    if not weights:
        return []
    ends = {min(weights), max(weights)}
    frequent = (day for day, _ in weights.most_common() if day not in ends)
    return sorted([*ends, *(day for day, _ in zip(frequent, range(_MOST_COLUMNS - 1), strict=False))])


class _Scale:
    def __init__(self, bounds: Sequence[date]) -> None:
        self._bounds = bounds
        weights = [1.6 if end - start == timedelta(1) else 1.0 for start, end in pairwise(bounds)]
        room = (_RIGHT - _LEFT - 2 * _MARGIN) / sum(weights)
        self._places = [float(_LEFT + _MARGIN)]
        for weight in weights:
            self._places.append(self._places[-1] + weight * room)

    def start(self, day: date | None) -> int:
        """Return where the column of a day begins."""
        known = [place for bound, place in zip(self._bounds, self._places, strict=True) if day and bound <= day]
        return round(known[-1] if known else self._places[0])

    def end(self, day: date | None) -> int:
        """Return where the column of a day ends."""
        known = [place for bound, place in zip(self._bounds, self._places, strict=True) if day and bound > day]
        return round(known[0] if known else self._places[-1])

    def columns(self) -> list[Stretch]:
        """Return the columns, each with the days that it has."""
        places = zip(self._places, pairwise(self._bounds), strict=False)
        return [
            Stretch(round(x), _named(start, end - timedelta(1)), start == end - timedelta(1))
            for x, (start, end) in places
        ]


def _named(first: date, last: date) -> list[str]:
    years = str(first.year) if first.year == last.year else f"{first.year}–{str(last.year)[-2:]}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return [years]
    if first == last:
        return [f"{first.day} {first:%b}", years]
    if (first.year, first.month, first.day, (last + timedelta(1)).day) == (last.year, last.month, 1, 1):
        return [f"{first:%b}", years]
    return [f"{first.day} {first:%b}–", f"{last.day} {last:%b}", years]


def _placed(bars: Iterable[Bar], scale: _Scale, y: int) -> tuple[list[Bar], int]:
    """Return bars in their places, the first at a height, and the height below the last one."""
    placed = []
    for bar in bars:
        told = f"{bar.label}: {bar.title}" if bar.url.startswith("/v1/timeline") else bar.title
        lines = wrap(told, _LETTERS, max_lines=2, placeholder=" …")
        start, end = scale.start(bar.first), scale.end(bar.last)
        placed.append(replace(bar, x=start + 2, width=max(end - start - 4, 4), y=y, lines=lines))
        y += 30 + 20 * (len(lines) - 1)
    return placed, y
