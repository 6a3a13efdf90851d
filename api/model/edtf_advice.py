"""What to write instead of a text that is no date; knows the common mistakes, and the forms that are not read."""

import re

EXAMPLE = "2019-03-19, 2019-03 or 2019-03-18/2019-03-20"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")

#: Common ways to miss the notation, and how to read them.
_MISSES = (
    re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})"),
    re.compile(r"(?P<year>[0-9]{4})[-/.](?P<month>[0-9]{1,2})(?:[-/.](?P<day>[0-9]{1,2}))?"),
    re.compile(r"(?P<day>[0-9]{1,2})\.(?P<month>[0-9]{1,2})\.(?P<year>[0-9]{4})"),
    re.compile(r"(?:(?P<day>[0-9]{1,2})\.? )?(?P<name>[A-Za-z]{3,9})\.? (?P<year>[0-9]{4})"),
    re.compile(r"(?P<name>[A-Za-z]{3,9})\.? (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4})"),
)

_MARK = re.compile(r"[?~%]")
#: A day with a time that is written in another way, such as `2019-03-19 22:00` or `2019-03-19T22:00:00.000Z`.
_TIME = re.compile(r"(-?[0-9]{4}-[0-9]{2}-[0-9]{2})[Tt ][0-9].*")
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


def near_miss(text: str) -> str | None:
    """Return the date that a text in another notation means; None where it means none."""
    for miss in _MISSES:
        match = miss.fullmatch(text)
        parts = match.groupdict() if match else {}
        month = _month(parts)
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
    plain = _TIME.sub(r"\1", plain)
    return plain + ("%" if len(marks) > 1 else "".join(marks))


def _month(parts: dict[str, str | None]) -> int | None:
    name, number = parts.get("name"), int(parts.get("month") or 0)
    if name:
        number = _MONTHS.index(name[:3].lower()) + 1 if name[:3].lower() in _MONTHS else 0
    return number if 1 <= number <= 12 else None
