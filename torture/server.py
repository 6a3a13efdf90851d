"""A real server of a release: the command, gunicorn, a port of loopback; stopped by its own id."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryFile

ROOT = Path(__file__).parent.parent
#: How many seconds are waited for what is to come about.
PATIENCE = 30


@dataclass(frozen=True)
class Answer:
    """What came back: status, headers by lower-case name, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Running:
    """A server that runs."""

    port: int
    process: "subprocess.Popen[bytes]"

    @property
    def workers(self) -> set[int]:
        """The process ids of its workers."""
        pid = self.process.pid
        return set(map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()))

    def get(self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Answer:
        """Ask over a new connection."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            connection.request(method, path, headers=dict(headers or {}))
            response = connection.getresponse()
            body = response.read()
            return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, body)
        finally:
            connection.close()

    def reload(self) -> None:
        """Replace all workers, and wait until that is done."""
        before = self.workers
        self.process.send_signal(signal.SIGHUP)
        eventually(lambda: len(self.workers) == len(before) and not self.workers & before)


@contextmanager
def served(release: Path, into: Path | None = None, errors: Path | None = None, **settings: str) -> Iterator[Running]:
    """Serve a release with some settings; its output and its errors go into files, or are discarded."""
    port = free_port()
    chosen = {"HOST": "127.0.0.1", "PORT": str(port), "CRISIS_FACTS_RELEASE": str(release), **settings}
    command = [sys.executable, "-m", "api", "serve"]
    with errors.open("w+b") if errors else TemporaryFile() as said, Path(into or os.devnull).open("wb") as out:
        process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **chosen}, stdout=out, stderr=said)
        running = Running(port, process)
        try:
            eventually(lambda: process.poll() is not None or accepts(port))
            yield running
        finally:
            process.terminate()
            code = process.wait(PATIENCE)
        said.seek(0)
        assert code == 0, said.read().decode()


def eventually(holds: Callable[[], bool], seconds: float = PATIENCE) -> None:
    """Wait until something holds; fail if it does not in time."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it did not come to hold in time"
        time.sleep(0.05)


def free_port() -> int:
    """Return a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def accepts(port: int) -> bool:
    """Whether something takes connections at a port of loopback."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
