"""A whole release as one file that is read while it comes; knows nothing of SQL or HTTP."""

from collections.abc import Iterator, Sequence

from api.model.jsontext import encode
from api.model.resource import Resource
from api.query import formats
from api.query.formats import JSON, NDJSON, Format
from api.query.parameters import AS_OF
from api.query.selection import Selection
from api.query.store import Store
from api.web.index import about, counts

#: The forms of the whole, the one that is given to who names none first.
FORMATS = (NDJSON, JSON)
FORMAT = formats.parameter(FORMATS)
#: The query parameters of the whole.
PARAMETERS = {parameter.name: parameter for parameter in (AS_OF, FORMAT)}


def whole(store: Store, resources: Sequence[Resource], as_of: str | None, format: Format) -> Iterator[bytes]:
    """Yield a release in pieces: what it is, with its licence and counts, and then every record, kind by kind.

    As NDJSON the first line says what it is; as one JSON document the records are the list `data`.
    """
    head = encode({**about(store, as_of), "as_of": as_of, "counts": counts(store, resources, as_of)})
    documents = _documents(store, resources, as_of)
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


def _documents(store: Store, resources: Sequence[Resource], as_of: str | None) -> Iterator[list[bytes]]:
    for resource in resources:
        _, parts = store.lists.stream(Selection(resource, sort=resource.order, limit=None, as_of=as_of))
        for part in parts:
            yield [found.document for found in part]
