"""The shipped configuration of HAProxy, with real HAProxy before a real server, over TLS."""

import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.proxies import Proxy, haproxy
from tests.serving import eventually, started

#: What the comment on a path says.
TAKEN_OFF = "http-request replace-path /facts(/.*)"

pytestmark = pytest.mark.outside("haproxy", "openssl")


@pytest.fixture
def behind() -> Iterator[ExitStack]:
    """The server behind the proxy, which can be stopped first."""
    with ExitStack() as behind:
        yield behind


@pytest.fixture
def proxied(request: pytest.FixtureRequest, invented: Path, tmp_path: Path, behind: ExitStack) -> Iterator[Proxy]:
    """HAProxy with the shipped configuration, but for the ports in it, with a certificate made for this test.

    With a `url`, it is that of a server under a path, as the comment in the configuration says.
    """
    url = getattr(request, "param", "")
    server = behind.enter_context(started(invented, CRISIS_FACTS_URL=url))

    def adapted(shipped: str) -> str:
        assert shipped.count(f"# {TAKEN_OFF}") == 1
        return shipped.replace(f"# {TAKEN_OFF}", TAKEN_OFF) if url else shipped

    with haproxy(tmp_path / "haproxy", server.port, adapted=adapted) as proxy:
        yield proxy


@pytest.mark.parametrize("proxied", ["https://facts.example/facts"], indirect=True)
def test_under_a_path_links_lead_back_through_it(proxied: Proxy) -> None:
    first = json.loads(proxied.get("/facts/v1/statements?limit=2")[2])
    assert first["next"].startswith("/facts/v1/") and first["data"][0]["url"].startswith("/facts/v1/")
    assert [proxied.get(link)[0] for link in (first["next"], first["data"][0]["url"], "/facts/docs")] == [200] * 3
    assert proxied.get("/facts/metrics")[0] == proxied.get("/metrics")[0] == 404


def test_it_answers_over_tls_with_the_headers_of_the_server(proxied: Proxy) -> None:
    for path, status in (("/v1/actors?limit=2", 200), ("/v1/actors?limt=2", 400), ("/metrics", 404)):
        found, headers, _ = proxied.get(path)
        assert found == status and "Strict-Transport-Security" in headers and headers["X-Request-Id"]
    _, headers, body = proxied.get("/v1/actors?limit=2")
    assert (
        headers["Etag"].startswith(f'"{headers["X-Release"]}')
        and headers["Vary"] == "Accept, Accept-Datetime, Accept-Encoding"
    )
    assert proxied.get("/v1/actors?limit=2", If_None_Match=headers["Etag"])[0] == 304
    for form in ("text/csv", "text/html, */*", "text/markdown", "text/html;q=0.5, application/json"):
        assert (proxied.get("/v1/actors?limit=2", Accept=form)[2] == body) == form.endswith("json")
    earlier = {"Accept_Datetime": "Mon, 11 May 2020 12:00:00 GMT"}
    assert proxied.get("/v1/actors?limit=2", **earlier)[0] == 302 and proxied.get("/v1/actors?limit=2")[2] == body


def test_a_server_that_is_gone_is_not_missed_by_who_asks_for_what_is_kept(proxied: Proxy, behind: ExitStack) -> None:
    first = proxied.get("/v1/actors/tom-vane")
    behind.close()
    eventually(lambda: proxied.get("/v1/meetings")[0] == 503)
    again = proxied.get("/v1/actors/tom-vane")
    assert (again[0], again[2]) == (200, first[2]) and again[1]["X-Request-Id"] != first[1]["X-Request-Id"]


def test_who_asks_too_often_is_told_so(proxied: Proxy) -> None:
    connection, statuses = proxied.connection(), []
    for _ in range(1100):
        connection.request("GET", "/v1/actors/tom-vane")
        with connection.getresponse() as response:
            statuses.append(response.status)
            response.read()
    connection.close()
    assert set(statuses) <= {200, 429} and statuses[:900] == [200] * 900


def test_a_slow_client_is_not_waited_for(proxied: Proxy) -> None:
    answer = proxied.said(b"GET /v1 HTT")
    assert answer == b"" or answer.startswith(b"HTTP/1.1 408 ")
