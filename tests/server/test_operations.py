"""What an operator sees and sets: the log, the counts, the hosts, the limits; with real gunicorn, over real HTTP."""

import json
import os
import socket
import sys
from http.client import HTTPConnection, IncompleteRead
from multiprocessing import get_context
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry, exposition, multiprocess

from api.server import metrics
from api.server.access_log import MOST, AccessLog, AccessRecord
from api.server.metrics import Metrics
from api.server.worker import HEAD
from tests.serving import ROOT, eventually, get, started

#: Nearly each test starts a server of its own.
pytestmark = pytest.mark.slow

COMMANDS = {
    "serve": (sys.executable, "-m", "api", "serve"),
    "gunicorn": (str(Path(sys.executable).parent / "gunicorn"), "-c", str(ROOT / "deploy/gunicorn.conf.py")),
}


@pytest.mark.parametrize("command", COMMANDS)
def test_it_counts_over_all_workers(invented: Path, tmp_path: Path, command: str) -> None:
    folder = tmp_path / "counts"
    with started(invented, *COMMANDS[command], CRISIS_FACTS_METRICS=str(folder)) as server:
        for _ in range(20):
            assert get(server.port, "/v1/actors/tom-vane")[0] == 200
        assert get(server.port, "/v1/actors?limt=1")[0] == 400
        status, headers, body = get(server.port, "/metrics")
        assert status == 200 and headers["Content-Type"].startswith("text/plain")
        assert get(server.port, "/metrics", X_Forwarded_For="203.0.113.7")[0] == 404
        counted = dict(line.rsplit(" ", 1) for line in body.decode().splitlines() if not line.startswith("#"))
        assert counted['crisis_facts_requests_total{route="/v1/<kind>/<id>",status="200"}'] == "20.0"
        assert counted['crisis_facts_requests_total{route="/v1/<kind>",status="400"}'] == "1.0"
        assert counted['crisis_facts_request_seconds_count{route="/v1/<kind>/<id>"}'] == "20.0"
        assert float(counted["crisis_facts_memory_hits_total"]) >= 18
        assert float(counted["crisis_facts_release_taken_timestamp_seconds"]) > 1e9
        assert counted["crisis_facts_refused_releases_total"] == "0.0" and "crisis_facts_waiting" in counted


