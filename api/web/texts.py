"""The Markdown of the API, at the same addresses as its JSON; it says what that says, in short."""

import json
from collections.abc import Callable
from typing import Any

from api.model.resource import Resource
from api.pages import markdown
from api.query.formats import MARKDOWN
from api.web import views
from api.web.asking import Asking
from api.web.request import Request
from api.web.responses import Representation, Response
from api.web.served import ServedRelease


def record(served: ServedRelease, request: Request, kind: str, id: str) -> bytes:
    """Show a record."""
    asking = Asking(served, request)
    return markdown.record(
        served.kind(request, kind), asking.answer(views.record, kind=kind, id=id), asking.at
    ).encode()


def listing(served: ServedRelease, request: Request, kind: str) -> bytes:
    """Show a page of a list."""
    return _listed(Asking(served, request), served.kind(request, kind), views.listing, kind=kind)


def search(served: ServedRelease, request: Request) -> bytes:
    """Show what has some words."""
    return _listed(Asking(served, request), served.search, views.search)


def timeline(served: ServedRelease, request: Request) -> bytes:
    """Show a page of the timeline."""
    return _listed(Asking(served, request), served.timeline, views.timeline)


def _listed(asking: Asking, resource: Resource, view: Callable[..., Representation], **places: Any) -> bytes:
    found = asking.answer(view, **places)
    entries = found["data"]
    at = asking.at
    lines = (markdown.entry(one, at) if resource.holds else markdown.item(resource, one, at) for one in entries)
    return markdown.listing(resource.name.capitalize(), found, lines).encode()


def problem(response: Response) -> Response:
    """Return the text that says of a problem what its document says."""
    return response.shown_as(markdown.problem(json.loads(response.body)).encode(), MARKDOWN.content_type)
