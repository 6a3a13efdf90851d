"""A real server for tests: the command, gunicorn, HTTP on a free port of loopback; stopped by its own id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parent.parent


@contextmanager
def serving(release: Path) -> Iterator[int]:
    """Serve a release, and give the port."""
    port = free_port()
    environment = {**os.environ, "HOST": "127.0.0.1", "PORT": str(port), "CRISIS_FACTS_RELEASE": str(release)}
    server = subprocess.Popen([sys.executable, "-m", "api", "serve"], cwd=ROOT, env=environment, stderr=subprocess.PIPE)
    try:
        wait_for(port, server)
        yield port
    finally:
        server.send_signal(signal.SIGTERM)
        _, said = server.communicate(timeout=30)
    assert server.returncode == 0, said.decode()
    assert f"http://127.0.0.1:{port}/v1" in said.decode()


def free_port() -> int:
    """Give a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Wait until a server answers."""
    for _ in range(200):
        assert server.poll() is None, "the server ended"
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the server did not answer within ten seconds")
