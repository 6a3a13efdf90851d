"""The server: real gunicorn, real HTTP, through the command."""

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.serving import get, serving


@pytest.fixture(scope="module")
def port(invented: Path) -> Iterator[int]:
    """A server over the sample."""
    with serving(invented) as port:
        yield port


def test_it_serves_records_lists_and_problems(port: int) -> None:
    status, headers, body = get(port, "/v1/statements?speaker=ada-brook")
    assert status == 200 and headers["Content-Type"] == "application/json"
    assert json.loads(body)["data"][0]["quote"] == "We came to listen - and we shall listen"
    assert get(port, "/v1/statements?speaker=ada-brok")[0] == 400
    assert get(port, "/v1/nothing")[0] == 404


def test_it_answers_304_without_a_body(port: int) -> None:
    etag = get(port, "/v1/actors")[1]["ETag"]
    status, headers, body = get(port, "/v1/actors", **{"If-None-Match": etag})
    assert (status, body, headers["ETag"]) == (304, b"", etag)


def test_the_same_question_has_the_same_answer_from_any_worker_at_any_time(port: int) -> None:
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda _: get(port, "/v1/actors?limit=3"), range(200)))
    assert {status for status, _, _ in answers} == {200}
    assert len({body for _, _, body in answers}) == 1
    assert len({headers["ETag"] for _, headers, _ in answers}) == 1
    assert len({headers["X-Request-ID"] for _, headers, _ in answers}) == len(answers)


def test_a_path_of_broken_utf_8_is_not_found(port: int) -> None:
    status, headers, _ = get(port, "/v1/actors/%FF%FE")
    assert (status, headers["Content-Type"]) == (404, "application/problem+json")


def test_what_is_no_request_is_a_problem_too(port: int) -> None:
    for request, status, words in (
        (b"GET /v1?" + b"x" * 9000 + b" HTTP/1.1\r\nHost: a\r\n\r\n", 414, "At most 8190 bytes"),
        (b"NONSENSE\r\n\r\n", 400, "is like this: GET /v1/actors HTTP/1.1"),
        ("GET /v1/search?q=Guaidó HTTP/1.1\r\nHost: a\r\n\r\n".encode(), 400, "must be percent-encoded"),
    ):
        with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
            client.sendall(request)
            answer = b"".join(iter(lambda client=client: client.recv(4096), b""))
        head, _, body = answer.partition(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 %d " % status) and b"application/problem+json" in head
        assert json.loads(body)["status"] == status
        assert words in json.loads(body)["detail"]


def test_it_does_not_repeat_the_host_of_the_request(port: int) -> None:
    for path in ("/docs", "/v1", "/v1/actors/", "//actors/"):
        status, headers, body = get(port, path, Host="evil.example")
        assert headers.get("Location", "../actors") == "../actors", path
        assert b"evil.example" not in body, path
        assert status in (200, 308, 404)
