"""The Markdown of the API, at the same addresses as its JSON; it says what that says, in short."""

import json
from collections.abc import Mapping
from typing import Any

from api.pages import markdown
from api.query.formats import MARKDOWN
from api.web import accounts as sides
from api.web import changes as diff
from api.web import verify as quotes
from api.web import views
from api.web.asking import Asking
from api.web.drafts import verify_draft
from api.web.responses import Response


def record(asking: Asking, kind: str, id: str) -> bytes:
    """Show a record."""
    document = asking.answer(views.record, kind=kind, id=id)
    return markdown.record(asking.served.by_name[kind], document, asking.at).encode()


def listing(asking: Asking, kind: str) -> bytes:
    """Show a page of a list."""
    found, at = asking.answer(views.listing, kind=kind), asking.at
    resource = asking.served.lists[kind]
    lines = (markdown.entry(one, at) if resource.holds else markdown.item(resource, one, at) for one in found["data"])
    return markdown.listing(resource.name.capitalize(), found, lines).encode()


def verify(asking: Asking) -> bytes:
    """Show where words stand."""
    if asking.request.method == "POST":
        return _verdicts(asking).encode()
    found = asking.answer(quotes.verify)
    lines = [f"Match: {found['match']}, {found['whose']}. {markdown.escaped(found['detail'])}", ""]
    lines += _statements(asking, found)
    lines += [markdown.place(one, asking.at) for one in found["places"]]
    return markdown.listing(f"Statements with “{found['quote']}”", found, lines).encode()


def _verdicts(asking: Asking) -> str:
    found, lines = asking.answer(verify_draft), list[str]()
    for one in found["data"]:
        place = f" ({one['place']})" if "place" in one else ""
        lines.append(f"## {one['verdict']}: “{markdown.escaped(one['quote'])}”{place}")
        lines += ["", markdown.escaped(one["detail"]), ""]
        lines += _statements(asking, one)
        lines += [*(markdown.place(each, asking.at) for each in one["places"]), ""]
    return markdown.listing("Quotations", found, lines[:-1])


def accounts(asking: Asking, id: str) -> bytes:
    """Show what each side said of a meeting."""
    found, lines = asking.answer(sides.accounts, id=id), list[str]()
    for side in found["data"]:
        lines += ["", f"## {markdown.told(side['side'], asking.at)}: {side['total']}", ""]
        lines += _statements(asking, side)
    heading = f"What each side said: {asking.name('meetings', id)}; sides by alphabet"
    return markdown.listing(heading, found, lines[1:] or ["No side has said anything that stands here."]).encode()


def changes(asking: Asking) -> bytes:
    """Show what has changed since a release or a day."""
    found = asking.answer(diff.changes)
    since = f"release {found['since']}" if found["since"] else "before the first release"
    return markdown.listing(f"Changes since {since}", found, map(markdown.change, found["data"])).encode()


def _statements(asking: Asking, found: Mapping[str, Any]) -> list[str]:
    resource = asking.served.by_name["statements"]
    return [markdown.item(resource, one, asking.at) for one in found["statements"]]


def problem(response: Response) -> Response:
    """Return the text that says of a problem what its document says."""
    return response.shown_as(markdown.problem(json.loads(response.body)).encode(), MARKDOWN.content_type)
