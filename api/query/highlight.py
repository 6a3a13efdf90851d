"""What of a record fits the words that were looked for, as HTML; knows nothing of how it was found."""

import html

from api.model.document_schema import Node
from api.model.jsontext import encode
from api.query.list_parameters import HIGHLIGHT
from api.query.list_sql import END, HIT

_FIELD = f',"{HIGHLIGHT}":'.encode()
NODE = Node(
    "The piece of the record that fits `q` best, as HTML: what fits stands in `<mark>`, all else is escaped. Null "
    "where no word is wanted. Only there with `q`."
)


def marked(piece: str | None) -> str | None:
    """Write a piece as HTML, with each hit in `<mark>`."""
    return html.escape(piece).replace(HIT, "<mark>").replace(END, "</mark>") if piece else None


def highlighted(document: bytes, piece: str | None) -> bytes:
    """Give a document with its highlight as the last field."""
    return document[:-1] + _FIELD + encode(marked(piece)) + b"}"
