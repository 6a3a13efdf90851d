"""The server: gunicorn with our settings, in this process."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from uuid import uuid4

from gunicorn.app.base import BaseApplication
from gunicorn.asgi.protocol import ASGIProtocol

from api.app import create_vacant
from api.documents import dumped
from api.front import Front
from api.kinds import RESOURCES
from api.shapes import BY_STATUS, MEDIA_TYPE, TYPES
from api.succession import Succession

#: How many bytes a mebibyte has.
_MEBI = 1024 * 1024
#: How many bytes the first line of a request may have.
LONGEST_LINE = 8_190
#: What is most often wrong with a request that cannot be read, and what to do about it.
_ADVICE = {
    "address-too-long": f": at most {LONGEST_LINE} bytes are read, path and parameters together",
    "bad-request": ". Letters outside ASCII must be percent-encoded in an address: curl -G does it, with "
    "--data-urlencode 'q=…'.",
}


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves a release with gunicorn; each worker opens it for itself, after the fork."""

    def __init__(self, release: Path, settings: dict[str, object], front: Mapping[str, int], seconds: float) -> None:
        """Serve a release with some settings of gunicorn, and some of the front, and so many seconds for a query."""
        self.release = release
        self.seconds = seconds
        self.settings = settings
        self.front = front
        ASGIProtocol._send_error_response = _refuse
        super().__init__()

    def load_config(self) -> None:
        """Take our settings, and nothing from the environment or from files."""
        for name, value in self.settings.items():
            self.cfg.set(name, value)

    def load(self) -> Front:
        """Give each worker its application, which looks for the release when the worker starts."""
        succession = Succession(self.release, RESOURCES, self.seconds)
        return Front(create_vacant(lambda: succession.standing), next=succession.next, **self.front)


def _refuse(protocol: ASGIProtocol, status: int, message: str, extra_headers: Iterable[tuple[str, str]] = ()) -> None:
    """Answer a request that is no HTTP, or too long, with a problem, in place of gunicorn's plain text."""
    slug = BY_STATUS.get(status, "bad-request")
    detail = f"{message}{_ADVICE.get(slug, '')}"
    document = {"type": f"/problems/{slug}", "title": TYPES[slug][1], "status": status, "detail": detail}
    body = dumped(document) + b"\n"
    headers = {
        "Connection": "close",
        "Content-Type": MEDIA_TYPE,
        "X-Request-ID": uuid4().hex,
        "Cache-Control": "no-store",
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "X-Request-ID",
        "Content-Length": len(body),
        **dict(extra_headers),
    }
    reason = protocol._get_reason_phrase(status)
    lines = [f"HTTP/1.1 {status} {reason}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    protocol._safe_write("\r\n".join(lines).encode("latin-1") + body)


def front_settings(memory: int, threads: int, queue: int) -> dict[str, int]:
    """Give the settings of the front: MiB of memory, requests that run in the application, and that wait for it."""
    return {"memory": memory * _MEBI, "threads": threads, "queue": queue}


def settings(host: str, port: int, workers: int) -> dict[str, object]:
    """Give the settings of gunicorn that hold everywhere, with those that an operator sets."""
    return {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": "gunicorn.workers.gasgi.ASGIWorker",
        "asgi_lifespan": "on",
        "http_parser": "python",
        "control_socket_disable": True,
        "graceful_timeout": 20,
        "limit_request_line": LONGEST_LINE,
        "proc_name": "crisis-facts",
        "loglevel": "warning",
    }
