"""`/openapi.json` and `/openapi.yaml`: what the API promises."""

from functools import lru_cache
from importlib import import_module
from typing import Any

from api.model.jsontext import encode
from api.model.resource import Resource
from api.query import parameters
from api.web.address import Address
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease


def contract_json(served: ServedRelease, request: Request) -> Representation:
    """Show the contract as JSON."""
    parameters.read({}, request.pairs)
    return Representation(_json(served.kinds, served.address), public=True)


def contract_yaml(served: ServedRelease, request: Request) -> Representation:
    """Show the contract as YAML."""
    parameters.read({}, request.pairs)
    return Representation(_yaml(served.kinds, served.address), "application/yaml")


@lru_cache(maxsize=2)
def _json(kinds: tuple[Resource, ...], address: Address) -> bytes:
    return encode(_document(kinds, address))


@lru_cache(maxsize=2)
def _yaml(kinds: tuple[Resource, ...], address: Address) -> bytes:
    text: str = _writer().text(_document(kinds, address))
    return text.encode()


def _document(kinds: tuple[Resource, ...], address: Address) -> dict[str, Any]:
    document: dict[str, Any] = _writer().document(kinds)
    return document | {"servers": [{"url": str(address), "description": "The API."}]} if address.origin else document


def _writer() -> Any:
    """Return what writes contracts, loaded when it is first asked for.

    With apispec and yaml, it would take a twentieth of the start of a server, which few ask for it.
    This is the one import in `web` that does not stand at the top of its file.
    """
    return import_module("api.web.openapi.document")
