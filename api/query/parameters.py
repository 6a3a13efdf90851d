"""Query parameters: what each means, its type, and how its text is read; knows no request and no release."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from api.model import edtf
from api.model.errors import Refused, Wrong
from api.model.fields import SLUG, SLUG_LENGTH
from api.model.messages import did_you_mean, is_one_slip, nearest
from api.query.foreign_parameters import instead, is_foreign

#: How many values one filter takes, and how long each may be.
MOST_VALUES, LONGEST_VALUE = 50, 200
#: How many wrong parameters are told with what would be right; the rest are counted.
MOST_TOLD = 20
#: How many allowed values a message names: more are in `allowed` alone.
MOST_NAMED = 30
#: Stands for all fields: those of a table are few if none are named.
EVERY = "*"
#: Bytes that are no UTF-8, as they are left in an address; and what takes their place, and no text has.
_BROKEN = re.compile("(?:%[89A-Fa-f][0-9A-Fa-f])+|[\0\ufffd\ud800-\udfff]")


@dataclass(frozen=True)
class Parameter:
    """One query parameter: its description, the JSON Schema of one value, and how a value is read.

    `read` returns the value, or raises `ValueError` with a sentence; `many` says that it takes several, joined by
    commas or given apart; `longest` is up to how many characters a value is read; `required` says what to give where
    the parameter must be given, and `example` a right value of it.
    """

    name: str
    description: str
    schema: Mapping[str, Any]
    read: Callable[[str], str]
    many: bool = False
    longest: int = LONGEST_VALUE
    required: str = ""
    example: str = ""

    def values(self, texts: Sequence[str]) -> tuple[str, ...]:
        """Return the values, each once, in the texts of the parameter, as often as it is given; raises `Refused`."""
        if len(texts) > 1 and not self.many:
            raise Refused(self.wrong(texts[1], "is given twice; give it once"))
        parts = ",".join(texts).split(",") if self.many else texts
        if len(parts) > MOST_VALUES:
            raise Refused(self.wrong(",".join(texts), f"takes at most {MOST_VALUES} values"))
        errors, found = [], []
        for part in dict.fromkeys(parts):
            try:
                found.append(self.read(self.bounded(part)))
            except ValueError as error:
                errors.append(self.wrong(part, str(error)))
        if errors:
            raise Refused(*errors)
        return tuple(found)

    def bounded(self, value: str) -> str:
        """Return a value as it is; raises `ValueError` where it is empty or too long."""
        if not value:
            raise ValueError(f"is empty; {self.required or 'give a value, or leave the parameter out'}")
        if len(value) > self.longest:
            raise ValueError(f"has {len(value)} characters; at most {self.longest} are read")
        return value

    def wrong(self, value: str, what: str) -> Wrong:
        """Return what is wrong with a value."""
        allowed = tuple(self.schema.get("enum", ()))
        near = tuple(nearest(value[:LONGEST_VALUE], allowed, 3))
        return Wrong(self.name, value[:LONGEST_VALUE], f"{self.name}: {what}", allowed, near)


def read(known: Mapping[str, Parameter], pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """Return the values of query parameters, by name; raises `Refused` with all that is wrong.

    One that takes a single value may be given once, and the required ones must be.
    """
    found: dict[str, tuple[str, ...]] = {}
    errors: list[Wrong] = []
    pairs = list(pairs)
    texts: dict[str, list[str]] = {}
    for name, text in pairs:
        texts.setdefault(name, []).append(text)
    for name, given in texts.items():
        try:
            if name not in known:
                raise Refused(_unknown(known, name, given[0], pairs if len(errors) < MOST_TOLD else ()))
            found[name] = known[name].values(given)
        except Refused as refused:
            errors += refused.errors
    for parameter in known.values():
        if parameter.required and parameter.name not in texts:
            errors.append(parameter.wrong("", f"is missing; {parameter.required}"))
    if errors:
        raise Refused(*errors)
    return found


def _unknown(known: Mapping[str, Parameter], name: str, text: str, given: Iterable[tuple[str, str]]) -> Wrong:
    """Return what is wrong with a parameter that is not known: what others call so comes before what is spelled so."""
    name, text = name[:LONGEST_VALUE], text[:LONGEST_VALUE]
    if not given:
        return Wrong(name, text, f"unknown parameter {name!r}")
    slips = [] if is_foreign(name) else nearest(name, known)
    meant = None if any(is_one_slip(name, slip) for slip in slips) else instead(name, text, known, given)
    if meant:
        return Wrong(name, text, f"unknown parameter {name!r}{meant.what}", tuple(known), meant.ours)
    told = "; the known ones are in `allowed`" if known else "; this path takes no parameters"
    what = f"unknown parameter {name!r}{did_you_mean(name, known) * bool(slips) or told}"
    return Wrong(name, text, what, tuple(known), tuple(slips))


SLUG_SCHEMA = {"type": "string", "pattern": SLUG, "maxLength": SLUG_LENGTH}


def one_of(values: Iterable[str]) -> Callable[[str], str]:
    """Return what reads a value of a closed list."""
    allowed = list(values)
    named = ", ".join(allowed) if len(allowed) <= MOST_NAMED else f"the {len(allowed)} in `allowed`"

    def read(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"{value!r} is not one of {named}{did_you_mean(value, allowed)}")
        return value

    return read


def _day(value: str) -> str:
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value, re.ASCII):
        raise ValueError(f"{value!r} is not a single day; write 2019-03-19, for one")
    try:
        date.fromisoformat(value)
    except ValueError:
        edtf.parse(value)  # says what is wrong, or takes the year 0
    return value


def printed(value: str) -> str:
    """Return words as they are; raises `ValueError` where bytes are no UTF-8, and for a character that no text has."""
    if broken := _BROKEN.search(value):
        what = "are no UTF-8" if broken[0][0] == "%" else "is a character that no text has"
        raise ValueError(f"holds {ascii(broken[0])}, which {what}; give printed words")
    return value


def as_it_is(value: str) -> str:
    """Read any text."""
    return value


AS_OF = Parameter(
    "as_of",
    "The day of knowledge: show what was known on it, and nothing that a later source brought.",
    {"type": "string", "format": "date"},
    _day,
)


SINCE = Parameter(
    "since",
    "A release by its id, or a day: the last release revised before that day; before the first one, all is new.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE},
    as_it_is,
    required="give a release or a day",
    example="2026-01-01",
)
