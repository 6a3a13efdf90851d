"""The forms in which records are given: JSON, NDJSON, CSV; knows no kinds."""

from collections.abc import Sequence
from dataclasses import dataclass

from api.query.parameters import Parameter, one_of


@dataclass(frozen=True)
class Format:
    """One form: its name in `format`, its media type, whether it can be read while it comes, and a help text.

    The path of a list, and a file, end in a dot and its `extension`. `parameters` stand behind its media type.
    A `variant` of another form has the same media type: it is had by its name alone.
    """

    name: str
    media_type: str
    streams: bool
    help: str
    extension: str
    parameters: str = ""
    variant: bool = False

    @property
    def content_type(self) -> str:
        """The media type as answers have it."""
        return self.media_type + self.parameters


JSON = Format("json", "application/json", False, "One JSON document.", "json")
NDJSON = Format("ndjson", "application/x-ndjson", True, "One record on a line, as JSON.", "ndjson")
_TABLE = ("csv", "; charset=utf-8; header=present")
CSV = Format("csv", "text/csv", True, "A table with a line of headings (RFC 4180).", *_TABLE)
EXCEL = Format(
    "excel", CSV.media_type, True, "The same with a mark in front, for Excel to know it as UTF-8.", *_TABLE, True
)
MARKDOWN = Format("md", "text/markdown", False, "Short, for programs that read.", "md", "; charset=utf-8")
HTML = Format("html", "text/html", False, "A page for a browser.", "html", "; charset=utf-8")

#: The forms of a list; the first one is for clients that name none.
FORMATS = (JSON, NDJSON, CSV, EXCEL)


def parameter(formats: Sequence[Format]) -> Parameter:
    """Return the query parameter by which a client names one of some forms."""
    forms = " ".join(f"`{found.name}`: {found.help}" for found in formats)
    first = formats[0].name
    text = f"The form of the answer, `{first}` unless this, the end of the path or `Accept` names another. {forms}"
    names = [found.name for found in formats]
    return Parameter("format", text, {"type": "string", "enum": names}, one_of(names))
