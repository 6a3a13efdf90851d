"""The paths of the API, and the view that each leads to; which path a request is for, Flask's own map says."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from api.model.errors import Missing, Moved
from api.query.formats import FORMATS, HTML, JSON, MARKDOWN, Format
from api.web import contract, dataset, index, static, texts, views
from api.web.accounts import accounts
from api.web.changes import changes
from api.web.history import history
from api.web.pages import front, lists, records
from api.web.problems import problem_type
from api.web.request import Request
from api.web.responses import CACHING, NOT_KEPT, Representation, readers_form
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
    #: The same for a browser, and for a program that reads.
    page: Callable[..., bytes] | None = None
    text: Callable[..., bytes] | None = None

    def __post_init__(self) -> None:
        readers = (*((MARKDOWN,) if self.text else ()), *((HTML,) if self.page else ()))
        object.__setattr__(self, "forms", (*self.forms, *readers))

    @property
    def media_types(self) -> Sequence[str]:
        """The media types in which there is what it shows."""
        return tuple(dict.fromkeys(form.media_type for form in self.forms))

    def shown(self, served: ServedRelease, request: Request, **places: str) -> Representation:
        """Show what there is in the form that is asked for, by the path, a parameter, or `Accept`."""
        form = readers_form(request, self.forms)
        reader = {HTML: self.page, MARKDOWN: self.text}.get(form) if form else None
        if reader and form:
            return Representation(reader(served, request, **places), form.content_type, chosen=True)
        return self.view(served, request, **places)

    @property
    def told(self) -> Mapping[str, str]:
        """The headers that say for how long an answer may be kept, and on which headers of a request it depends."""
        vary = "Accept, Accept-Encoding" if len(self.forms) > 1 else "Accept-Encoding"
        return {"Cache-Control": self.caching, "Vary": vary}


_PLAIN = (
    Route("/", index.index, page=front.front),
    Route("/v1", index.index, page=front.front),
    Route("/v1/search", views.search, FORMATS, page=lists.search, text=texts.search),
    Route("/v1/timeline", views.timeline, FORMATS, page=lists.dated, text=texts.timeline),
    Route("/v1/verify", verify, page=front.verify),
    Route("/v1/changes", changes, page=front.changes),
    Route("/v1/vocabulary", vocabulary, page=front.vocabulary),
    Route("/v1/dataset", dataset.dataset, dataset.FORMATS),
    Route("/v1/<kind>", views.listing, FORMATS, page=lists.listing, text=texts.listing),
    Route("/v1/<kind>/<id>", views.record, page=records.record, text=texts.record),
    Route("/v1/<kind>/<id>/history", history, page=records.history),
    Route("/v1/meetings/<id>/accounts", accounts, page=records.accounts),
    Route("/static/<name>", static.static, caching=static.FOREVER),
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
                shown = route.shown(served, replace(request, path=path, extension=extension), **places)
            except Moved as moved:
                raise Moved(f"{moved.path}.{extension}") from None
            return replace(shown, chosen=True)
        if route.path.endswith("<id>"):
            return route.view(served, request, **{**places, "id": f"{places['id']}.{extension}"})
        if "kind" in places:
            served.kind(request, places["kind"])
        raise Missing(request.path, [f"{path}.{right}" for right in known])

    return replace(route, path=f"{route.path}.<extension>", view=view, forms=route.forms, page=None, text=None)


ROUTES = (*_PLAIN, *(_by_extension(route) for route in _PLAIN if route.path.startswith("/v1")))

#: The paths that lead to the same view, whatever is asked.
FIXED = tuple(route.path for route in ROUTES if "<" not in route.path and route.path != "/")
