"""The least that gunicorn can do: answers of ours, headers and all, from a dictionary, over WSGI and over ASGI."""

import json
import os
from pathlib import Path

ANSWERS = json.loads(Path(os.environ["DATA"], "bare.json").read_text("utf-8"))
WSGI = {path: (list(map(tuple, told["headers"])), [told["body"].encode()]) for path, told in ANSWERS.items()}
ASGI = {
    path: (
        {
            "type": "http.response.start",
            "status": 200,
            "headers": [(name.encode(), value.encode()) for name, value in told["headers"]],
        },
        {"type": "http.response.body", "body": told["body"].encode()},
    )
    for path, told in ANSWERS.items()
}


def wsgi(environ, start_response):
    """Answer any request."""
    headers, body = WSGI[environ["PATH_INFO"]]
    start_response("200 OK", headers)
    return body


async def asgi(scope, receive, send):
    """Answer any request."""
    for message in ASGI[scope["path"]]:
        await send(message)
