"""What both shipped proxies hold to: nobody starves anybody, nothing leaks, and a server that hangs is left."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, suppress
from pathlib import Path

import pytest

from api.web.problems import TYPES
from tests.proxies import PROXIES, Adapted, Proxy, haproxy, nginx
from tests.serving import Started, eventually, free_port, get, serving, started

Before = Callable[..., AbstractContextManager[Proxy]]

#: A client whose address must stand nowhere, and its words.
WHO, WORDS = "127.0.0.77", "secret"
ASKS = f"GET /v1/search?q={WORDS} HTTP/1.1\r\nHost: localhost\r\nOrigin: https://app.example\r\n\r\n".encode()
LAST = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"

#: The module by which nginx counts connections from their start.
STREAMS = Path("/usr/lib/nginx/modules/ngx_stream_module.so")

SPELLINGS = [
    *("/metrics", "/%6detrics", "//metrics", "/./metrics", "/x/../metrics", "/metrics/", "/metrics?x", "/METRICS"),
    *("/metrics;x", "/%256detrics", "/%2e/metrics", "/x/%2e%2e/metrics", "/x/..%2fmetrics", "/%2fmetrics"),
    *("/metrics%00", "/metrics%20", "/metrics#x", "/v1/../metrics", "///%6d%65trics?x=/v1", "metrics", "\\metrics"),
    *("http://localhost/metrics", "http://localhost//metrics", "http://localhost/%6detrics", "https://a/metrics"),
]


@pytest.fixture(
    params=[
        pytest.param("nginx", marks=pytest.mark.outside("nginx")),
        pytest.param("haproxy", marks=pytest.mark.outside("haproxy", "openssl")),
    ]
)
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Before:
    """One proxy after the other, to be run before servers."""

    def run(*servers: int, adapted: Adapted = str) -> AbstractContextManager[Proxy]:
        return PROXIES[request.param](tmp_path / request.param, *servers, adapted=adapted)

    return run


def assert_problem(answer: tuple[int, dict[str, str], bytes], statuses: set[int], slug: str) -> None:
    """Hold what a proxy answers by itself against what the server would say."""
    status, headers, body = answer
    problem = json.loads(body)
    assert status in statuses and problem["status"] == status and problem["detail"]
    assert (problem["type"], problem["title"]) == (f"/problems/{slug}", TYPES[slug][1])
    assert headers["Content-Type"] == "application/problem+json" and headers["Cache-Control"] == "no-store"
    assert headers["Retry-After"] == "1" and headers["Access-Control-Allow-Origin"] == "*"
    assert {"Retry-After", "X-Request-ID"} <= set(headers["Access-Control-Expose-Headers"].split(", "))
    assert headers["X-Request-Id"]


def test_row_9_counts_are_hidden_however_they_are_spelt(before: Before, invented: Path, tmp_path: Path) -> None:
    with started(invented, CRISIS_FACTS_METRICS=str(tmp_path / "counts")) as server, before(server.port) as proxy:
        for path in SPELLINGS:
            request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode()
            answer = proxy.said(request)
            assert answer[:12] in (b"HTTP/1.1 404", b"HTTP/1.1 400") and b"crisis_facts_" not in answer, path
        assert b"crisis_facts_" in get(server.port, "/metrics")[2]


def test_row_10_what_takes_too_long_is_asked_once(before: Before, shipped: Path, tmp_path: Path) -> None:
    counts = str(tmp_path / "counts")
    with (
        started(shipped, CRISIS_FACTS_METRICS=counts, CRISIS_FACTS_QUERY_MS="1") as server,
        before(server.port) as proxy,
    ):
        path = "/v1/search?q=talks&limit=200&as_of=2020-01-01&facets=kind,topics,actor,source,date:month"
        status, headers, body = proxy.get(path)
        assert (status, json.loads(body)["type"]) == (503, "/problems/query-timeout") and headers["Retry-After"]
        failed = b'crisis_facts_requests_total{route="/v1/search",status="503"} '
        eventually(lambda: failed in get(server.port, "/metrics")[2])  # counted once the answer is sent
        assert failed + b"1.0\n" in get(server.port, "/metrics")[2]


def test_row_11_silent_connections_of_one_address_leave_room_for_others(before: Before, invented: Path) -> None:
    def small(shipped: str) -> str:
        assert "worker_connections 4096" in shipped or "maxconn 4000" in shipped
        few = shipped.replace("worker_connections 4096", "worker_connections 64")
        return few.replace("maxconn 4000", "maxconn 200")

    with serving(invented) as server, before(server, adapted=small) as proxy, ExitStack() as held:
        for _ in range(300):
            with suppress(ConnectionResetError):  # one too many, as the proxy sees it
                held.enter_context(proxy.silent("127.0.0.9"))
        assert proxy.get("/v1/actors", source="127.0.0.2")[0] == 200


@pytest.mark.outside("nginx")
@pytest.mark.skipif(not STREAMS.exists(), reason="needs the module of nginx for streams, libnginx-mod-stream")
def test_row_11_connections_that_never_end_a_request_leave_room_too(invented: Path, tmp_path: Path) -> None:
    public, inner = free_port(), free_port()

    def counting(shipped: str) -> str:
        placed = shipped.replace("#+ ", "").replace(":8081", f":{public}").replace(":8082", f":{inner}")
        assert str(STREAMS) in placed
        return placed.replace("4096;\n}", "320;\n}")

    with serving(invented) as server, nginx(tmp_path / "nginx", server, adapted=counting) as proxy, ExitStack() as held:
        proxy.port = public
        for _ in range(1_000):
            held.enter_context(proxy.silent("127.0.0.9")).sendall(b"GET /v1 HT")
        assert proxy.get("/v1/actors", source="127.0.0.2")[0] == 200
        assert b" 429 " not in proxy.said(ASKS * 150 + LAST, WHO) + proxy.said(ASKS * 150 + LAST, "127.0.0.78")


def test_row_12_a_refusal_is_a_problem_that_a_page_may_read(before: Before, invented: Path) -> None:
    with serving(invented) as server, before(server) as proxy:
        answers = proxy.said(ASKS * 1_100 + LAST, WHO)
        assert answers.count(b"HTTP/1.1 429 ") > 50 and answers.count(b"HTTP/1.1 200 ") > 200
        head, _, rest = answers[answers.index(b"HTTP/1.1 429 ") :].partition(b"\r\n\r\n")
        lines = (line.split(": ", 1) for line in head.decode().split("\r\n")[1:])
        headers = {name.title(): value for name, value in lines}
        assert_problem((429, headers, rest[: int(headers["Content-Length"])]), {429}, "too-many-requests")
        assert proxy.get("/v1/actors", source="127.0.0.2")[0] == 200
        assert get(server, "/problems/too-many-requests")[0] == get(server, "/problems/unreachable")[0] == 200


def test_a_server_that_is_gone_is_a_problem_that_a_page_may_read(before: Before, invented: Path) -> None:
    with ExitStack() as behind, before(behind.enter_context(serving(invented))) as proxy:
        assert proxy.get("/v1/actors")[0] == 200
        behind.close()
        for path in ("/v1/meetings", "/v1/dataset", "/healthz"):
            assert_problem(proxy.get(path), {502, 503}, "unreachable")
        assert proxy.get("/v1/meetings", "HEAD")[2] == b""


def test_row_12_neither_addresses_nor_words_are_logged(before: Before, invented: Path) -> None:
    broken = (b"GET /secret HT\r\n\r\n", b"secret\r\n\r\n", b"GET /" + b"secret" * 4_000 + b" HTTP/1.1\r\n\r\n")
    with ExitStack() as behind:
        with before(behind.enter_context(serving(invented))) as proxy:
            assert b" 429 " in proxy.said(ASKS * 1_100 + LAST, WHO)
            for request in broken:
                proxy.said(request, WHO)
            with ThreadPoolExecutor(40) as many:
                assert all(many.map(lambda _: proxy.said(ASKS + LAST, WHO), range(40)))
            behind.close()
            for who in (WHO, "127.0.0.78"):
                proxy.said(ASKS + LAST, who)
        assert WORDS not in proxy.logged() and "127.0.0.7" not in proxy.logged()
        assert " 502 " in proxy.logged() or "Server server/one is DOWN" in proxy.logged()  # what failed is told


def test_probes_are_neither_counted_nor_kept(before: Before, invented: Path) -> None:
    with serving(invented) as server, before(server) as proxy:
        for path in (b"/healthz", b"/readyz"):
            probe = b"GET " + path + b" HTTP/1.1\r\nHost: localhost\r\n"
            answers = proxy.said((probe + b"\r\n") * 1_200 + probe + b"Connection: close\r\n\r\n")
            assert answers.count(b"HTTP/1.1 200 ") == 1_201
            assert b"X-Cache: HIT" not in answers and b"\r\nage: " not in answers.lower()


@contextmanager
def hanging(server: Started) -> Iterator[None]:
    """Stop a server and its workers, as a machine does that hangs: the system still takes connections for them."""
    pid = server.process.pid
    pids = [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]
    for one in pids:
        os.kill(one, signal.SIGSTOP)
    try:
        yield
    finally:
        for one in pids:
            os.kill(one, signal.SIGCONT)


def test_a_server_that_hangs_is_left_and_nobody_who_asked_it_is_failed(before: Before, invented: Path) -> None:
    with started(invented) as one, started(invented) as two, before(one.port, two.port) as proxy:
        with hanging(two), ThreadPoolExecutor(8) as many:
            statuses = list(many.map(lambda number: proxy.get(f"/v1/statements?q=w{number}")[0], range(60)))
            assert statuses == [200] * 60
        assert proxy.get("/v1/actors")[0] == 200


@pytest.mark.outside("nginx")
def test_what_comes_late_is_waited_for_where_all_are_late(invented: Path, tmp_path: Path) -> None:
    with (
        started(invented) as one,
        started(invented) as two,
        nginx(tmp_path / "nginx", one.port, two.port) as proxy,
        ThreadPoolExecutor(8) as many,
    ):
        with hanging(one), hanging(two):
            paths = [*(f"/v1/statements?q=w{number}" for number in range(6)), "/v1/dataset"]
            asked = [many.submit(proxy.get, path) for path in (*paths, "/v1/statements?limit=all&format=csv")]
            time.sleep(4)  # longer than a node has to answer
        assert [answer.result()[0] for answer in asked] == [200] * 8


@pytest.mark.outside("haproxy", "openssl")
def test_a_download_goes_on_while_its_server_counts_as_gone(invented: Path, tmp_path: Path) -> None:
    with started(invented) as server, haproxy(tmp_path / "haproxy", server.port) as proxy:
        with closing(proxy.connection()) as connection:
            connection.request("GET", "/v1")
            connection.getresponse().read()
            with hanging(server):
                connection.request("GET", "/v1/dataset")
                eventually(lambda: "Server server/one is DOWN" in proxy.logged())
            with connection.getresponse() as response:
                assert response.status == 200 and response.read().endswith(b"}\n")
