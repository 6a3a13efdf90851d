"""`/v1/changes`: what has changed since a release or a day."""

from api.model.errors import Refused, Wrong
from api.model.jsontext import encode, join_array
from api.query import parameters
from api.query.parameters import SINCE
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease


def changes(served: ServedRelease, request: Request) -> Representation:
    """Show the facts that differ from those of a release, or of the last one before a day."""
    since = parameters.read({SINCE.name: SINCE}, request.pairs)[SINCE.name][0]
    name = served.earlier.named(since)
    if name is None:
        known = served.earlier.releases()
        listed = ", ".join(f"{release} of {revised}" for release, revised in known.items())
        what = f"{SINCE.name}: {since!r} does not tell one release from the others; known are {listed}"
        raise Refused(Wrong(SINCE.name, since, what, tuple(known)))
    found = [encode(change.document) for change in served.earlier.since(name)]
    tail = b',"total":%d,"next":null}' % len(found)
    return Representation(b'{"since":%s,"data":' % encode(name or None) + join_array(found) + tail)
