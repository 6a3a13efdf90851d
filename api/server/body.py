"""The body of a request, as it comes: not for longer, nor more of it, than a small one takes; knows no paths."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from api.web.problems import problem
from api.web.request import LONGEST_BODY
from api.web.responses import Response

#: In how many seconds a body must come.
_SECONDS = 5.0

Receive = Callable[[], Awaitable[Mapping[str, Any]]]


async def received(receive: Receive) -> bytes | Response:
    """Return a body, or as much of it as tells that it is too long; or the problem that it did not come in time."""
    body, more = b"", True
    try:
        async with asyncio.timeout(_SECONDS):
            while more and len(body) <= LONGEST_BODY:
                message = await receive()
                body += message.get("body", b"")
                more = message.get("more_body", False)
    except TimeoutError:
        return problem("bad-request", "The body of the request did not come in time.", status=408)
    return body
