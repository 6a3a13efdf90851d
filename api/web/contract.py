"""`/openapi.json` and `/openapi.yaml`: what the API promises."""

from functools import lru_cache
from importlib import import_module
from typing import Any

from api.model.jsontext import encode
from api.query import parameters
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease


def openapi(module: str) -> Any:
    """Return a module of `api.web.openapi`, loaded when it is first asked for.

    With apispec and yaml, what writes contracts would take a twentieth of the start of a server, which few ask for it.
    This is the one import in `web` that does not stand at the top of its file.
    """
    return import_module(f"api.web.openapi.{module}")


def contract_json(served: ServedRelease, request: Request) -> Representation:
    """Show the contract as JSON."""
    parameters.read({}, request.pairs)
    return Representation(_json(served))


def contract_yaml(served: ServedRelease, request: Request) -> Representation:
    """Show the contract as YAML."""
    parameters.read({}, request.pairs)
    return Representation(_yaml(served), "application/yaml")


@lru_cache(maxsize=2)
def _json(served: ServedRelease) -> bytes:
    return encode(served.contract())


@lru_cache(maxsize=2)
def _yaml(served: ServedRelease) -> bytes:
    text: str = openapi("document").text(served.contract())
    return text.encode()
