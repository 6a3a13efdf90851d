"""A line of NDJSON read as the text of a record, as YAML is; knows nothing of what the text means.

The schema gives the types: a number is kept as it is written, with quotation marks or without. What the YAML reader
refuses is refused here too: doubled keys, and null, because what is not known is left out.
"""

import json
from collections import Counter
from collections.abc import Iterable
from typing import Any

from api.model.messages import did_you_mean


class NotARecord(ValueError):
    """A line that holds no record; the message says why, and what would be right."""


def parse(line: bytes) -> dict[str, Any]:
    """Read one line; raise `NotARecord` for anything but an object of texts, numbers, lists and objects."""
    try:
        value = _DECODE(line.decode("utf-8").rstrip())
    except UnicodeDecodeError:
        raise NotARecord("is not UTF-8; save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotARecord(f"is not JSON at column {error.colno}: {error.msg}; write one object on a line") from None
    except RecursionError:
        raise NotARecord("is nested too deep; write a record as CONTRIBUTING.md shows") from None
    if not isinstance(value, dict):
        raise NotARecord("is not an object; write the fields of a record, and its kind")
    return value


def pop_kind(value: dict[str, Any], kinds: Iterable[str]) -> str:
    """Remove the member `kind` from a record and return it; raise `NotARecord` where it names none of the kinds."""
    kind = value.pop("kind", None)
    if not isinstance(kind, str) or kind not in kinds:
        near = did_you_mean(kind, kinds) if isinstance(kind, str) else ""
        what = "has no kind" if kind is None else f"has the kind {kind!r}, which is none"
        raise NotARecord(f"{what}{near}; kinds are {', '.join(kinds)}")
    return kind


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise NotARecord(f"has {twice!r} twice; keep one")
    for key, value in pairs:
        items = value if isinstance(value, list) else (value,)
        if None in items or True in items or False in items:
            raise NotARecord(f"has null, true or false at {key!r}; leave the key out, or write a text")
    return members


def _constant(name: str) -> None:
    raise NotARecord(f"has {name}, which is no number; leave the key out")


_DECODE = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_constant).decode
