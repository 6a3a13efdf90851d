"""The paths of the API: one view for all lists, one for all records, and the few around them; the only file that knows
the request."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, request

from api import dates, openapi, query
from api.documents import array, dumped
from api.problems import TYPES, NotAcceptable
from api.query import Missing
from api.resource import Resource
from api.spelling import nearest
from api.store import Store

#: A release cannot change, but another may take its place: a minute is fresh, and a stale answer beats none.
CACHING = "public, max-age=60, stale-while-revalidate=600, stale-if-error=86400"

_JSON, _YAML, _TEXT = "application/json", "application/yaml", "text/plain"


@dataclass(frozen=True)
class Answer:
    """The bytes of an answer, and the path of the next page where there is one."""

    body: bytes
    next: str | None = None


@dataclass(frozen=True)
class Route:
    """A path, the name of its view, and the media type of its answer."""

    path: str
    view: str
    media_type: str


ROUTES = (
    Route("/v1", "index", _JSON),
    Route("/v1/<kind>", "listing", _JSON),
    Route("/v1/<kind>/<id>", "record", _JSON),
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
        paths.add_url_rule(route.path, route.view, _negotiated(getattr(views, route.view), route.media_type))
    return paths


class Views:
    """The views, each named by a route: they read the parameters of the request and give the answer."""

    def __init__(self, resources: Sequence[Resource], store: Store) -> None:
        self.resources = {resource.name: resource for resource in resources}
        self.store = store

    def index(self) -> Answer:
        """Say what there is: the kinds and their counts, the release, what it covers, its licence."""
        query.read({}, request.args.items(multi=True))
        return Answer(self._index)

    def listing(self, kind: str) -> Answer:
        """Give a page of the list of a kind."""
        resource = self._resource(kind)
        page = self.store.page(query.parse(resource, request.args.items(multi=True)))
        tail = b',"total":%d,"next":%s}' % (page.total, dumped(page.next))
        return Answer(b'{"data":' + array(page.documents) + tail, page.next)

    def record(self, kind: str, id: str) -> Answer:
        """Give one record."""
        resource = self._resource(kind)
        query.read({}, request.args.items(multi=True))
        document = self.store.document(resource.name, id)
        if document is None:
            raise Missing(request.path, [f"/v1/{kind}/{near}" for near in self.store.near(id, [kind])])
        return Answer(document)

    def contract_json(self) -> Answer:
        """Give the contract as JSON."""
        query.read({}, request.args.items(multi=True))
        return Answer(self._contract_json)

    def contract_yaml(self) -> Answer:
        """Give the contract as YAML."""
        query.read({}, request.args.items(multi=True))
        return Answer(self._contract_yaml)

    def problem_type(self, slug: str) -> Answer:
        """Say what a type of problem means."""
        query.read({}, request.args.items(multi=True))
        if slug not in TYPES:
            raise Missing(request.path, [f"/problems/{near}" for near in nearest(slug, TYPES, 3)])
        status, title, meaning = TYPES[slug]
        return Answer(f"{status} {title}\n{meaning}".encode())

    def health(self) -> Answer:
        """Say that the server is alive, and what it serves."""
        query.read({}, request.args.items(multi=True))
        return Answer(dumped({"status": "ok", "release": self.store.name}))

    def _resource(self, kind: str) -> Resource:
        if kind not in self.resources:
            raise Missing(request.path, [f"/v1/{near}" for near in nearest(kind, self.resources, 3)])
        return self.resources[kind]

    @cached_property
    def _index(self) -> bytes:
        header = self.store.header
        about: dict[str, Any] = header["about"]
        return dumped(
            {
                "title": about["title"],
                "description": about["description"],
                "license": about["license"],
                "release": {"id": self.store.name, "revised": about["revised"]},
                "coverage": header["coverage"],
                "kinds": [
                    {
                        "kind": name,
                        "count": header["counts"][name],
                        "url": f"/v1/{name}",
                        "description": found.description,
                    }
                    for name, found in self.resources.items()
                ],
                "links": {"openapi": "/openapi.json", "docs": "/docs", "health": "/healthz"},
            }
        )

    @cached_property
    def _contract_json(self) -> bytes:
        return dumped(openapi.document(self.resources.values()))

    @cached_property
    def _contract_yaml(self) -> bytes:
        return openapi.text(openapi.document(self.resources.values())).encode()


def last_modified(store: Store) -> datetime:
    """Give the day of the last revision of what is served; never the clock."""
    day = dates.span(store.header["about"]["revised"]).earliest
    return datetime.fromisoformat(day).replace(tzinfo=UTC)


def _negotiated(view: Callable[..., Answer], media_type: str) -> Callable[..., Response]:
    """Make a view answer in its media type, or refuse a request that does not accept it."""

    def negotiated(**arguments: str) -> Response:
        if request.accept_mimetypes and not request.accept_mimetypes.best_match([media_type]):
            raise NotAcceptable([media_type])
        answer = view(**arguments)
        body = answer.body + b"\n"
        response = Response(body, content_type=f"{media_type}; charset=utf-8" if media_type == _TEXT else media_type)
        response.set_etag(sha256(body).hexdigest()[:32])
        response.headers["Cache-Control"] = CACHING
        if answer.next:
            response.headers["Link"] = f'<{answer.next}>; rel="next"'
        response.make_conditional(request)
        return response

    return negotiated
