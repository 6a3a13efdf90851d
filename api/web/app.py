"""The application over a release: paths, problems, docs and headers, put together with Flask."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from urllib.parse import quote

import flask
from flask import Flask
from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.routing import Map

from api.model.budget import spending
from api.model.errors import Missing, Moved
from api.model.messages import nearest
from api.model.resource import Resource
from api.query.formats import FORMATS, HTML, MARKDOWN
from api.query.store import MOST_FOUND, Store
from api.web import problems, texts
from api.web.address import NO_ADDRESS, Address
from api.web.docs import DOCS
from api.web.headers import ALWAYS, POLICY, ROUTE, policy
from api.web.kept import PATH, KeptReleases, NotKept
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

#: Answers a request, with what its path holds in the places of names.
Answering = Callable[..., Response]


class Dispatcher:
    """The short way of GET and HEAD of the API's own paths, without contexts and hooks; all else is left to Flask."""

    def __init__(self, map: Map, served: ServedRelease, seconds: float | None) -> None:
        """Lead to what is served by the paths of the map; a request may take so many seconds."""
        self._paths = map.bind("localhost")
        self._served, self._seconds, self._kept = served, seconds, KeptReleases(served)
        self._routes = {route.path: route for route in ROUTES}
        self.views = {path: _answering(served, route, seconds) for path, route in self._routes.items()}

    def answer(self, request: Request) -> Response | None:
        """Return the response to a request; None where Flask has to answer it."""
        if request.method not in ("GET", "HEAD"):
            return None
        if request.path.startswith("/releases/"):
            return self.in_release(request)
        try:
            rule, places = self._paths.match(request.path, "GET", return_rule=True)
        except HTTPException:
            return None
        view = self.views.get(rule.rule)
        return view(request, **places) if view else None

    def in_release(self, request: Request) -> Response:
        """Return the response to a request for what stands under the path of a release."""
        found = PATH.fullmatch(request.path)
        if not found:
            return _told(self._served, request, Missing(request.path, ["/v1/releases"]))
        id, path = found[1], found[2] or "/"
        asked = replace(request, path=path)
        try:
            served = self._kept.of(id)
        except NotKept as error:
            return _told(self._served, asked, error)
        try:
            rule, places = self._paths.match(path, "GET", return_rule=True)
            route = self._routes[rule.rule]
        except (HTTPException, KeyError):
            return _told(served, asked, Missing(path))
        return _answering(served, route, self._seconds)(asked, **places)


class Application(Flask):
    """Flask over a release, with a short way to what it is most often asked for."""

    dispatcher: Dispatcher


def create_app(  # noqa: PLR0913 - each is a setting, given by name
    release: Path,
    resources: Sequence[Resource],
    status: Callable[[], Status] | None = None,
    most_found: int = MOST_FOUND,
    seconds: float | None = None,
    address: Address = NO_ADDRESS,
) -> Application:
    """Return a WSGI application that serves a release; raises `Unusable` where it cannot be served.

    `/readyz` shows the status of the server: without one, that it serves this release since now. Of what words find,
    up to `most_found` records are counted. The queries of a request may take so many seconds. The public finds the
    server at an `address`; without one, links are relative to whatever server was asked.
    """
    store = Store(release, resources, most_found=most_found)
    now = Status(store.name, datetime.now(UTC).isoformat(timespec="seconds"))
    app = Application(__name__, static_folder=None)
    app.extensions["crisis-facts"] = store
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False  # for the docs alone: a redirect to /docs/ would repeat the Host of the request
    app.register_blueprint(DOCS)
    app.url_map.strict_slashes = True
    served = ServedRelease(store, FIXED, status or (lambda: now), address)
    app.dispatcher = Dispatcher(app.url_map, served, seconds)
    for path, view in app.dispatcher.views.items():
        app.add_url_rule(path, path.replace(".", "-"), _flask_view(view))
    app.add_url_rule("/releases/<path:rest>", "releases", lambda rest: _flask_view(app.dispatcher.in_release)())
    paths = [*FIXED, "/docs", *(f"/v1/{resource.name}" for resource in resources)]
    app.register_error_handler(Exception, _error_handler(app.url_map, paths, served))
    app.after_request(partial(_with_headers, address))
    return app


