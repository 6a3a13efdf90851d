"""Dates as curators and clients write them, and the days they may mean; knows nothing of records.

The notation is EDTF (Library of Congress, ISO 8601-2:2019): levels 0 and 1 as a whole, and of level 2 sets and `X` for
an unknown digit in any place. `[2019-03-17..2019-03-19]` is one day of these, `{1667,1668}` is all of them. It is read
here, not by the `edtf` package, which takes four milliseconds a date and lets intervals end before they start; the
tests compare the two.

A date has two spans. It is `possible` on all days that it may mean. It is `stated` to be where it is written to be:
within a set or a period, at the known bound of `[..2019-03-20]`, and from its beginning on in `2015/..`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache

from api.model.edtf_point import SHAPE, Day, Point, near_miss, read
from api.model.edtf_point import NotADate as NotADate

#: Stand for the days before and after which nothing is known; they sort before and after every day.
FIRST, LAST = "0000-00-00", "9999-99-99"
#: The first day that HTTP and calendars know.
YEAR_1 = "0001-01-01"

_ONE = re.sub(r"\?P<\w+>", "", SHAPE)
#: The notation as a regular expression of ECMA 262, for editors: which days a month has, only `parse` knows.
NOTATION = rf"^({_ONE}|({_ONE}|\.\.)?/({_ONE}|\.\.)?|\[[-0-9XY?~%,.]+\]|\{{[-0-9XY?~%,.]+\}})$"


@dataclass(frozen=True)
class Span:
    """The earliest and the latest day that a date may mean, as `YYYY-MM-DD`, or `FIRST` and `LAST` where open."""

    earliest: str
    latest: str


#: All days.
EVER = Span(FIRST, LAST)
#: The end of an interval: a date, or open, or unknown. A set has open ends only.
End = Point | str
OPEN, UNKNOWN = "..", ""


class DateForm(Enum):
    """How the parts of a date belong together: the value holds the brackets of a set."""

    DATE = ""
    INTERVAL = "/"
    ONE_OF = "[]"
    ALL_OF = "{}"


@dataclass(frozen=True)
class Date:
    """A date of any form. Each part goes from one end to another, which are the same for a single date."""

    form: DateForm
    parts: tuple[tuple[End, End], ...]

    @property
    def goes_on(self) -> bool:
        """Whether it lasts, and no end is given."""
        return self.form in (DateForm.INTERVAL, DateForm.ALL_OF) and self.parts[-1][1] == OPEN


@lru_cache(maxsize=2**14)
def parse(text: str) -> Date:
    """Return a date of any form; raises `NotADate`, with what would be right, where a text is none."""
    brackets = text[:1] + text[-1:]
    if brackets in (DateForm.ONE_OF.value, DateForm.ALL_OF.value):
        items = text[1:-1].split(",")
        return Date(DateForm(brackets), tuple(_item(item, place, len(items), text) for place, item in enumerate(items)))
    if "/" in text and not near_miss(text):
        start, _, end = text.partition("/")
        return Date(DateForm.INTERVAL, (_part(start, end, text, {"": UNKNOWN, "..": OPEN}),))
    point = read(text, text)
    return Date(DateForm.DATE, ((point, point),))


@lru_cache(maxsize=2**14)
def possible(text: str) -> Span:
    """Return the first and the last day that a date may mean."""
    date = parse(text)
    starts, ends = zip(*date.parts, strict=True)
    earliest = [_written(start.first) if isinstance(start, Point) else FIRST for start in starts]
    latest = [_written(end.last) if isinstance(end, Point) else LAST for end in ends]
    return Span(min(earliest), max(latest))


@lru_cache(maxsize=2**14)
def stated(text: str) -> Span | None:
    """Return the days from first to last where a date is stated to be; None where neither end is given."""
    date = parse(text)
    known = [tuple(end for end in part if isinstance(end, Point)) for part in date.parts]
    if not any(known):
        return None
    earliest = min(_written(points[0].first) for points in known)
    return Span(earliest, LAST if date.goes_on else max(_written(points[-1].last) for points in known))


@lru_cache(maxsize=2**14)
def stated_lasting(
    start: str | None, end: str | None, seen: tuple[str | None, ...] = (), *, goes_on: bool = False
) -> Span | None:
    """Return the days on which something that lasts is stated to be; None where no day is given.

    It is there wherever it begins, was `seen` and ends, and on all days between. If it `goes_on`, and no end is given,
    it is there on all days after.
    """
    spans = [span for text in (start, *seen, end) if text and (span := stated(text))]
    if not spans:
        return None
    latest = LAST if goes_on and not end else max(span.latest for span in spans)
    return Span(min(span.earliest for span in spans), latest)


@lru_cache(maxsize=2**14)
def possible_lasting(
    start: str | None, end: str | None, seen: tuple[str | None, ...] = (), *, goes_on: bool = False
) -> Span | None:
    """Return the days on which something that lasts may be; None where nothing is given.

    It may have begun at any time before it was first seen, and ended at any time after it was last seen. What has only
    a beginning, as a meeting may, ends with it, unless it `goes_on`.
    """
    if not any((start, end, *seen)):
        return None
    sure = stated_lasting(start, end, seen, goes_on=goes_on) or Span(LAST, FIRST)
    earliest = possible(start).earliest if start else FIRST
    latest = LAST if not end and (goes_on or any(seen)) else possible(end or start or "").latest
    return Span(min(earliest, sure.earliest), max(latest, sure.latest))


def _item(item: str, place: int, length: int, text: str) -> tuple[End, End]:
    """Return an item of a set: a date, or dates in a row, of which only the outermost ends may be open."""
    start, dots, end = item.partition(OPEN)
    if not dots:
        point = _untimed(item, text)
        return point, point
    if not start and not end:
        raise NotADate(f"{text!r} is open at both ends; leave the date out")
    if (not start and place) or (not end and place < length - 1):
        raise NotADate(f"{text!r} is open in its middle; write ..{end or start} first, or {start or end}.. last")
    return _part(start, end, text, {"": OPEN})


def _part(start: str, end: str, text: str, missing: Mapping[str, str]) -> tuple[End, End]:
    """Return what goes from one date to another; `missing` tells how an end is written that is not given."""
    first, last = (missing[date] if date in missing else _untimed(date, text) for date in (start, end))
    if isinstance(first, Point) and isinstance(last, Point) and first.first > last.last:
        between = "/" if "/" in text else OPEN
        swapped = text.replace(f"{start}{between}{end}", f"{end}{between}{start}")
        raise NotADate(f"{text!r} ends before it starts; write {swapped}")
    return first, last


def _untimed(date: str, text: str) -> Point:
    point = read(date, text)
    if point.time:
        raise NotADate(f"{text!r} has a time, which only a single day may have; write {date.partition('T')[0]} in it")
    return point


def _written(day: Day) -> str:
    """Return a day as `YYYY-MM-DD`; `FIRST` and `LAST` stand for all days before the year 0 and after the year 9999."""
    year, month, number = day
    return FIRST if year < 0 else LAST if year > 9999 else f"{year:04}-{month:02}-{number:02}"
