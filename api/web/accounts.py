"""`/v1/meetings/{id}/accounts`: what each side said of a meeting, side by side."""

import json
from itertools import chain
from typing import Any

from api.model.jsontext import encode, join_array
from api.query.selection import Selection, day
from api.web.request import Request
from api.web.responses import Representation, whole_list
from api.web.served import ServedRelease

#: A side, its statements in the order of lists, and the documents of these.
Side = tuple[dict[str, Any], list[dict[str, Any]], list[bytes]]


def accounts(served: ServedRelease, request: Request, id: str) -> Representation:
    """Show what each side said of a meeting."""
    entries = [
        b'{"side":' + encode(side) + b',"total":%d,"statements":' % len(found) + join_array(documents) + b"}"
        for side, found, documents in by_side(served, request, id, day(request.pairs))
    ]
    return whole_list(entries)


def by_side(served: ServedRelease, request: Request, meeting: str, as_of: str | None) -> list[Side]:
    """Return what each side said of a meeting, by its name; raises what says why there is no such meeting.

    The side of a statement is for whom it was made, or else each of its speakers.
    """
    if served.store.document("meetings", meeting, as_of) is None:
        raise served.no_record(request, "meetings", meeting, as_of)
    statements = served.by_name["statements"]
    sides: dict[str, Side] = {}
    filters, order = {"meeting": (meeting,)}, statements.order
    _, parts = served.store.lists.stream(Selection(statements, filters, sort=order, limit=None, as_of=as_of))
    for found in chain.from_iterable(parts):
        statement = json.loads(found.document)
        behalf = statement["on_behalf_of"]
        for side in [behalf] if behalf else statement["speakers"]:
            _, statements_of, documents = sides.setdefault(side["id"], (side, [], []))
            statements_of.append(statement)
            documents.append(found.document)
    return sorted(sides.values(), key=lambda side: (side[0]["name"].casefold(), side[0]["id"]))
