"""The paths of the API, and the view that each leads to; which path a request is for, Flask's own map says."""

from collections.abc import Callable
from dataclasses import dataclass

from api.web import contract, probes, views
from api.web.accounts import accounts
from api.web.changes import changes
from api.web.dataset import dataset
from api.web.history import history
from api.web.index import index
from api.web.problems import problem_type
from api.web.responses import CACHING, NOT_KEPT, Representation
from api.web.verify import verify
from api.web.vocabulary import vocabulary


@dataclass(frozen=True)
class Route:
    """A path, its view, the request headers that its answer depends on, and how long it may be kept."""

    path: str
    view: Callable[..., Representation]
    vary: str = "Accept-Encoding"
    caching: str = CACHING


_BY_FORM = "Accept, Accept-Encoding"
ROUTES = (
    Route("/v1", index),
    Route("/v1/search", views.search, _BY_FORM),
    Route("/v1/timeline", views.timeline, _BY_FORM),
    Route("/v1/verify", verify),
    Route("/v1/changes", changes),
    Route("/v1/vocabulary", vocabulary),
    Route("/v1/dataset", dataset, _BY_FORM),
    Route("/v1/<kind>", views.listing, _BY_FORM),
    Route("/v1/<kind>/<id>", views.record),
    Route("/v1/<kind>/<id>/history", history),
    Route("/v1/meetings/<id>/accounts", accounts),
    Route("/openapi.json", contract.contract_json),
    Route("/openapi.yaml", contract.contract_yaml),
    Route("/problems/<slug>", problem_type),
    Route("/healthz", probes.health, caching=NOT_KEPT),
    Route("/readyz", probes.readiness, caching=NOT_KEPT),
)

#: The paths that lead to the same view, whatever is asked.
FIXED = tuple(route.path for route in ROUTES if "<" not in route.path)
