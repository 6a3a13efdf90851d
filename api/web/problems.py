"""Every error as a problem document (RFC 9457); the only file that shapes an error.

A problem has a `type`, a path on this server that says what it means, a `title`, the `status`, and a `detail` for this
one case. A bad request lists every wrong parameter in `errors`.
"""

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from api.model.errors import Missing, Moved, NotYetKnown, Refused, Withdrawn, Wrong
from api.model.jsontext import encode
from api.model.messages import nearest
from api.query import parameters
from api.query.connection import QueryTimeout, Unreadable
from api.query.parameters import MOST_TOLD
from api.web.kept import NotKept
from api.web.memento import AtAnotherTime
from api.web.ranges import Unsatisfiable
from api.web.request import NotAcceptable, Request
from api.web.responses import TEXT, Representation, Response
from api.web.served import ServedRelease

#: The media type of a problem.
MEDIA_TYPE = "application/problem+json"

#: The types of problem: status, title, and what it means.
TYPES: Mapping[str, tuple[int, str, str]] = {
    "invalid-parameter": (
        400,
        "A query parameter is wrong.",
        "A parameter is unknown, misspelt, given twice, or has a value that it cannot have. Nothing is ignored: "
        "`errors` names each parameter and value, and what would be right.",
    ),
    "bad-request": (400, "The request cannot be read.", "The request is not HTTP that this server can answer."),
    "not-found": (
        404,
        "There is nothing at this path.",
        "No record has this id, or nothing has this path. Ids never change; `nearest` gives the nearest paths.",
    ),
    "method-not-allowed": (
        405,
        "This method is not allowed here.",
        "The data is read-only: GET, HEAD and OPTIONS work.",
    ),
    "not-acceptable": (
        406,
        "None of the accepted media types can be served.",
        "The `Accept` header leaves out every media type that this path has; `allowed` gives them.",
    ),
    "gone": (
        410,
        "This record was withdrawn.",
        "The record did not stand. `withdrawn` gives the day, the reason, and the path of what took its place, if any.",
    ),
    "release-not-kept": (
        410,
        "This release is not kept any more.",
        "A release stays under its path as long as it is kept, and the program that serves it can read it.",
    ),
    "address-too-long": (
        414,
        "The address is too long.",
        "The first line of a request has at most 8,190 bytes. A quote of 2,000 letters outside ASCII may need more, "
        "once it is percent-encoded: ask for a part of it.",
    ),
    "range-not-satisfiable": (
        416,
        "The range begins behind the end.",
        "`Range` asks for bytes that there are not; `Content-Range` gives the length of the whole.",
    ),
    "query-timeout": (
        503,
        "The question takes too long.",
        "Looking for the answer took longer than this server lets one request take, in time of its processor. Ask for "
        "less, by more filters or rarer words.",
    ),
    "no-release": (
        503,
        "There is no release to serve.",
        "The server is alive and waits for a good release; it serves one within seconds of its being built.",
    ),
    "unreachable": (
        503,
        "The server cannot be reached.",
        "A proxy before the server got no answer from it. `Retry-After` says in how many seconds to ask again.",
    ),
    "too-many-requests": (
        429,
        "One client asks too much at once.",
        "As many requests of this client are being answered, or wait, as the server or a proxy takes of one client. "
        "`Retry-After` says in how many seconds to ask again.",
    ),
    "overloaded": (
        503,
        "The server has too much to do.",
        "More requests wait than the server takes at once. `Retry-After` says in how many seconds to ask again.",
    ),
    "internal-error": (
        500,
        "The server failed.",
        "A fault of the server, not of the request. It is logged; asking again may or may not help.",
    ),
}

#: For each status, the type of problem that says no more than it.
BY_STATUS: Mapping[int, str] = {status: slug for slug, (status, _, _) in TYPES.items()}


#: What stands in a query as it is sent; every other sign is percent-encoded.
_AS_IT_IS = "".join(map(chr, range(ord("!"), ord("~") + 1)))

_LOG = logging.getLogger("crisis_facts")


def problem_type(served: ServedRelease, request: Request, slug: str) -> Representation:
    """Show at `/problems/{type}` what a type of problem means."""
    parameters.read({}, request.pairs)
    if slug not in TYPES:
        raise Missing(request.path, [f"/problems/{near}" for near in nearest(slug, TYPES, 3)])
    status, title, meaning = TYPES[slug]
    return Representation(f"{status} {title}\n{meaning}".encode(), TEXT)


def problem(
    slug: str, detail: str, headers: Mapping[str, str] | None = None, *, status: int = 0, **members: Any
) -> Response:
    """Return the response that tells of a problem; further members follow the standard ones.

    Its status is that of its type, unless another is given.
    """
    usual, title, _ = TYPES[slug]
    standard = {"type": f"/problems/{slug}", "title": title, "status": status or usual, "detail": detail}
    body = encode(standard | members) + b"\n"
    told = {"Content-Type": MEDIA_TYPE, "Content-Length": str(len(body)), "Cache-Control": "no-store"}
    return Response.of(status or usual, told | dict(headers or {}), body)


