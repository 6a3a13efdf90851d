"""The paths of the API, and the view that each leads to; which path a request is for, Flask's own map says."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from api.model.errors import Missing
from api.query.formats import FORMATS, JSON, Format
from api.web import contract, dataset, probes, views
from api.web.accounts import accounts
from api.web.changes import changes
from api.web.history import history
from api.web.index import index
from api.web.problems import problem_type
from api.web.request import Request
from api.web.responses import CACHING, NOT_KEPT, Representation
from api.web.verify import verify
from api.web.vocabulary import vocabulary


@dataclass(frozen=True)
class Route:
    """A path, its view, the forms in which it shows what it has, and how long an answer may be kept."""

    path: str
    view: Callable[..., Representation]
    forms: Sequence[Format] = (JSON,)
    caching: str = CACHING

    @property
    def vary(self) -> str:
        """The request headers that an answer depends on."""
        return "Accept, Accept-Encoding" if len(self.forms) > 1 else "Accept-Encoding"

    def without_extension(self, request: Request, extension: str) -> Request:
        """Return a request whose path ends in the extension of a form, as one for that form; raises `Missing`."""
        path = request.path.removesuffix(f".{extension}")
        known = dict.fromkeys(form.extension for form in self.forms)
        if extension not in known:
            raise Missing(request.path, [f"{path}.{right}" for right in known])
        return replace(request, path=path, extension=extension)


_PLAIN = (
    Route("/v1", index),
    Route("/v1/search", views.search, FORMATS),
    Route("/v1/timeline", views.timeline, FORMATS),
    Route("/v1/verify", verify),
    Route("/v1/changes", changes),
    Route("/v1/vocabulary", vocabulary),
    Route("/v1/dataset", dataset.dataset, dataset.FORMATS),
    Route("/v1/<kind>", views.listing, FORMATS),
    Route("/v1/<kind>/<id>", views.record),
    Route("/v1/<kind>/<id>/history", history),
    Route("/v1/meetings/<id>/accounts", accounts),
    Route("/openapi.json", contract.contract_json),
    Route("/openapi.yaml", contract.contract_yaml),
    Route("/problems/<slug>", problem_type),
    Route("/healthz", probes.health, caching=NOT_KEPT),
    Route("/readyz", probes.readiness, caching=NOT_KEPT),
)

#: Each path of the API may end in the extension of a form: `/v1/statements.csv`.
ROUTES = (
    *_PLAIN,
    *(replace(route, path=f"{route.path}.<extension>") for route in _PLAIN if route.path.startswith("/v1")),
)

#: The paths that lead to the same view, whatever is asked.
FIXED = tuple(route.path for route in ROUTES if "<" not in route.path)
