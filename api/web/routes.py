"""The paths of the API, and what each leads to; knows nothing of what is there."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from api.web.responses import CACHING, NOT_KEPT

#: What a path may hold in the place of a name in angle brackets, for it to be found here.
_PLAIN = "[a-z0-9-]+"


@dataclass(frozen=True)
class Route:
    """A path, the name of its view, the request headers that its answer depends on, and how long it may be kept."""

    path: str
    view: str
    vary: str = "Accept-Encoding"
    caching: str = CACHING


ROUTES = (
    Route("/v1", "index"),
    Route("/v1/search", "search", "Accept, Accept-Encoding"),
    Route("/v1/timeline", "timeline", "Accept, Accept-Encoding"),
    Route("/v1/verify", "verify"),
    Route("/v1/changes", "changes"),
    Route("/v1/vocabulary", "vocabulary"),
    Route("/v1/dataset", "dataset", "Accept, Accept-Encoding"),
    Route("/v1/<kind>", "listing", "Accept, Accept-Encoding"),
    Route("/v1/<kind>/<id>", "record"),
    Route("/v1/<kind>/<id>/history", "history"),
    Route("/v1/meetings/<id>/accounts", "accounts"),
    Route("/openapi.json", "contract_json"),
    Route("/openapi.yaml", "contract_yaml"),
    Route("/problems/<slug>", "problem_type"),
    Route("/healthz", "health", caching=NOT_KEPT),
    Route("/readyz", "readiness", caching=NOT_KEPT),
)

#: The paths that lead to the same view, whatever is asked.
FIXED = tuple(route.path for route in ROUTES if "<" not in route.path)


def finder(routes: Sequence[Route]) -> Callable[[str], tuple[Route, dict[str, str]] | None]:
    """Give what finds the route of a path, with what stands in the places of names: a whole path before one with names.

    Of paths with anything but small letters, digits and hyphens in those places it finds none.
    """
    ordered = sorted(routes, key=lambda route: route.path.count("<"))
    patterns = [(re.compile(re.sub(r"<(\w+)>", rf"(?P<\1>{_PLAIN})", route.path)), route) for route in ordered]

    def find(path: str) -> tuple[Route, dict[str, str]] | None:
        for pattern, route in patterns:
            if found := pattern.fullmatch(path):
                return route, found.groupdict()
        return None

    return find
