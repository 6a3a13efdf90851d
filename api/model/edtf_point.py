"""One date of EDTF: a year, a season, a month, a day or a time of a day; and advice for a text that is none.

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


#: What dates look like.
EXAMPLE = "2019-03-19, 2019-03 or 2019-03-18/2019-03-20"
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

#: Common ways to miss the notation, and how to read them.
_MISSES = (
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?"),
    re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})"),
    # with strokes, only where the day cannot be a month
    re.compile(r"(?P<day>1[3-9]|[23][0-9])/(?P<month>[0-9]{1,2})/(?P<year>[0-9]{4})"),
    re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>1[3-9]|[23][0-9])/(?P<year>[0-9]{4})"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})\.? )?(?P<name>[A-Za-z]{3,9})\.? (?P<year>[0-9]{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4})"),
)

_MARK = re.compile(r"[?~%]")
#: A day with a time that is written in another way, such as `2019-03-19 22:00` or `2019-03-19T22:00:00.000Z`.
_OTHER_TIME = re.compile(r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ][0-9].*")
#: Older EDTF, and plain words: `190u`, `open`, `1990s`, `c. 2019`.
_OTHER_WORDS = (
    (re.compile(r"(?<=[0-9u-])u(?=[u0-9-]*$)"), "X"),
    (re.compile(r"^unknown$", re.IGNORECASE), ""),
    (re.compile(r"^(open|present|now)$", re.IGNORECASE), ".."),
    (re.compile(r"^([0-9]{3})0'?s$"), r"\1X"),
    (re.compile(r"^(?:c|ca|circa|about)\.? ?([0-9]{4})$", re.IGNORECASE), r"\1~"),
)
#: EDTF level 2: years with an exponent, years of which some digits are significant, and other parts of a year.
_EXPONENT = re.compile(r"Y(-?[1-9][0-9]*)E([0-9])")
_SIGNIFICANT = re.compile(r"(.+)S[1-9][0-9]*")
_PART_OF_YEAR = re.compile(r"(-?[0-9]{4})-(2[5-9]|3[0-9]|4[01])")
#: The number of a part of a year: a season of level 1, or the months that it has. Southern summer ends in another year.
_PARTS = {
    "25": "21", "26": "22", "27": "23", "28": "24", "29": "09 11", "31": "03 05", "32": "06 08",
    "33": "01 03", "34": "04 06", "35": "07 09", "36": "10 12", "37": "01 04", "38": "05 08", "39": "09 12",
    "40": "01 06", "41": "07 12",
}  # fmt: skip


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
        behind = date[: date.index("X")].ljust(5, "X")
        raise NotADate(f"{text!r} leaves out digits amid a year before 0; write {behind}")
    months = tuple(SEASONS[month]) if month in SEASONS and not day else _numbers(month or "XX", 1, 12)
    days = _numbers(day or "XX", 1, 31)
    if not months:
        instead = simpler(date)
        months_are = f"write {instead}" if instead != date else "months are 01 to 12, and seasons 21 to 24"
        raise NotADate(f"{text!r} has no such month; {months_are}")
    is_leap = "X" in year or isleap(int(year.removeprefix("Y")))
    lengths = _LENGTHS if is_leap else [31, 28, *_LENGTHS[2:]]
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


@cache
def _numbers(pattern: str, least: int, most: int) -> tuple[int, ...]:
    return tuple(number for number in digits(pattern) if least <= number <= most)


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


def _length(year: str, month: str) -> str:
    if "X" in year + month:
        return "no month that it may mean has one"
    return f"{year}-{month} has {monthrange(int(year), int(month))[1]} days"


def _advice(date: str, text: str) -> str:
    simple = simpler(text)
    ends = [end for end in simple.split("/")[:2] if "/" not in simple or end not in ("", "..")]
    is_read = simple != text and bool(ends) and all(_SHAPE.fullmatch(end) for end in ends)
    return near_miss(date) or (simple if is_read and simple.count("/") < 2 else EXAMPLE)


def near_miss(text: str) -> str | None:
    """Return the date that a text in another notation means; None where it means none."""
    for miss in _MISSES:
        match = miss.fullmatch(text)
        parts = match.groupdict() if match else {}
        month = _month_of(parts)
        if month:
            day = f"-{int(parts['day']):02}" if parts.get("day") else ""
            return f"{parts['year']}-{month:02}{day}"
    return None


def simpler(text: str) -> str:
    """Return a date or an interval in the nearest form of level 1: of level 2, of older EDTF, or in plain words.

    Anything else is returned as it is.
    """
    return "/".join(_simpler(date) for date in text.split("/"))


def _simpler(date: str) -> str:
    for other, ours in _OTHER_WORDS:
        date = other.sub(ours, date)
    marks = set(_MARK.findall(date))
    plain = _EXPONENT.sub(lambda found: f"Y{found[1]}{'0' * int(found[2])}", _MARK.sub("", date))
    significant = _SIGNIFICANT.fullmatch(plain)
    if significant:
        plain, marks = significant[1], marks | {"~"}
    part = _PART_OF_YEAR.fullmatch(plain)
    if part and part[2] in _PARTS:
        plain = "/".join(f"{part[1]}-{month}" for month in _PARTS[part[2]].split())
    plain = _OTHER_TIME.sub(r"\1", plain)
    return plain + ("%" if len(marks) > 1 else "".join(marks))


def _month_of(parts: dict[str, str | None]) -> int | None:
    name, number = parts.get("name"), int(parts.get("month") or 0)
    if name:
        number = _NAMES.index(name[:3].lower()) + 1 if name[:3].lower() in _NAMES else 0
    return number if 1 <= number <= 12 else None
