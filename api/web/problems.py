"""Every error as a problem document (RFC 9457); the only file that shapes an error."""

import logging
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache, singledispatch
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from api.model.errors import Missing, Moved, NotYetKnown, Refused, Withdrawn, Wrong
from api.model.jsontext import encode
from api.model.messages import nearest
from api.query import parameters
from api.query.connection import QueryTimeout, Unreadable
from api.query.parameters import MOST_TOLD
from api.web.kept import NotKept
from api.web.memento import AtAnotherTime
from api.web.ranges import Unsatisfiable
from api.web.request import LONGEST_BODY, NotAcceptable, Request, TooLong, UnknownForm
from api.web.responses import TEXT, Representation, Response
from api.web.served import ServedRelease

#: The media type of a problem.
MEDIA_TYPE = "application/problem+json"

#: The types of problem: status, title, and what it means; they stand in `problems.toml`.
TYPES: Mapping[str, tuple[int, str, str]] = {
    slug: (told["status"], told["title"], told["meaning"])
    for slug, told in tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8")).items()
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


@singledispatch
def of_error(error: Exception, request: Request) -> Response:
    """Return the response to a request that ended in an error; an error that nobody expects is logged."""
    _LOG.error("request failed", exc_info=error)
    return problem("internal-error", "The server failed on this request; it has been logged.")


@of_error.register
def _timeout(late: QueryTimeout, request: Request) -> Response:
    detail = "The question took longer than this server lets one request take; ask for less at once."
    return problem("query-timeout", detail, {"Retry-After": "1"})


@of_error.register
def _unreadable(error: Unreadable, request: Request) -> Response:
    """Tell that the release cannot be read: within a second another one takes its place, or none is served."""
    _logged(f"the release cannot be read: {error}")
    return problem("no-release", "The release that is served cannot be read any more.", {"Retry-After": "1"})


@lru_cache(maxsize=16)
def _logged(message: str) -> None:
    """Log a message once, however many requests have the same cause."""
    _LOG.error(message)


@of_error.register
def _refused(refused: Refused, request: Request) -> Response:
    errors = refused.errors[:MOST_TOLD]
    more = len(refused.errors) - len(errors)
    detail = "; ".join([*(error.detail for error in errors), *([f"and {more} more"] if more else [])])
    return problem("invalid-parameter", detail, errors=[_error(error) for error in errors])


def _error(error: Wrong) -> dict[str, Any]:
    shown: dict[str, Any] = {"parameter": error.parameter, "value": error.value, "detail": error.detail}
    lists = {"allowed": error.allowed, "nearest": error.nearest}
    return shown | {name: list(values) for name, values in lists.items() if values}


@of_error.register
def _missing(missing: Missing, request: Request) -> Response:
    hint = f"; did you mean {missing.nearest[0]}?" if missing.nearest else "; the index of all there is stands at /v1"
    return problem("not-found", f"There is nothing at {missing.path!r}{hint}", nearest=list(missing.nearest))


@of_error.register
def _not_yet_known(unknown: NotYetKnown, request: Request) -> Response:
    detail = f"Of {unknown.path!r} nothing was known on that day; the first day it was known is {unknown.known_since}."
    return problem("not-found", detail, known_since=unknown.known_since)


@of_error.register
def _moved(moved: Moved, request: Request) -> Response:
    """Return the redirect to where something is now: no problem, but an error of whoever asks by another path."""
    location = moved.path + (f"?{quote(request.query, safe=_AS_IT_IS)}" if request.query else "")
    headers = {"Cache-Control": "public, max-age=60", "Location": location, "Content-Length": "0"}
    return Response.of(308, headers)


@of_error.register
def _at_another_time(found: AtAnotherTime, request: Request) -> Response:
    """Return the redirect from a TimeGate to a memento (RFC 7089, 4.1)."""
    headers = {"Location": found.path, "Link": found.link, "Vary": "Accept-Datetime", "Cache-Control": "no-store"}
    return Response.of(302, headers | {"Content-Length": "0"})


@of_error.register
def _not_kept(missing: NotKept, request: Request) -> Response:
    """Tell that a release is not here; it may come yet."""
    query = urlencode([(name, value) for name, value in request.pairs if name != "after"], safe="/,:*")
    anew = f"{request.path}?{query}" if query else request.path
    detail = f"The release {missing.id} is not kept here, or not any more; begin anew, by the path in `nearest`."
    return replace(problem("release-not-kept", detail, nearest=[anew]), lasts=False)


@of_error.register
def _withdrawn(withdrawn: Withdrawn, request: Request) -> Response:
    said = withdrawn.withdrawal
    instead = f" In its place stands {said['superseded_by']}." if said["superseded_by"] else ""
    detail = f"{withdrawn.path!r} was withdrawn on {said['date']}: {said['reason']}{instead}"
    return problem("gone", detail, withdrawn=said)


@of_error.register
def _not_acceptable(refused: NotAcceptable, request: Request) -> Response:
    detail = f"This path can be had as {', '.join(refused.allowed)}; name one of them in Accept, or leave Accept out."
    return problem("not-acceptable", detail, allowed=list(refused.allowed))


@of_error.register
def _unknown_form(refused: UnknownForm, request: Request) -> Response:
    detail = f"This path reads {', '.join(refused.allowed)}; name one of them in Content-Type."
    return problem("unsupported-media-type", detail, allowed=list(refused.allowed))


@of_error.register
def _too_long(refused: TooLong, request: Request) -> Response:
    return problem("content-too-large", f"At most {LONGEST_BODY:,} bytes of a body are read.")


@of_error.register
def _unsatisfiable(behind: Unsatisfiable, request: Request) -> Response:
    detail = f"The range {request.headers['range']!r} begins behind the end: there are {behind.length} bytes."
    return problem("range-not-satisfiable", detail, {"Content-Range": f"bytes */{behind.length}"})
