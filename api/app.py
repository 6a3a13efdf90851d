"""The application: the paths, the problems, the docs and the headers, put together."""

from collections.abc import Sequence
from pathlib import Path

from flask import Blueprint, Flask, Response, request
from flask_swagger_ui import get_swaggerui_blueprint

from api import problems, views
from api.kinds import RESOURCES
from api.resource import Resource
from api.store import Store

_EXPOSED = "ETag, Last-Modified, Link, X-Release"


def create_app(release: Path, resources: Sequence[Resource] = RESOURCES) -> Flask:
    """Give a WSGI application that serves a release; raises `Unusable` where it cannot be served."""
    store = Store(release, resources)
    app = Flask(__name__, static_folder=None)
    app.extensions["crisis-facts"] = store
    app.url_map.merge_slashes = False
    app.url_map.strict_slashes = False  # for the docs alone: a redirect to /docs/ would repeat the Host of the request
    app.register_blueprint(_docs())
    app.url_map.strict_slashes = True
    app.register_blueprint(views.blueprint(resources, store))
    paths = [*(route.path for route in views.ROUTES if "<" not in route.path), "/docs"]
    problems.install(app, [*paths, *(f"/v1/{resource.name}" for resource in resources)])
    _add_headers(app)
    return app


def _docs() -> Blueprint:
    """The contract as a page, from assets that come with the package: nothing is fetched from elsewhere."""
    config = {
        "app_name": "Crisis Facts",
        "layout": "BaseLayout",
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
        response.headers["Access-Control-Allow-Origin"] = "*"
        response.headers["Access-Control-Expose-Headers"] = _EXPOSED
        response.headers["X-Content-Type-Options"] = "nosniff"
        if request.method == "OPTIONS" and "Allow" in response.headers:
            allowed = problems.in_order(response.headers["Allow"])
            response.headers["Allow"] = response.headers["Access-Control-Allow-Methods"] = allowed
            response.headers["Access-Control-Allow-Headers"] = "*"
            response.headers["Access-Control-Max-Age"] = "86400"
        return response
