"""`/v1`, `/healthz` and `/readyz`: what there is, whether the server is alive, and what it serves."""

from api.model.jsontext import encode
from api.query import parameters
from api.query.selection import day
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

#: What there is beside the kinds, and whether it can be asked for as known on a day. Who asks puts in what stands
#: in braces.
LINKS = {
    "timeline": ("/v1/timeline", True),
    "search": ("/v1/search?q={words}", True),
    "verify": ("/v1/verify?quote={quote}", True),
    "dataset": ("/v1/dataset", True),
    "changes": ("/v1/changes?since={since}", False),
    "vocabulary": ("/v1/vocabulary", False),
    "openapi": ("/openapi.json", False),
    "docs": ("/docs", False),
    "health": ("/healthz", False),
    "readiness": ("/readyz", False),
}


def index(served: ServedRelease, request: Request) -> Representation:
    """Show what there is, and where."""
    as_of = day(request.pairs)
    counted = served.counts(as_of)
    kinds = [
        {
            "kind": kind.name,
            "count": counted[kind.name],
            "url": _on(f"/v1/{kind.name}", as_of),
            "description": kind.description,
        }
        for kind in served.kinds
    ]
    links = {name: _on(path, as_of if dated else None) for name, (path, dated) in LINKS.items()}
    return Representation(encode({**served.about(as_of), "kinds": kinds, "links": links}))


def health(served: ServedRelease, request: Request) -> Representation:
    """Show that the server is alive, what it serves, and what is wrong with fixtures that it follows."""
    parameters.read({}, request.pairs)
    return Representation(encode(served.status().health))


def readiness(served: ServedRelease, request: Request) -> Representation:
    """Show which release is served, since when, and whether a newer one was refused."""
    parameters.read({}, request.pairs)
    return Representation(encode(served.status().readiness))


def _on(path: str, as_of: str | None) -> str:
    return f"{path}{'&' if '?' in path else '?'}as_of={as_of}" if as_of else path
