"""`/docs`: the contract as a page, for trying out; nothing is fetched from elsewhere.

The page is Swagger UI, whose files come with a package. They never change under their path.
"""

from functools import cache
from importlib.metadata import version
from pathlib import Path

import flask_swagger_ui

from api.model.errors import Missing
from api.query import parameters
from api.web.headers import POLICY, policy
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

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


def docs(served: ServedRelease, request: Request) -> Representation:
    """Show the contract as a page."""
    parameters.read({}, request.pairs)
    page = _PAGE.format(root="../" if request.path.endswith("/") else "", version=_VERSION)
    return Representation(page.encode(), "text/html; charset=utf-8", {POLICY: policy(page)}, chosen=True)


def asset(served: ServedRelease, request: Request, version: str, name: str) -> Representation:
    """Send a file of the page."""
    parameters.read({}, request.pairs)
    if version != _VERSION or name not in _MEDIA_TYPES:
        raise Missing(request.path, ["/docs"])
    return Representation(_file(name), _MEDIA_TYPES[name], chosen=True)


@cache
def _file(name: str) -> bytes:
    return (Path(str(flask_swagger_ui.__file__)).parent / "dist" / name).read_bytes()
