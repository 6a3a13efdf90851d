"""What of a record fits the words that were looked for: found by the index of words, shown as HTML."""

import html

from peewee import SQL

from api.model.jsontext import encode
from api.release.index_terms import COLUMNS

#: The field that records have where words were looked for.
HIGHLIGHT = "highlight"
#: What stands before and after a hit, and for what was left out: no text holds the first two.
HIT, END, _CUT = "\x02", "\x03", "…"
#: How many words a piece has at most.
_LONGEST = 24
_SIGNS = f"char({ord(HIT)}), char({ord(END)}), '{_CUT}', {_LONGEST}"
_PIECES = ", ".join(f"fitting(snippet(words, {column}, {_SIGNS}))" for column in range(len(COLUMNS)))
#: The SQL for a piece of an entry, with what fits the words between `HIT` and `END`; null where none does.
#:
#: It is of the first column in which one fits: of the title, of other names, of the texts, of what is related.
PIECE = SQL(f"coalesce({_PIECES})")

_FIELD = f',"{HIGHLIGHT}":'.encode()
DESCRIPTION = (
    "The piece of the record that fits `q` best, as HTML: what fits stands in `<mark>`, all else is escaped. Null "
    "where no word is wanted. Only there with `q`."
)


def fitting(piece: str) -> str | None:
    """Return a piece if it has a hit; the SQL calls this function by its name."""
    return piece if HIT in piece else None


def marked(piece: str | None) -> str | None:
    """Return a piece as HTML, with each hit in `<mark>`."""
    return html.escape(piece).replace(HIT, "<mark>").replace(END, "</mark>") if piece else None


def highlighted(document: bytes, piece: str | None) -> bytes:
    """Return a document with its highlight as the last field."""
    return document[:-1] + _FIELD + encode(marked(piece)) + b"}"
