"""The paths of the API, and the view that each leads to; which path a request is for, Flask's own map says."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from api.model.errors import Missing, Moved
from api.query.formats import FORMATS, HTML, JSON, MARKDOWN, Format
from api.web import bibliography, contract, dataset, docs, feed, index, kept, memento, papers, texts, views
from api.web.accounts import accounts
from api.web.asking import Asking
from api.web.changes import changes
from api.web.drafts import verify_draft
from api.web.history import history
from api.web.pages import front, lists, records
from api.web.problems import problem_type
from api.web.request import Request
from api.web.responses import CACHING, FOREVER, NOT_KEPT, Representation, form_asked
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
    #: Further forms, each with what makes it.
    others: Mapping[Format, Callable[..., bytes]] = field(default_factory=dict)
    #: Whether it can be asked for as known on a day.
    dated: bool = False
    #: Whether its path names the form, so that its view chooses and makes that.
    names_form: bool = False
    #: What stands in the places of names where the path has none.
    given: Mapping[str, str] = field(default_factory=dict)
    #: Its view of what comes by POST, of which nothing is kept.
    posted: Callable[..., Representation] | None = None

    def __post_init__(self) -> None:
        made = {MARKDOWN: self.text, HTML: self.page, **self.others}
        object.__setattr__(self, "others", {form: maker for form, maker in made.items() if maker})
        object.__setattr__(self, "forms", (*self.forms, *(form for form in self.others if form not in self.forms)))

    @property
    def media_types(self) -> Sequence[str]:
        """The media types in which there is what it shows."""
        return tuple(dict.fromkeys(form.media_type for form in self.forms))

    def shown(self, served: ServedRelease, request: Request, **places: str) -> Representation:
        """Show what there is in the form that is asked for, by the path, a parameter, or `Accept`."""
        if self.names_form:
            return self.view(served, request, **places)
        if self.dated:
            memento.negotiate(served, request)
        form = form_asked(request, self.forms)
        if form and form in self.others:
            shown = Representation(self.others[form](Asking(served, request), **places), form.content_type, chosen=True)
        else:
            view = self.posted if self.posted and request.method == "POST" else self.view
            shown = view(served, request, **places)
        return memento.told(served, request, shown) if self.dated else shown

    @property
    def methods(self) -> str:
        """The methods that it takes."""
        return ", ".join(["GET", "HEAD", "OPTIONS", *(["POST"] if self.posted else [])])

    @property
    def told(self) -> Mapping[str, str]:
        """The headers that say for how long an answer may be kept, and on which headers of a request it depends."""
        names = (*(("Accept",) if len(self.forms) > 1 else ()), *(("Accept-Datetime",) if self.dated else ()))
        return {"Cache-Control": self.caching, "Vary": ", ".join([*names, "Accept-Encoding"])}


_CITED = {bibliography.CSL: bibliography.csl, bibliography.BIBTEX: bibliography.bibtex}
_LIST = Route("/v1/<kind>", views.listing, FORMATS, page=lists.listing, text=texts.listing, dated=True)
_PLAIN = (
    Route("/", index.index, page=front.front),
    Route("/v1", index.index, page=front.front),
    Route("/v1/verify", verify, page=front.verify, text=texts.verify, posted=verify_draft),
    Route("/v1/changes", changes, page=front.changes, text=texts.changes, others={feed.ATOM: feed.feed}),
    Route("/v1/vocabulary", vocabulary, page=front.vocabulary),
    Route("/v1/dataset", dataset.dataset, dataset.FORMATS),
    _LIST,
    *(replace(_LIST, path=f"/v1/{name}", given={"kind": name}) for name in ("search", "timeline")),
    Route("/v1/<kind>/<id>", views.record, page=records.record, text=texts.record, others=_CITED, dated=True),
    Route("/v1/<kind>/<id>/history", history, page=records.history, dated=True),
    Route("/v1/meetings/<id>/accounts", accounts, page=records.accounts, text=texts.accounts, dated=True),
    Route("/v1/releases", kept.kept, page=front.releases),
    Route("/v1/timemap/<path:of>", memento.timemap),
    Route("/static/<name>", docs.static, caching=FOREVER),
    Route("/docs", docs.docs),
    Route("/docs/", docs.docs),
    Route("/docs/<name>", papers.paper, (papers.PLAIN,), page=papers.paper_page),
    Route("/openapi.json", contract.contract_json),
    Route("/openapi.yaml", contract.contract_yaml),
    Route("/problems/<slug>", problem_type, (papers.PLAIN,), page=front.problem_type),
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
            (served.kind if "id" in places else served.listed)(request, places["kind"])
        raise Missing(request.path, [f"{path}.{right}" for right in known])

    return replace(route, path=f"{route.path}.<extension>", view=view, names_form=True)


ROUTES = (*_PLAIN, *(_by_extension(route) for route in _PLAIN if route.path.startswith("/v1")))

#: The paths that lead to the same view, whatever is asked.
FIXED = tuple(route.path for route in ROUTES if "<" not in route.path and not route.path.endswith("/"))
#: The paths that take a body, here and in a kept release.
POSTED = re.compile(rf"(?:/releases/\w+)?(?:{'|'.join(route.path for route in _PLAIN if route.posted)})(?:[.]\w+)?")
