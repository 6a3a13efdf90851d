"""The shortcut: what it answers is what gunicorn's parser would have had answered, and nothing else is answered so."""

import json
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.server.heads import LONGEST, MOST, Heads
from tests.serving import started

PATH = "/v1/statements?limit=1"
#: One process, which takes the shortcut, as it does unless told otherwise.
KNOWING = {"CRISIS_FACTS_WORKERS": "1"}
#: What differs from answer to answer.
_OWN = re.compile(rb"(X-Request-ID|Date): [^\r]*")


class Client:
    """A connection that sends bytes as they are given, and reads answers whose length is told."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=10)
        self.buffer = b""

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def answer(self, *, body: bool = True) -> bytes:
        """Read one answer."""
        head = self._until(lambda: self.buffer.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in self.buffer else 0)
        told = re.search(rb"Content-Length: ([0-9]+)", head)
        length = int(told[1]) if body and told else 0
        return head + self._until(lambda: length if len(self.buffer) >= length else 0) if length else head

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    def is_closed(self) -> bool:
        return not self.buffer and self.socket.recv(1) == b""

    def _until(self, end: Callable[[], int]) -> bytes:
        """Read until there is an end of what is read, and take it."""
        while not (found := end()):
            data = self.socket.recv(65536)
            assert data, "the connection ended"
            self.buffer += data
        taken, self.buffer = self.buffer[:found], self.buffer[found:]
        return taken


@pytest.fixture(scope="module")
def ports(invented: Path) -> Iterator[tuple[int, int]]:
    """A server with the shortcut, and one without; a process each, so that all requests meet the same memory."""
    with (
        started(invented, **KNOWING) as with_it,
        started(invented, CRISIS_FACTS_WORKERS="1", CRISIS_FACTS_SHORTCUT="0") as without,
    ):
        yield with_it.port, without.port


def head(path: str = PATH, method: str = "GET", *fields: str) -> bytes:
    return "\r\n".join((f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *fields, "", "")).encode()


def known(client: Client, request: bytes, *, body: bool = True) -> bytes:
    """Ask until the head is known, and give the answer: from the application, from memory, by the shortcut."""
    for _ in range(3):
        client.send(request)
        answer = client.answer(body=body)
    return answer


@pytest.mark.parametrize(
    ("method", "path", "fields"),
    [
        ("GET", PATH, ()),
        ("GET", PATH, ("Accept-Encoding: gzip",)),
        ("GET", PATH, ("If-None-Match: *",)),
        ("GET", PATH, ("Connection: keep-alive", "Accept: application/json")),
        ("HEAD", PATH, ()),
        ("GET", "/v1/statements/nobody-said-this", ()),
    ],
)
def test_the_answer_is_the_same_byte_for_byte(
    ports: tuple[int, int], method: str, path: str, fields: tuple[str, ...]
) -> None:
    request, answers = head(path, method, *fields), []
    for port in ports:
        with Client(port) as client:
            answers.append(known(client, request, body=method != "HEAD"))
    short, long = (_OWN.sub(rb"\1", answer) for answer in answers)
    assert short == long
    assert short.count(b"\r\nX-Request-ID\r\n") == short.count(b"\r\nDate\r\n") == 1


def test_each_answer_has_a_name_of_its_own(ports: tuple[int, int]) -> None:
    with Client(ports[0]) as client:
        names = {re.search(rb"X-Request-ID: (\S+)", known(client, head()))[1] for _ in range(5)}  # type: ignore[index]
        assert len(names) == 5


def test_a_name_that_the_client_gives_comes_back(ports: tuple[int, int]) -> None:
    with Client(ports[0]) as client:
        known(client, head())
        assert b"X-Request-ID: mine-1\r\n" in known(client, head(PATH, "GET", "X-Request-ID: mine-1"))
        assert b"X-Request-ID: mine-2\r\n" in known(client, head(PATH, "GET", "X-Request-ID: mine-2"))


def test_the_rest_of_a_begun_head_is_no_request(ports: tuple[int, int]) -> None:
    """What is known begins nothing where something has begun: the second part here is read as fields of the first."""
    with Client(ports[0]) as client:
        known(client, head())
        client.send(b"GET /v1/sources?limit=1 HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Begun: ")
        with pytest.raises(TimeoutError):
            client.socket.settimeout(0.3)
            client.answer()
        client.socket.settimeout(10)
        client.send(head())
        assert client.answer().startswith(b"HTTP/1.1 400 ")  # for its second Host


def test_a_body_is_no_request(ports: tuple[int, int]) -> None:
    """The bytes after a head that tells of a body are the body, also where they read as a request that is known."""
    with Client(ports[0]) as client:
        known(client, head())
        inner = head()
        outer = head("/v1/sources?limit=1", "GET", f"Content-Length: {len(inner)}")
        client.send(outer)
        assert b"/v1/sources/" in client.answer()
        assert client.is_closed()


def test_requests_in_one_piece_are_answered_in_their_order(ports: tuple[int, int]) -> None:
    with Client(ports[0]) as client:
        one, other = head("/v1/sources?limit=1"), head()
        known(client, one)
        known(client, other)
        client.send(one + other + one)
        kinds = [json.loads(client.answer().partition(b"\r\n\r\n")[2])["data"][0]["kind"] for _ in range(3)]
        assert kinds == ["sources", "statements", "sources"]
        client.send(one + other[:20])
        assert b"/v1/sources/" in client.answer()
        client.send(other[20:])
        assert b"/v1/statements/" in client.answer()


def test_a_connection_that_is_to_end_ends(ports: tuple[int, int]) -> None:
    for _ in range(4):
        with Client(ports[0]) as client:
            client.send(head(PATH, "GET", "Connection: close"))
            assert b"Connection: close" in client.answer()
            assert client.is_closed()


def test_what_is_answered_so_is_logged_and_counted(invented: Path) -> None:
    with started(invented, **KNOWING, CRISIS_FACTS_LOG="1") as server, Client(server.port) as client:
        for _ in range(6):
            client.send(head())
            client.answer()
    lines = [json.loads(line) for line in server.out.splitlines()]
    assert [line["memory"] for line in lines] == [False, *[True] * 5]
    assert len({line["id"] for line in lines}) == 6
    assert len({(line["route"], line["status"], line["bytes"]) for line in lines}) == 1


def test_a_worker_still_ends_after_its_requests(invented: Path) -> None:
    with (
        started(invented, CRISIS_FACTS_WORKERS="1", CRISIS_FACTS_MAX_REQUESTS="10") as server,
        Client(server.port) as client,
    ):
        answers: list[bytes] = []
        while not answers or b"Connection: close" not in answers[-1]:
            client.send(head())
            answers.append(client.answer())
            assert len(answers) < 20
        assert client.is_closed()
    assert len(answers) >= 10


SCOPE = {"http_version": "1.1", "headers": [(b"host", b"127.0.0.1")]}


@pytest.mark.parametrize(
    ("data", "scope"),
    [
        (head() + b"more", SCOPE),
        (head() + head(), SCOPE),
        (head()[:-2], SCOPE),
        (b"GET / HTTP/1.1\r\n" + b"A: " + b"a" * LONGEST + b"\r\n\r\n", SCOPE),
        (head(), SCOPE | {"http_version": "1.0"}),
        (head(), SCOPE | {"headers": [(b"content-length", b"5")]}),
        (head(), SCOPE | {"headers": [(b"transfer-encoding", b"chunked")]}),
        (head(), SCOPE | {"headers": [(b"connection", b"close")]}),
        (head(), SCOPE | {"headers": [(b"connection", b"Upgrade, HTTP2-Settings")]}),
        (head(), SCOPE | {"headers": [(b"x-request-id", b"mine")]}),
    ],
)
def test_what_is_not_one_whole_request_is_not_learnt(data: bytes, scope: dict[str, object]) -> None:
    heads: Heads[int] = Heads()
    heads.learn(data, scope, 1)
    assert heads.get(data) is None
    heads.learn(head(), SCOPE, 1)
    assert heads.get(head()) == 1


def test_no_more_heads_are_known_than_may_be() -> None:
    heads: Heads[int] = Heads()
    for number in range(MOST + 5):
        heads.learn(head(f"/v1?n={number}"), SCOPE, number)
    assert len(heads) == MOST
    assert heads.get(head("/v1?n=4")) is None
    assert heads.get(head("/v1?n=5")) == 5
