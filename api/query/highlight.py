"""What of a record fits the words that were looked for: found by the index of words, shown as HTML."""

import html
import json
from collections.abc import Sequence

from api.model.jsontext import encode
from api.release.index_terms import BETWEEN

#: The field that records have where words were looked for.
HIGHLIGHT = "highlight"
#: What stands before and after a hit, and for what was left out: no text holds the first two.
HIT, END, _CUT = "\x02", "\x03", "…"
#: How many words a piece has at most, and how many of them before the first hit.
_LONGEST, _BEFORE = 24, 8

_FIELD = f',"{HIGHLIGHT}":'.encode()
DESCRIPTION = "The words of a field that fit `q` best; null where no word is wanted. Only there with `q`."


def hit(column: int, text: str) -> str | None:
    """Return the first text of a column with a hit, after the numbers of both; the SQL calls this by its name."""
    if HIT not in text:
        return None
    place, found = next((place, part) for place, part in enumerate(text.split(BETWEEN)) if HIT in part)
    return f"{column} {place} {found}"


def fitting(fields: str, found: str | None) -> str | None:
    """Return a highlight as JSON, from the fields of each column and what `hit` returned; the SQL calls it too."""
    if found is None:
        return None
    column, place, text = found.split(" ", 2)
    shown = html.escape(_shortened(text.split(" "))).replace(HIT, "<mark>").replace(END, "</mark>")
    return encode({"field": json.loads(fields)[int(column)][int(place)], "text": shown}).decode()


def _shortened(words: Sequence[str]) -> str:
    """Return some words around the first hit; a hit that would be cut off in the middle ends with the piece."""
    first = next(place for place, word in enumerate(words) if HIT in word)
    begin = max(0, min(first - _BEFORE, len(words) - _LONGEST))
    piece = " ".join(words[begin : begin + _LONGEST])
    closed = piece + END if piece.rfind(HIT) > piece.rfind(END) else piece
    return f"{_CUT if begin else ''}{closed}{_CUT if begin + _LONGEST < len(words) else ''}"


def highlighted(document: bytes, piece: str | None) -> bytes:
    """Return a document with its highlight as the last field."""
    return document[:-1] + _FIELD + (piece.encode() if piece else encode(None)) + b"}"
