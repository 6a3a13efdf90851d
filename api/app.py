"""The application: the paths, the problems, the docs and the headers, put together."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from flask import Blueprint, Flask, Response, request
from flask_swagger_ui import get_swaggerui_blueprint

from api import openapi, problems, views
from api.answers import NOT_KEPT
from api.documents import dumped
from api.examples import Examples, Reply
from api.formats import JSON
from api.headers import ALWAYS, REQUEST_ID, ROUTE, policy
from api.kinds import RESOURCES
from api.problems import Vacant
from api.resource import Resource
from api.standing import Standing
from api.store import MOST_FOUND, Store

_REQUEST_ID = re.compile(REQUEST_ID)


class Application(Flask):
    """Flask without what none of our views is: a coroutine."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Give a view as it is, and do not look again, in each request, whether it is a coroutine."""
        return func


def create_app(
    release: Path,
    resources: Sequence[Resource] = RESOURCES,
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
    app.register_blueprint(views.blueprint(resources, store, lambda: contract(app, resources), stands))
    paths = [*views.FIXED, "/docs"]
    problems.install(app, [*paths, *(f"/v1/{resource.name}" for resource in resources)])
    _add_headers(app)
    return app


def create_vacant(standing: views.Stands) -> Flask:
    """Give a WSGI application that has nothing to serve: it says that it is alive, and else that it waits."""
    app = Application(__name__, static_folder=None)

    @app.before_request
    def vacant() -> Response:
        if request.path != "/healthz":
            raise Vacant(standing())
        body = dumped(standing().health) + b"\n"
        return Response(body, content_type=JSON.media_type, headers={"Cache-Control": NOT_KEPT})

    problems.install(app, [])
    _add_headers(app)
    return app


def contract(app: Flask, resources: Sequence[Resource] = RESOURCES) -> dict[str, Any]:
    """Give the contract of an application, with real requests to it and its real answers."""

    def ask(path: str, accept: str) -> Reply:
        response = app.test_client().get(path, headers={"Accept": accept})
        return Reply(response.status_code, str(response.mimetype), response.get_data(as_text=True))

    examples = Examples(resources, ask)
    return openapi.document(resources, examples.of_operations(), examples.of_problems())


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
        response.headers["Content-Security-Policy"] = policy(response.get_data(as_text=True))
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
            has_policy = any(name == "Content-Security-Policy" for name, _ in headers)
            more = [header for header in ALWAYS if not has_policy or header[0] != "Content-Security-Policy"]
            more.append(("X-Request-ID", asked if _REQUEST_ID.fullmatch(asked) else uuid4().hex))
            return start_response(status, headers + more, exc_info)

        return app(environ, start)

    return answer
