"""The Markdown of the API, at the same addresses as its JSON; it says what that says, in short."""

import json
from typing import Any

from api.pages import markdown
from api.query.formats import MARKDOWN
from api.web import accounts as sides
from api.web import changes as diff
from api.web import verify as quotes
from api.web import views
from api.web.asking import Asking
from api.web.drafts import verify_draft
from api.web.request import Request
from api.web.responses import Response
from api.web.served import ServedRelease


def record(served: ServedRelease, request: Request, kind: str, id: str) -> bytes:
    """Show a record."""
    asking = Asking(served, request)
    return markdown.record(
        served.kind(request, kind), asking.answer(views.record, kind=kind, id=id), asking.at
    ).encode()


def listing(served: ServedRelease, request: Request, kind: str) -> bytes:
    """Show a page of a list."""
    asking, resource = Asking(served, request), served.listed(request, kind)
    found, at = asking.answer(views.listing, kind=kind), asking.at
    lines = (markdown.entry(one, at) if resource.holds else markdown.item(resource, one, at) for one in found["data"])
    return markdown.listing(resource.name.capitalize(), found, lines).encode()


def verify(served: ServedRelease, request: Request) -> bytes:
    """Show where words stand."""
    asking = Asking(served, request)
    if request.method == "POST":
        return _verdicts(served, asking, asking.answer(verify_draft)).encode()
    found = asking.answer(quotes.verify)
    lines = [f"Match: {found['match']}, {found['whose']}. {markdown.escaped(found['detail'])}", ""]
    lines += [markdown.item(served.by_name["statements"], one, asking.at) for one in found["statements"]]
    lines += [markdown.place(one, asking.at) for one in found["places"]]
    return markdown.listing(f"Statements with “{found['quote']}”", found, lines).encode()


def _verdicts(served: ServedRelease, asking: Asking, found: Any) -> str:
    lines = []
    for one in found["data"]:
        place = f" ({one['place']})" if "place" in one else ""
        lines.append(f"## {one['verdict']}: “{markdown.escaped(one['quote'])}”{place}")
        lines += ["", markdown.escaped(one["detail"]), ""]
        lines += [markdown.item(served.by_name["statements"], each, asking.at) for each in one["statements"]]
        lines += [*(markdown.place(each, asking.at) for each in one["places"]), ""]
    return markdown.listing("Quotations", found, lines[:-1])


def accounts(served: ServedRelease, request: Request, id: str) -> bytes:
    """Show what each side said of a meeting."""
    asking, lines = Asking(served, request), list[str]()
    found = asking.answer(sides.accounts, id=id)
    for side in found["data"]:
        lines += ["", f"## {markdown.told(side['side'], asking.at)}: {side['total']}", ""]
        lines += [markdown.item(served.by_name["statements"], one, asking.at) for one in side["statements"]]
    heading = f"What each side said: {asking.name('meetings', id)}; sides by alphabet"
    return markdown.listing(heading, found, lines[1:] or ["No side has said anything that stands here."]).encode()


def changes(served: ServedRelease, request: Request) -> bytes:
    """Show what has changed since a release or a day."""
    found = Asking(served, request, dated=False).answer(diff.changes)
    since = f"release {found['since']}" if found["since"] else "before the first release"
    return markdown.listing(f"Changes since {since}", found, map(markdown.change, found["data"])).encode()


def problem(response: Response) -> Response:
    """Return the text that says of a problem what its document says."""
    return response.shown_as(markdown.problem(json.loads(response.body)).encode(), MARKDOWN.content_type)