def test_what_is_no_count_stays_in_the_folder_of_counts(tmp_path: Path) -> None:
    for name in ("counter_12.db", "gauge_livesum_12.db", "histogram_7.db", "2f1c2f1c2f1c2f1c.db"):
        (tmp_path / name).touch()
    metrics.emptied(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["2f1c2f1c2f1c2f1c.db"]


def test_counts_are_off_by_default_and_so_is_the_log(invented: Path) -> None:
    with started(invented) as server:
        assert get(server.port, "/metrics")[0] == 404
    assert server.out == ""


def test_the_log_has_a_line_for_each_request_and_no_words(invented: Path) -> None:
    with started(invented, CRISIS_FACTS_LOG="1", CRISIS_FACTS_WORKERS="1") as server:
        for _ in range(2):
            get(server.port, "/v1/verify?quote=secret+words+of+a+reader", X_Request_ID="mine", Authorization="secret")
        get(server.port, "/nothing")
        get(server.port, "/v1/dataset")
    first, again, missing, whole = map(json.loads, server.out.splitlines())
    assert "secret" not in server.out
    assert (first["id"], first["route"], first["status"], first["memory"]) == ("mine", "/v1/verify", 200, False)
    assert (again["bytes"], again["memory"]) == (first["bytes"], True) and 0 < again["us"]
    assert (missing["route"], missing["status"]) == ("", 404)
    assert whole["bytes"] > 1000


def test_the_log_tells_what_was_asked_if_told_to(invented: Path) -> None:
    with started(invented, CRISIS_FACTS_LOG="1", CRISIS_FACTS_LOG_ASKED="1") as server:
        get(server.port, "/v1/search?q=talks")
    line = json.loads(server.out)
    assert (line["path"], line["query"]) == ("/v1/search", "q=talks")


def test_a_sampled_log_leaves_out_no_failure(tmp_path: Path) -> None:
    with (tmp_path / "log").open("wb") as file:
        log = AccessLog(10, asked=False, descriptor=file.fileno())
        for number in range(30):
            log(AccessRecord(str(number), "GET", "/", "", "/", 503 if number == 5 else 200, 1, 1, from_memory=False))
        log.close()
    lines = map(json.loads, (tmp_path / "log").read_text().splitlines())
    assert [line["id"] for line in lines] == ["0", "5", "10", "20"]


def test_a_log_that_cannot_be_written_ends_no_answer() -> None:
    with Path("/dev/full").open("wb") as full:
        log = AccessLog(1, asked=False, descriptor=full.fileno())
        for _ in range(2):
            log(AccessRecord("a", "GET", "/", "", "/", 200, 1, 1, from_memory=False))
        log.close()


def test_a_reader_that_stalls_keeps_nobody_waiting_and_learns_what_was_dropped() -> None:
    number = MOST + 2_000
    reading, writing = os.pipe()
    log = AccessLog(1, asked=False, descriptor=writing)
    for index in range(number):
        log(AccessRecord(str(index), "GET", "/", "", "/", 200, 1, 1, from_memory=False))
    written, dropped = 0, 0
    with os.fdopen(reading) as lines:
        while not dropped or written + dropped < number:
            line = json.loads(next(lines))
            written += "id" in line
            dropped += line.get("dropped", 0)
        log.close()
        os.close(writing)
        assert not list(lines)
    assert written >= MOST and written + dropped == number


def test_a_log_that_nobody_reads_keeps_no_client_waiting(invented: Path) -> None:
    """A pipe has room for 64 KiB, some 300 lines; what is read in the end is whole."""
    with started(invented, CRISIS_FACTS_LOG="1", CRISIS_FACTS_WORKERS="1") as server:
        client = HTTPConnection("127.0.0.1", server.port, timeout=20)
        for _ in range(600):
            client.request("GET", "/v1/actors/norland")
            assert client.getresponse().read()
        client.close()
    assert len(server.out.splitlines()) == 600


def test_other_hosts_are_refused_where_ours_are_named(invented: Path) -> None:
    with started(invented, CRISIS_FACTS_HOSTS="facts.example,127.0.0.1") as server:
        assert get(server.port, "/v1")[0] == get(server.port, "/v1", Host="FACTS.example:80")[0] == 200
        for path in ("/v1", "/healthz"):
            status, headers, body = get(server.port, path, Host="evil.example")
            assert status == 400 and headers["Cache-Control"] == "no-store" and b"/problems/bad-request" in body
            assert b"evil" not in body
            assert get(server.port, f"http://evil.example{path}", Host="facts.example")[0] == 400
            assert get(server.port, f"http://facts.example{path}", Host="evil.example")[0] == 200


def test_too_many_connections_are_told_so(invented: Path) -> None:
    with started(invented, CRISIS_FACTS_CONNECTIONS="3", CRISIS_FACTS_WORKERS="1") as server:
        held = [socket.create_connection(("127.0.0.1", server.port), timeout=10) for _ in range(3)]
        eventually(lambda: get(server.port, "/v1")[0] == 503)
        for connection in held:
            connection.close()
        eventually(lambda: get(server.port, "/v1")[0] == 200)


def test_a_head_that_does_not_come_is_not_waited_for(invented: Path) -> None:
    beginnings = (
        b"",
        b"GET /v1 HTT",
        b"GET /v1 HTTP/1.1\r\nHost: a\r\nX-Sl",
        b"GET /v1 HTTP/1.1\r\nHost: a\r\n\r\nGET",
    )
    with started(invented, CRISIS_FACTS_LOG="1") as server:
        clients = [socket.create_connection(("127.0.0.1", server.port), timeout=HEAD + 20) for _ in beginnings]
        for client, beginning in zip(clients, beginnings, strict=True):
            client.sendall(beginning)
        idle, line, head, second = (all_of(client) for client in clients)
    assert idle == b""
    for late in (line, head, second.partition(b"HTTP/1.1 200 OK")[2]):
        assert b"HTTP/1.1 408 " in late and b"application/problem+json" in late
    assert sorted(json.loads(line)["status"] for line in server.out.splitlines()) == [200, 408, 408, 408]


def test_what_is_no_request_is_logged_and_counted(invented: Path, tmp_path: Path) -> None:
    settings = {"CRISIS_FACTS_LOG": "1", "CRISIS_FACTS_METRICS": str(tmp_path)}
    with started(invented, CRISIS_FACTS_WORKERS="1", **settings) as server:
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
            client.sendall(b"NONSENSE\r\n\r\n")
            answer = all_of(client)
        counted = get(server.port, "/metrics")[2].decode()
    assert 'crisis_facts_requests_total{route="",status="400"} 1.0' in counted
    line = json.loads(server.out.splitlines()[0])
    assert (line["status"], line["route"]) == (400, "") and line["id"] in answer.decode()


def test_an_answer_that_breaks_off_is_seen_not_to_be_whole(tmp_path: Path) -> None:
    """As when a query of an export takes too long, after its first records have been sent."""
    script = (
        "from api.cli.serve import configured; from api.kinds import RESOURCES\n"
        "from api.query.connection import QueryTimeout\n"
        "from api.server.asgi import AsgiApp; from api.server.gunicorn import Server\n"
        "from api.web.responses import Response\n"
        "def pieces():\n"
        "    yield b'first'\n"
        "    raise QueryTimeout(0.25)\n"
        "def app(request): return Response(200, {'Content-Type': 'text/csv'}, pieces=pieces())\n"
        "class Breaking(Server):\n"
        "    def load(self): return AsgiApp(app, memory=0, threads=1, queue=1)\n"
        "Breaking(configured(), RESOURCES, lambda _: None).run()\n"
    )
    with started(tmp_path, sys.executable, "-c", script) as server:
        with pytest.raises(IncompleteRead):
            get(server.port, "/v1/statements?format=csv&limit=all")
    assert "broke off after 5 bytes" in server.said


def test_who_asks_for_another_protocol_is_answered_in_this_one(invented: Path) -> None:
    with started(invented) as server:
        asked = {"Upgrade": "websocket", "Sec_WebSocket_Version": "13", "Sec_WebSocket_Key": "dGhlIHNhbXBsZSBub25jZQ=="}
        assert get(server.port, "/v1", Connection="Upgrade", **asked)[0] == 200


def all_of(client: socket.socket) -> bytes:
    """Read until the server closes the connection."""
    with client:
        return b"".join(iter(lambda: client.recv(4096), b""))


def test_a_request_with_a_body_is_answered_and_is_the_last(invented: Path) -> None:
    with started(invented) as server, socket.create_connection(("127.0.0.1", server.port), timeout=20) as client:
        client.sendall(b"POST /v1 HTTP/1.1\r\nHost: a\r\nContent-Length: 100000000\r\n\r\nx")
        answer = all_of(client)
    assert answer.startswith(b"HTTP/1.1 405 ") and b"application/problem+json" in answer


def test_a_worker_is_replaced_after_its_requests(invented: Path) -> None:
    with started(invented, CRISIS_FACTS_MAX_REQUESTS="20", CRISIS_FACTS_WORKERS="1") as server:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        before = children.read_text()
        for _ in range(30):
            get(server.port, "/v1")
        eventually(lambda: children.read_text() not in ("", before))
        assert get(server.port, "/v1")[0] == 200


def test_all_counts_can_be_read_while_a_worker_begins_to_count(tmp_path: Path) -> None:
    workers = [get_context("fork").Process(target=Metrics, args=(tmp_path,)) for _ in range(20)]
    for worker in workers:
        worker.start()
    while any(worker.is_alive() for worker in workers):
        registry = CollectorRegistry()
        multiprocess.MultiProcessCollector(registry, path=str(tmp_path))
        assert exposition.generate_latest(registry) is not None
    assert [worker.exitcode for worker in workers] == [0] * 20 and not list(tmp_path.glob("*.new"))
