"""The paths of the API, and the view that each leads to; which path a request is for, Flask's own map says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.model.errors import Missing, Moved
from api.query.formats import FORMATS, JSON, Format
from api.web import contract, dataset, index, views
from api.web.accounts import accounts
from api.web.changes import changes
from api.web.history import history
from api.web.problems import problem_type
from api.web.request import Request
from api.web.responses import CACHING, NOT_KEPT, Representation
from api.web.served import ServedRelease
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
    def told(self) -> Mapping[str, str]:
        """The headers that say for how long an answer may be kept, and on which headers of a request it depends."""
        vary = "Accept, Accept-Encoding" if len(self.forms) > 1 else "Accept-Encoding"
        return {"Cache-Control": self.caching, "Vary": vary}


_PLAIN = (
    Route("/v1", index.index),
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
    Route("/healthz", index.health, caching=NOT_KEPT),
    Route("/readyz", index.readiness, caching=NOT_KEPT),
)


def _by_extension(route: Route) -> Route:
    """Return the route to the same by a path that ends in the extension of a form: `/v1/statements.csv`."""
    known = tuple(dict.fromkeys(form.extension for form in route.forms))

    def view(served: ServedRelease, request: Request, extension: str, **places: str) -> Representation:
        path = request.path.removesuffix(f".{extension}")
        if extension in known:
            try:
                shown = route.view(served, replace(request, path=path, extension=extension), **places)
            except Moved as moved:
                raise Moved(f"{moved.path}.{extension}") from None
            return replace(shown, chosen=True)
        if route.path.endswith("<id>"):
            return route.view(served, request, **{**places, "id": f"{places['id']}.{extension}"})
        if "kind" in places:
            served.kind(request, places["kind"])
        raise Missing(request.path, [f"{path}.{right}" for right in known])

    return replace(route, path=f"{route.path}.<extension>", view=view)


ROUTES = (*_PLAIN, *(_by_extension(route) for route in _PLAIN if route.path.startswith("/v1")))

#: The paths that lead to the same view, whatever is asked.
FIXED = tuple(route.path for route in ROUTES if "<" not in route.path)
