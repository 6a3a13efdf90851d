"""`/docs`: the contract as a page, for trying out; nothing is fetched from elsewhere.

The page is Swagger UI, whose files come with a package. They are zipped once, and never change under their path.
"""

import zlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

import flask
import flask_swagger_ui
from flask import Blueprint
from werkzeug.exceptions import NotFound

from api.web.responses import FOREVER

_VERSION = version("flask-swagger-ui")
_MEDIA_TYPES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": "text/javascript; charset=utf-8",
    "favicon-32x32.png": "image/png",
}
#: All links are relative to `root`, so that the page works under any path.
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Crisis Facts</title>
<link rel="stylesheet" href="{root}docs/{version}/swagger-ui.css">
<link rel="icon" href="{root}docs/{version}/favicon-32x32.png">
<p style="margin: 1em 2em 0; font-family: sans-serif"><a href="{root}v1">Home</a> ·
<a href="{root}docs/guide">Guide</a> · <a href="{root}docs/reference">Reference</a> ·
<a href="{root}openapi.yaml">openapi.yaml</a></p>
<div id="docs"></div>
<script src="{root}docs/{version}/swagger-ui-bundle.js"></script>
<script>
SwaggerUIBundle({{
  url: "{root}openapi.json", dom_id: "#docs", deepLinking: true, tryItOutEnabled: true, validatorUrl: null,
  docExpansion: "list", defaultModelsExpandDepth: -1, syntaxHighlight: false
}});
</script>
</html>
"""

DOCS = Blueprint("docs", __name__)


@DOCS.get("/docs")
def page() -> flask.Response:
    """Show the contract as a page."""
    root = "../" if flask.request.path.endswith("/") else ""
    answer = flask.Response(_PAGE.format(root=root, version=_VERSION), mimetype="text/html")
    answer.headers["Cache-Control"] = "public, max-age=60"
    return _dependent(answer)


@DOCS.get(f"/docs/{_VERSION}/<name>")
def asset(name: str) -> flask.Response:
    """Send a file of the page; zipped to who takes it so."""
    if name not in _MEDIA_TYPES:
        raise NotFound
    zipped = flask.request.accept_encodings.quality("gzip") > 0
    answer = flask.Response(_file(name, zipped), content_type=_MEDIA_TYPES[name])
    answer.headers |= {"Cache-Control": FOREVER, "Vary": "Accept-Encoding"}
    if zipped:
        answer.headers["Content-Encoding"] = "gzip"
    return _dependent(answer)


def _dependent(answer: flask.Response) -> flask.Response:
    answer.add_etag()
    answer.make_conditional(flask.request)
    return answer


@cache
def _file(name: str, zipped: bool) -> bytes:
    content = (Path(str(flask_swagger_ui.__file__)).parent / "dist" / name).read_bytes()
    return zlib.compress(content, 9, 31) if zipped else content
