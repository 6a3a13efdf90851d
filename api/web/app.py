"""The application: the paths, the problems, the docs and the headers, put together."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask, Response, request
from flask.typing import ResponseReturnValue
from flask_swagger_ui import get_swaggerui_blueprint
from werkzeug.datastructures import Headers

from api.model.jsontext import encode
from api.model.resource import Resource
from api.query.formats import JSON
from api.query.store import MOST_FOUND, Store
from api.web import problems, views
from api.web.headers import ALWAYS, BUT_POLICY, POLICY, REQUEST_ID, ROUTE, policy
from api.web.openapi import document, examples
from api.web.problems import Vacant
from api.web.request import Asked
from api.web.responses import NOT_KEPT, Reply
from api.web.routes import FIXED, Route, finder
from api.web.status import Standing

_REQUEST_ID = re.compile(REQUEST_ID)
#: Where an application is told what a view has raised.
_RAISED = "crisis_facts.raised"
#: The first lines of the answers that views give.
_LINES = {status: f"{status} {HTTPStatus(status).phrase}" for status in (200, 304)}


class Application(Flask):
    """Flask without what none of our views is: a coroutine; and going on where one was asked before."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Have a view answer; or raise what it has raised already, when it was asked without Flask."""
        if raised := request.environ.pop(_RAISED, None):
            raise raised
        return super().dispatch_request()

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give a view as it is, and do not look again, in each request, whether it is a coroutine."""
        return func


def create_app(
    release: Path,
    resources: Sequence[Resource],
    standing: views.Stands | None = None,
    most_found: int = MOST_FOUND,
    seconds: float | None = None,
) -> Flask:
    """Give a WSGI application that serves a release; raises `Unusable` where it cannot be served.

    What the server stands on is told at `/readyz`: without one, that it serves this release since now. Of what words
    find, up to `most_found` records are counted. A query may take so many seconds.
    """
    store = Store(release, resources, most_found=most_found, seconds=seconds)
    now = Standing(store.name, datetime.now(UTC).isoformat(timespec="seconds"))
    stands = standing or (lambda: now)
    app = Application(__name__, static_folder=None)
    app.extensions["crisis-facts"] = store
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False  # for the docs alone: a redirect to /docs/ would repeat the Host of the request
    app.register_blueprint(_docs())
    app.url_map.strict_slashes = True
    answers = views.answers(resources, store, lambda: contract(app, resources), stands)
    app.register_blueprint(_paths(answers))
    paths = [*FIXED, "/docs"]
    problems.install(app, [*paths, *(f"/v1/{resource.name}" for resource in resources)])
    app.wsgi_app = _led(app.wsgi_app, answers)  # type: ignore[assignment,method-assign]  # as Flask has middleware put in
    _add_headers(app)
    return app


def create_vacant(standing: views.Stands) -> Flask:
    """Give a WSGI application that has nothing to serve: it says that it is alive, and else that it waits."""
    app = Application(__name__, static_folder=None)

    @app.before_request
    def vacant() -> Response:
        if request.path != "/healthz":
            raise Vacant(standing())
        body = encode(standing().health) + b"\n"
        return Response(body, content_type=JSON.media_type, headers={"Cache-Control": NOT_KEPT})

    problems.install(app, [])
    _add_headers(app)
    return app


def contract(app: Flask, resources: Sequence[Resource]) -> dict[str, Any]:
    """Give the contract of an application, with real requests to it and its real answers."""

    def ask(path: str, accept: str) -> Any:
        response = app.test_client().get(path, headers={"Accept": accept})
        return examples.Shown(response.status_code, str(response.mimetype), response.get_data(as_text=True))

    found = examples.Examples(resources, ask)
    return document.document(resources, found.of_operations(), found.of_problems())


def _paths(answers: Mapping[Route, views.Answering]) -> Blueprint:
    """Give the routes to Flask."""
    paths = Blueprint("api", __name__)
    for route, answering in answers.items():
        paths.add_url_rule(route.path, route.view, _viewed(answering))
    return paths


def _viewed(answering: views.Answering) -> Callable[..., Response]:
    """Make a view of Flask of what answers at a route."""

    def viewed(**places: str) -> Response:
        reply: Reply = answering(Asked.of(request.environ), **places)
        response = Response(reply.body, reply.status)
        response.headers = Headers(reply.headers)
        return response

    return viewed


def _led(app: WSGIApplication, answers: Mapping[Route, views.Answering]) -> WSGIApplication:
    """Lead a request for what there is straight to what answers it.

    Flask has the rest: other methods, other paths, and whatever a view raises, to make a problem of it.
    """
    find = finder(tuple(answers))

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        found = find(environ["PATH_INFO"]) if environ["REQUEST_METHOD"] == "GET" else None
        if not found:
            return app(environ, start_response)
        route, places = found
        try:
            reply = answers[route](Asked.of(environ), **places)
        except Exception as error:
            environ[_RAISED] = error
            return app(environ, start_response)
        environ[ROUTE] = route.path
        start_response(_LINES[reply.status], reply.headers)
        return [reply.body] if isinstance(reply.body, bytes) else reply.body

    return answer


def _docs() -> Blueprint:
    """The contract as a page, from assets that come with the package: nothing is fetched from elsewhere."""
    config = {
        "app_name": "Crisis Facts",
        "layout": "BaseLayout",
        "tryItOutEnabled": True,
        "validatorUrl": None,
        "oauth2RedirectUrl": "",
        "defaultModelsExpandDepth": 0,
    }
    page: Blueprint = get_swaggerui_blueprint("/docs", "/openapi.json", config=config)
    return page


def _add_headers(app: Flask) -> None:
    """Every answer can be read from any web page."""
    app.after_request(_fitted)
    app.wsgi_app = _headed(app.wsgi_app)  # type: ignore[assignment,method-assign]  # as Flask has middleware put in


def _fitted(response: Response) -> Response:
    """Add the headers that depend on what is answered, and say by which route it is."""
    request.environ[ROUTE] = request.url_rule.rule if request.url_rule else ""
    if response.mimetype == "text/html":
        response.headers[POLICY] = policy(response.get_data(as_text=True))
    if request.method == "OPTIONS" and "Allow" in response.headers:
        allowed = problems.in_order(response.headers["Allow"])
        response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = allowed
        response.headers["Access-Control-Allow-Headers"] = "*"
        response.headers["Access-Control-Max-Age"] = "86400"
    return response


def _headed(app: WSGIApplication) -> WSGIApplication:
    """Add the headers of every answer outside of the application: inside, each would be looked at four times over."""

    def answer(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        asked = environ.get("HTTP_X_REQUEST_ID", "")

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Callable[[bytes], object]:
            always = BUT_POLICY if any(name == POLICY for name, _ in headers) else ALWAYS
            id = ("X-Request-ID", asked if _REQUEST_ID.fullmatch(asked) else uuid4().hex)
            return start_response(status, [*headers, *always, id], exc_info)

        return app(environ, start)

    return answer
