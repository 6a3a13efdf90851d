"""The ASGI application: the answers of the application, kept where they are of a release; 503 where it is too much."""

import asyncio
import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter_ns
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder

from api.kinds import RESOURCES
from api.query.connection import QueryTimeout
from api.server.access_log import AccessRecord
from api.server.asgi import AsgiApp
from api.web.app import create_app
from api.web.problems import TYPES
from api.web.request import Request
from api.web.responses import Answer, Response
from tests.through import scope


class Counted:
    """Answers over a release, and counts what it is asked."""

    def __init__(self, release: Path) -> None:
        self.answer = create_app(release, RESOURCES).answer
        self.asked = 0

    def __call__(self, request: Request) -> Response:
        self.asked += 1
        return self.answer(request)


@pytest.fixture
def app(invented: Path) -> Counted:
    return Counted(invented)


@pytest.fixture
def front(app: Counted) -> AsgiApp:
    return AsgiApp(app, memory=4 << 20, threads=2, queue=1)


Answered = tuple[int, dict[str, str], bytes]


def ask(front: AsgiApp, path: str, method: str = "GET", **headers: str) -> Answered:
    return asyncio.run(asked(front, path, method, **headers))


async def asked(front: AsgiApp, path: str, method: str = "GET", **headers: str) -> Answered:
    """Ask the front as gunicorn does."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    status, lines, body = read(
        await sent(front, scope(EnvironBuilder(path, method=method, headers=named).get_environ()))
    )
    return status, {name.decode().lower(): value.decode() for name, value in lines}, body


async def sent(front: AsgiApp, request: dict[str, Any]) -> list[dict[str, Any]]:
    """Give what the front sends for a request."""
    messages: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        messages.append(message)

    await front(request, None, send)
    return messages


def read(messages: list[dict[str, Any]]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Read what was sent as a server does, which looks at the types, and goes on until there is no more of the body."""
    begun, *pieces = messages
    assert begun["type"] == "http.response.start" and {piece["type"] for piece in pieces} == {"http.response.body"}
    assert [bool(piece.get("more_body")) for piece in pieces] == [True] * (len(pieces) - 1) + [False]
    return begun["status"], begun["headers"], b"".join(piece["body"] for piece in pieces)


