"""The forms in which records are given: JSON, NDJSON, CSV; knows no kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.query.parameters import Parameter, one_of


@dataclass(frozen=True)
class Format:
    """One form: its name in `format`, its media type, whether it can be read while it comes, and a help text."""

    name: str
    media_type: str
    streams: bool
    help: str


JSON = Format("json", "application/json", False, "One JSON document.")
NDJSON = Format("ndjson", "application/x-ndjson", True, "One record on a line, as JSON.")
CSV = Format("csv", "text/csv", True, "A table with a line of headings (RFC 4180).")

#: The forms of a list; the first one is for clients that name none.
FORMATS = (JSON, NDJSON, CSV)


def parameter(formats: Sequence[Format]) -> Parameter:
    """Return the query parameter by which a client names one of some forms."""
    forms = " ".join(f"`{found.name}`: {found.help}" for found in formats)
    text = f"The form of the answer, `{formats[0].name}` unless this, or else `Accept`, names another. {forms}"
    names = [found.name for found in formats]
    return Parameter("format", text, {"type": "string", "enum": names}, one_of(names))
