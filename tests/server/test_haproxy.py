"""The shipped configuration of HAProxy, with real HAProxy before a real server, over TLS."""

import json
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPSConnection
from pathlib import Path

import pytest

from tests.outside import program
from tests.serving import ROOT, eventually, free_port, get, started, wait_for

HAPROXY = program("haproxy")
OPENSSL = program("openssl")

#: What the comment on a path says.
TAKEN_OFF = "http-request replace-path /facts(/.*)"

pytestmark = pytest.mark.outside("haproxy", "openssl")


class Proxied:
    """HAProxy before a server, which can be stopped first."""

    def __init__(self, port: int, behind: ExitStack, certificate: Path) -> None:
        self.port = port
        self.behind = behind
        self.context = ssl.create_default_context(cafile=certificate)

    def connected(self) -> HTTPSConnection:
        """Give a connection."""
        return HTTPSConnection("localhost", self.port, timeout=30, context=self.context)

    def get(self, path: str, **headers: str) -> tuple[int, dict[str, str], bytes]:
        """Ask for a path over a connection of its own."""
        connection = self.connected()
        connection.request("GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()})
        response = connection.getresponse()
        answered = response.status, {name.title(): value for name, value in response.getheaders()}, response.read()
        connection.close()
        return answered


@pytest.fixture
def proxied(request: pytest.FixtureRequest, invented: Path, tmp_path: Path) -> Iterator[Proxied]:
    """HAProxy with the shipped configuration, but for the ports in it, with a certificate made for this test.

    With a `url`, it is that of a server under a path, as the comment in the configuration says.
    """
    url = getattr(request, "param", "")
    certificate, key, port = tmp_path / "facts.crt", tmp_path / "facts.key", free_port()
    made = [str(OPENSSL), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    made += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run(made, check=True, capture_output=True)
    (tmp_path / "facts.pem").write_bytes(certificate.read_bytes() + key.read_bytes())
    with ExitStack() as behind:
        server = behind.enter_context(started(invented, CRISIS_FACTS_URL=url))
        shipped = (ROOT / "deploy/haproxy.cfg").read_text("utf-8")
        assert shipped.count(f"# {TAKEN_OFF}") == 1
        shipped = shipped.replace(f"# {TAKEN_OFF}", TAKEN_OFF) if url else shipped
        assert shipped.count("127.0.0.1:8000") == shipped.count("127.0.0.1:8443") == 1
        changed = shipped.replace("127.0.0.1:8000", f"127.0.0.1:{server.port}")
        (tmp_path / "haproxy.cfg").write_text(changed.replace("127.0.0.1:8443", f"127.0.0.1:{port}"), "utf-8")
        checked = subprocess.run([str(HAPROXY), "-c", "-f", "haproxy.cfg"], cwd=tmp_path, capture_output=True)
        assert checked.returncode == 0 and b"WARNING" not in checked.stderr, checked.stderr.decode()
        haproxy = subprocess.Popen([str(HAPROXY), "-f", "haproxy.cfg"], cwd=tmp_path, stderr=subprocess.DEVNULL)
        try:
            wait_for(port, haproxy)
            assert get(server.port, "/healthz")[0] == 200
            yield Proxied(port, behind, certificate)
        finally:
            haproxy.terminate()
            haproxy.wait(30)


@pytest.mark.parametrize("proxied", ["https://facts.example/facts"], indirect=True)
def test_under_a_path_links_lead_back_through_it(proxied: Proxied) -> None:
    first = json.loads(proxied.get("/facts/v1/statements?limit=2")[2])
    assert first["next"].startswith("/facts/v1/") and first["data"][0]["url"].startswith("/facts/v1/")
    assert [proxied.get(link)[0] for link in (first["next"], first["data"][0]["url"], "/facts/docs")] == [200] * 3
    assert proxied.get("/facts/metrics")[0] == proxied.get("/metrics")[0] == 404


def test_it_answers_over_tls_with_the_headers_of_the_server(proxied: Proxied) -> None:
    for path, status in (("/v1/actors?limit=2", 200), ("/v1/actors?limt=2", 400), ("/metrics", 404)):
        found, headers, _ = proxied.get(path)
        assert found == status and "Strict-Transport-Security" in headers and headers["X-Request-Id"]
    _, headers, body = proxied.get("/v1/actors?limit=2")
    assert headers["Etag"].startswith(f'"{headers["X-Release"]}') and headers["Vary"] == "Accept, Accept-Encoding"
    assert proxied.get("/v1/actors?limit=2", If_None_Match=headers["Etag"])[0] == 304
    assert proxied.get("/v1/actors?limit=2", Accept="text/csv")[2] != body


def test_a_server_that_is_gone_is_not_missed_by_who_asks_for_what_is_kept(proxied: Proxied) -> None:
    first = proxied.get("/v1/actors/tom-vane")
    proxied.behind.close()
    eventually(lambda: proxied.get("/v1/meetings")[0] == 503)
    again = proxied.get("/v1/actors/tom-vane")
    assert (again[0], again[2]) == (200, first[2]) and again[1]["X-Request-Id"] != first[1]["X-Request-Id"]


def test_who_asks_too_often_is_told_so(proxied: Proxied) -> None:
    connection, statuses = proxied.connected(), []
    for _ in range(1100):
        connection.request("GET", "/v1/actors/tom-vane")
        with connection.getresponse() as response:
            statuses.append(response.status)
            response.read()
    connection.close()
    assert set(statuses) <= {200, 429} and statuses[:900] == [200] * 900


def test_a_slow_client_is_not_waited_for(proxied: Proxied) -> None:
    plain = socket.create_connection(("127.0.0.1", proxied.port), timeout=40)
    with proxied.context.wrap_socket(plain, server_hostname="localhost") as slow:
        slow.sendall(b"GET /v1 HTT")
        answer = b"".join(iter(lambda: slow.recv(4096), b""))
    assert answer == b"" or answer.startswith(b"HTTP/1.1 408 ")
