"""The views of lists and of records, one for all kinds; every other path has a file of its own."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from api.model.cells import MARK
from api.model.document_schema import ALONE, PLACE
from api.model.errors import Refused
from api.model.jsontext import encode, join_array
from api.model.resource import Resource
from api.query import facets
from api.query.formats import CSV, EXCEL, FORMATS, JSON, Format
from api.query.highlight import highlighted
from api.query.list_parameters import AT_LEAST, INCOMPLETE, RELATION
from api.query.lists import Found, Total
from api.query.projection import Projection, included
from api.query.selection import Selection, of_record, parse, unfit
from api.web import csv_format
from api.web.request import Request
from api.web.responses import Representation, choose
from api.web.served import ServedRelease


def listing(served: ServedRelease, request: Request, kind: str) -> Representation:
    """Show a page of the list of a kind, of the timeline, or of what has some words."""
    selection = parse(served.parameters, served.listed(request, kind), request.pairs)
    format = choose(request, FORMATS)
    if request.extension:
        selection = replace(selection, format=format.name)
    if wrong := list(unfit(selection, format)):
        raise Refused(*wrong)
    return _as_json(served, selection) if format is JSON else _as_lines(served, selection, format)


def record(served: ServedRelease, request: Request, kind: str, id: str) -> Representation:
    """Show one record."""
    resource = served.kind(request, kind)
    as_of, projection = of_record(served.parameters, resource, request.pairs)
    found = served.store.cited(resource.name, id, as_of)
    if found is None:
        raise served.no_record(request, kind, id, as_of)
    document, citation = found
    address = served.address.absolute(f"{request.path}?as_of={as_of}" if as_of else request.path)
    cited = citation.replace(PLACE, f"{address}, release {served.store.name}")
    shown = projection.applied([b'%b,"%b":%b}' % (document[:-1], ALONE.encode(), encode(cited))])[0]
    if projection.include:
        shown = shown[:-1] + b"," + _included(served, resource, projection, [document], as_of) + b"}"
    return Representation(shown, headers={"Link": f'<{address}>; rel="cite-as"'})


def _as_json(served: ServedRelease, selection: Selection) -> Representation:
    page = served.store.lists.page(selection)
    tail = b',"total":%d' % page.total.number
    if page.total.at_least:
        tail += b',"%s":%s' % (RELATION.encode(), encode(AT_LEAST))
    tail += b',"next":' + encode(page.next)
    if selection.facets:
        counts, incomplete = facets.count(served.store, selection)
        tail += b',"facets":' + encode(counts)
        tail += b',"%s":%s' % (INCOMPLETE.encode(), encode(incomplete)) if incomplete else b""
    if selection.q and not page.total.number:
        found = served.store.instead(selection)
        tail += b',"suggestions":' + encode([{"q": other.q, "url": other.path()} for other in found])
    if selection.projection.include:
        documents = [record.document for record in page.records]
        tail += b"," + _included(served, selection.resource, selection.projection, documents, selection.as_of)
    body = join_array(_shown(selection, page.records), b'{"data":', tail + b"}\n")
    return Representation(body, headers=_next_link(page.next), name=selection.as_of or "", chosen=True)


def _as_lines(served: ServedRelease, selection: Selection, format: Format) -> Representation:
    """Show a page, or all records, in a form that can be read while it comes."""
    headers = served.attachment(selection.resource.name, format)
    if selection.limit is None:
        total, parts = _first_read(*served.store.lists.stream(selection))
        pieces = _pieces(served, selection, format, parts)
        headers |= _total_headers(total)
        return Representation(pieces, format.content_type, headers, name=selection.path(), chosen=True)
    page = served.store.lists.page(selection)
    headers |= {**_total_headers(page.total), **_next_link(page.next)}
    body = b"".join(_pieces(served, selection, format, [page.records]))
    return Representation(body, format.content_type, headers, chosen=True)


def _pieces(
    served: ServedRelease, selection: Selection, format: Format, parts: Iterable[tuple[Found, ...]]
) -> Iterator[bytes]:
    if format.media_type != CSV.media_type:
        for part in parts:
            yield b"".join(document + b"\n" for document in _shown(selection, part))
        return
    most = served.store.days.most(selection.as_of)
    table = csv_format.columns(selection.resource, most, selection.projection.fields, marked=bool(selection.q))
    yield (MARK if format is EXCEL else b"") + csv_format.headings(table)
    whole = replace(selection, projection=Projection())
    for part in parts:
        yield csv_format.rows(table, _shown(whole, part))


def _shown(selection: Selection, found: Sequence[Found]) -> Sequence[bytes]:
    documents: Sequence[bytes] = [record.document for record in found]
    shown = selection.projection.applied(documents) if selection.projection.fields else documents
    if not selection.q:
        return shown
    pieces = (record.highlight for record in found)
    return [highlighted(document, piece) for document, piece in zip(shown, pieces, strict=True)]


def _included(
    served: ServedRelease, resource: Resource, projection: Projection, documents: Sequence[bytes], as_of: str | None
) -> bytes:
    """Return what comes with records, as known on a day; whole records say it, whatever is shown of them."""
    inclusions = served.parameters.outlines.inclusions(resource)
    return included(
        documents, projection.include, inclusions, lambda kind, ids: served.store.documents(kind, ids, as_of)
    )


def _first_read(total: Total, parts: Iterator[tuple[Found, ...]]) -> tuple[Total, Iterator[tuple[Found, ...]]]:
    """Read the first part: while nothing is sent yet, an error can still be told."""
    first = next(parts, None)
    return total, iter(()) if first is None else chain([first], parts)


def _next_link(path: str | None) -> dict[str, str]:
    return {"Link": f'<{path}>; rel="next"'} if path else {}


def _total_headers(total: Total) -> dict[str, str]:
    return {"X-Total-Count": str(total.number), **({"X-Total-Relation": AT_LEAST} if total.at_least else {})}
