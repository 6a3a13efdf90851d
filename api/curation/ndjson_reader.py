"""A line of NDJSON read as the text of a record, as YAML is; knows nothing of what the text means.

The schema gives the types: a number is read as it is written, with quotation marks or without. What YAML refuses is
refused here too: doubled keys, and null, which is said by leaving the key out.
"""

import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from api.curation.source_map import Path, Place, Places
from api.model.messages import did_you_mean

_WORD = re.compile(r'"(?:[^"\\]|\\.)*"|[^\s,:\[\]{}"]+|[\[\]{},:]')
#: Words of JSON that a record has no use for, and what is wrong with them.
_UNWANTED = {
    **dict.fromkeys(("null", "true", "false"), "has null, true or false at {!r}; leave the key out, or write a text"),
    "NaN": "has NaN at {!r}, which is no number; leave the key out",
    "Infinity": "has Infinity at {!r}, which is no number; leave the key out",
    "-Infinity": "has -Infinity at {!r}, which is no number; leave the key out",
}


class NotARecord(ValueError):
    """A line that holds no record; its message says why, and what would be right; the column is that in the line."""

    def __init__(self, what: str, column: int = 1) -> None:
        super().__init__(what)
        self.column = column


def parse(line: bytes) -> dict[str, Any]:
    """Read one line; raise `NotARecord` for all but an object of texts, numbers, lists and objects."""
    try:
        text = line.decode("utf-8").rstrip("\r\n")
    except UnicodeDecodeError as error:
        column = len(line[: error.start].decode("utf-8")) + 1
        raise NotARecord("is not UTF-8; save the file as UTF-8", column) from None
    try:
        value = _DECODE(text)
    except json.JSONDecodeError as error:
        raise NotARecord(f"is not JSON: {error.msg}; write one object on a line", error.pos + 1) from None
    except RecursionError:
        raise NotARecord("is nested too deep; write a record as CONTRIBUTING.md shows") from None
    except _Refused:
        raise _first_refused(text) from None
    if not isinstance(value, dict):
        raise NotARecord("is not an object; write the fields of a record, and its kind")
    return value


def kind(value: dict[str, Any], kinds: Iterable[str], line: bytes) -> str:
    """Take the member `kind` out of a record, and give it; raise `NotARecord` where it names none of the kinds."""
    found = value.pop("kind", None)
    if not isinstance(found, str) or found not in kinds:
        near = did_you_mean(found, kinds) if isinstance(found, str) else ""
        what = "has no kind" if found is None else f"has the kind {found!r}, which is none"
        place = places(line, 1).of(("kind",))
        raise NotARecord(f"{what}{near}; kinds are {', '.join(kinds)}", place.column)
    return found


def places(line: bytes, number: int) -> Places:
    """Give the places of everything in a line that can be read, which is the one of that number in its file."""
    found = Places()
    for path, is_key, word, column in _walked(line.decode("utf-8")):
        if is_key:
            found.keys[path] = Place(number, column)
        else:
            at_key = word in ("[", "{") and path in found.keys
            found.values[path] = found.keys[path] if at_key else Place(number, column)
    return found


class _Step(NamedTuple):
    """A key or the beginning of a value: the path of it, its word, and its column."""

    path: Path
    is_key: bool
    word: str
    column: int


def _walked(text: str) -> Iterator[_Step]:
    """Yield every key and every value of JSON, in order; without recursion, for JSON of any depth."""
    path: list[str | int] = []
    is_key = False
    for match in _WORD.finditer(text):
        word = match[0]
        if word in ("]", "}"):
            path.pop()
            is_key = False
        elif word == ",":
            step = path[-1]
            path[-1] = step + 1 if isinstance(step, int) else step
            is_key = not isinstance(step, int)
        elif word == ":":
            is_key = False
        else:
            path[-1:] = [json.loads(word)] if is_key else path[-1:]
            yield _Step(tuple(path), is_key, word, match.start() + 1)
            if word in ("[", "{"):
                path.append(0 if word == "[" else "")
                is_key = word == "{"


def _first_refused(text: str) -> NotARecord:
    """Say what the first thing is that is refused in a line."""
    keys: set[Path] = set()
    for path, is_key, word, column in _walked(text):
        if is_key and path in keys:
            return NotARecord(f"has {path[-1]!r} twice; keep one", column)
        if not is_key and word in _UNWANTED:
            key = next((step for step in reversed(path) if isinstance(step, str)), "")
            return NotARecord(_UNWANTED[word].format(key), column)
        keys |= {path} if is_key else set()
    return NotARecord("is no record; write the fields of a record, and its kind")


class _Refused(Exception):
    """Something is doubled, or a word that a record has no use for."""


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise _Refused
    for value in found.values():
        items = value if isinstance(value, list) else (value,)
        if None in items or True in items or False in items:
            raise _Refused
    return found


def _constant(name: str) -> None:
    raise _Refused


_DECODE = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=str, parse_float=str, parse_constant=_constant).decode
