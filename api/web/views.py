"""The views of the API: one for all lists, one for all records, and the few around them; knows nothing of servers."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import chain
from typing import Any

from api.model.errors import Missing, Moved, NotYetKnown, Refused, Withdrawn, Wrong
from api.model.jsontext import encode, join_array
from api.model.messages import nearest
from api.model.resource import Resource
from api.query import facets, parameters
from api.query.formats import CSV, FORMATS, JSON, Format
from api.query.highlight import highlighted
from api.query.list_parameters import parameters_of
from api.query.lists import Found, Page, Total
from api.query.parameters import AS_OF, SINCE
from api.query.projection import Projection
from api.query.selection import Selection, day, of_record, parse, unfit
from api.query.store import Store
from api.release import combined
from api.web import accounts, csv_format, dataset, history
from api.web.changes import Archive
from api.web.index import index
from api.web.openapi import document
from api.web.openapi.components import AT_LEAST, RELATION, TYPES
from api.web.request import Asked
from api.web.responses import TEXT, Answer, Reply, choose, replied
from api.web.routes import FIXED, ROUTES, Route
from api.web.status import Standing
from api.web.verify import PARAMETERS, QUOTE, verified
from api.web.vocabulary import closed_lists

_Part = tuple[Found, ...]
_YAML = "application/yaml"


#: Gives the contract, and what the server stands on.
Contract = Callable[[], dict[str, Any]]
Stands = Callable[[], Standing]


#: Answers a request at a route, with what its path holds in the places of names.
Answering = Callable[..., Reply]


def answers(
    resources: Sequence[Resource], store: Store, contract: Contract, standing: Stands
) -> Mapping[Route, Answering]:
    """Give what answers at each route: from a release, the contract of what it is, or what the server stands on."""
    views = Views(resources, store, contract, standing)
    return {route: _answering(getattr(views, route.view), route, store) for route in ROUTES}


class Views:
    """The views, each named by a route: they read the parameters of the request and give the answer."""

    def __init__(self, resources: Sequence[Resource], store: Store, contract: Contract, standing: Stands) -> None:
        self._contract = contract
        self._standing = standing
        self.resources = {resource.name: resource for resource in resources}
        self._all = tuple(resources)
        self.moments = combined.timeline(tuple(resources))
        self.hits = combined.search(tuple(resources))
        self.parameters = parameters_of(tuple(resources))
        self.store = store
        self.archive = Archive(store, self._all)

    def index(self, asked: Asked) -> Answer:
        """Say what there is: the kinds and their counts, the release, what it covers, its licence."""
        return Answer(encode(index(self.store, self._all, day(asked.pairs))))

    def listing(self, asked: Asked, kind: str) -> Answer:
        """Give a page of the list of a kind."""
        return self._page(asked, self._resource(asked, kind))

    def timeline(self, asked: Asked) -> Answer:
        """Give a page of the timeline."""
        return self._page(asked, self.moments)

    def search(self, asked: Asked) -> Answer:
        """Give a page of the records of all kinds that have some words."""
        return self._page(asked, self.hits)

    def record(self, asked: Asked, kind: str, id: str) -> Answer:
        """Give one record."""
        resource = self._resource(asked, kind)
        as_of, projection = of_record(self.parameters, resource, asked.pairs)
        document = self.store.document(resource.name, id, as_of)
        if document is None:
            raise self._missing(asked, kind, id, as_of)
        shown = self._projected(projection, [document], as_of)[0]
        return Answer(shown, headers={"Link": f'<{asked.path}>; rel="cite-as"'})

    def accounts(self, asked: Asked, id: str) -> Answer:
        """Give what each side said of a meeting."""
        as_of = day(asked.pairs)
        if self.store.document("meetings", id, as_of) is None:
            raise self._missing(asked, "meetings", id, as_of)
        return Answer(accounts.by_side(self.store, self.resources["statements"], id, as_of))

    def history(self, asked: Asked, kind: str, id: str) -> Answer:
        """Give what became known of a record, day by day."""
        resource = self._resource(asked, kind)
        as_of = day(asked.pairs)
        versions = self.store.history(resource.name, id)
        known = [(day, document) for day, document in versions if as_of is None or day <= as_of]
        if not known:
            raise self._missing(asked, kind, id, as_of)
        return Answer(history.listed(known))

    def changes(self, asked: Asked) -> Answer:
        """Give what has changed since a release or a day."""
        found = parameters.read({SINCE.name: SINCE}, asked.pairs)
        since = found[SINCE.name][0]
        name = self.archive.named(since)
        if name is None:
            known = self.archive.releases()
            listed = ", ".join(f"{release} of {revised}" for release, revised in known.items())
            what = f"{SINCE.name}: {since!r} does not tell one release from the others; known are {listed}"
            raise Refused(Wrong(SINCE.name, since, what, tuple(known)))
        changes = [encode(change.document) for change in self.archive.since(name)]
        tail = b',"total":%d,"next":null}' % len(changes)
        return Answer(b'{"since":%s,"data":' % encode(name) + join_array(changes) + tail)

    def verify(self, asked: Asked) -> Answer:
        """Say whether words are among the quotes of the release."""
        found = parameters.read(PARAMETERS, asked.pairs)
        answer, statements = verified(self.store, found[QUOTE.name][0], found.get(AS_OF.name, (None,))[0])
        return Answer(encode(answer)[:-1] + b',"statements":' + join_array(statements) + b"}")

    def vocabulary(self, asked: Asked) -> Answer:
        """Give every closed list, with labels for readers."""
        parameters.read({}, asked.pairs)
        lists = closed_lists(self._all)
        return Answer(b'{"data":' + join_array(map(encode, lists)) + b',"total":%d,"next":null}' % len(lists))

    def dataset(self, asked: Asked) -> Answer:
        """Give the whole release."""
        found = parameters.read(dataset.PARAMETERS, asked.pairs)
        as_of, named = (found.get(name, ("",))[0] for name in (AS_OF.name, dataset.FORMAT.name))
        format = choose(asked, named, dataset.FORMATS)
        headers = self._file("crisis-facts", format)
        pieces = dataset.whole(self.store, self._all, as_of or None, format)
        return Answer(pieces, format.media_type, headers, name=f"/v1/dataset {as_of}", chosen=True)

    def contract_json(self, asked: Asked) -> Answer:
        """Give the contract as JSON."""
        parameters.read({}, asked.pairs)
        return Answer(self._contract_json)

    def contract_yaml(self, asked: Asked) -> Answer:
        """Give the contract as YAML."""
        parameters.read({}, asked.pairs)
        return Answer(self._contract_yaml, _YAML)

    def problem_type(self, asked: Asked, slug: str) -> Answer:
        """Say what a type of problem means."""
        parameters.read({}, asked.pairs)
        if slug not in TYPES:
            raise Missing(asked.path, [f"/problems/{near}" for near in nearest(slug, TYPES, 3)])
        status, title, meaning = TYPES[slug]
        return Answer(f"{status} {title}\n{meaning}".encode(), TEXT)

    def health(self, asked: Asked) -> Answer:
        """Say that the server is alive, what it serves, and what is wrong with fixtures that it follows."""
        parameters.read({}, asked.pairs)
        return Answer(encode(self._standing().health))

    def readiness(self, asked: Asked) -> Answer:
        """Say which release is served, since when, and whether a newer one was refused."""
        parameters.read({}, asked.pairs)
        return Answer(encode(self._standing().document))

    def _page(self, asked: Asked, resource: Resource) -> Answer:
        """Give what a list request asks for, in the form that it asks for."""
        selection = parse(self.parameters, resource, asked.pairs)
        format = choose(asked, selection.format, FORMATS)
        wrong = list(unfit(selection, format))
        if wrong:
            raise Refused(*wrong)
        return self._listed(selection) if format is JSON else self._streamed(selection, format)

    def _listed(self, selection: Selection) -> Answer:
        """Give a page as one JSON document."""
        page = self.store.lists.page(selection)
        tail = b',"total":%d' % page.total.number
        if page.total.at_least:
            tail += b',"%s":%s' % (RELATION.encode(), encode(AT_LEAST))
        tail += b',"next":' + encode(page.next)
        if selection.facets:
            tail += b',"facets":' + encode(facets.count(self.store, selection))
        body = join_array(self._shown(selection, page.records), b'{"data":', tail + b"}\n")
        return Answer(body, headers=_following(page.next), name=page_name(selection, page, tail), chosen=True)

    def _streamed(self, selection: Selection, format: Format) -> Answer:
        """Give a page, or all records, in a form that can be read while it comes."""
        headers = self._file(selection.resource.name, format)
        if selection.limit is None:
            total, parts = _begun(*self.store.lists.stream(selection))
            pieces = self._pieces(selection, format, parts)
            headers |= _counted(total)
            return Answer(pieces, format.media_type, headers, name=selection.path(), chosen=True)
        page = self.store.lists.page(selection)
        headers |= {**_counted(page.total), **_following(page.next)}
        body = b"".join(self._pieces(selection, format, [page.records]))
        return Answer(body, format.media_type, headers, chosen=True)

    def _pieces(self, selection: Selection, format: Format, parts: Iterable[tuple[Found, ...]]) -> Iterator[bytes]:
        """Yield records in the form of a line each."""
        table = self._columns(selection) if format is CSV else []
        if table:
            yield csv_format.headings(table)
        for part in parts:
            shown = self._shown(selection, part)
            yield csv_format.rows(table, shown) if table else b"".join(document + b"\n" for document in shown)

    def _columns(self, selection: Selection) -> list[csv_format.Column]:
        projection, kind = selection.projection, selection.resource
        tree = self.parameters.outlines.tree(kind, projection.expand)
        found = csv_format.columns(tree, kind.name, self.store.days.most(selection.as_of), projection)
        return [*found, *([csv_format.HIGHLIGHTED] if selection.q else [])]

    def _shown(self, selection: Selection, found: Sequence[Found]) -> Sequence[bytes]:
        """Give records as a selection wants them."""
        documents = [record.document for record in found]
        shown = self._projected(selection.projection, documents, selection.as_of)
        if not selection.q:
            return shown
        pieces = (record.highlight for record in found)
        return [highlighted(document, piece) for document, piece in zip(shown, pieces, strict=True)]

    def _projected(self, projection: Projection, documents: Sequence[bytes], as_of: str | None) -> Sequence[bytes]:
        if projection.is_whole:
            return documents
        return projection.applied(documents, lambda kind, ids: self.store.documents(kind, ids, as_of))

    def _file(self, name: str, format: Format) -> dict[str, str]:
        """Name the file that an answer would be saved as."""
        return {"Content-Disposition": f'attachment; filename="{name}-{self.store.name}.{format.name}"'}

    def _missing(self, asked: Asked, kind: str, id: str, as_of: str | None) -> Exception:
        """Say why there is no record: not yet, no longer, elsewhere, or never."""
        known, departed = self.store.identified(id), self.store.departed(id)
        if known and known.kind == kind:
            return NotYetKnown(asked.path, known.known_since)
        if departed and departed.kind == kind and departed.withdrawal:
            return Withdrawn(asked.path, departed.withdrawal)
        if departed and departed.kind == kind and departed.path:
            return Moved(asked.path.replace(f"/v1/{kind}/{id}", departed.path))
        return Missing(asked.path, [f"/v1/{kind}/{near}" for near in self.store.near(id, [kind], as_of)])

    def _resource(self, asked: Asked, kind: str) -> Resource:
        if kind not in self.resources:
            raise Missing(asked.path, nearest(asked.path, [*(f"/v1/{name}" for name in self.resources), *FIXED], 3))
        return self.resources[kind]

    @cached_property
    def _contract_json(self) -> bytes:
        return encode(self._contract())

    @cached_property
    def _contract_yaml(self) -> bytes:
        return document.text(self._contract()).encode()


def _answering(view: Callable[..., Answer], route: Route, store: Store) -> Answering:
    """Make a view answer over HTTP."""

    def answering(asked: Asked, **places: str) -> Reply:
        return replied(view(asked, **places), asked, store, route.vary, route.caching)

    return answering


def _begun(total: Total, parts: Iterator[_Part]) -> tuple[Total, Iterator[_Part]]:
    """Read the first part: while nothing is sent yet, an error can still be told."""
    first = next(parts, None)
    return total, iter(()) if first is None else chain([first], parts)


def page_name(selection: Selection, page: Page, tail: bytes) -> str:
    """Name a page of whole records by their places in the release, and by what stands behind them.

    No name is given to one of which parts are shown or marked: it is told by its bytes.
    """
    if not selection.projection.is_whole or selection.q:
        return ""
    entries = [record.entry for record in page.records]
    return f"{selection.resource.name} {selection.as_of} {entries} {tail.decode()}"


def _following(path: str | None) -> dict[str, str]:
    """Link to the next page (RFC 8288), where there is one."""
    return {"Link": f'<{path}>; rel="next"'} if path else {}


def _counted(total: Total) -> dict[str, str]:
    """Say how many records there are on all pages, or that they are so many at least."""
    return {"X-Total-Count": str(total.number), **({"X-Total-Relation": AT_LEAST} if total.at_least else {})}
