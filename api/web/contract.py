"""`/openapi.json` and `/openapi.yaml`: what the API promises."""

from functools import lru_cache
from typing import Any

from api.model.jsontext import encode
from api.model.resource import Resource
from api.query import parameters
from api.web.address import Address
from api.web.openapi import document
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
    return document.text(_document(kinds, address)).encode()


def _document(kinds: tuple[Resource, ...], address: Address) -> dict[str, Any]:
    found = document.document(kinds)
    return found | {"servers": [{"url": str(address), "description": "The API."}]} if address.origin else found
