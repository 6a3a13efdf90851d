"""The front: the same answers as the application gives, kept where they are of a release; 503 where it is too much."""

import asyncio
import threading
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest
from through import scope
from werkzeug.test import EnvironBuilder

from api.access import Seen
from api.app import create_app
from api.deadline import QueryTimeout
from api.front import Front


class Counted:
    """An application that counts what it is asked."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self.app = app
        self.asked = 0

    def __call__(self, environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        self.asked += 1
        return self.app(environ, start)


@pytest.fixture
def app(invented: Path) -> Counted:
    return Counted(create_app(invented))


@pytest.fixture
def front(app: Counted) -> Front:
    return Front(app, memory=4 << 20, threads=2, queue=1)


Answered = tuple[int, dict[str, str], bytes]


def ask(front: Front, path: str, method: str = "GET", **headers: str) -> Answered:
    return asyncio.run(asked(front, path, method, **headers))


async def asked(front: Front, path: str, method: str = "GET", **headers: str) -> Answered:
    """Ask the front as gunicorn does."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    named = {name.replace("_", "-"): value for name, value in headers.items()}
    environ = EnvironBuilder(path, method=method, headers=named).get_environ()
    await front(scope(environ), None, send)
    found = {name.decode().lower(): value.decode() for name, value in sent[0]["headers"]}
    return sent[0]["status"], found, b"".join(message["body"] for message in sent[1:])


def without_id(answer: Answered) -> Answered:
    status, headers, body = answer
    return status, {name: value for name, value in headers.items() if name != "x-request-id"}, body


PATHS = ["/v1", "/v1/actors?type=person,state&sort=-name", "/v1/statements/brook-listens", "/v1/actors/nobody"]


@pytest.mark.parametrize("path", PATHS)
def test_what_was_answered_is_answered_again_without_the_application(app: Counted, front: Front, path: str) -> None:
    first = ask(front, path)
    for _ in range(3):
        again = ask(front, path)
        assert without_id(again) == without_id(first) and again[1]["x-request-id"] != first[1]["x-request-id"]
    assert app.asked == 1


def test_the_order_of_parameters_does_not_matter(app: Counted, front: Front) -> None:
    first = ask(front, "/v1/statements?speaker=ada-brook&topics=talks&limit=5")
    assert without_id(ask(front, "/v1/statements?limit=5&topics=talks&speaker=ada-brook")) == without_id(first)
    assert app.asked == 1


def test_unchanged_and_head_follow_from_what_is_kept(app: Counted, front: Front) -> None:
    _, headers, body = ask(front, "/v1/actors")
    for held in (headers["etag"], f'"other", W/{headers["etag"]}', "*"):
        status, unchanged, nothing = ask(front, "/v1/actors", If_None_Match=held)
        assert (status, nothing, unchanged["etag"]) == (304, b"", headers["etag"])
        assert {"cache-control", "x-release", "vary", "access-control-allow-origin"} <= set(unchanged)
        assert not {"content-length", "content-type", "last-modified"} & set(unchanged)
    status, head, nothing = ask(front, "/v1/actors", "HEAD")
    assert (status, nothing, head["content-length"]) == (200, b"", str(len(body)))
    assert ask(front, "/v1/actors", If_None_Match='"other"')[0] == 200
    assert app.asked == 1


def test_a_first_request_that_has_it_already_gets_a_304(front: Front, invented: Path) -> None:
    etag = ask(Front(create_app(invented), memory=0, threads=1, queue=1), "/v1/actors")[1]["etag"]
    assert ask(front, "/v1/actors", If_None_Match=etag)[0] == 304


def test_each_form_is_kept_for_itself(app: Counted, front: Front) -> None:
    forms = [{}, {"Accept": "text/csv"}, {"Accept_Encoding": "gzip"}, {"Accept": "text/csv", "Accept_Encoding": "gzip"}]
    first = [ask(front, "/v1/actors", **form) for form in forms]
    assert len({body for _, _, body in first}) == len(forms) == app.asked
    assert [without_id(ask(front, "/v1/actors", **form)) for form in forms] == [without_id(found) for found in first]
    assert app.asked == len(forms)


@pytest.mark.parametrize(
    "path", ["/v1/actors?limt=1", "/v1/actors?q=", "/healthz", "/docs/", f"/v1/actors?q={'x' * 3000}"]
)
def test_what_is_not_of_a_release_is_not_kept(app: Counted, front: Front, path: str) -> None:
    assert without_id(ask(front, path)) == without_id(ask(front, path))
    assert app.asked == 2


def test_other_methods_are_not_answered_from_what_is_kept(front: Front) -> None:
    ask(front, "/v1/actors")
    assert ask(front, "/v1/actors", "POST")[0] == 405
    assert ask(front, "/v1/actors", "OPTIONS")[0] == 200


def test_junk_does_not_push_out_what_is_asked_for_again(app: Counted, invented: Path) -> None:
    front = Front(app, memory=400_000, threads=2, queue=1)
    for _ in range(2):
        ask(front, "/v1/statements/brook-listens")
    for number in range(300):
        assert ask(front, f"/v1/actors/nobody-{number}")[0] == 404
    asked = app.asked
    assert ask(front, "/v1/statements/brook-listens")[0] == 200
    assert app.asked == asked
    assert front._service[1].used <= 400_000


def test_the_name_of_a_request_is_kept_if_it_is_one(front: Front) -> None:
    assert ask(front, "/v1", X_Request_ID="mine-1")[1]["x-request-id"] == "mine-1"
    assert ask(front, "/v1", X_Request_ID="mine-2")[1]["x-request-id"] == "mine-2"
    assert ask(front, "/v1", X_Request_ID="a\tb")[1]["x-request-id"] != "a\tb"
    assert ask(front, "/v1/nothing", X_Request_ID="mine-3")[1]["x-request-id"] == "mine-3"


