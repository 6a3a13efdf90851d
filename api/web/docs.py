"""`/docs`: the contract as a page, for trying out; `/static`: the files of pages; nothing is fetched from elsewhere.

The page is Swagger UI, whose files come with a package. What is at `/static` never changes under its name.
"""

from pathlib import Path

import flask_swagger_ui

from api.model.errors import Missing
from api.pages.templates import STYLE, environment, static_name
from api.query import parameters
from api.web.request import Request
from api.web.responses import OF_DOCS, POLICY, Representation
from api.web.served import ServedRelease

_DIST = Path(str(flask_swagger_ui.__file__)).parent / "dist"
#: The files of pages, those of `/docs` by what its template calls them.
_FILES = {
    "style": STYLE,
    "css": _DIST / "swagger-ui.css",
    "icon": _DIST / "favicon-32x32.png",
    "bundle": _DIST / "swagger-ui-bundle.js",
    "script": STYLE.with_name("docs.js"),
}
_NAMES = {role: static_name(file) for role, file in _FILES.items()}
_BY_NAME = {_NAMES[role]: file for role, file in _FILES.items()}
_MEDIA_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".png": "image/png"}


def docs(served: ServedRelease, request: Request) -> Representation:
    """Show the contract as a page."""
    parameters.read({}, request.pairs)
    root = "../" if request.path.endswith("/") else ""
    page = environment().get_template("docs.html").render(root=root, **_NAMES)
    return Representation(page.encode(), "text/html; charset=utf-8", {POLICY: OF_DOCS}, chosen=True)


def static(served: ServedRelease, request: Request, name: str) -> Representation:
    """Send a file of a page."""
    parameters.read({}, request.pairs)
    if not (file := _BY_NAME.get(name)):
        raise Missing(request.path, [f"/static/{_NAMES['style']}"])
    return Representation(file.read_bytes(), _MEDIA_TYPES[file.suffix], chosen=True)
