"""The pages of lists: a page of records, how to order them, and how to find fewer."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from api.model.resource import Resource
from api.pages import hits, timeline
from api.pages.templates import page
from api.pages.values import label
from api.query import list_parameters
from api.query.facets import labels
from api.query.parameters import AS_OF
from api.query.selection import Selection, parse
from api.web import views
from api.web.asking import Asking

#: How many facts a drawing shows at most.
MOST_DRAWN = 200
#: How many facets a page offers, and by what it offers none.
_MOST_FACETS, _NO_FACETS = 5, {"actor"}
_SORTS = {"-date": "latest first", "date": "earliest first", "relevance": "best first"}


def listing(asking: Asking, kind: str) -> bytes:
    """Show a page of a list; of the search without words a box for them, and the timeline drawn too."""
    given, served = asking.given, asking.served
    resource = served.listed(asking.request, kind)
    heading = resource.name.capitalize()
    if kind == "search" and not asking.has("q"):
        return page("search", asking.frame((heading, "")), kind=kind, heading=heading, told="", hits=[], q="")
    facets = [("facets", ",".join(_facets(resource)))] if not asking.has("facets") else []
    found = asking.answer(views.listing, query=[*given, *facets], kind=kind)
    selection = parse(served.parameters, resource, given)
    values = found["data"]
    least = "at least " if "total_relation" in found else ""
    return page(
        kind if resource.holds else "list",
        asking.frame((heading, ""), twins=asking.twins("JSON", "CSV", "Markdown")),
        kind=kind,
        heading=heading,
        description=resource.description,
        told=f"{least}{found['total']:,} found, {len(values)} on this page.",
        chips=_chips(asking, selection),
        sorts=_sorts(selection),
        suggestions=found.get("suggestions", []),
        hits=hits.of_entries(values) if resource.holds else hits.of_records(resource, values, asking.at),
        first=_start(selection) if selection.after else "",
        next=selection.behind(values[-1]["id"], served.store.name).path() if found["next"] else "",
        facets=_counted(found, selection),
        q=selection.q,
        drawing=drawn(asking, dict(given)) if kind == "timeline" else None,
    )


def drawn(asking: Asking, query: Mapping[str, str]) -> timeline.Drawing | None:
    """Return the last dated facts that a question finds as a drawing."""
    filters = {name: value for name, value in query.items() if name not in ("after", "facets", "limit", AS_OF.name)}
    found = asking.listed("timeline", **{"sort": "-date", "limit": str(MOST_DRAWN), **filters})
    return timeline.drawn(found["data"])


def _facets(resource: Resource) -> list[str]:
    known = list_parameters.facets(resource).items()
    return [name for name, (by, length) in known if not length and by not in _NO_FACETS][:_MOST_FACETS]


def _counted(found: Mapping[str, Any], selection: Selection) -> list[dict[str, Any]]:
    shown = []
    for name, counts in found.get("facets", {}).items():
        marked = [one | {"current": one["value"] in selection.filters.get(name, ())} for one in counts]
        incomplete = name in found.get(list_parameters.INCOMPLETE, ())
        shown += [{"label": label(name), "counts": marked, "incomplete": incomplete}] if counts else []
    return shown


def _start(selection: Selection) -> str:
    return replace(selection, after=None).path()


def _chips(asking: Asking, selection: Selection) -> list[dict[str, str]]:
    """Return the filters in force, each with the path without it."""
    chips = [
        {
            "told": f"{label(name)}: {', '.join(labels(asking.served.store, selection, name, values))}",
            "url": _start(selection.without(name)),
        }
        for name, values in selection.filters.items()
    ]
    if selection.q and not selection.resource.holds:
        chips.append({"told": f"Words: {selection.q}", "url": _start(replace(selection, q="", sort=""))})
    return chips


def _sorts(selection: Selection) -> list[dict[str, Any]]:
    sorts = [sort for sort in selection.resource.all_sorts if sort in _SORTS or not sort.startswith("-")]
    return [
        {
            "label": _SORTS.get(sort, f"by {label(sort).lower()}"),
            "url": _start(replace(selection, sort=sort)),
            "current": sort == selection.sort,
        }
        for sort in (*sorts, *(("relevance",) if selection.q else ()))
    ]
