"""The paths of the API: one view for all lists, one for all records, and the few around them; the only file that reads
what a request asks for."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, request
from werkzeug.datastructures import MIMEAccept

from api import accounts, dates, history, openapi, parameters, query, timeline
from api.archive import Archive
from api.documents import array, dumped
from api.parameters import AS_OF, SINCE
from api.problems import NotAcceptable
from api.refusals import Missing, Moved, NotYetKnown, Refused, Withdrawn, Wrong
from api.resource import Resource
from api.shapes import TYPES
from api.spelling import nearest
from api.store import Store
from api.verification import PARAMETERS, QUOTE, verified

#: A release cannot change, but another may take its place: a minute is fresh, and a stale answer beats none.
CACHING = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"

_JSON, _YAML, _TEXT = "application/json", "application/yaml", "text/plain; charset=utf-8"


#: What there is beside the kinds, for the index.
LINKS = {"timeline": "/v1/timeline", "openapi": "/openapi.json", "docs": "/docs", "health": "/healthz"}


@dataclass(frozen=True)
class Answer:
    """The bytes of an answer, and the link that goes with it (RFC 8288), where there is one."""

    body: bytes
    link: str | None = None


@dataclass(frozen=True)
class Route:
    """A path, the name of its view, and the media type of its answer."""

    path: str
    view: str
    media_type: str


ROUTES = (
    Route("/v1", "index", _JSON),
    Route("/v1/timeline", "timeline", _JSON),
    Route("/v1/verify", "verify", _JSON),
    Route("/v1/changes", "changes", _JSON),
    Route("/v1/<kind>", "listing", _JSON),
    Route("/v1/<kind>/<id>", "record", _JSON),
    Route("/v1/<kind>/<id>/history", "history", _JSON),
    Route("/v1/meetings/<id>/accounts", "accounts", _JSON),
    Route("/openapi.json", "contract_json", _JSON),
    Route("/openapi.yaml", "contract_yaml", _YAML),
    Route("/problems/<slug>", "problem_type", _TEXT),
    Route("/healthz", "health", _JSON),
)


def blueprint(resources: Sequence[Resource], store: Store) -> Blueprint:
    """Give the paths that serve a release."""
    views = Views(resources, store)
    paths = Blueprint("api", __name__)
    for route in ROUTES:
        paths.add_url_rule(route.path, route.view, _negotiated(getattr(views, route.view), route.media_type, store))
    return paths


class Views:
    """The views, each named by a route: they read the parameters of the request and give the answer."""

    def __init__(self, resources: Sequence[Resource], store: Store) -> None:
        self.resources = {resource.name: resource for resource in resources}
        self._all = tuple(resources)
        self.moments = timeline.declared(tuple(resources))
        self.store = store
        self.archive = Archive(store, self._all)

    def index(self) -> Answer:
        """Say what there is: the kinds and their counts, the release, what it covers, its licence."""
        return Answer(self._index(query.day(self._asked())))

    def listing(self, kind: str) -> Answer:
        """Give a page of the list of a kind."""
        return self._page(self._resource(kind))

    def timeline(self) -> Answer:
        """Give a page of the timeline."""
        return self._page(self.moments)

    def record(self, kind: str, id: str) -> Answer:
        """Give one record."""
        resource = self._resource(kind)
        as_of = query.day(self._asked())
        document = self.store.document(resource.name, id, as_of)
        if document is None:
            raise self._missing(kind, id, as_of)
        return Answer(document, f'<{request.path}>; rel="cite-as"')

    def accounts(self, id: str) -> Answer:
        """Give what each side said of a meeting."""
        as_of = query.day(self._asked())
        if self.store.document("meetings", id, as_of) is None:
            raise self._missing("meetings", id, as_of)
        return Answer(accounts.by_side(self.store, self.resources["statements"], id, as_of))

    def history(self, kind: str, id: str) -> Answer:
        """Give what became known of a record, day by day."""
        resource = self._resource(kind)
        as_of = query.day(self._asked())
        versions = self.store.history(resource.name, id)
        known = [(day, document) for day, document in versions if as_of is None or day <= as_of]
        if not known:
            raise self._missing(kind, id, as_of)
        return Answer(history.listed(known))

    def changes(self) -> Answer:
        """Give what has changed since a release or a day."""
        asked = parameters.read({SINCE.name: SINCE}, self._asked())
        since = asked[SINCE.name][0]
        name = self.archive.named(since)
        if name is None:
            known = self.archive.releases()
            listed = ", ".join(f"{release} of {revised}" for release, revised in known.items())
            what = f"{SINCE.name}: {since!r} does not tell one release from the others; known are {listed}"
            raise Refused(Wrong(SINCE.name, since, what, tuple(known)))
        found = [dumped(change.document) for change in self.archive.since(name)]
        return Answer(b'{"since":%s,"data":' % dumped(name) + array(found) + b',"total":%d,"next":null}' % len(found))

    def verify(self) -> Answer:
        """Say whether words are among the quotes of the release."""
        asked = parameters.read(PARAMETERS, self._asked())
        answer, statements = verified(self.store, asked[QUOTE.name][0], asked.get(AS_OF.name, (None,))[0])
        return Answer(dumped(answer)[:-1] + b',"statements":' + array(statements) + b"}")

    def contract_json(self) -> Answer:
        """Give the contract as JSON."""
        parameters.read({}, self._asked())
        return Answer(self._contract_json)

    def contract_yaml(self) -> Answer:
        """Give the contract as YAML."""
        parameters.read({}, self._asked())
        return Answer(self._contract_yaml)

    def problem_type(self, slug: str) -> Answer:
        """Say what a type of problem means."""
        parameters.read({}, self._asked())
        if slug not in TYPES:
            raise Missing(request.path, [f"/problems/{near}" for near in nearest(slug, TYPES, 3)])
        status, title, meaning = TYPES[slug]
        return Answer(f"{status} {title}\n{meaning}".encode())

    def health(self) -> Answer:
        """Say that the server is alive, and what it serves."""
        parameters.read({}, self._asked())
        return Answer(dumped({"status": "ok", "release": self.store.name}))

    def _page(self, resource: Resource) -> Answer:
        page = self.store.page(query.parse(resource, self._asked()))
        tail = b',"total":%d,"next":%s}' % (page.total, dumped(page.next))
        link = f'<{page.next}>; rel="next"' if page.next else None
        return Answer(b'{"data":' + array(page.documents) + tail, link)

    def _missing(self, kind: str, id: str, as_of: str | None) -> Exception:
        """Say why there is no record: not yet, no longer, elsewhere, or never."""
        known, departed = self.store.identified(id), self.store.departed(id)
        if known and known.kind == kind:
            return NotYetKnown(request.path, known.known_since)
        if departed and departed.kind == kind and departed.withdrawal:
            return Withdrawn(request.path, departed.withdrawal)
        if departed and departed.kind == kind and departed.path:
            return Moved(request.path.replace(f"/v1/{kind}/{id}", departed.path))
        return Missing(request.path, [f"/v1/{kind}/{near}" for near in self.store.near(id, [kind], as_of)])

    def _asked(self) -> Iterable[tuple[str, str]]:
        return request.args.items(multi=True)

    def _resource(self, kind: str) -> Resource:
        if kind not in self.resources:
            raise Missing(request.path, [f"/v1/{near}" for near in nearest(kind, self.resources, 3)])
        return self.resources[kind]

    def _index(self, as_of: str | None) -> bytes:
        about: dict[str, Any] = self.store.header["about"]
        day = self.store.day(as_of)
        asked = f"?as_of={as_of}" if as_of else ""
        return dumped(
            {
                "title": about["title"],
                "description": about["description"],
                "license": about["license"],
                "release": {"id": self.store.name, "revised": about["revised"]},
                "coverage": day["coverage"] if day else {"earliest": None, "latest": None},
                "kinds": [
                    {
                        "kind": name,
                        "count": day["counts"][name] if day else 0,
                        "url": f"/v1/{name}{asked}",
                        "description": resource.description,
                    }
                    for name, resource in self.resources.items()
                ],
                "links": LINKS,
            }
        )

    @cached_property
    def _contract_json(self) -> bytes:
        return dumped(openapi.document(self._all))

    @cached_property
    def _contract_yaml(self) -> bytes:
        return openapi.text(openapi.document(self._all)).encode()


def last_modified(store: Store) -> datetime:
    """Give the day of the last revision of what is served; never the clock."""
    day = dates.span(store.header["about"]["revised"]).earliest
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _negotiated(view: Callable[..., Answer], media_type: str, store: Store) -> Callable[..., Response]:
    """Make a view answer in its media type, unless the client has the answer already or does not accept it."""
    modified = last_modified(store)

    def negotiated(**arguments: str) -> Response:
        answer = view(**arguments)
        if not _accepted(media_type):
            raise NotAcceptable([media_type])
        body = answer.body + b"\n"
        etag = sha256(body).hexdigest()[:32]
        if request.if_none_match.contains_weak(etag):
            response = Response(status=304)
        else:
            response = Response(
                body, content_type=f"{media_type}; charset=utf-8" if media_type == _TEXT else media_type
            )
            response.last_modified = modified
        response.set_etag(etag)
        response.headers["Cache-Control"] = CACHING
        response.headers["X-Release"] = store.name
        if answer.link:
            response.headers["Link"] = answer.link
        return response

    return negotiated


def _accepted(media_type: str) -> bool:
    """Whether the client takes a media type, whatever parameters it names with it; who names none takes all."""
    accepted = MIMEAccept((value.partition(";")[0].strip(), quality) for value, quality in request.accept_mimetypes)
    return not accepted or accepted.best_match([media_type.partition(";")[0]]) is not None
