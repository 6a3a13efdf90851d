"""`/v1`, `/healthz` and `/readyz`: what there is, whether the server is alive, and what it serves."""

from api.model.jsontext import encode
from api.pages.values import Links
from api.query import parameters
from api.query.selection import day
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

#: What there is beside the kinds; who asks puts in what stands in braces.
LINKS = {
    "timeline": "/v1/timeline",
    "search": "/v1/search?q={words}",
    "verify": "/v1/verify?quote={quote}",
    "dataset": "/v1/dataset",
    "changes": "/v1/changes?since={since}",
    "vocabulary": "/v1/vocabulary",
    "openapi": "/openapi.json",
    "docs": "/docs",
    "health": "/healthz",
    "readiness": "/readyz",
}


def index(served: ServedRelease, request: Request) -> Representation:
    """Show what there is, and where."""
    as_of = day(request.pairs)
    counted, at = served.counts(as_of), Links(as_of)
    kinds = [
        {"kind": kind.name, "count": counted[kind.name], "url": at(f"/v1/{kind.name}"), "description": kind.description}
        for kind in served.kinds
    ]
    links = {name: at(path) for name, path in LINKS.items()}
    return Representation(encode({**served.about(as_of), "kinds": kinds, "links": links}))


def health(served: ServedRelease, request: Request) -> Representation:
    """Show that the server is alive, what it serves, and what is wrong with fixtures that it follows."""
    parameters.read({}, request.pairs)
    return Representation(encode(served.status().health))


def readiness(served: ServedRelease, request: Request) -> Representation:
    """Show which release is served, since when, and whether a newer one was refused."""
    parameters.read({}, request.pairs)
    return Representation(encode(served.status().readiness))
