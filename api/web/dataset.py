"""`/v1/dataset`: a whole release as one file that is read while it comes, whole or in parts."""

from collections.abc import Iterator
from functools import partial

from api.model.jsontext import encode
from api.query import formats, parameters
from api.query.formats import JSON, NDJSON, Format
from api.query.parameters import AS_OF
from api.query.selection import Selection
from api.web.request import Request
from api.web.responses import Representation, choose
from api.web.served import ServedRelease

#: The forms of the whole, the default first.
FORMATS = (NDJSON, JSON)
FORMAT = formats.parameter(FORMATS)
#: The query parameters of the whole.
PARAMETERS = {parameter.name: parameter for parameter in (AS_OF, FORMAT)}


def dataset(served: ServedRelease, request: Request) -> Representation:
    """Show the whole release."""
    found = parameters.read(PARAMETERS, request.pairs)
    as_of, format = found.get(AS_OF.name, ("",))[0], choose(request, FORMATS)
    name = f"/v1/dataset {as_of}"
    whole = f"{format.name} {name}"

    def pieces() -> Iterator[bytes]:
        moved = partial(served.address.moved, media_type=format.media_type)
        return map(moved, _whole(served, as_of or None, format))

    headers = served.attachment("crisis-facts", format)
    measured = served.measures.of(whole, pieces)
    sent = pieces() if measured else served.measures.passing(whole, pieces())
    return Representation(sent, format.media_type, headers, name, chosen=True, measured=measured, public=True)


def _whole(served: ServedRelease, as_of: str | None, format: Format) -> Iterator[bytes]:
    """Yield a release in pieces: what it is, with its licence and counts, and then every record, kind by kind.

    As NDJSON the first line says what it is; as one JSON document the records are the list `data`.
    """
    head = encode({**served.about(as_of), "as_of": as_of, "counts": served.counts(as_of)})
    documents = _documents(served, as_of)
    if format is NDJSON:
        yield head + b"\n"
        for part in documents:
            yield b"\n".join(part) + b"\n"
    else:
        before = head[:-1] + b',"data":[\n'
        for part in documents:
            yield before + b",\n".join(part)
            before = b",\n"
        yield (before if before != b",\n" else b"") + b"\n]}\n"


def _documents(served: ServedRelease, as_of: str | None) -> Iterator[list[bytes]]:
    for kind in served.kinds:
        _, parts = served.store.lists.stream(Selection(kind, sort=kind.order, limit=None, as_of=as_of))
        for part in parts:
            yield [found.document for found in part]
