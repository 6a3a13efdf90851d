"""Memento (RFC 7089) over `as_of`: what was known on a day is the memento of that day.

Every path that can be asked for as known on a day is its own TimeGate: `Accept-Datetime` leads to the memento.
"""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from werkzeug.http import http_date, parse_date

from api.model.edtf import YEAR_1
from api.model.errors import Refused, Wrong
from api.query.parameters import AS_OF
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

_MEDIA_TYPE = "application/link-format"
#: What stands behind the path of a record.
_OF_A_RECORD = ("", "history", "accounts")
_EXAMPLE = "Tue, 19 Mar 2019 12:00:00 GMT"


@dataclass(eq=False)
class AtAnotherTime(Exception):
    """A request that names a time; carries the path of the memento that fits, and a `Link` to all of them."""

    path: str
    link: str


def negotiate(served: ServedRelease, request: Request) -> None:
    """Lead to the memento of the time that a request names: the last one before it, or else the first.

    Raises `AtAnotherTime`, and `Refused` where the time cannot be read.
    """
    asked = request.headers.get("accept-datetime")
    if not asked or any(name == AS_OF.name for name, _ in request.pairs):
        return
    time = parse_date(asked)
    if time is None:
        what = f"Accept-Datetime: {asked!r} is no date of HTTP; write {_EXAMPLE}, for one"
        raise Refused(Wrong("Accept-Datetime", asked, what))
    days = _days(served, request.path)
    if days:
        day = max((day for day in days if day <= time.date().isoformat()), default=days[0])
        end = f".{request.extension}" if request.extension else ""
        path = f"{request.path}{end}?{urlencode([*request.pairs, (AS_OF.name, day)])}"
        link = f'{_links(served, request)}, <{served.address.absolute(path)}>; rel="memento"; datetime="{_time(day)}"'
        raise AtAnotherTime(served.address.absolute(path), link)


def told(served: ServedRelease, request: Request, shown: Representation) -> Representation:
    """Return what is shown, with where its mementos are; if it is one, with its day."""
    as_of = next((value for name, value in request.pairs if name == AS_OF.name), None)
    own, mementos = shown.headers.get("Link"), _links(served, request)
    headers = {"Link": f"{own}, {mementos}" if own else mementos}
    if as_of and as_of >= YEAR_1:
        headers["Memento-Datetime"] = _time(as_of)
    return replace(shown, headers={**shown.headers, **headers})


def _links(served: ServedRelease, request: Request) -> str:
    original, map = served.address.absolute(request.path), served.address.absolute(_timemap(request.path))
    return f'<{original}>; rel="original timegate", <{map}>; rel="timemap"; type="{_MEDIA_TYPE}"'


def timemap(served: ServedRelease, request: Request, of: str) -> Representation:
    """Show the mementos of a path as links (RFC 7089, 5): one for each day on which something became known."""
    path = f"/v1/{of}"
    if request.pairs:
        raise Refused(*(Wrong(name, value, f"unknown parameter {name!r}") for name, value in request.pairs))
    days = _days(served, path)
    if not days:
        asked, (kind, id) = replace(request, path=path), [*of.split("/"), ""][:2]
        raise served.no_record(asked, kind, id, None)
    absolute = served.address.absolute
    span = f'from="{_time(days[0])}";until="{_time(days[-1])}"'
    links = [
        f'<{absolute(path)}>;rel="original timegate"',
        f'<{absolute(_timemap(path))}>;rel="self";type="{_MEDIA_TYPE}";{span}',
        *(f'<{absolute(path)}?as_of={day}>;rel="{_role(day, days)}";datetime="{_time(day)}"' for day in days),
    ]
    return Representation(",\n".join(links).encode(), _MEDIA_TYPE, public=True)


def _role(day: str, days: list[str]) -> str:
    ends = (name for name, end in (("first", days[0]), ("last", days[-1])) if day == end)
    return " ".join([*ends, "memento"])


def _days(served: ServedRelease, path: str) -> list[str]:
    """Return the days on which what is at a path changed: of a record its own, of all else those of the release."""
    steps = path.split("/")[2:]
    if len(steps) > 1 and steps[0] in served.by_name and "/".join(steps[2:]) in _OF_A_RECORD:
        return [day for day, _ in served.store.history(*steps[:2])]
    return served.store.days.every if len(steps) == 1 and steps[0] in served.lists else []


def _timemap(path: str) -> str:
    return path.replace("/v1/", "/v1/timemap/", 1)


def _time(day: str) -> str:
    return http_date(date.fromisoformat(day))
