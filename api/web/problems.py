"""Every error as a problem document (RFC 9457); the only file that shapes an error.

A problem has a `type`, a path on this server that says what it means, a `title`, the `status`, and a `detail` for this
one case. A bad request lists every wrong parameter in `errors`.
"""

import logging
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException, NotFound

from api.model.errors import Missing, Moved, NotYetKnown, Refused, Withdrawn, Wrong
from api.model.jsontext import encode
from api.model.messages import nearest
from api.query.connection import QueryTimeout
from api.web.openapi.components import BY_STATUS, MEDIA_TYPE, TYPES
from api.web.status import Standing

#: How many wrong parameters a problem tells of: more would make a long answer of a short request.
MOST_ERRORS = 20

_LOG = logging.getLogger("crisis_facts")


class NotAcceptable(Exception):
    """A request that accepts none of the media types of its path; carries those."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self.allowed = tuple(allowed)
        super().__init__(", ".join(self.allowed))


class Vacant(Exception):
    """A request to a server that has no release to serve; carries what the server stands on."""

    def __init__(self, standing: Standing) -> None:
        self.standing = standing
        super().__init__("there is no release")


def problem(slug: str, detail: str, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
    """Shape one problem; further members follow the standard ones."""
    status, title, _ = TYPES[slug]
    document = {"type": f"/problems/{slug}", "title": title, "status": status, "detail": detail, **members}
    response = Response(encode(document) + b"\n", status, content_type=MEDIA_TYPE)
    response.headers.update({"Cache-Control": "no-store", **(headers or {})})
    return response


def install(app: Flask, paths: Sequence[str]) -> None:
    """Answer every exception of an application with a problem; a wrong path is compared with `paths`."""

    def not_found(error: NotFound) -> Response:
        return _missing(Missing(request.path, nearest(request.path, paths, 3)))

    app.register_error_handler(NotFound, not_found)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(Missing, _missing)
    app.register_error_handler(Moved, _moved)
    app.register_error_handler(Withdrawn, _withdrawn)
    app.register_error_handler(NotYetKnown, _not_yet_known)
    app.register_error_handler(NotAcceptable, _not_acceptable)
    app.register_error_handler(QueryTimeout, _late)
    app.register_error_handler(Vacant, _vacant)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _late(late: QueryTimeout) -> Response:
    detail = f"One query took longer than the {late.seconds * 1000:g} ms that it may take here; ask for less at once."
    return problem("query-timeout", detail, {"Retry-After": "1"})


def _vacant(vacant: Vacant) -> Response:
    refused = vacant.standing.refused
    why = f": {refused.reason}" if refused else ""
    return problem("no-release", f"There is no good release to serve yet{why}.", {"Retry-After": "5"})


def _refused(refused: Refused) -> Response:
    errors = refused.errors[:MOST_ERRORS]
    more = len(refused.errors) - len(errors)
    detail = "; ".join([*(error.detail for error in errors), *([f"and {more} more"] if more else [])])
    return problem("invalid-parameter", detail, errors=[_error(error) for error in errors])


def _error(error: Wrong) -> dict[str, Any]:
    shown: dict[str, Any] = {"parameter": error.parameter, "value": error.value, "detail": error.detail}
    lists = {"allowed": error.allowed, "nearest": error.nearest}
    return shown | {name: list(values) for name, values in lists.items() if values}


def _missing(missing: Missing) -> Response:
    hint = f"; did you mean {missing.nearest[0]}?" if missing.nearest else "; the index of all there is stands at /v1"
    return problem("not-found", f"There is nothing at {missing.path!r}{hint}", nearest=list(missing.nearest))


def _not_yet_known(unknown: NotYetKnown) -> Response:
    detail = f"Of {unknown.path!r} nothing was known on that day; the first day it was known is {unknown.known_since}."
    return problem("not-found", detail, known_since=unknown.known_since)


def _moved(moved: Moved) -> Response:
    asked = request.query_string.decode("ascii", "replace")
    response = Response(status=308, headers={"Cache-Control": "public, max-age=60"})
    del response.headers["Content-Type"]
    response.headers["Location"] = f"{moved.path}?{asked}" if asked else moved.path
    return response


def _withdrawn(withdrawn: Withdrawn) -> Response:
    said = withdrawn.withdrawal
    instead = f" In its place stands {said['superseded_by']}." if said["superseded_by"] else ""
    detail = f"{withdrawn.path!r} was withdrawn on {said['date']}: {said['reason']}{instead}"
    return problem("gone", detail, withdrawn=said)


def _not_acceptable(refused: NotAcceptable) -> Response:
    detail = f"This path can be had as {', '.join(refused.allowed)}; name one of them in Accept, or leave Accept out."
    return problem("not-acceptable", detail, allowed=list(refused.allowed))


def _http(error: HTTPException) -> Response:
    """Shape what Flask and Werkzeug raise; keep their headers that clients need, such as `Allow`."""
    status = error.code or 500
    headers = {name: in_order(value) for name, value in error.get_headers() if name == "Allow"}
    slug = BY_STATUS.get(status, "bad-request" if status < 500 else "internal-error")
    allowed = headers.get("Allow")
    detail = f"Use one of {allowed}." if allowed else str(error.description)
    return problem(slug, detail, headers)


def in_order(methods: str) -> str:
    """Give the methods of an `Allow` header in a fixed order: Flask gives them in that of a set."""
    return ", ".join(sorted(methods.split(", ")))


def _failed(error: Exception) -> Response:
    _LOG.error("request failed", exc_info=error)
    return problem("internal-error", "The server failed on this request; it has been logged.")
