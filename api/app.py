"""The application: the paths, the problems, the docs and the headers, put together."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

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
    app = Flask(__name__, static_folder=None)
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
    app = Flask(__name__, static_folder=None)

    @app.before_request
    def vacant() -> Response:
        if request.path != "/healthz":
            raise Vacant(standing())
        body = dumped({"status": "ok", "release": None}) + b"\n"
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

    @app.after_request
    def headed(response: Response) -> Response:
        asked = request.headers.get("X-Request-ID", "")
        response.headers.extend(ALWAYS)
        request.environ[ROUTE] = str(request.url_rule or "")
        if response.mimetype == "text/html":
            response.headers["Content-Security-Policy"] = policy(response.get_data(as_text=True))
        response.headers.add("X-Request-ID", asked if _REQUEST_ID.fullmatch(asked) else uuid4().hex)
        if request.method == "OPTIONS" and "Allow" in response.headers:
            allowed = problems.in_order(response.headers["Allow"])
            response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = allowed
            response.headers["Access-Control-Allow-Headers"] = "*"
            response.headers["Access-Control-Max-Age"] = "86400"
        return response
