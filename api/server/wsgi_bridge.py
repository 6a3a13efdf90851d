"""A WSGI application asked from an event loop: the environment of a request, and the response that is made of it."""

from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any
from urllib.parse import unquote_to_bytes

from api.web.app import Application
from api.web.headers import ROUTE
from api.web.request import Request
from api.web.responses import Answer, Response, encoded

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

#: The headers that the application is not asked with: what they say is seen to elsewhere, or there is no body, or they
#: ask for another protocol, which is not spoken, or they name a host, of which no answer may depend.
_NOT_PASSED = frozenset(
    b"if-none-match if-modified-since range if-range x-request-id content-length content-type transfer-encoding "
    b"connection upgrade host".split()
)


def answering(app: Application) -> Answer:
    """Return what answers requests with an application: by its dispatcher, or else through WSGI."""
    through_wsgi = bridged(app.wsgi_app)
    return lambda request: app.dispatcher.answer(request) or through_wsgi(request)


def bridged(app: Wsgi) -> Answer:
    """Return what answers requests with a WSGI application: whole where it says how long, or in pieces."""

    def answer(request: Request) -> Response:
        started: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], exc_info: object = None) -> Callable[[bytes], object]:
            started[:] = [status, headers]
            return lambda data: None

        environ = environment(request)
        pieces = app(environ, start)
        status, headers = started
        told = {name.lower(): value for name, value in headers}
        sent = encoded((name, value) for name, value in headers if name != "X-Request-ID")
        response = Response(
            int(status[:3]), sent, b"", told.get("etag", ""), told.get("last-modified", ""), environ.get(ROUTE, "")
        )
        if "content-length" not in told:
            response.pieces = iter(pieces)
            return response
        response.body = b"".join(pieces)
        if close := getattr(pieces, "close", None):
            close()
        return response

    return answer


def environment(request: Request) -> dict[str, Any]:
    """Return a request as WSGI has it (PEP 3333): as a GET where the answer to it is that to HEAD or a 304."""
    scope = request.source
    server = scope.get("server") or ("127.0.0.1", 80)
    environ: dict[str, Any] = {
        "REQUEST_METHOD": "GET" if request.method == "HEAD" else request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": unquote_to_bytes(request.raw_path).decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": str(server[0]),
        "SERVER_PORT": str(server[1]),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.get("scheme", "http"),
        "wsgi.input": BytesIO(),
        "wsgi.errors": None,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
        "HTTP_X_REQUEST_ID": request.id,
    }
    for name, value in scope["headers"]:
        if name not in _NOT_PASSED and b"_" not in name:
            header = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
            text = value.decode("latin-1")
            environ[header] = f"{environ[header]},{text}" if header in environ else text
    return environ
