"""`/healthz` and `/readyz`: whether the server is alive, and what it serves."""

from api.model.jsontext import encode
from api.query import parameters
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease


def health(served: ServedRelease, request: Request) -> Representation:
    """Show that the server is alive, what it serves, and what is wrong with fixtures that it follows."""
    parameters.read({}, request.pairs)
    return Representation(encode(served.status().health))


def readiness(served: ServedRelease, request: Request) -> Representation:
    """Show which release is served, since when, and whether a newer one was refused."""
    parameters.read({}, request.pairs)
    return Representation(encode(served.status().readiness))
