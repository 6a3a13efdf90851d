"""The way to `/mcp`: who may ask there, how, and for how long; what answers there comes from `api.web.mcp`."""

import re
from collections.abc import Mapping, Sequence
from importlib import import_module
from typing import Any

from api.model.resource import Resource
from api.server.asgi import AsgiApp
from api.server.body import Receive, received
from api.web.problems import of_error, problem
from api.web.request import LONGEST_BODY, Request, TooLong
from api.web.responses import Response

PATH = "/mcp"
#: What answers there: it needs the extra, and takes a second to import, so that only who switches it on waits for it.
MODULE = "api.web.mcp"
_ALLOW = "OPTIONS, POST"
_ASKED = {"Allow": _ALLOW, "Access-Control-Allow-Methods": _ALLOW, "Access-Control-Allow-Headers": "*"}
#: The hosts of this machine, where no other page leads but one that pretends to be at such a host.
_LOCAL = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(r"(?:https?://)?(\[[0-9a-f:]*\]|[^:/]*)(?::[0-9]*)?(?:/.*)?", re.IGNORECASE)


class McpEndpoint:
    """Answers what comes to `/mcp`, beside an application whose views, memory and threads it uses."""

    def __init__(self, app: AsgiApp, resources: Sequence[Resource], hosts: frozenset[str]) -> None:
        """Answer for some hosts, where a page of any site may ask; for none, as a server on this machine does."""
        self._address = app.address
        self._manager = import_module(MODULE).manager(app.ask, resources, app.address, LONGEST_BODY)
        #: Answers while this context lasts.
        self.living = self._manager.run
        self._public, self._hosts = bool(hosts), hosts or _LOCAL | {_named(app.address.origin)}

    async def answer(self, request: Request, receive: Receive) -> Response:
        """Return the response to a request."""
        asked = await self._read(request, receive)
        if isinstance(asked, Response):
            response = asked.under(self._address)
        else:
            response = await self._called(request, asked, receive)
        response.route = PATH
        return response

    async def _read(self, request: Request, receive: Receive) -> bytes | Response:
        """Return the body of a request, or the response that refuses it."""
        origin = request.headers.get("origin")
        asked = [request.host, *([] if self._public or not origin else [origin])]
        if other := [name for name in asked if _named(name) not in self._hosts]:
            detail = (
                f"{other[0][:200]!r} is no host that this server answers for at {PATH}; CRISIS_FACTS_HOSTS names them."
            )
            return problem("bad-request", detail, status=403)
        if request.method == "OPTIONS":
            return Response.of(204, _ASKED)
        if request.method != "POST":
            return problem("method-not-allowed", f"Use one of {_ALLOW}.", {"Allow": _ALLOW})
        body = await received(receive)
        if isinstance(body, bytes) and len(body) > LONGEST_BODY:
            return of_error(TooLong(), request)
        return body

    async def _called(self, request: Request, body: bytes, receive: Receive) -> Response:
        messages: list[Mapping[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]
        sent: list[Mapping[str, Any]] = []

        async def replayed() -> Mapping[str, Any]:
            return messages.pop() if messages else await receive()

        async def send(message: Mapping[str, Any]) -> None:
            sent.append(message)

        await self._manager.handle_request(request.source, replayed, send)
        told = {name.decode().title(): value.decode("latin-1") for name, value in sent[0]["headers"]}
        return Response.of(sent[0]["status"], told, b"".join(message.get("body", b"") for message in sent))


def _named(address: str) -> str:
    found = _HOST.fullmatch(address)
    return found[1].lower() if found else ""
