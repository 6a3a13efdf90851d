"""The application over a release: from a request to a response, whoever asks; Flask finds its route and speaks WSGI."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import flask
from flask import Flask
from werkzeug.datastructures import Headers
from werkzeug.exceptions import NotFound

from api.model.budget import spending
from api.model.errors import Moved
from api.model.resource import Resource
from api.query.engines import Location
from api.query.formats import FORMATS, HTML, MARKDOWN
from api.query.store import MOST_FOUND, Store
from api.query.texts_at_hand import TextsAtHand
from api.web import problems, texts
from api.web.address import NO_ADDRESS, Address
from api.web.kept import PATH, KeptReleases
from api.web.pages.front import problem as problem_page
from api.web.request import NotAcceptable, Request
from api.web.responses import Response, form_asked, respond
from api.web.routes import FIXED, ROUTES, Route
from api.web.served import ServedRelease
from api.web.status import Status

#: From which status on an answer tells of an error.
_ERROR = 400
#: For how many wrong names and values of a request the nearest right ones are looked for, twice each at most.
MOST_HELPED = 20
#: What a browser is told, beside the methods of a path, before it asks from another page.
_PREFLIGHT = {
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
    "Content-Length": "0",
}


class Application(Flask):
    """Answers requests for what is served; those of a kept release as if that were served."""

    def __init__(self, served: ServedRelease, seconds: float | None) -> None:
        """Answer from what is served; the queries of a request may take so many seconds."""
        super().__init__(__name__, static_folder=None)
        self.store = served.store
        self._served, self._seconds, self._kept = served, seconds, KeptReleases(served)
        self._routes = {route.path: route for route in ROUTES}
        self.url_map.merge_slashes = False
        for path in self._routes:
            self.add_url_rule(path, path.replace(".", "-"))
        self._paths = self.url_map.bind("localhost")
        self.before_request(self._through_wsgi)

    def _through_wsgi(self) -> flask.Response:
        """Answer a request of WSGI, whatever Flask has found for it."""
        request = Request.from_environ(flask.request.environ)
        response = self.answer(request).to(request)
        answer = flask.Response(response.pieces or response.body, response.status)
        answer.headers = Headers({**response.headers, "X-Request-ID": request.id})
        return answer

    def answer(self, request: Request) -> Response:
        """Return the response to a request."""
        served, asked = self._served, request
        try:
            if found := PATH.fullmatch(request.path):
                asked = replace(request, path=found[2] or "/")
                served = self._kept.of(found[1])
            else:
                served = self._kept.walked(request)
            route, places = self._found(served, asked)
        except Exception as error:
            return _told(served, asked, error)
        allowed = {"Allow": route.methods}
        if request.method == "OPTIONS":
            return Response.of(200, {**allowed, "Access-Control-Allow-Methods": route.methods, **_PREFLIGHT})
        if request.method not in route.methods.split(", "):
            return problems.of_status(405, f"Use one of {route.methods}.", allowed).under(served.address)
        return self._shown(served, asked, route, places)

    def _found(self, served: ServedRelease, request: Request) -> tuple[Route, Mapping[str, str]]:
        """Return the route to what is at a path, and what the path holds in the places of names; raises `Missing`.

        With a slash behind a path that is known, it leads there: from where it is, as nobody here knows what a proxy
        puts before it. Browsers follow no redirect before they may ask.
        """
        path = request.path
        shorter = path.removesuffix("/")
        if path != shorter and self._paths.test(shorter) and not self._paths.test(path):
            if request.method != "OPTIONS":
                raise Moved(f"../{quote(shorter.rpartition('/')[2], safe='')}")
            path = shorter
        try:
            rule, places = self._paths.match(path, return_rule=True)
        except NotFound:
            raise served.missing(request) from None
        route = self._routes[rule.rule]
        return route, {**route.given, **places}

    def _shown(self, served: ServedRelease, request: Request, route: Route, places: Mapping[str, str]) -> Response:
        try:
            with spending(self._seconds, MOST_HELPED, lambda: request.departed):
                shown = route.shown(served, request, **places)
                response = respond(shown, request, served.store, served.address, route.told)
        except NotAcceptable as error:
            response = _told(served, request, NotAcceptable(route.media_types) if route.page else error)
        except Exception as error:
            response = _told(served, request, error)
        if response.pieces:
            response.pieces = self._in_time(response.pieces)
        response.route = route.path
        return response

    def _in_time(self, pieces: Iterator[bytes]) -> Iterator[bytes]:
        """Yield pieces, each of which has the time of a request."""
        while True:
            with spending(self._seconds):
                piece = next(pieces, None)
            if piece is None:
                return
            yield piece


def create_app(  # noqa: PLR0913 - each is a setting, given by name
    release: Location,
    resources: Sequence[Resource],
    status: Callable[[], Status] | None = None,
    most_found: int = MOST_FOUND,
    seconds: float | None = None,
    address: Address = NO_ADDRESS,
    texts: Path | None = None,
) -> Application:
    """Return the application that serves a release; raises `Unusable` where it cannot be served.

    `/readyz` shows the status of the server: without one, that it serves this release since now. Of what words find,
    up to `most_found` records are counted. The queries of a request may take so many seconds. The public finds the
    server at an `address`; without one, links are relative to whatever server was asked. The texts of sources are in
    the folder `texts`, if they are at hand.
    """
    store = Store(release, resources, most_found=most_found)
    now = Status(store.name, datetime.now(UTC).isoformat(timespec="seconds"))
    held = TextsAtHand(texts, store) if texts else None
    return Application(ServedRelease(store, FIXED, status or (lambda: now), address, held), seconds)


def _told(served: ServedRelease, request: Request, error: Exception) -> Response:
    """Return what tells of an error, in the form that the client reads."""
    response = problems.of_error(error, request)
    form = form_asked(request, (*FORMATS, MARKDOWN, HTML)) if response.status >= _ERROR else None
    if form is HTML:
        response = problem_page(served, request, response)
    elif form is MARKDOWN:
        response = texts.problem(response)
    return response.under(served.address)
