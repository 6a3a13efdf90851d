"""One date of EDTF: a year, a season, a month, a day or a time of a day; knows no intervals and no sets.

An `X` stands for a digit that is not known, in any place. Seasons are those of the northern half of the earth, by whole
months: winter is December of its year with January and February of the next. The day of a time is the day as written,
whatever the offset.
"""

import re
from calendar import isleap, monthrange
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

from api.model.edtf_advice import EXAMPLE, near_miss, simpler

#: Year, month and day. A year before 1 is 0 or less, as in ISO 8601: 0 is 1 BC.
Day = tuple[int, int, int]

#: Each season, by its number, with its months; the 13th month is January of the next year.
SEASONS = {"21": range(3, 6), "22": range(6, 9), "23": range(9, 12), "24": range(12, 15)}

_HOUR = r"(?:[01][0-9]|2[0-3])"
_TIME = rf"T(?P<time>{_HOUR}(?::[0-5][0-9]){{1,2}})(?P<offset>Z|[+-]{_HOUR}(?::[0-5][0-9])?)?(?![?~%])"
#: The notation as a regular expression: which months and days there are, only `read` knows.
SHAPE = (
    r"(?:(?P<long>Y-?[1-9][0-9]{4,11})"
    rf"|(?P<year>(?!-0000)-?[0-9X]{{4}})(?:-(?P<month>[0-9X]{{2}})(?:-(?P<day>[0-9X]{{2}})(?:{_TIME})?)?)?)"
    r"(?P<mark>[?~%]?)"
)
_SHAPE = re.compile(SHAPE, re.ASCII)
_DIGITS = "0123456789"
#: How many days the months of a leap year have.
_LENGTHS = [monthrange(2000, month)[1] for month in range(1, 13)]


class NotADate(ValueError):
    """A text that is no date in this notation; its message says what would be one."""


@dataclass(frozen=True)
class Point:
    """A date as written, the months and days of the month that it may mean, and the first and the last day of it."""

    year: str
    month: str
    day: str
    time: str
    offset: str
    mark: str
    months: tuple[int, ...]
    days: tuple[int, ...]
    first: Day
    last: Day

    @property
    def is_exact(self) -> bool:
        """Whether nothing is unknown, uncertain or approximate."""
        return not self.mark and "X" not in self.year + self.month + self.day


def read(date: str, text: str) -> Point:
    """Return a date, or raise `NotADate`; `text` is what its message shows."""
    match = _SHAPE.fullmatch(date)
    if not match or (match["time"] and "X" in date):
        raise NotADate(f"{text!r} is not an EDTF date; write {_advice(date, text)}")
    year, month, day = match["long"] or match["year"], match["month"] or "", match["day"] or ""
    if year.startswith("-") and "X" in year.rstrip("X"):
        raise NotADate(f"{text!r} leaves out digits amid a year before 0; write {_unknown_behind(date)}")
    months, days = _months(month, day), _numbers(day or "XX", 1, 31)
    if not months:
        raise NotADate(f"{text!r} has no such month; {_months_there_are(date)}")
    lengths = _lengths(year)
    months = tuple(number for number in months if days and days[0] <= lengths[(number - 1) % 12])
    longest = max((lengths[(number - 1) % 12] for number in months), default=0)
    days = tuple(number for number in days if number <= longest)
    first = _bound(_years(year, _DIGITS), months, days) if days else None
    last = _bound(_years(year, _DIGITS[::-1]), months[::-1], days[::-1]) if first else None
    if not first or not last:
        raise NotADate(f"{text!r} has no such day; {_length(year, month)}")
    rest = match["time"] or "", match["offset"] or "", match["mark"]
    return Point(year, month, day, *rest, months, days, first, last)


def day_after(day: Day) -> Day:
    """Return the next day."""
    year, month, number = day
    if number < monthrange(year, month)[1]:
        return year, month, number + 1
    return year + month // 12, month % 12 + 1, 1


def digits(pattern: str, choice: str = _DIGITS) -> Iterator[int]:
    """Yield the numbers that a pattern may mean, where each `X` is one of a choice of digits, in their order."""
    found = product(*(choice if sign == "X" else sign for sign in pattern))
    return (int("".join(number)) for number in found)


def _years(year: str, choice: str) -> Iterator[int]:
    """Yield the years that a pattern may mean, from the first or from the last, as the choice of digits goes."""
    plain = year.removeprefix("Y")
    if plain.startswith("-"):
        return (-number for number in digits(plain[1:], choice[::-1]))
    return digits(plain, choice)


def _months(month: str, day: str) -> tuple[int, ...]:
    """Return the months that a pattern may mean, or those of a season."""
    return tuple(SEASONS[month]) if month in SEASONS and not day else _numbers(month or "XX", 1, 12)


@cache
def _numbers(pattern: str, least: int, most: int) -> tuple[int, ...]:
    return tuple(number for number in digits(pattern) if least <= number <= most)


def _lengths(year: str) -> Sequence[int]:
    """Return how many days each month of a year has, at most where the year is not known."""
    is_leap = "X" in year or isleap(int(year.removeprefix("Y")))
    return _LENGTHS if is_leap else _LENGTHS[:1] + [28] + _LENGTHS[2:]


def _bound(years: Iterable[int], months: Sequence[int], days: Sequence[int]) -> Day | None:
    """Return the first day that there is, in the order of years, months and days; None where there is none."""
    for year in years:
        for month in months:
            later, before = divmod(month - 1, 12)
            length = monthrange(year + later, before + 1)[1]
            for day in days:
                if day <= length:
                    return year + later, before + 1, day
    return None


def _months_there_are(date: str) -> str:
    simple = simpler(date)
    return f"write {simple}" if simple != date else "months are 01 to 12, and seasons 21 to 24"


def _length(year: str, month: str) -> str:
    if "X" in year + month:
        return "no month that it may mean has one"
    return f"{year}-{month} has {monthrange(int(year), int(month))[1]} days"


def _advice(date: str, text: str) -> str:
    simple = simpler(text)
    ends = [end for end in simple.split("/")[:2] if "/" not in simple or end not in ("", "..")]
    is_read = simple != text and bool(ends) and all(_SHAPE.fullmatch(end) for end in ends)
    return near_miss(date) or (simple if is_read and simple.count("/") < 2 else EXAMPLE)


def _unknown_behind(date: str) -> str:
    """Return a date with all digits of its year unknown that stand behind an unknown one."""
    at = date.index("X")
    return date[:at] + "X" * (5 - at)
