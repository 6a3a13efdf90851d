"""`/openapi.json`, `/openapi.yaml` and `/problems/{type}`: what the API promises, and what its problems mean."""

from functools import lru_cache
from importlib import import_module
from typing import Any

from api.model.errors import Missing
from api.model.jsontext import encode
from api.model.messages import nearest
from api.model.resource import Resource
from api.query import parameters
from api.web.problems import TYPES
from api.web.request import Request
from api.web.responses import TEXT, Representation
from api.web.served import ServedRelease


def contract_json(served: ServedRelease, request: Request) -> Representation:
    """Show the contract as JSON."""
    parameters.read({}, request.pairs)
    return Representation(_json(served.kinds))


def contract_yaml(served: ServedRelease, request: Request) -> Representation:
    """Show the contract as YAML."""
    parameters.read({}, request.pairs)
    return Representation(_yaml(served.kinds), "application/yaml")


def problem_type(served: ServedRelease, request: Request, slug: str) -> Representation:
    """Show what a type of problem means."""
    parameters.read({}, request.pairs)
    if slug not in TYPES:
        raise Missing(request.path, [f"/problems/{near}" for near in nearest(slug, TYPES, 3)])
    status, title, meaning = TYPES[slug]
    return Representation(f"{status} {title}\n{meaning}".encode(), TEXT)


@lru_cache(maxsize=2)
def _json(kinds: tuple[Resource, ...]) -> bytes:
    return encode(_writer().document(kinds))


@lru_cache(maxsize=2)
def _yaml(kinds: tuple[Resource, ...]) -> bytes:
    writer = _writer()
    text: str = writer.text(writer.document(kinds))
    return text.encode()


def _writer() -> Any:
    """Return what writes contracts, loaded when it is first asked for.

    With apispec and yaml, it would take a twentieth of the start of a server, which few ask for it.
    This is the one import in `web` that does not stand at the top of its file.
    """
    return import_module("api.web.openapi.document")
