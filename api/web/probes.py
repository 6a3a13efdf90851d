"""`/healthz` and `/readyz`: whether the server is alive, and what it serves; and a server that has nothing to serve."""

from collections.abc import Callable

from api.model.jsontext import encode
from api.query import parameters
from api.query.formats import JSON
from api.web.problems import problem
from api.web.request import Request
from api.web.responses import NOT_KEPT, Representation, Response
from api.web.served import ServedRelease
from api.web.status import Status


def health(served: ServedRelease, request: Request) -> Representation:
    """Show that the server is alive, what it serves, and what is wrong with fixtures that it follows."""
    parameters.read({}, request.pairs)
    return Representation(encode(served.status().health))


def readiness(served: ServedRelease, request: Request) -> Representation:
    """Show which release is served, since when, and whether a newer one was refused."""
    parameters.read({}, request.pairs)
    return Representation(encode(served.status().readiness))


def without_release(status: Callable[[], Status]) -> Callable[[Request], Response]:
    """Return what answers where there is no release: that the server is alive, and else that it waits for one."""

    def answer(request: Request) -> Response:
        if request.path == "/healthz":
            body = encode(status().health) + b"\n"
            headers = {"Cache-Control": NOT_KEPT, "Content-Type": JSON.media_type, "Content-Length": str(len(body))}
            return Response.of(200, headers.items(), body)
        refused = status().refused
        why = f": {refused.reason}" if refused else ""
        return problem("no-release", f"There is no good release to serve yet{why}.", {"Retry-After": "5"})

    return answer
