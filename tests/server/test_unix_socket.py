"""A server on a Unix socket, for a proxy on the same machine."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.serving import ROOT, eventually

#: Nearly each test starts a server of its own.
pytestmark = pytest.mark.slow

#: One process without a memory, which takes one request of a client at once.
ONE_EACH = {"CRISIS_FACTS_EACH": "1", "CRISIS_FACTS_WORKERS": "1", "CRISIS_FACTS_MEMORY": "0"}


@contextmanager
def serving_at(path: Path, release: Path, **settings: str) -> Iterator[list[str]]:
    """Serve a release at a path; after its end, what the server said is in the list."""
    environment = {**os.environ, "HOST": f"unix:{path}", "CRISIS_FACTS_RELEASE": str(release)}
    command = (sys.executable, "-m", "api", "serve")
    said: list[str] = []
    with subprocess.Popen(command, cwd=ROOT, env=environment | settings, stderr=subprocess.PIPE, text=True) as server:
        try:
            eventually(lambda: path.exists() or server.poll() is not None)
            yield said
        finally:
            server.send_signal(signal.SIGTERM)
            said += server.communicate(timeout=30)[1].splitlines()


def asked(path: Path, *clients: str) -> list[bytes]:
    """Ask once for each client, all at the same time, and return the first line of each answer."""
    with ExitStack() as open_ones:
        connections = []
        for number, client in enumerate(clients):
            connection = open_ones.enter_context(socket.socket(socket.AF_UNIX))
            connection.settimeout(30)
            connection.connect(str(path))
            target = f"/v1/search?q=t&facets=kind,topics,actor,source&limit=200&as_of=2021-01-{number + 1:02}"
            connection.sendall(
                f"GET {target} HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {client}\r\nConnection: close\r\n\r\n".encode()
            )
            connections.append(connection)
        readers = [open_ones.enter_context(connection.makefile("rb")) for connection in connections]
        return [reader.readline().strip() for reader in readers]


def test_a_unix_socket_is_served_named_and_taken_away(invented: Path, tmp_path: Path) -> None:
    path = tmp_path / "facts.sock"
    with serving_at(path, invented) as said:
        assert asked(path, "198.51.100.1") == [b"HTTP/1.1 200 OK"]
    assert said == [f"crisis-facts: release {invented.stem} at unix:{path}; stop with Ctrl-C"]
    assert not path.exists()


def test_the_proxy_behind_a_unix_socket_is_believed_when_it_names_a_client(shipped: Path, tmp_path: Path) -> None:
    path = tmp_path / "facts.sock"
    with serving_at(path, shipped, **ONE_EACH):
        different = asked(path, *(f"198.51.100.{number}" for number in range(1, 29)))
        assert set(different) == {b"HTTP/1.1 200 OK"}
        assert b"HTTP/1.1 429 Too Many Requests" in asked(path, *["198.51.100.1, 203.0.113.7"] * 28)


def test_a_path_that_can_be_no_socket_is_told(invented: Path, tmp_path: Path) -> None:
    path = tmp_path / "nowhere/facts.sock"
    with serving_at(path, invented) as said:
        pass
    assert str(path) in said[0] and "No such file or directory" in said[0] and "Traceback" not in "".join(said)
