"""A real server for tests: the command, gunicorn, HTTP on a free port of loopback; stopped by its own id."""

import os
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def serving(release: Path) -> Iterator[int]:
    """Serve a release, and yield the port."""
    with started(release) as server:
        yield server.port


@dataclass
class Started:
    """A server: its port and process; after its end, what it wrote to standard error (`said`) and output (`out`)."""

    port: int
    process: subprocess.Popen[bytes]
    said: str = ""
    out: str = ""


@contextmanager
def started(release: Path | str, *arguments: str, **settings: str) -> Iterator[Started]:
    """Serve a release with some settings, and yield the server; fail if it does not end well."""
    port = int(settings.get("PORT") or free_port())
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "CRISIS_FACTS_RELEASE": str(release)}
    environment.pop("CRISIS_FACTS_TEXTS", None)  # no test means the texts but by saying so
    command = arguments or (sys.executable, "-m", "api", "serve")
    piped = subprocess.PIPE
    process = subprocess.Popen(command, cwd=ROOT, env=environment | settings, stdout=piped, stderr=piped)
    server = Started(port, process)
    try:
        wait_for(port, process)
        yield server
    finally:
        process.send_signal(signal.SIGTERM)
        server.out, server.said = (text.decode() for text in process.communicate(timeout=30))
    assert process.returncode == 0, server.said
    assert arguments or f"http://127.0.0.1:{port}/v1" in server.said


def get(
    port: int, path: str, method: str = "GET", body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Ask for a path over a new connection; return status, headers and body."""
    connection = HTTPConnection("127.0.0.1", port, timeout=10)
    with closing(connection):
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body, named)
        response = connection.getresponse()
        return response.status, dict(response.getheaders()), response.read()


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until something holds; fail if it does not within half a minute."""
    for _ in range(300):
        if holds():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come to hold within half a minute")


def limited() -> None:
    """Let this process write files of 200,000 bytes at most: a write beyond fails, as on a full disk."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))


def free_port() -> int:
    """Return a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    for _ in range(600):
        assert server.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer within half a minute")
