"""The values of a record as a reader sees them, each with the marks of the passages that it rests on."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup, escape
from werkzeug.urls import uri_to_iri

from api.model.date_object import shown_date
from api.model.document_schema import DATE, FIRST, REFERENCE, Node, Parts
from api.model.fields import Country
from api.model.messages import joined
from api.model.resource import Resource

#: A record, or a part of one, as the API gives it.
Document = Mapping[str, Any]

#: What a reader sees where a source says nothing.
UNSAID = Markup('<span class="none">No source says</span>')
#: What fields are called where their names do not say it well.
_LABELS = {
    "via": "By way of",
    "audience": "To whom",
    "program": "Programme",
    "text_sha256": "SHA-256 of the text",
    "replaced_sha256": "SHA-256 of the text before",
    "source_url": "Address",
    "archive_url": "Archived copy",
    "publisher_count": "Publishers",
    "status_note": "What to bear in mind",
    "retracts": "Takes back",
    "retracted_by": "Taken back by",
    "license": "Licence",
}
#: What a page shows in a place of its own, not among the values.
APART = frozenset({*FIRST, "evidence", "citation", "status_note", "contested_in", "facts"})
#: What is worked out, and so rests on no passage.
_COMPUTED = frozenset(
    "contested_in retracted_by facts known_since publisher_count former_ids withdrawn topics language".split()
)
#: What is the same whatever day is asked for.
_UNDATED = ("/docs", "/openapi", "/healthz", "/readyz", "/v1/changes", "/v1/vocabulary", "/v1/releases", "http")
#: A letter of Hebrew, Arabic or another script that runs from right to left.
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]")
_PLAIN_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")


def html(pattern: str, *values: Any) -> Markup:
    """Return markup with values in the places of `%s`, each escaped; `Markup.format` takes several times as long."""
    return Markup(pattern % tuple(map(escape, values)))  # noqa: S704 - every value is escaped


def isolated(text: object) -> Markup:
    """Return a text that may run from right to left, so that what stands around it keeps its place."""
    return html("<bdi>%s</bdi>", text) if _RIGHT_TO_LEFT.search(str(text)) else escape(text)


def marks(document: Document, name: str) -> list[int]:
    """Return the places of the passages that carry a field: those that name it, and those that carry all."""
    if name in _COMPUTED or document.get(name) in (None, [], ""):
        return []
    passages = enumerate(document.get("evidence", ()), 1)
    return [place for place, entry in passages if name in entry["fields"] or not entry["fields"]]


@lru_cache(maxsize=2**10)
def marked(places: tuple[int, ...]) -> Markup:
    """Return links to passages by their places; more than six may break over lines."""
    links = (html('<a class="e" href="#e%s" aria-label="Evidence %s">%s</a>', place, place, place) for place in places)
    start = Markup('<span class="es">') if len(places) < 7 else Markup("<span>")
    return start + Markup("").join(links) + Markup("</span>") if places else Markup("")


def label(name: str) -> str:
    """Return what readers call a field: "On behalf of" for `on_behalf_of`."""
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


def title(resource: Resource, document: Document) -> str:
    """Return the name of a record by its document."""
    if "name" in document:
        return str(document["name"])
    pattern = resource.label_of(document)
    keys = [key for _, key, _, _ in Formatter().parse(pattern) if key]
    return pattern.format_map({key: named(document.get(key)) for key in keys})


def named(value: Any) -> str:
    """Return a value as a name has it: a reference, or several, by name."""
    if isinstance(value, list):
        return joined([*map(named, value)])
    return str(value["name"]) if isinstance(value, Mapping) else str(value).replace("_", " ")


class Links:
    """The addresses of pages, each as known on the day that is asked for."""

    def __init__(self, as_of: str | None = None) -> None:
        self.as_of = as_of

    def __call__(self, path: str) -> str:
        """Return a path with the day in it."""
        if not self.as_of or "as_of=" in path or path.startswith(_UNDATED):
            return path
        return f"{path}{'&' if '?' in path else '?'}as_of={self.as_of}"

    def references(self, found: Iterable[Document]) -> Markup:
        """Return links to records that another refers to."""
        return Markup(", ").join(map(self.reference, found))

    def reference(self, found: Document) -> Markup:
        """Return a link to a record that another refers to."""
        return html('<a href="%s">%s</a>', self(f"/v1/{found['kind']}/{found['id']}"), isolated(found["name"]))


def when(date: Document | None) -> Markup:
    """Return a date in words; one that is not a plain day is marked, and carries its EDTF."""
    if not date:
        return UNSAID
    if _PLAIN_DAY.fullmatch(date["edtf"]):
        return html('<time datetime="%s">%s</time>', date["edtf"], date["label"])
    span = "/".join(str(date[end] or "") for end in ("earliest", "latest"))
    return html('<span class="unc" title="%s (%s)">%s</span>', date["edtf"], span, date["label"])


def shown(value: Any, node: Node, at: Links) -> Markup:
    """Return a value as markup; `node` says what it is."""
    if value in (None, "", []):
        return UNSAID
    if node.many and isinstance(value, list):
        each = [_one(item, node, at) for item in value]
        if node.type == "object":
            return html('<ul class="plain">%s</ul>', Markup("").join(html("<li>%s</li>", one) for one in each))
        return (Markup("; ") if node.type == "text" else Markup(", ")).join(each)
    return _one(value, node, at)


def _one(value: Any, node: Node, at: Links) -> Markup:
    if isinstance(value, Mapping):
        return _object(value, node.parts, at)
    if isinstance(value, bool) or node.type == "text":
        return isolated(value)
    if isinstance(value, int | float):
        return html('<data value="%s">%s</data>', value, f"{value:,}")
    if node.choice:
        return html('<data value="%s">%s</data>', value, node.choice.label(value))
    shape = _SHAPES.get(node.type)
    return shape(value) if shape else escape(value)


def _object(value: Document, parts: Parts, at: Links) -> Markup:
    if value.keys() == DATE.keys():
        edtf = "" if _PLAIN_DAY.fullmatch(value["edtf"]) else html(' <code class="edtf">%s</code>', value["edtf"])
        return when(value) + edtf
    if value.keys() == REFERENCE.keys():
        return at.reference(value)
    if "publisher" in value and "published" in value:  # the source of a passage
        named = {"kind": "sources", "id": value["id"], "name": value["publisher"]}
        return at.reference(named) + ", " + when(value["published"])
    said = {name: item for name, item in value.items() if item not in (None, "", [])}
    told = [(label(name), shown(item, parts.get(name, Node("")), at)) for name, item in said.items()]
    return Markup("; ").join(html('<span class="part"><span class="mute">%s</span> %s</span>', *pair) for pair in told)


def _duration(value: str) -> Markup:
    found = _DURATION.fullmatch(value)
    counted = zip(found.groups() if found else (), _UNITS, strict=False)
    told = ", ".join(f"{int(many)} {unit}{'s' * (int(many) != 1)}" for many, unit in counted if many)
    return html('<time datetime="%s">%s</time>', value, told or value)


def host(address: str) -> str:
    """Return the host of an address, for a reader who wants to know where a link leads."""
    return urlsplit(address).netloc.removeprefix("www.")


_SHAPES: Mapping[str, Callable[[Any], Markup]] = {
    "country code": lambda value: html('<abbr title="%s">%s</abbr>', value, Country.values[value][:-1]),
    "duration": _duration,
    "day": lambda value: when(shown_date(value)),
    "verbatim text": lambda value: html('<q dir="auto">%s</q>', value),
    "web address": lambda value: html('<a href="%s">%s</a>', value, uri_to_iri(value)),
    "SHA-256": lambda value: html("<code>%s</code>", value),
}
