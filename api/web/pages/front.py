"""The front page, and the pages that stand by themselves."""

import json

from api.pages import hits, linked
from api.pages.templates import page
from api.query.formats import HTML
from api.query.parameters import SINCE
from api.web import changes as diff
from api.web import index, kept, views
from api.web import verify as quotes
from api.web import vocabulary as terms
from api.web.asking import Asking
from api.web.pages.lists import drawn
from api.web.request import Request
from api.web.responses import Response
from api.web.served import ServedRelease

#: How many facts and questions the front page shows, and of which kinds what it draws.
_FEW, _DRAWN = "6", "meetings,events,sanctions"


def front(served: ServedRelease, request: Request) -> bytes:
    """Show what there is, the newest facts, and the open questions."""
    asking = Asking(served, request)
    found = asking.answer(index.index)
    latest = asking.answer(views.timeline, "/v1/timeline", {"sort": "-date", "limit": _FEW})
    return page(
        "front",
        asking.frame(**asking.twins("JSON")),
        kinds=found["kinds"],
        latest={"hits": hits.of_entries(latest["data"]), "total": latest["total"]},
        questions=asking.listed("questions", limit=_FEW),
        drawing=drawn(asking, {"kind": _DRAWN}),
        linked=linked.dataset(found, served.address.absolute),
    )


def verify(served: ServedRelease, request: Request) -> bytes:
    """Show where words stand; without words, a box for them."""
    asking = Asking(served, request)
    if not asking.has("quote"):
        return page("verify", asking.frame(("Verify", "")), heading="Verify a quote", found=None, quote="")
    found = asking.answer(quotes.verify)
    where = hits.of_records(served.by_name["statements"], found["statements"], asking.at)
    heading = "These words are among the quotes" if found["total"] else "These words are not among the quotes"
    frame = asking.frame(("Verify", ""), **asking.twins("JSON", "Markdown"))
    return page("verify", frame, heading=heading, found=found, hits=where, quote=found["quote"])


def changes(served: ServedRelease, request: Request) -> bytes:
    """Show what has changed; where no day is named, the releases to choose from."""
    asking = Asking(served, request, dated=False)
    asked = asking.has(SINCE.name)
    found = asking.answer(diff.changes) if asked else {"since": None, "data": []}
    frame = asking.frame(("Changes", ""), **(asking.twins("JSON", "Markdown") if asked else {}))
    known = diff.releases(served)
    return page("changes", frame, asked=asked, since=found["since"], changes=found["data"], releases=known)


def releases(served: ServedRelease, request: Request) -> bytes:
    """Show the releases that are kept."""
    asking = Asking(served, request, dated=False)
    found = asking.answer(kept.kept)["data"]
    return page("releases", asking.frame(("Releases", ""), **asking.twins("JSON")), releases=found)


def vocabulary(served: ServedRelease, request: Request) -> bytes:
    """Show the closed lists."""
    asking = Asking(served, request, dated=False)
    lists = asking.answer(terms.vocabulary)["data"]
    return page("vocabulary", asking.frame(("Vocabulary", ""), **asking.twins("JSON")), lists=lists)


def problem(served: ServedRelease, request: Request, response: Response) -> Response:
    """Return the page that says of a problem what its document says."""
    frame = Asking(served, request.bare, dated=False).frame(("A problem", ""))
    return response.shown_as(page("problem", frame, problem=json.loads(response.body)), HTML.content_type)
