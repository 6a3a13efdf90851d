"""The style sheet of the pages; it never changes under its name."""

from api.model.errors import Missing
from api.pages.templates import STYLE, STYLE_NAME
from api.query import parameters
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

#: For how long an answer may be kept.
FOREVER = "public, max-age=31536000, immutable"


def static(served: ServedRelease, request: Request, name: str) -> Representation:
    """Send the style sheet."""
    parameters.read({}, request.pairs)
    if name != STYLE_NAME:
        raise Missing(request.path, [f"/static/{STYLE_NAME}"])
    return Representation(STYLE, "text/css; charset=utf-8")