def test_what_comes_in_pieces_comes_whole(front: Front) -> None:
    status, headers, body = ask(front, "/v1/dataset")
    assert status == 200 and body.count(b"\n") == 24 and "content-length" not in headers
    assert ask(front, "/v1/dataset", "HEAD")[2] == b""
    assert ask(front, "/v1/dataset", If_None_Match=headers["etag"])[0] == 304


def test_too_many_at_once_are_told_to_come_again(invented: Path) -> None:
    gate = threading.Event()

    def slow(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        gate.wait(30)
        start("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    front = Front(slow, memory=0, threads=2, queue=1)

    async def crowd() -> list[Answered]:
        waiting = [asyncio.create_task(asked(front, f"/v1/actors/{number}")) for number in range(3)]
        await asyncio.sleep(0)
        refused = [await asked(front, f"/v1/actors/late-{number}") for number in range(5)]
        probed = asyncio.create_task(asked(front, "/healthz"))
        await asyncio.sleep(0)
        gate.set()
        assert (await probed)[0] == 200
        return [*refused, *await asyncio.gather(*waiting)]

    answers = asyncio.run(crowd())
    assert [status for status, _, _ in answers] == [503] * 5 + [200] * 3
    assert answers[0][1]["retry-after"] == "1" and b'"type":"/problems/overloaded"' in answers[0][2]


def test_answers_in_pieces_leave_a_thread_to_other_requests() -> None:
    gate = threading.Event()

    def endless(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        whole = environ["PATH_INFO"] == "/whole"
        start("200 OK", [("Content-Length", "2")] if whole else [])
        return [b"ok"] if whole else (b"piece" for _ in range(2) if gate.wait(30))

    front = Front(endless, memory=0, threads=2, queue=8)

    async def crowd() -> list[Answered]:
        reading = [asyncio.create_task(asked(front, f"/{number}")) for number in range(8)]
        await asyncio.sleep(0.05)
        assert (await asyncio.wait_for(asked(front, "/whole"), 20))[2] == b"ok"
        gate.set()
        return await asyncio.gather(*reading)

    assert [body for _, _, body in asyncio.run(crowd())] == [b"piecepiece"] * 8


def test_what_breaks_off_on_its_way_has_no_end_and_is_told_as_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"first"
        raise QueryTimeout(0.25)

    def breaking(environ: dict[str, Any], start: Any) -> Iterable[bytes]:
        start("200 OK", [])
        return pieces()

    seen: list[Seen] = []
    front = Front(breaking, memory=0, threads=1, queue=0, observers=[seen.append])
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    asyncio.run(front(scope(EnvironBuilder("/v1/dataset").get_environ()), None, send))
    assert [message.get("body") for message in sent] == [None, b"first"] and sent[-1]["more_body"]
    assert [(one.status, one.bytes) for one in seen] == [(500, 5)]
    assert "broke off after 5 bytes" in caplog.text and "QueryTimeout" in caplog.text


def test_a_path_of_broken_letters_is_not_found(front: Front) -> None:
    async def broken() -> int:
        sent: list[dict[str, Any]] = []

        async def send(message: dict[str, Any]) -> None:
            sent.append(message)

        asked = {"type": "http", "method": "GET", "raw_path": b"/v1/actors/%FF", "query_string": b"", "headers": []}
        await front(asked, None, send)
        return int(sent[0]["status"])

    assert asyncio.run(broken()) == 404


def test_forms_that_ask_the_same_are_kept_once(app: Counted, front: Front) -> None:
    for encodings in ("gzip", "gzip, deflate, br", "br, gzip", "*"):
        assert ask(front, "/v1/actors", Accept_Encoding=encodings)[1]["content-encoding"] == "gzip"
    for encodings in ("identity", "br", ""):
        assert "content-encoding" not in ask(front, "/v1/actors", Accept_Encoding=encodings, Accept="*/*")[1]
    assert "content-encoding" not in ask(front, "/v1/actors")[1]
    assert app.asked == 2
    assert "content-encoding" not in ask(front, "/v1/actors", Accept_Encoding="gzip;q=0")[1]


@pytest.mark.parametrize(
    "headers",
    [
        [(b"accept-encoding", b"GZIP")],
        [(b"accept-encoding", b"gzip"), (b"accept-encoding", b"identity")],
        [(b"accept-encoding", b"gzip;Q=0")],
        [(b"accept_encoding", b"gzip")],
        [(b"accept", b"text/csv"), (b"accept", b"application/json;q=0.1")],
        [(b"accept_encoding", b"gzip"), (b"accept", b"*/*")],
        [(b"host", b"evil.example"), (b"x-forwarded-host", b"evil.example"), (b"x-original-url", b"/v1/meetings")],
    ],
)
def test_no_way_of_asking_changes_what_others_get(front: Front, invented: Path, headers: list[Any]) -> None:
    async def odd() -> None:
        async def send(message: dict[str, Any]) -> None:
            pass

        asked = {"type": "http", "method": "GET", "raw_path": b"/v1/actors", "query_string": b"", "headers": headers}
        for _ in range(2):
            await front(asked, None, send)

    asyncio.run(odd())
    untouched = Front(create_app(invented), memory=0, threads=1, queue=1)
    for form in ({}, {"Accept_Encoding": "gzip"}, {"Accept": "text/csv"}, {"Accept": "*/*"}):
        assert without_id(ask(front, "/v1/actors", **form)) == without_id(ask(untouched, "/v1/actors", **form))