def _answering(served: ServedRelease, route: Route, seconds: float | None) -> Answering:

    def answer(request: Request, **places: str) -> Response:
        try:
            with spending(seconds, MOST_HELPED, lambda: request.departed):
                shown = route.shown(served, request, **places)
                response = respond(shown, request, served.store, served.address, route.told)
        except NotAcceptable as error:
            response = _told(served, request, NotAcceptable(route.media_types) if route.page else error)
        except Exception as error:
            response = _told(served, request, error)
        if response.pieces:
            response.pieces = _in_time(response.pieces, seconds)
        response.route = route.path
        return response

    return answer


def _told(served: ServedRelease, request: Request, error: Exception) -> Response:
    """Return what tells of an error, in the form that the client reads."""
    response = problems.of_error(error, request)
    form = form_asked(request, (*FORMATS, MARKDOWN, HTML)) if response.status >= _ERROR else None
    if form is HTML:
        response = problem_page(served, request, response)
    elif form is MARKDOWN:
        response = texts.problem(response)
    return response.under(served.address)


def _in_time(pieces: Iterator[bytes], seconds: float | None) -> Iterator[bytes]:
    """Yield pieces, each of which has the time of a request."""
    while True:
        with spending(seconds):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _flask_view(answer: Answering) -> Callable[..., flask.Response]:

    def view(**places: str) -> flask.Response:
        request = Request.from_environ(flask.request.environ)
        return _as_flask_response(answer(request, **places).to(request))

    return view


def _as_flask_response(response: Response) -> flask.Response:
    headers = [(name.decode("latin-1"), value.decode("latin-1")) for name, value in response.headers]
    answer = flask.Response(response.pieces or response.body, response.status)
    answer.headers.clear()
    answer.headers.extend(headers)
    return answer


def _error_handler(known: Map, paths: Sequence[str], served: ServedRelease) -> Callable[[Exception], flask.Response]:
    """Return what makes a problem of every error; a path that leads nowhere is compared with `paths`.

    With a slash behind a path that is known, it leads there: from where it is, as nobody here knows what a proxy puts
    before it.
    """

    def handle(error: Exception) -> flask.Response:
        request = Request.from_environ(flask.request.environ)
        if isinstance(error, NotFound):
            path = request.path.removesuffix("/")
            if path != request.path and known.bind("localhost").test(path, "GET"):
                if flask.request.method == "OPTIONS":  # browsers follow no redirect before they may ask
                    return flask.Response(headers={"Allow": "GET, HEAD, OPTIONS"})
                error = Moved(f"../{quote(path.rpartition('/')[2], safe='')}")
            else:
                error = Missing(request.path, nearest(request.path, paths, 3))
        return _as_flask_response(_told(served, request, error))

    return handle


def _with_headers(address: Address, response: flask.Response) -> flask.Response:
    """Add the headers of every answer, and those that depend on what is answered; say by which route it came."""
    request = flask.request
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else ""
    if request.method != "OPTIONS" and response.mimetype == "text/html" and POLICY not in response.headers:
        response.direct_passthrough = False  # a page that comes as a file is read too
        response.set_data(address.moved(response.get_data(), response.mimetype))
        response.headers[POLICY] = policy(response.get_data(as_text=True))
    if request.method == "OPTIONS" and "Allow" in response.headers:
        allowed = problems.in_order(response.headers["Allow"])
        response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = allowed
        response.headers["Access-Control-Allow-Headers"] = "*"
        response.headers["Access-Control-Max-Age"] = "86400"
        response.headers["Content-Length"] = "0"
        del response.headers["Content-Type"]
    for name, value in (*ALWAYS, ("X-Request-ID", Request.from_environ(request.environ).id)):
        response.headers.setdefault(name, value)
    return response
