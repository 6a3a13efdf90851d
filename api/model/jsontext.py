"""JSON as the API writes it: UTF-8, on one line, and documents spliced into an array."""

import json
from collections.abc import Iterable
from json.encoder import encode_basestring
from typing import Any

_ENCODED = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def encode(value: Any) -> bytes:
    """Return a value as UTF-8 JSON on one line."""
    return (encode_basestring(value) if value.__class__ is str else _ENCODED(value)).encode("utf-8")


def join_array(bodies: Iterable[bytes], before: bytes = b"", after: bytes = b"") -> bytes:
    """Return documents as a JSON array, one on a line, between `before` and `after`; each is copied once."""
    documents = list(bodies)
    if not documents:
        return before + b"[]" + after
    documents[0] = before + b"[\n" + documents[0]
    documents[-1] += b"\n]" + after
    return b",\n".join(documents)
