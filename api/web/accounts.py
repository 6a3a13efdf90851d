"""`/v1/meetings/{id}/accounts`: what each side said of a meeting, side by side."""

import json
from collections import defaultdict
from typing import Any

from api.model.jsontext import encode, join_array
from api.model.resource import Resource
from api.query.list_parameters import LARGEST_PAGE
from api.query.selection import Selection, day
from api.query.store import Store
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease


def accounts(served: ServedRelease, request: Request, id: str) -> Representation:
    """Show what each side said of a meeting."""
    as_of = day(request.pairs)
    if served.store.document("meetings", id, as_of) is None:
        raise served.no_record(request, "meetings", id, as_of)
    return Representation(_by_side(served.store, served.by_name["statements"], id, as_of))


def _by_side(store: Store, statements: Resource, meeting: str, as_of: str | None) -> bytes:
    """Return the statements on a meeting as a list of sides, by name, each with its statements in the order of lists.

    The side of a statement is for whom it was made, or else its speaker.
    """
    sides: dict[str, list[bytes]] = defaultdict(list)
    names: dict[str, dict[str, Any]] = {}
    asked: Selection | None = Selection(
        statements, {"meeting": (meeting,)}, sort=statements.order, limit=LARGEST_PAGE, as_of=as_of
    )
    while asked:
        page = store.lists.page(asked)
        for found in page.records:
            statement = json.loads(found.document)
            side = statement["on_behalf_of"] or statement["speaker"]
            names[side["id"]] = side
            sides[side["id"]].append(found.document)
        asked = asked.behind(statement["id"]) if page.next else None
    ordered = sorted(sides, key=lambda id: (names[id]["name"].casefold(), id))
    entries = [
        b'{"side":' + encode(names[id]) + b',"total":%d,"statements":' % len(sides[id]) + join_array(sides[id]) + b"}"
        for id in ordered
    ]
    return b'{"data":' + join_array(entries) + b',"total":%d,"next":null}' % len(entries)
