"""`/v1`: what there is: the kinds and their counts, the release, what it covers, its licence."""

from api.model.jsontext import encode
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
    counts = served.counts(as_of)
    kinds = [
        {
            "kind": kind.name,
            "count": counts[kind.name],
            "url": _on(f"/v1/{kind.name}", as_of),
            "description": kind.description,
        }
        for kind in served.kinds
    ]
    links = {name: _on(path, as_of if dated else None) for name, (path, dated) in LINKS.items()}
    return Representation(encode({**served.about(as_of), "kinds": kinds, "links": links}))


def _on(path: str, as_of: str | None) -> str:
    """Return a path that asks for what was known on a day."""
    return f"{path}{'&' if '?' in path else '?'}as_of={as_of}" if as_of else path
