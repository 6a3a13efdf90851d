"""A date as clients get it: in EDTF, by its first and last day, and in plain words that claim no more than it does."""

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

from api.model.edtf import FIRST, LAST, OPEN, Date, DateForm, End, parse, possible
from api.model.edtf_point import Point, day_after

_MONTHS = "January February March April May June July August September October November December".split()
_SEASONS = {"21": "spring", "22": "summer", "23": "autumn", "24": "winter"}
_MARKS = {"": "", "?": "possibly ", "~": "about ", "%": "possibly about "}
#: A decade by its years; the first of a century, as `2000s`, could be taken for the century.
_DECADE = re.compile(r"[1-9][0-9][1-9]X")
_PLACES = ("first", "second", "third", "fourth")
#: Up to how many months or days are named one by one.
_FEW = 4


def date_object(text: str, *, is_end: bool = False) -> dict[str, str | None]:
    """Return a date as a JSON object; `is_end` where it says when something ended.

    `earliest` and `latest` are null where that end is open or unknown, and where it is before the year 0 or after the
    year 9999, which `YYYY-MM-DD` cannot say.
    """
    date, span = parse(text), possible(text)
    return {
        "edtf": text,
        "earliest": span.earliest if FIRST < span.earliest < LAST else None,
        "latest": span.latest if FIRST < span.latest < LAST else None,
        "label": (_open_end(date) if is_end else None) or label(date),
    }


@lru_cache(maxsize=2**14)
def shown_date(text: str | None, *, is_end: bool = False) -> Mapping[str, str | None] | None:
    """Return the same, once for each date; None for none."""
    return date_object(text, is_end=is_end) if text else None


def label(date: Date) -> str:
    """Return what a date says, in plain words."""
    if date.form is DateForm.DATE:
        said = _named(date.parts[0][0])
    elif date.form is DateForm.INTERVAL:
        said = _interval(*date.parts[0])
    else:
        each, word = (_either, "or") if date.form is DateForm.ONE_OF else (_each, "and")
        single = [start for start, end in date.parts if isinstance(start, Point) and start is end]
        has_others = len(single) < len(date.parts)
        said = _listed([each(*ends) for ends in date.parts] if has_others else _shared(single), word)
    return said.removeprefix("the ")


def _open_end(date: Date) -> str | None:
    """Say of an end that is only known not to lie before a day that there may be none."""
    start, end = date.parts[0]
    if date.form is DateForm.ONE_OF and isinstance(start, Point) and end == OPEN:
        return f"not before {_named(start)}, if at all"
    return None


def _interval(start: End, end: End) -> str:
    if isinstance(start, Point) and isinstance(end, Point):
        said = " to ".join(_shared([start, end]))
        return said if start.is_exact and end.is_exact else f"from {said}"
    if start == end == OPEN:
        return "open at both ends"
    if end == OPEN:
        return f"since {_named(start)}"
    return f"until {_named(end)}" if start == OPEN else f"from {_named(start)} to {_named(end)}"


def _either(start: End, end: End) -> str:
    if isinstance(start, Point) and isinstance(end, Point):
        names = _shared([start, end])
        follows = start.is_exact and end.is_exact and _precision(start) == _precision(end)
        if len(names) == 1 or (follows and day_after(start.last) == end.first):
            return " or ".join(names)
        return f"between {' and '.join(names)}"
    if isinstance(end, Point):
        return f"by {_named(end)}" if end.day and end.is_exact else f"{_named(end)} or earlier"
    return f"{_named(start)} or later"


def _each(start: End, end: End) -> str:
    if isinstance(start, Point) and isinstance(end, Point):
        return _named(start) if start is end else f"all of {' to '.join(_shared([start, end]))}"
    return f"all up to {_named(end)}" if start == OPEN else f"{_named(start)} and all after"


def _shared(points: Sequence[Point]) -> list[str]:
    """Name dates, each once, and what they end with only at the last: `17`, `19 March 2019`."""
    names = list(dict.fromkeys(map(_named, points)))
    words = [name.split() for name in names]
    if len({len(each) for each in words}) > 1 or not all(point.is_exact for point in points):
        return names
    common = 0
    while common < len(words[0]) - 1 and len({each[-1 - common] for each in words}) == 1:
        common += 1
    return [" ".join(each[: len(each) - common]) for each in words[:-1]] + names[-1:]


def _listed(names: Sequence[str], word: str) -> str:
    """Write names in a row, with a comma before the last word too where a name has that word in it."""
    *others, last = names
    between = f", {word} " if any(f" {word} " in name for name in names) else f" {word} "
    return f"{', '.join(others)}{between}{last}" if others else last


def _precision(point: Point) -> tuple[bool, bool, bool]:
    return bool(point.month), point.month in _SEASONS, bool(point.day)


def _named(date: End) -> str:
    if not isinstance(date, Point):
        return "an unknown date"
    name, year = _day_and_month(date), _year(date.year.removeprefix("Y"))
    if not name:
        name = year
    elif "X" in date.year:
        name += f" of some year in {year}" if year.startswith("the ") else f" of {year}"
    else:
        name += f" in {year}" if name.endswith(("a day", "a month")) else f" {year}"
    if date.time:
        name += f", {date.time} {'UTC' if date.offset else ''}{date.offset.removeprefix('Z')}".rstrip()
    return _MARKS[date.mark] + name


def _day_and_month(date: Point) -> str:
    """Name the day and the month of a date, as far as they are known: `19 March`, `a day in March`."""
    if not date.month:
        return ""
    month = _SEASONS.get(date.month) or _some("month", date.month, [_MONTHS[number - 1] for number in date.months])
    if not date.day:
        return month
    day = _some("day", date.day, [str(number) for number in date.days])
    if day == "a day":
        return day if month == "a month" else f"a day in {month}"
    if len(date.months) == 1:
        return f"{day} {month}"
    return f"{day} of {month}" if day.startswith("a day") else f"day {day} of {month}"


def _some(unit: str, pattern: str, names: Sequence[str]) -> str:
    if pattern == "XX" and len(names) > 1:
        return f"a {unit}"
    return _listed(names, "or") if len(names) <= _FEW else f"a {unit} from {names[0]} to {names[-1]}"


def _year(pattern: str) -> str:
    if "X" not in pattern:
        return _with_era(int(pattern))
    if pattern == "XXXX":
        return "an unknown year"
    if _DECADE.fullmatch(pattern):
        return f"the {pattern[:3]}0s"
    first, last = sorted(int(pattern.replace("X", digit)) for digit in "09")
    name = f"some year from {_with_era(first)} to {_with_era(last)}"
    if "X" not in pattern.rstrip("X"):
        return name
    places = [_PLACES[place] for place, sign in enumerate(pattern) if sign == "X"]
    return f"{name}, its {_listed(places, 'and')} {'digits' if len(places) > 1 else 'digit'} unknown"


def _with_era(year: int) -> str:
    """Name a year; one that a reader might take for another number gets its era. The year 0 is 1 BC."""
    if year < 1:
        return f"{1 - year} BC" if year > -9999 else f"{1 - year:,} BC"
    return str(year) if 1000 <= year <= 9999 else f"AD {year}" if year < 1000 else f"AD {year:,}"
