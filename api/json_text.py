"""A line of NDJSON read as the text of a record, as YAML is; knows nothing of what the text means.

The schema gives the types: a number is read as it is written, with quotation marks or without. What YAML refuses is
refused here too: doubled keys, and null, which is said by leaving the key out.
"""

import json
from collections.abc import Iterable
from typing import Any

from api.spelling import did_you_mean


class NotARecord(ValueError):
    """A line that holds no record; its message says why, and what would be right."""


def parse(line: bytes) -> dict[str, Any]:
    """Read one line; raise `NotARecord` for all but an object of texts, numbers, lists and objects."""
    try:
        value = _DECODE(line.decode("utf-8"))
    except UnicodeDecodeError:
        raise NotARecord("is not UTF-8; save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise NotARecord(f"is not JSON: {error.msg} at character {error.pos + 1}; write one object on a line") from None
    except RecursionError:
        raise NotARecord("is nested too deep; write a record as CONTRIBUTING.md shows") from None
    if not isinstance(value, dict):
        raise NotARecord("is not an object; write the fields of a record, and its kind")
    return value


def kind(value: dict[str, Any], kinds: Iterable[str]) -> str:
    """Take the member `kind` out of a record, and give it; raise `NotARecord` where it names none of the kinds."""
    found = value.pop("kind", None)
    if not isinstance(found, str) or found not in kinds:
        near = did_you_mean(found, kinds) if isinstance(found, str) else ""
        what = "has no kind" if found is None else f"has the kind {found!r}, which is none"
        raise NotARecord(f"{what}{near}; kinds are {', '.join(kinds)}")
    return found


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise NotARecord(f"has {key!r} twice; keep one")
        if any(item is None or isinstance(item, bool) for item in (value if isinstance(value, list) else [value])):
            raise NotARecord(f"has null, true or false at {key!r}; leave the key out, or write a text")
        found[key] = value
    return found


def _constant(name: str) -> None:
    raise NotARecord(f"has {name}, which is no number; leave the key out")


_DECODE = json.JSONDecoder(object_pairs_hook=_pairs, parse_int=str, parse_float=str, parse_constant=_constant).decode
