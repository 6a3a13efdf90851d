"""Jinja, and what every page needs to know; a page is a template, filled with what the API answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader

from api.model.date_object import shown_date
from api.pages.values import UNSAID, Links, host, isolated, label, shown, when

#: The style sheet.
STYLE = Path(__file__).with_name("style.css")

#: Where every page leads.
_NAVIGATION = (
    ("Timeline", "/v1/timeline"),
    ("Statements", "/v1/statements"),
    ("Questions", "/v1/questions"),
    ("Sources", "/v1/sources"),
    ("Search", "/v1/search"),
    ("Verify", "/v1/verify"),
    ("Changes", "/v1/changes"),
    ("API", "/docs"),
)
#: The media types of the other forms of a page.
_TYPES = {"JSON": "application/json", "Markdown": "text/markdown", "CSV": "text/csv"}


@dataclass(frozen=True)
class Frame:
    """What stands around every page.

    `about` is the release; `path` and `query` are where the page is, and `here` is both, without the day that is asked
    for. A day may be asked for where it is `dated`, from `first_day` to `last_day`. `crumbs` lead here from the front
    page; `twins` are the same in other forms. `origin` is the address of the API.
    """

    about: Mapping[str, Any]
    path: str
    query: Sequence[tuple[str, str]] = ()
    at: Links = field(default_factory=Links)
    first_day: str = ""
    last_day: str = ""
    crumbs: Sequence[tuple[str, str]] = ()
    twins: Mapping[str, str] = field(default_factory=dict)
    dated: bool = True
    here: str = ""
    origin: str = ""


def static_name(file: Path) -> str:
    """Return the name under which a file is sent as long as it stays as it is."""
    return f"{file.stem}-{sha256(file.read_bytes()).hexdigest()[:12]}{file.suffix}"


def page(template: str, frame: Frame, **told: Any) -> bytes:
    """Return a page: a template, filled; the first one of several names that there is."""
    found = environment().select_template([f"{name}.html" for name in template.split()])
    return found.render(frame=frame, at=frame.at, **told).encode()


class _Environment(Environment):
    def getattr(self, obj: Any, attribute: str) -> Any:
        """Look for a member of a document before an attribute, which Jinja does last: most are looked for there."""
        return obj[attribute] if isinstance(obj, dict) and attribute in obj else super().getattr(obj, attribute)


@cache
def environment() -> Environment:
    """Return the templates, with what they may call."""
    found = _Environment(
        loader=PackageLoader("api.pages"), autoescape=True, trim_blocks=True, lstrip_blocks=True, auto_reload=False
    )
    found.filters |= {one.__name__: one for one in (when, label, host, isolated)}
    found.filters["day"] = lambda text: when(shown_date(text))
    found.globals |= {"STYLE": static_name(STYLE), "NAVIGATION": _NAVIGATION, "TYPES": _TYPES}
    found.globals |= {"UNSAID": UNSAID, "shown": shown}
    return found
