"""How many connections wait, and how many files may be open: a real server, under the limits of a real system."""

import os
import re
import resource
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from tests.serving import ROOT, Started, eventually, get, started

#: Nearly each test starts a server of its own.
pytestmark = pytest.mark.slow

#: More connections than asyncio lets wait, and fewer than systemd and we do.
MANY = 300
SOMAXCONN = Path("/proc/sys/net/core/somaxconn")

#: As systemd does: the socket is open before the server, as descriptor 3, and stays when it ends.
HANDED_OVER = (
    "import os, socket, sys\n"
    "s = socket.socket(); s.bind(('127.0.0.1', int(os.environ['PORT']))); s.listen(4096)\n"
    "os.dup2(s.fileno(), 3); os.set_inheritable(3, True)\n"
    "os.environ |= {'LISTEN_PID': str(os.getpid()), 'LISTEN_FDS': '1'}\n"
    "os.execv(sys.executable, [sys.executable, '-m', 'api', 'serve'])\n"
)
#: The server, where no more than 64 files may be open, or, after a raise, no more than 500.
FEW_FILES = "ulimit -n 64; exec {} -m api serve"
MORE_FILES = "ulimit -Sn 64; ulimit -Hn 500; exec {} -m api serve"


def workers(server: Started) -> list[int]:
    """Return the ids of the processes that answer."""
    children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
    return [int(id) for id in children.read_text().split()]


@contextmanager
def stopped(server: Started) -> Iterator[None]:
    """Let the processes that answer stand still."""
    ids = workers(server)
    for id in ids:
        os.kill(id, signal.SIGSTOP)
    try:
        yield
    finally:
        for id in ids:
            os.kill(id, signal.SIGCONT)


@pytest.mark.skipif(int(SOMAXCONN.read_text()) < MANY, reason="the system lets fewer connections wait")
@pytest.mark.parametrize("command", [(), (sys.executable, "-c", HANDED_OVER)], ids=["own socket", "of systemd"])
def test_as_many_connections_wait_as_the_socket_says_not_as_asyncio_does(
    invented: Path, command: tuple[str, ...]
) -> None:
    with started(invented, *command) as server:
        eventually(lambda: get(server.port, "/v1")[0] == 200)
        with ExitStack() as held, stopped(server):
            for _ in range(MANY):
                held.enter_context(socket.create_connection(("127.0.0.1", server.port), timeout=10))
        eventually(lambda: get(server.port, "/v1")[0] == 200)


def test_where_few_files_may_be_open_fewer_connections_are_held_and_that_is_told_in_one_line(invented: Path) -> None:
    with started(invented, "bash", "-c", FEW_FILES.format(sys.executable)) as server:
        eventually(lambda: get(server.port, "/v1")[0] == 200)
        with ExitStack() as held:
            eventually(lambda: is_full(server.port, held))
        eventually(lambda: statuses(server.port, 5) == {200})
    assert "Traceback" not in server.said and "Errno" not in server.said
    told = [line for line in server.said.splitlines() if "may open" in line]
    assert len(told) == 1, server.said
    assert re.match(r"a process may open 64 files, so it holds \d+ connections and not 900; raise the limit", told[0])


def is_full(port: int, held: ExitStack) -> bool:
    """Hold more connections; return whether there is no room left: one worker may refuse what another has room for."""
    for _ in range(50):
        held.enter_context(socket.create_connection(("127.0.0.1", port), timeout=10))
    return statuses(port, 5) == {503}


def statuses(port: int, times: int) -> set[int]:
    """Ask some times, each on a connection of its own; return the statuses, 503 where it was closed without one."""
    found = set()
    for _ in range(times):
        connection = HTTPConnection("127.0.0.1", port, timeout=10)
        try:
            connection.request("GET", "/v1")
            found.add(connection.getresponse().status)
        except ConnectionError:
            found.add(503)
        finally:
            connection.close()
    return found


def test_the_limit_of_open_files_is_raised_where_the_system_lets_it(invented: Path) -> None:
    command = ("bash", "-c", MORE_FILES.format(sys.executable))
    with started(invented, *command, CRISIS_FACTS_CONNECTIONS="300") as server:
        soft, hard = resource.prlimit(server.process.pid, resource.RLIMIT_NOFILE)
        eventually(lambda: get(server.port, "/v1")[0] == 200)
    assert 300 < soft < hard == 500 and "may open" not in server.said


def test_without_a_folder_for_temporary_files_one_sentence_says_what_to_do(invented: Path) -> None:
    """As on a disk that is full: no file may have a byte."""
    measured = {name: text for name, text in os.environ.items() if not name.startswith("COV")}  # that writes a file
    environment = {**measured, "CRISIS_FACTS_RELEASE": str(invented)}
    command = ("bash", "-c", f"ulimit -f 0; exec {sys.executable} -m api serve")
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60)
    assert done.returncode == 1 and re.fullmatch(
        r"crisis-facts: No usable temporary directory found in \[.+\]; each process needs one: .*TMPDIR.*\n",
        done.stderr,
    )