def raw(front: AsgiApp, request: dict[str, Any]) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Ask the front for what no client library would ask for."""
    return read(asyncio.run(sent(front, request)))


def plain(path: str, *headers: tuple[bytes, bytes], method: str = "GET", **more: object) -> dict[str, Any]:
    """Give a request as gunicorn would, with headers that no client library would send."""
    path, _, query = path.partition("?")
    asked = {"raw_path": path.encode(), "query_string": query.encode(), "headers": list(headers)}
    return {"type": "http", "method": method, **asked, **more}


def without_id(answer: Answered) -> Answered:
    status, headers, body = answer
    return status, {name: value for name, value in headers.items() if name != "x-request-id"}, body


PATHS = ["/v1", "/v1/actors?type=person,state&sort=-name", "/v1/statements/brook-listens", "/v1/actors/nobody"]


@pytest.mark.parametrize("path", PATHS)
def test_what_was_answered_is_answered_again_without_the_application(app: Counted, front: AsgiApp, path: str) -> None:
    first = ask(front, path)
    for _ in range(3):
        again = ask(front, path)
        assert without_id(again) == without_id(first) and again[1]["x-request-id"] != first[1]["x-request-id"]
    assert app.asked == 1


def test_the_order_of_parameters_does_not_matter(app: Counted, front: AsgiApp) -> None:
    first = ask(front, "/v1/statements?speaker=ada-brook&topics=talks&limit=5")
    assert without_id(ask(front, "/v1/statements?limit=5&topics=talks&speaker=ada-brook")) == without_id(first)
    assert app.asked == 1


def test_unchanged_and_head_follow_from_what_is_kept(app: Counted, front: AsgiApp) -> None:
    _, headers, body = ask(front, "/v1/actors")
    for held in (headers["etag"], f'"other", W/{headers["etag"]}', f'"other",{headers["etag"]}', "*"):
        status, unchanged, nothing = ask(front, "/v1/actors", If_None_Match=held)
        assert (status, nothing, unchanged["etag"]) == (304, b"", headers["etag"])
        assert {"cache-control", "x-release", "vary", "access-control-allow-origin"} <= set(unchanged)
        assert not {"content-length", "content-type", "last-modified"} & set(unchanged)
    assert ask(front, "/v1/actors", If_Modified_Since=headers["last-modified"])[::2] == (304, b"")
    assert ask(front, "/v1/actors", If_Modified_Since=headers["last-modified"], If_None_Match='"other"')[0] == 200
    status, head, nothing = ask(front, "/v1/actors", "HEAD")
    assert (status, nothing, head["content-length"]) == (200, b"", str(len(body)))
    assert ask(front, "/v1/actors", If_None_Match='"other"')[0] == 200
    assert app.asked == 1


def test_a_first_request_that_has_it_already_gets_a_304(front: AsgiApp, invented: Path) -> None:
    etag = ask(AsgiApp(create_app(invented, RESOURCES).answer, memory=0, threads=1, queue=1), "/v1/actors")[1]["etag"]
    assert ask(front, "/v1/actors", If_None_Match=etag)[0] == 304


@pytest.mark.parametrize("path", ["/nothing", "/v1/actors?limt=1"])
def test_what_has_no_etag_is_never_unchanged(front: AsgiApp, path: str) -> None:
    right = ask(front, path)
    assert "etag" not in right[1] and without_id(ask(front, path, If_None_Match="*")) == without_id(right)


def test_each_form_is_kept_for_itself(app: Counted, front: AsgiApp) -> None:
    forms = [{}, {"Accept": "text/csv"}, {"Accept_Encoding": "gzip"}, {"Accept": "text/csv", "Accept_Encoding": "gzip"}]
    first = [ask(front, "/v1/actors", **form) for form in forms]
    assert len({body for _, _, body in first}) == len(forms) == app.asked
    assert [without_id(ask(front, "/v1/actors", **form)) for form in forms] == [without_id(found) for found in first]
    assert app.asked == len(forms)


@pytest.mark.parametrize(
    "path", ["/v1/actors?limt=1", "/v1/actors?q=", "/healthz", "/docs/", f"/v1/actors?q={'x' * 3000}"]
)
def test_what_is_not_of_a_release_is_not_kept(app: Counted, front: AsgiApp, path: str) -> None:
    assert without_id(ask(front, path)) == without_id(ask(front, path))
    assert app.asked == 2


def test_other_methods_are_not_answered_from_what_is_kept(front: AsgiApp) -> None:
    ask(front, "/v1/actors")
    assert ask(front, "/v1/actors", "POST")[0] == 405
    assert ask(front, "/v1/actors", "OPTIONS")[0] == 200


def test_junk_does_not_push_out_what_is_asked_for_again(app: Counted, invented: Path) -> None:
    front = AsgiApp(app, memory=400_000, threads=2, queue=1)
    for _ in range(2):
        ask(front, "/v1/statements/brook-listens")
    for number in range(300):
        assert ask(front, f"/v1/actors/nobody-{number}")[0] == 404
    asked = app.asked
    assert ask(front, "/v1/statements/brook-listens")[0] == 200
    assert app.asked == asked
    assert front._service[1].used <= 400_000


def test_the_name_of_a_request_is_kept_if_it_is_one(front: AsgiApp) -> None:
    assert ask(front, "/v1", X_Request_ID="mine-1")[1]["x-request-id"] == "mine-1"
    assert ask(front, "/v1", X_Request_ID="mine-2")[1]["x-request-id"] == "mine-2"
    assert ask(front, "/v1", X_Request_ID="a\tb")[1]["x-request-id"] != "a\tb"
    assert ask(front, "/v1/nothing", X_Request_ID="mine-3")[1]["x-request-id"] == "mine-3"


def test_what_comes_in_pieces_comes_whole(front: AsgiApp) -> None:
    status, headers, body = ask(front, "/v1/dataset")
    assert status == 200 and body.count(b"\n") == 24 and headers["content-length"] == str(len(body))
    status, part, tail = ask(front, "/v1/dataset", Range=f"bytes={len(body) - 100}-")
    assert (status, tail, part["content-length"], part["etag"]) == (206, body[-100:], "100", headers["etag"])
    assert ask(front, "/v1/dataset", "HEAD")[2] == b""
    assert ask(front, "/v1/dataset", If_None_Match=headers["etag"])[0] == 304


def test_too_many_at_once_are_told_to_come_again(invented: Path) -> None:
    gate = threading.Event()

    def slow(request: Request) -> Response:
        if request.path != "/healthz":
            gate.wait(30)
        return Response(200, {}, b"ok")

    front = AsgiApp(slow, memory=0, threads=2, queue=1)

    async def crowd() -> list[Answered]:
        waiting = [asyncio.create_task(asked(front, f"/v1/actors/{number}")) for number in range(3)]
        await asyncio.sleep(0)
        refused = [await asked(front, f"/v1/actors/late-{number}") for number in range(5)]
        assert (await asked(front, "/healthz"))[0] == 200, "a probe waits for no thread"
        gate.set()
        return [*refused, *await asyncio.gather(*waiting)]

    answers = asyncio.run(crowd())
    assert [status for status, _, _ in answers] == [503] * 5 + [200] * 3
    assert answers[0][1]["retry-after"] == "1" and b'"type":"/problems/overloaded"' in answers[0][2]


def test_one_client_at_once_has_a_bounded_number_and_others_go_on(invented: Path) -> None:
    gate = threading.Event()

    def slow(request: Request) -> Response:
        gate.wait(30)
        return Response(200, {}, b"ok")

    front = AsgiApp(slow, memory=0, threads=1, queue=9, each=3)
    named = {"X_Forwarded_For": "198.51.100.1"}

    async def crowd() -> list[Answered]:
        waiting = [asyncio.create_task(asked(front, f"/v1/actors/{number}", **named)) for number in range(3)]
        await asyncio.sleep(0)
        refused = await asked(front, "/v1/actors/more", **named)
        environ = EnvironBuilder(
            "/v1/actors/model", headers={"X-Forwarded-For": named["X_Forwarded_For"]}
        ).get_environ()
        assert (await front.ask(Request.from_scope(scope(environ)))).status == 429, "what is asked here for the client"
        other = asyncio.create_task(asked(front, "/v1/actors/other", X_Forwarded_For="198.51.100.2"))
        await asyncio.sleep(0)
        gate.set()
        again = [*await asyncio.gather(*waiting, other), await asked(front, "/v1/actors/again", **named)]
        return [refused, *again]

    refused, *others = asyncio.run(crowd())
    assert (refused[0], refused[1]["retry-after"]) == (429, "1") and b'"/problems/too-many-requests"' in refused[2]
    assert [status for status, _, _ in others] == [200] * 5


def test_work_of_who_has_left_is_dropped_and_told(invented: Path) -> None:
    gate, begun, seen = threading.Event(), [], []

    def slow(request: Request) -> Response:
        begun.append(request)
        while not (gate.is_set() or request.departed):
            gate.wait(0.01)
        return Response(200, {})

    front = AsgiApp(slow, memory=0, threads=1, queue=9, observers=[seen.append])

    async def crowd() -> None:
        tasks = [asyncio.create_task(asked(front, f"/v1/actors/{number}")) for number in range(3)]
        while not begun:
            await asyncio.sleep(0.01)
        for task in tasks[:2]:
            task.cancel()
        await asyncio.gather(*tasks[:2], return_exceptions=True)
        gate.set()
        assert (await tasks[2])[0] == 200

    asyncio.run(crowd())
    assert [request.path for request in begun] == ["/v1/actors/0", "/v1/actors/2"], "what waited was never begun"
    assert begun[0].departed and [record.status for record in seen] == [499, 499, 200]


def test_answers_in_pieces_leave_a_thread_to_other_requests() -> None:
    """Row 4 of what servers tried: an export takes what others leave."""
    gate = threading.Event()

    def endless(request: Request) -> Response:
        if request.path == "/whole":
            return Response(200, {}, b"ok")
        return Response(200, {}, pieces=(b"piece" for _ in range(2) if gate.wait(30)))

    front = AsgiApp(endless, memory=0, threads=2, queue=8)

    async def crowd() -> list[Answered]:
        reading = [asyncio.create_task(asked(front, f"/{number}")) for number in range(8)]
        await asyncio.sleep(0.05)
        other = asked(front, "/whole", X_Forwarded_For="198.51.100.2")
        assert (await asyncio.wait_for(other, 20))[2] == b"ok"
        gate.set()
        return await asyncio.gather(*reading)

    assert [body for _, _, body in asyncio.run(crowd())] == [b"piecepiece"] * 8


def test_what_breaks_off_on_its_way_has_no_end_and_is_told_as_a_failure(caplog: pytest.LogCaptureFixture) -> None:
    def pieces() -> Iterator[bytes]:
        yield b"first"
        raise QueryTimeout(0.25)

    def breaking(request: Request) -> Response:
        return Response(200, {}, pieces=pieces())

    seen: list[AccessRecord] = []
    front = AsgiApp(breaking, memory=0, threads=1, queue=0, observers=[seen.append])
    messages = asyncio.run(sent(front, plain("/v1/dataset")))
    assert [message.get("body") for message in messages] == [None, b"first"] and messages[-1]["more_body"]
    assert [(one.status, one.bytes) for one in seen] == [(500, 5)]
    assert caplog.messages == [f"answer {seen[0].id} broke off after 5 bytes"] and "QueryTimeout" in caplog.text


def test_an_application_that_fails_is_answered_for(caplog: pytest.LogCaptureFixture) -> None:
    def failing(request: Request) -> Response:
        raise ZeroDivisionError

    front = AsgiApp(failing, memory=1 << 20, threads=1, queue=0)
    for _ in range(2):
        status, _, body = raw(front, plain("/v1/actors"))
        assert (status, json.loads(body)["type"]) == (500, "/problems/internal-error")
    assert caplog.messages == ["request failed"] * 2 and "ZeroDivisionError" in caplog.text


def test_a_path_of_broken_letters_is_not_found(front: AsgiApp) -> None:
    assert read(asyncio.run(sent(front, plain("/v1/actors/%FF"))))[0] == 404


def test_forms_that_ask_the_same_are_kept_once(app: Counted, front: AsgiApp) -> None:
    for encodings in ("gzip", "gzip, deflate, br", "br, gzip", "*", "X-GZIP"):
        assert ask(front, "/v1/actors", Accept_Encoding=encodings)[1]["content-encoding"] == "gzip"
    for encodings in ("identity", "br", ""):
        assert "content-encoding" not in ask(front, "/v1/actors", Accept_Encoding=encodings, Accept="*/*")[1]
    assert "content-encoding" not in ask(front, "/v1/actors")[1]
    assert app.asked == 2
    assert "content-encoding" not in ask(front, "/v1/actors", Accept_Encoding="gzip;q=0")[1]
    assert ask(front, "/v1/actors", Accept_Encoding="br, gzip;q=0.5")[1]["content-encoding"] == "gzip"


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
def test_no_way_of_asking_changes_what_others_get(front: AsgiApp, invented: Path, headers: list[Any]) -> None:
    for _ in range(2):
        asyncio.run(sent(front, plain("/v1/actors", *headers)))
    untouched = AsgiApp(create_app(invented, RESOURCES).answer, memory=0, threads=1, queue=1)
    for form in ({}, {"Accept_Encoding": "gzip"}, {"Accept": "text/csv"}, {"Accept": "*/*"}):
        assert without_id(ask(front, "/v1/actors", **form)) == without_id(ask(untouched, "/v1/actors", **form))


@pytest.mark.parametrize(
    ("room", "slug", "detail", "more"),
    [
        (0, "overloaded", "Too many requests wait for an answer; ask again in 1 second.", {b"Retry-After": b"1"}),
        (1, "bad-request", "The Host of the request is none that this server answers for.", {}),
    ],
)
def test_a_problem_of_the_front_is_made_as_one_of_the_application(
    app: Counted, room: int, slug: str, detail: str, more: dict[bytes, bytes]
) -> None:
    front = AsgiApp(app, memory=0, threads=1, queue=room - 1, hosts=frozenset({"facts.example"}))
    host = b"evil.example" if room else b"facts.example"
    status, headers, body = raw(front, plain("/v1/actors", (b"host", host)))
    assert (status, json.loads(body)) == (
        TYPES[slug][0],
        {"type": f"/problems/{slug}", "title": TYPES[slug][1], "status": TYPES[slug][0], "detail": detail},
    )
    theirs = raw(AsgiApp(app, memory=0, threads=1, queue=0), plain("/v1/actors?limt=1"))
    own = {b"X-Request-ID": b"", b"Content-Length": b"%d" % len(body)}
    assert (b"Content-Length", own[b"Content-Length"]) in headers
    assert dict(headers) | own == dict(theirs[1]) | own | more
    assert body.endswith(b"}\n") and theirs[2].endswith(b"}\n")


@pytest.mark.parametrize(
    ("status", "hosts"),
    [
        (200, [b"facts.example"]),
        (200, [b"FACTS.example:8000"]),
        (200, [b"[::1]:80"]),
        (400, [b"evil.example"]),
        (400, [b"facts.example.evil"]),
        (400, [b"facts.example:80:x"]),
        (400, [b"facts.example", b"facts.example"]),
        (400, []),
    ],
)
def test_only_our_hosts_are_answered_for(app: Counted, status: int, hosts: list[bytes]) -> None:
    seen: list[AccessRecord] = []
    named = frozenset({"facts.example", "[::1]"})
    front = AsgiApp(app, memory=0, threads=1, queue=1, hosts=named, observers=[seen.append])
    headers = [(b"host", host) for host in hosts]
    assert raw(front, plain("/v1", *headers, (b"x-host", b"evil.example")))[0] == status
    assert app.asked == (status == 200)
    assert [(one.path, one.status) for one in seen] == [("/v1", status)]


def test_who_takes_notice_is_told_what_was_asked_and_answered(app: Counted) -> None:
    seen: list[AccessRecord] = []
    front = AsgiApp(app, memory=1 << 20, threads=1, queue=1, observers=[seen.append])
    paths = ("/v1/actors?limit=2", "/v1/actors?limit=2", "/v1/actors/nobody", "/v1/dataset", "/healthz")
    begun = perf_counter_ns()
    bodies = [raw(front, plain(path, (b"x-request-id", b"mine")))[2] for path in paths]
    took = perf_counter_ns() - begun
    assert all(0 < one.nanoseconds < took for one in seen)
    assert [(one.id, one.method, one.path, one.query, one.route, one.status, one.from_memory) for one in seen] == [
        ("mine", "GET", "/v1/actors", "limit=2", "/v1/<kind>", 200, False),
        ("mine", "GET", "/v1/actors", "limit=2", "/v1/<kind>", 200, True),
        ("mine", "GET", "/v1/actors/nobody", "", "/v1/<kind>/<id>", 404, False),
        ("mine", "GET", "/v1/dataset", "", "/v1/dataset", 200, False),
        ("mine", "GET", "/healthz", "", "/healthz", 200, False),
    ]
    assert [one.bytes for one in seen] == [len(body) for body in bodies]
    assert front.waiting == 0


async def until(holds: Callable[[], object]) -> None:
    """Wait until something holds."""
    while not holds():
        await asyncio.sleep(0.01)


def test_the_next_application_answers_from_the_start_and_whenever_there_is_one(
    invented: Path, caplog: pytest.LogCaptureFixture
) -> None:
    looks: list[str] = []
    apps = [Counted(invented) for _ in range(2)]

    def following() -> Answer | None:
        looks.append("looked")
        if len(looks) == 2:
            raise OSError("no such folder")
        return {1: apps[0], 4: apps[1]}.get(len(looks))

    front = AsgiApp(create_app(invented, RESOURCES).answer, memory=1 << 20, threads=1, queue=1, next=following)
    request = plain("/v1/actors")

    async def life() -> list[str]:
        come: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        said: list[str] = []
        begun = asyncio.all_tasks()

        async def send(message: dict[str, Any]) -> None:
            said.append(message["type"])

        living = asyncio.create_task(front({"type": "lifespan"}, come.get, send))
        await asyncio.sleep(0)
        assert not looks and not said, "nothing is done before the server begins"
        await come.put({"type": "lifespan.startup"})
        await until(lambda: said)
        for _ in range(2):
            await sent(front, request)
        assert [app.asked for app in apps] == [1, 0]
        await until(lambda: len(looks) == 5)
        for _ in range(2):
            await sent(front, request)
        assert [app.asked for app in apps] == [1, 1], "what another application answered is not given"
        await come.put({"type": "lifespan.shutdown"})
        await living
        await until(lambda: asyncio.all_tasks() == begun)  # nothing goes on looking
        return said

    assert asyncio.run(asyncio.wait_for(life(), 30)) == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert caplog.messages == ["looking for a release failed"] and "no such folder" in caplog.text


def test_no_other_protocol_is_spoken(front: AsgiApp) -> None:
    assert asyncio.run(sent(front, {"type": "websocket"})) == []
