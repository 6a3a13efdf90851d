"""Requests that are no good HTTP, byte for byte, to a real server: each gets a problem, and none of them breaks it."""

import gzip
import json
import socket
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

import pytest

from tests.serving import get, serving

LINE = b"GET /v1/actors HTTP/1.1\r\n"
HEAD = LINE + b"Host: a\r\n"
END = b"\r\n"
BOMB = gzip.compress(bytes(1_000_000))


def head(*lines: bytes, method: bytes = b"GET") -> bytes:
    """Give the head of a request with some more lines."""
    return HEAD.replace(b"GET", method, 1) + b"".join(line + END for line in lines) + END


def body(*lines: bytes, content: bytes) -> bytes:
    """Give a POST with a body."""
    return head(*lines, method=b"POST") + content


#: What is sent, and with which status it is answered.
MALFORMED: dict[str, tuple[bytes, int]] = {
    "nonsense": (b"NONSENSE\r\n\r\n", 400),
    "no version": (b"GET /v1\r\n\r\n", 400),
    "no host": (LINE + END, 400),
    "no host but in the address": (b"GET http://a/v1 HTTP/1.1\r\n\r\n", 400),
    "version 0.9": (b"GET /v1 HTTP/0.9\r\nHost: a\r\n\r\n", 400),
    "version 2": (b"GET /v1 HTTP/2.0\r\nHost: a\r\n\r\n", 400),
    "version of letters": (b"GET /v1 HTTP/x.y\r\nHost: a\r\n\r\n", 400),
    "another protocol": (b"GET /v1 SPDY/1.1\r\nHost: a\r\n\r\n", 400),
    "preface of HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "TLS": (bytes.fromhex("160301020001000001fc0303") + b"\r\n\r\n", 400),
    "NUL in the line": (b"GET /v1/\x00 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "NUL in a head": (head(b"X-A: a\x00b"), 400),
    "letters beyond ASCII": ("GET /v1/search?q=Guaidó HTTP/1.1\r\nHost: a\r\n\r\n".encode(), 400),
    "space in the address": (b"GET /v1/a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "two spaces": (b"GET  /v1 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "no address": (b"GET HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "method in lower case": (b"get /v1 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "method with a sign": (b"G@T /v1 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
    "unknown method": (head(method=b"FROB"), 405),
    "tunnel": (b"CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "address of another server": (b"GET http://evil.example/a HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "address of nobody": (b"GET http:///v1 HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "address with a name": (b"GET http://me@a/v1 HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "address of another kind": (b"GET ftp://a/v1 HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "line too long": (b"GET /v1?q=" + b"a" * 9_000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414),
    "endless line": (b"GET /" + b"a" * 20_000, 414),
    "head too long": (head(b"X-A: " + b"a" * 9_000), 431),
    "too many heads": (head(*(b"X-%d: a" % number for number in range(150))), 431),
    "no colon": (head(b"X-A"), 400),
    "space before the colon": (head(b"X-A : a"), 400),
    "no name": (head(b": a"), 400),
    "folded head": (head(b"X-A: a", b" b"), 400),
    "bare carriage return": (head(b"X-A: a\rX-B: b"), 400),
    "doubled host": (head(b"Host: b"), 400),
    "bad length": (head(b"Content-Length: five"), 400),
    "negative length": (head(b"Content-Length: -5"), 400),
    "length with a sign": (head(b"Content-Length: +5"), 400),
    "two lengths": (head(b"Content-Length: 5", b"Content-Length: 6"), 400),
    "both lengths": (body(b"Content-Length: 5", b"Transfer-Encoding: chunked", content=b"0\r\n\r\n"), 400),
    "unknown coding": (body(b"Transfer-Encoding: gzip", content=b""), 400),
    "coding twice": (body(b"Transfer-Encoding: chunked, chunked", content=b"0\r\n\r\n"), 400),
    "obscured coding": (body(b"Transfer-Encoding: xchunked", content=b"0\r\n\r\n"), 400),
    "bad chunk": (body(b"Transfer-Encoding: chunked", content=b"zz\r\n"), 400),
    "a body of 100 MB": (body(b"Content-Length: 100000000", content=b"x" * 1000), 405),
    "a zipped bomb": (body(b"Content-Length: %d" % len(BOMB), b"Content-Encoding: gzip", content=BOMB), 405),
    "an expectation": (body(b"Content-Length: 5", b"Expect: 200-maybe", content=b""), 405),
    "path out of the tree": (b"GET /v1/../../etc/passwd HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "doubled slashes": (b"GET //v1//actors HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "broken UTF-8": (b"GET /v1/actors/%C3%28 HTTP/1.1\r\nHost: a\r\n\r\n", 404),
    "broken percents": (b"GET /v1/actors/%zz HTTP/1.1\r\nHost: a\r\n\r\n", 404),
}

#: Words of the detail, where there is one cause that can be named.
WORDS = {
    "no host": "names its Host",
    "no version": "GET /v1/actors HTTP/1.1",
    "version 2": "'HTTP/2.0'",
    "letters beyond ASCII": "must be percent-encoded",
    "space in the address": "a space is %20",
    "method in lower case": "'get' is no method",
    "line too long": "At most 8190 bytes of the first line",
    "head too long": "headers of at most 8190 bytes",
    "too many heads": "At most 100 headers",
    "no colon": "Missing colon in header",
    "space before the colon": "'X-A ' is no name of a header",
    "doubled host": "Duplicate host header",
    "bad length": "Invalid Content-Length",
    "obscured coding": "'xchunked'",
}


@pytest.fixture(scope="module")
def port(invented: Path) -> Iterator[int]:
    with serving(invented) as port:
        yield port


def told(port: int, request: bytes) -> tuple[int, dict[str, str], bytes]:
    """Send bytes, and give what is answered first: status, headers, body. The reason is that of the status."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as client:
        client.sendall(request)
        answer = b""
        while b"\r\n\r\n" not in answer or len(answer.partition(b"\r\n\r\n")[2]) < _length(answer):
            assert (piece := client.recv(65536)), answer
            answer += piece
    first, *lines = answer.partition(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
    _, status, reason = first.split(" ", 2)
    assert reason in {HTTPStatus(int(status)).phrase, "URI Too Long"}
    return int(status), headers, answer.partition(b"\r\n\r\n")[2]


def _length(answer: bytes) -> int:
    return int(answer.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])


@pytest.mark.parametrize("case", MALFORMED)
def test_a_request_that_is_no_good_gets_a_problem(port: int, case: str) -> None:
    request, right = MALFORMED[case]
    status, headers, content = told(port, request)
    problem = json.loads(content[: int(headers["content-length"])])
    assert (status, headers["content-type"]) == (right, "application/problem+json"), problem
    assert problem["status"] == status and problem["detail"] and headers["cache-control"] == "no-store"
    assert "location" not in headers and headers["x-request-id"]
    assert get(port, "/healthz")[0] == 200
    assert WORDS.get(case, "") in problem["detail"]
    assert ("outside ASCII" in problem["detail"]) == (case == "letters beyond ASCII")


@pytest.mark.parametrize(
    "request_",
    [
        LINE + b"Host:\r\n\r\n",
        LINE + b"Host: evil.example, b\r\n\r\n",
        LINE + b"Host: a..b/c?d\r\n\r\n",
        b"GET /v1/actors HTTP/1.0\r\n\r\n",
        END + LINE + b"Host: a\r\n\r\n",
        b"GET http://a/v1/actors HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET HTTPS://a.example:8000/v1/actors HTTP/1.1\r\nHost: b\r\n\r\n",
        head(b"Range: bytes=0-1"),
        head(b'If-None-Match: *x, "a", W/"b", ,'),
        head(b"Accept: ;;;,*/*"),
        head(b"Connection: Upgrade, HTTP2-Settings", b"Upgrade: h2c", b"HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
        head(b"X_A: a"),
        head(b"Cookie: " + b"a" * 4_000),
    ],
)
def test_what_is_odd_but_plain_is_answered_as_ever(port: int, request_: bytes) -> None:
    right = get(port, "/v1/actors")
    status, headers, content = told(port, request_)
    assert (status, content, headers["etag"]) == (200, right[2], right[1]["ETag"])
