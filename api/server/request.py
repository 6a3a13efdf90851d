"""A request as ASGI gives it, read in one pass: what its answer follows from, and what it is for WSGI."""

import re
from collections.abc import Mapping
from io import BytesIO
from random import getrandbits
from typing import Any
from urllib.parse import unquote_to_bytes

from api.web.headers import REQUEST_ID

Scope = Mapping[str, Any]

#: Where the answers are that follow from a release alone.
_OF_A_RELEASE = b"/v1"
#: The longest address, and the longest `Accept`, under which an answer is kept.
_LONGEST = 2_000
#: The names that a client may give its request.
_REQUEST_ID = re.compile(REQUEST_ID.encode())
#: The headers that the application is not asked with as they are: what they say is seen to here, or there is no body,
#: or they ask for another protocol, which is not spoken, or they name a host, of which no answer may depend.
_NOT_PASSED = frozenset(
    {
        *(b"accept", b"accept-encoding", b"if-none-match"),
        *(b"content-length", b"content-type", b"transfer-encoding"),
        *(b"connection", b"upgrade", b"host"),
    }
)


class Request:
    """What a request asks for."""

    __slots__ = ("accept", "held", "id", "key", "method", "packing", "path", "query")

    def __init__(self, scope: Scope) -> None:
        lists = {b"accept": b"", b"accept-encoding": b"", b"if-none-match": b""}
        self.id = b""
        for name, value in scope["headers"]:
            if name in lists:
                lists[name] = lists[name] + b"," + value if lists[name] else value
            elif name == b"x-request-id" and _REQUEST_ID.fullmatch(value):
                self.id = value
        self.id = self.id or new_id()
        self.accept, encodings, self.held = lists.values()
        self.packing = _packing(encodings)
        self.method: str = scope["method"]
        self.path: bytes = scope["raw_path"]
        self.query: bytes = scope["query_string"]
        self.key: tuple[bytes, bytes] | None = None
        path, query = self.path, self.query
        if self.method in ("GET", "HEAD") and path.startswith(_OF_A_RELEASE) and len(path) + len(query) < _LONGEST:
            if b"&" in query:
                query = b"&".join(sorted(query.split(b"&")))
            if len(self.accept) + len(self.packing) < _LONGEST:
                form = b"" if self.accept == b"*/*" else self.accept
                self.key = (form + b"\n" + self.packing, path + b"?" + query)

    @property
    def head(self) -> bool:
        """Whether only the head of the answer is asked for."""
        return self.method == "HEAD"

    def environ(self, scope: Scope) -> dict[str, Any]:
        """Give the request as WSGI has it (PEP 3333): as a GET where the answer to it is that to HEAD or a 304."""
        server = scope.get("server") or ("127.0.0.1", 80)
        path = unquote_to_bytes(scope["raw_path"]).decode("latin-1")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": "GET" if self.head else scope["method"],
            "SCRIPT_NAME": "",
            "PATH_INFO": path,
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
        }
        for name, value in scope["headers"]:
            if name not in _NOT_PASSED and b"_" not in name:
                header = "HTTP_" + name.decode("latin-1").upper().replace("-", "_")
                text = value.decode("latin-1")
                environ[header] = f"{environ[header]},{text}" if header in environ else text
        environ["HTTP_X_REQUEST_ID"] = self.id.decode("latin-1")
        for header, asked in (("HTTP_ACCEPT", self.accept), ("HTTP_ACCEPT_ENCODING", self.packing)):
            environ |= {header: asked.decode("latin-1")} if asked else {}
        return environ


def new_id() -> bytes:
    """Give the name of a request that has none: no secret, so that no request waits for the kernel to make it."""
    return b"%032x" % getrandbits(128)


def _packing(encodings: bytes) -> bytes:
    """Give what matters of the encodings that a client accepts: gzip or none; all of it where it weighs them.

    The application is asked with this in place of what the client wrote, so that the answer is that to what it is kept
    under, however the client wrote it.
    """
    if b";" in encodings:
        return encodings
    named = {encoding.strip() for encoding in encodings.lower().split(b",")}
    return b"gzip" if named & {b"gzip", b"x-gzip", b"*"} else b""
