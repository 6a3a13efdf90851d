"""Dates as curators and clients write them, and the days they may mean; knows nothing of records.

The notation is the part of EDTF (Library of Congress, ISO 8601-2:2019) that sources need: dates to the year, month or
day (`2019`, `2019-01`, `2019-03-19`), uncertain `?`, approximate `~` or both `%`, intervals (`2015/2019-03-20`) with
open ends (`../2019-03-19`, `2019-03-19/..`), and one unknown day of a range (`[2019-03-17..2019-03-19]`,
`[..2019-03-19]`). It is read here, not by the `edtf` package, which takes four milliseconds a date and lets intervals
end before they start; the tests compare the two.
"""

import re
from calendar import monthrange
from dataclasses import dataclass
from functools import lru_cache

#: Stand for the days before and after which nothing is known; they sort before and after every day.
FIRST, LAST = "0000-00-00", "9999-99-99"

_DATE = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})(?:-(?P<day>[0-9]{2}))?)?[?~%]?", re.ASCII)
_ONE_OF = re.compile(r"\[(?P<start>[^\[\]]*?)\.\.(?P<end>[^\[\]]*)\]")
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
#: The notation as a regular expression of ECMA 262, for editors: which days a month has, only `span` knows.
_ANY = r"(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?[?~%]?"
PATTERN = rf"^({_ANY}(/({_ANY}|\.\.))?|\.\./{_ANY}|\[{_ANY}\.\.({_ANY})?\]|\[\.\.{_ANY}\])$"
_EXAMPLE = "2019-03-19, 2019-03 or 2019-03-18/2019-03-20"

#: Common ways to miss the notation, and how to read them.
_MISSES = (
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?"),
    re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})\.? )?(?P<name>[A-Za-z]{3,9})\.? (?P<year>[0-9]{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4})"),
)


class NotADate(ValueError):
    """A text that is no date in this notation; its message says what would be one."""


@dataclass(frozen=True)
class Span:
    """The earliest and the latest day that a date may mean, as `YYYY-MM-DD`, or `FIRST` and `LAST` where open."""

    earliest: str
    latest: str


#: All days.
EVER = Span(FIRST, LAST)


@lru_cache(maxsize=2**14)
def span(text: str) -> Span:
    """Return the days that a date may mean; raise `NotADate` for anything else."""
    one_of = _ONE_OF.fullmatch(text)
    if one_of:
        return _between(text, one_of["start"], one_of["end"], open_end="")
    if "/" in text and not _reading(text):
        start, _, end = text.partition("/")
        return _between(text, start, end, open_end="..")
    return Span(*_days(text, text))


def _between(text: str, start: str, end: str, open_end: str) -> Span:
    if start == end == open_end:
        raise NotADate(f"{text!r} is open at both ends; leave the date out")
    earliest = FIRST if start == open_end else _days(start, text)[0]
    latest = LAST if end == open_end else _days(end, text)[1]
    if earliest > latest:
        raise NotADate(f"{text!r} ends before it starts; write {end}/{start}")
    return Span(earliest, latest)


def _days(date: str, text: str) -> tuple[str, str]:
    """Return the first and last day of a year, month or day; `text` is what the message shows."""
    match = _DATE.fullmatch(date)
    if not match or match["year"] == "0000":
        raise NotADate(f"{text!r} is not an EDTF date; write {_reading(date) or _EXAMPLE}")
    year, month, day = match["year"], match["month"], match["day"]
    if not month:
        return f"{year}-01-01", f"{year}-12-31"
    if not 1 <= int(month) <= 12:
        raise NotADate(f"{text!r} has no such month; months are 01 to 12")
    last = monthrange(int(year), int(month))[1]
    if not day:
        return f"{year}-{month}-01", f"{year}-{month}-{last}"
    if not 1 <= int(day) <= last:
        raise NotADate(f"{text!r} has no such day; {year}-{month} has {last} days")
    return f"{year}-{month}-{day}", f"{year}-{month}-{day}"


def _reading(text: str) -> str | None:
    """Return a date in the notation that misses it in a common way; None for anything else."""
    for miss in _MISSES:
        match = miss.fullmatch(text)
        parts = match.groupdict() if match else {}
        month = _month(parts)
        if month:
            day = f"-{int(parts['day']):02}" if parts.get("day") else ""
            return f"{parts['year']}-{month:02}{day}"
    return None


def _month(parts: dict[str, str | None]) -> int | None:
    name, number = parts.get("name"), int(parts.get("month") or 0)
    if name:
        number = _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0
    return number if 1 <= number <= 12 else None
