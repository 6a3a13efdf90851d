"""Records as lists show them: a name, a date, and how it came."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from api.model.document_schema import of
from api.model.fields import Choice
from api.model.resource import Resource
from api.pages.values import Links, html, label, named, title, when


@dataclass(frozen=True)
class ListItem:
    """A record in a list; its `quote` stands for its title where there is one."""

    kind: str
    url: str
    title: str
    quote: str
    told: Markup
    highlight: Markup


def of_records(resource: Resource, documents: Iterable[Mapping[str, Any]], at: Links) -> list[ListItem]:
    """Return the records of one kind."""
    dates = [name for name, node in of(resource).items() if node.type == "date"]
    closed = {name: node.choice for name, node in of(resource).items() if node.choice and not node.many}
    return [
        ListItem(
            resource.name,
            one["url"],
            str(one["summary"]) if resource.quotes else title(resource, one),
            str(one.get("quote") or ""),
            Markup("; ").join(_told(one, dates, closed, at)),
            _marked(one),
        )
        for one in documents
    ]


def of_entries(entries: Iterable[Mapping[str, Any]]) -> list[ListItem]:
    """Return the entries of a list over all kinds."""
    return [
        ListItem(one["kind"], one["url"], one["title"], "", Markup("; ").join(_span(one)), _marked(one))
        for one in entries
    ]


def _told(document: Mapping[str, Any], dates: Iterable[str], closed: Mapping[str, Choice], at: Links) -> list[Markup]:
    told = [when(document[name]) for name in dates if document.get(name)][:1]
    told += [Markup.escape(found.words(document[name])) for name, found in closed.items() if document.get(name)][:1]
    if document.get("speakers"):
        through = [named(document["speakers"]), *(one["name"] for one in document["via"])]
        sources = {entry["source"]["id"]: entry["source"]["publisher"] for entry in document.get("evidence", ())}
        told += [Markup("<b>taken back</b>")] if document.get("retracted_by") else []
        told.append(Markup.escape(" → ".join(dict.fromkeys([*through, *sources.values()]))))
    return told


def _span(entry: Mapping[str, Any]) -> list[Markup]:
    kind = Markup.escape(entry["kind"].removesuffix("s").capitalize())
    dates = [entry[end] for end in ("begin", "end") if entry[end]]
    return [kind, *([Markup(" – ").join(map(when, dates[: 1 + (dates[0] != dates[-1])]))] if dates else [])]


def _marked(document: Mapping[str, Any]) -> Markup:
    """Return what fits the words looked for; it has marks, and is escaped as the API serves it."""
    found = document.get("highlight")
    return html("%s: %s", label(found["field"]), Markup(found["text"])) if found else Markup("")  # noqa: S704