def of_status(status: int, detail: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return the response that tells of a problem of which only the status is known."""
    slug = BY_STATUS.get(status, "bad-request" if status < 500 else "internal-error")
    return problem(slug, detail, headers, status=status)


def of_error(error: Exception, request: Request) -> Response:
    """Return the response to a request that ended in an error; an error that nobody expects is logged."""
    shape = next((_SHAPES[kind] for kind in type(error).__mro__ if kind in _SHAPES), None)
    if shape:
        return shape(error, request)
    _LOG.error("request failed", exc_info=error)
    return problem("internal-error", "The server failed on this request; it has been logged.")


def _timeout(late: QueryTimeout, request: Request) -> Response:
    detail = "The question took longer than this server lets one request take; ask for less at once."
    return problem("query-timeout", detail, {"Retry-After": "1"})


def _unreadable(error: Unreadable, request: Request) -> Response:
    """Tell that the release cannot be read: within a second another one takes its place, or none is served."""
    _logged(f"the release cannot be read: {error}")
    return problem("no-release", "The release that is served cannot be read any more.", {"Retry-After": "1"})


@lru_cache(maxsize=16)
def _logged(message: str) -> None:
    """Log a message once, however many requests have the same cause."""
    _LOG.error(message)


def _refused(refused: Refused, request: Request) -> Response:
    errors = refused.errors[:MOST_TOLD]
    more = len(refused.errors) - len(errors)
    detail = "; ".join([*(error.detail for error in errors), *([f"and {more} more"] if more else [])])
    return problem("invalid-parameter", detail, errors=[_error(error) for error in errors])


def _error(error: Wrong) -> dict[str, Any]:
    shown: dict[str, Any] = {"parameter": error.parameter, "value": error.value, "detail": error.detail}
    lists = {"allowed": error.allowed, "nearest": error.nearest}
    return shown | {name: list(values) for name, values in lists.items() if values}


def _missing(missing: Missing, request: Request) -> Response:
    hint = f"; did you mean {missing.nearest[0]}?" if missing.nearest else "; the index of all there is stands at /v1"
    return problem("not-found", f"There is nothing at {missing.path!r}{hint}", nearest=list(missing.nearest))


def _not_yet_known(unknown: NotYetKnown, request: Request) -> Response:
    detail = f"Of {unknown.path!r} nothing was known on that day; the first day it was known is {unknown.known_since}."
    return problem("not-found", detail, known_since=unknown.known_since)


def _moved(moved: Moved, request: Request) -> Response:
    """Return the redirect to where something is now: no problem, but an error of whoever asks by another path."""
    location = moved.path + (f"?{quote(request.query, safe=_AS_IT_IS)}" if request.query else "")
    headers = {"Cache-Control": "public, max-age=60", "Location": location, "Content-Length": "0"}
    return Response.of(308, headers)


def _at_another_time(found: AtAnotherTime, request: Request) -> Response:
    """Return the redirect from a TimeGate to a memento (RFC 7089, 4.1)."""
    headers = {"Location": found.path, "Link": found.link, "Vary": "Accept-Datetime", "Cache-Control": "no-store"}
    return Response.of(302, headers | {"Content-Length": "0"})


def _not_kept(missing: NotKept, request: Request) -> Response:
    detail = f"The release {missing.id} is not kept here, or not any more; /v1/releases lists those that are."
    return problem("release-not-kept", detail)


def _withdrawn(withdrawn: Withdrawn, request: Request) -> Response:
    said = withdrawn.withdrawal
    instead = f" In its place stands {said['superseded_by']}." if said["superseded_by"] else ""
    detail = f"{withdrawn.path!r} was withdrawn on {said['date']}: {said['reason']}{instead}"
    return problem("gone", detail, withdrawn=said)


def _not_acceptable(refused: NotAcceptable, request: Request) -> Response:
    detail = f"This path can be had as {', '.join(refused.allowed)}; name one of them in Accept, or leave Accept out."
    return problem("not-acceptable", detail, allowed=list(refused.allowed))


def _unsatisfiable(behind: Unsatisfiable, request: Request) -> Response:
    detail = f"The range {request.headers['range']!r} begins behind the end: there are {behind.length} bytes."
    return problem("range-not-satisfiable", detail, {"Content-Range": f"bytes */{behind.length}"})


_SHAPES: Mapping[type, Callable[[Any, Request], Response]] = {
    Refused: _refused,
    Missing: _missing,
    Moved: _moved,
    AtAnotherTime: _at_another_time,
    NotKept: _not_kept,
    Withdrawn: _withdrawn,
    NotYetKnown: _not_yet_known,
    NotAcceptable: _not_acceptable,
    Unsatisfiable: _unsatisfiable,
    QueryTimeout: _timeout,
    Unreadable: _unreadable,
}
