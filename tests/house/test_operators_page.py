"""The operator's page: its commands are run as they are written, in its order, with a real server.

Only places, the port, and what a new version and new facts are, are put in.
"""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.papers import DOCS, blocks
from tests.serving import eventually, free_port, get, wait_for

PAGE = DOCS["operations.md"]
#: The settings of git for a commit that needs no person.
GIT = ("git", "-c", "user.name=Curator", "-c", "user.email=curator@localhost", "-c", "commit.gpgsign=false")


def section(name: str) -> str:
    return PAGE.partition(f"## {name}\n")[2].partition("\n## ")[0]


@dataclass
class Machine:
    """A machine as the page supposes it: the places of the page are folders below one."""

    root: Path
    port: int = field(default_factory=free_port)

    def put(self, text: str) -> str:
        """Return text with the places of this machine, and its port."""
        for place in ("opt", "var/lib", "var/log"):
            text = text.replace(f"/{place}/crisis-facts", str(self.root / place))
        return text.replace("127.0.0.1:8000", f"127.0.0.1:{self.port}")

    @property
    def source(self) -> Path:
        return self.root / "opt/source"

    @property
    def releases(self) -> Path:
        return self.root / "var/lib/releases"

    def run(self, block: str) -> str:
        """Run a block of the page in a shell; what the server needs is there already, and is not fetched."""
        packages = Path(sys.prefix, f"lib/python3.{sys.version_info[1]}/site-packages")
        environment = {**os.environ, "PYTHONPATH": str(packages), "PORT": str(self.port)}
        command = ["bash", "-e", "-o", "pipefail", "-c", self.put(block)]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=180)
        if done.returncode and "setuptools" in done.stderr and "pip install" in block:
            pytest.skip("needs the package index, from which pip takes what builds the program")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def commit(self, what: str) -> None:
        subprocess.run([*GIT, "add", "--all"], cwd=self.source, check=True)
        subprocess.run([*GIT, "commit", "--quiet", "--message", what], cwd=self.source, check=True)

    def ready(self) -> dict[str, object]:
        """Return what `/readyz` says."""
        found: dict[str, object] = json.loads(get(self.port, "/readyz")[2])
        return found

    def versions(self) -> set[str]:
        """Return the versions of the program that answer, as far as sixteen questions can tell."""
        return {json.loads(get(self.port, "/openapi.json")[2])["info"]["version"] for _ in range(16)}

    def serves(self, name: str | None = None) -> bool:
        """Whether all serve the release that `current` leads to, or one of this name."""
        wanted = name or (self.releases / "current").resolve().stem
        return {get(self.port, "/v1")[1].get("X-Release") for _ in range(16)} == {wanted}

    @property
    def processes(self) -> list[int]:
        """The processes that serve from its places."""
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):
                if f"CRISIS_FACTS_RELEASE={self.releases}".encode() in (folder / "environ").read_bytes():
                    found.append(int(folder.name))
        return found

    def end(self) -> None:
        """End what serves from its places."""
        for pid in self.processes:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGTERM)
        eventually(lambda: not self.processes)


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    """A machine with the repository as it is here, and nothing installed."""
    machine = Machine(tmp_path)
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    for name in subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split("\0"):
        if name and (ROOT / name).is_file():
            (machine.source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, machine.source / name)
    for place in ("var/lib", "var/log"):
        (tmp_path / place).mkdir(parents=True)
    subprocess.run(["git", "init", "--quiet"], cwd=machine.source, check=True)
    machine.commit("Begin")
    yield machine
    machine.end()


def changed(file: Path, pattern: str, instead: str) -> None:
    text, number = re.subn(pattern, instead, file.read_text("utf-8"), count=1)
    assert number == 1
    file.write_text(text, "utf-8")


@contextmanager
def asking(port: int) -> Iterator[list[str]]:
    """Ask without a pause, over new connections, for the length of a `with`; yield what failed."""
    failed: list[str] = []
    asked, stop = [0], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            asked[0] += 1
            try:
                status, _, _ = get(port, f"/v1/statements?limit={asked[0] % 50 + 1}")
            except OSError as error:
                failed.append(repr(error))
            else:
                failed.extend([str(status)] * (status != 200))

    threads = [threading.Thread(target=ask) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        yield failed
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    assert asked[0] > 20


#: The sections whose commands are run here.
RUN = ("Install", "Probes", "Upgrade of the program", "New data", "Backup", "Rotating the log")


def test_no_command_of_the_page_is_left_out() -> None:
    assert [block for name in RUN for block in blocks(section(name), "sh")] == blocks(PAGE, "sh")
    assert not re.findall(r"```(?:console|bash)", PAGE)


@pytest.mark.slow
def test_the_commands_of_the_page_do_what_it_says(machine: Machine) -> None:
    install, start = blocks(section("Install"), "sh")
    machine.run(install)
    machine.run(start)
    eventually(lambda: (machine.root / "var/log/errors.log").stat().st_size > 0)
    first = (machine.releases / "current").resolve().stem
    [probes] = blocks(section("Probes"), "sh")
    assert f'"release":"{first}"' in machine.run(probes)
    the_program_is_upgraded(machine, first)
    new_data_are_served_and_brought_back(machine)
    the_program_is_brought_back(machine, first)
    old_releases_are_pruned(machine)
    a_backup_is_good_and_can_be_restored(machine)


def the_program_is_upgraded(machine: Machine, first: str) -> None:
    prepare, link, switch = blocks(section("Upgrade of the program"), "sh")
    changed(machine.source / "api/__init__.py", r'__version__ = "[^"]+"', '__version__ = "99.0"')
    changed(machine.source / "api/release/tables.py", r"(?m)^(APPLICATION, FORMAT = \w+), \d+$", r"\1, 99")
    machine.commit("A new version, with another format of releases")
    assert "99.0" not in machine.versions()
    with asking(machine.port) as failed:
        machine.run(prepare)
        eventually(lambda: "format 99" in str(machine.ready()["refused"]))
        assert machine.serves(first)
        machine.run(link + switch)
        eventually(lambda: machine.versions() == {"99.0"} and machine.serves())
    assert not failed


def the_program_is_brought_back(machine: Machine, first: str) -> None:
    _, link, switch = blocks(section("Upgrade of the program"), "sh")
    with asking(machine.port) as failed:
        machine.run(link.replace("venv-2", "venv-1") + switch)
        eventually(lambda: machine.serves(first) and "99.0" not in machine.versions())
    assert not failed


def new_data_are_served_and_brought_back(machine: Machine) -> None:
    build, back, _ = blocks(section("New data"), "sh")
    before = (machine.releases / "current").resolve().stem
    changed(machine.source / "fixtures/actors/nicolas-maduro.yaml", "name: ", "name: President ")
    machine.commit("A new name")
    with asking(machine.port) as failed:
        machine.run(build)
        eventually(machine.serves)
        assert not machine.serves(before)
        machine.run(back)
        eventually(lambda: machine.serves(before))
    assert not failed


def old_releases_are_pruned(machine: Machine) -> None:
    *_, prune = blocks(section("New data"), "sh")
    before = set(machine.releases.glob("*.db"))
    machine.run(prune)
    eventually(machine.serves)
    left = set(machine.releases.glob("*.db"))
    assert len(before) == len(left) == 3 and len(left - before) == 1


def a_backup_is_good_and_can_be_restored(machine: Machine) -> None:
    keep, verify, restore, again = blocks(section("Backup"), "sh")
    machine.run(keep)
    served = (machine.releases / "current").resolve()
    names = sorted(path.name for path in machine.releases.glob("*.db"))
    assert sorted(machine.run(verify).splitlines()) == [f"{name}: OK" for name in names]
    damaged = machine.root / "var/lib/restored/releases" / served.name
    whole = damaged.read_bytes()
    damaged.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    with pytest.raises(AssertionError, match="FAILED"):
        machine.run(verify[verify.index("cd releases") :].replace("cd releases", f"cd {damaged.parent}"))
    damaged.write_bytes(whole)
    for file in (*machine.releases.glob("*.db"), *machine.releases.glob("*.json"), *machine.releases.glob("*.seal")):
        file.unlink()
    (machine.releases / "current").unlink()
    machine.run(restore)
    assert (machine.releases / "current").read_bytes() == whole
    eventually(lambda: machine.serves(served.stem) and machine.ready()["refused"] is None)
    machine.run(again)


@pytest.mark.outside("logrotate")
def test_the_log_is_rotated_while_the_server_writes_it(machine: Machine, shipped: Path) -> None:
    (machine.root / "opt/venv").symlink_to(sys.prefix)
    shutil.copytree(shipped.parent, machine.releases, symlinks=True)
    _, start = blocks(section("Install"), "sh")
    [rotate] = blocks(section("Rotating the log"), "sh")
    machine.run(start)
    log, errors = (machine.root / "var/log" / name for name in ("access.log", "errors.log"))
    eventually(lambda: b"docs at" in errors.read_bytes())
    for limit in range(1, 20):
        assert get(machine.port, f"/v1/actors?limit={limit}")[0] == 200
    eventually(lambda: log.read_text().count("\n") == 19)
    conf = machine.source / "deploy/logrotate.conf"
    conf.write_text(machine.put(conf.read_text("utf-8")), "utf-8")
    machine.run(rotate)
    assert log.read_bytes() == b"" and len(list(log.parent.glob("access.log.1*"))) == 1
    os.kill(int((machine.root / "var/lib/pid").read_text()), signal.SIGUSR1)
    assert get(machine.port, "/v1")[0] == 200
    eventually(lambda: log.stat().st_size > 0)
    assert json.loads(log.read_text())["route"] == "/v1", "it goes on at the beginning, without a hole"


@pytest.mark.slow
def test_a_restart_on_a_socket_that_stays_open_loses_no_request(shipped: Path) -> None:
    """As systemd does: the socket is open before the server, and while it is restarted."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(4096)
        port = listening.getsockname()[1]
        server = handed(listening, shipped)
        wait_for(port, server)
        assert get(port, "/readyz")[0] == 200
        with asking(port) as failed:
            for _ in range(2):
                server.terminate()
                assert server.wait(30) == 0
                server = handed(listening, shipped)
                wait_for(port, server)
                assert get(port, "/readyz")[0] == 200  # before it has started, a signal would kill it
        server.terminate()
        assert server.wait(30) == 0
    assert not failed


def handed(listening: socket.socket, release: Path) -> "subprocess.Popen[bytes]":
    """Start a server with a socket as descriptor 3, as systemd does."""
    script = (
        "import os, sys\n"
        f"os.dup2({listening.fileno()}, 3); os.set_inheritable(3, True)\n"
        "os.environ |= {'LISTEN_PID': str(os.getpid()), 'LISTEN_FDS': '1'}\n"
        "os.execv(sys.executable, [sys.executable, '-m', 'api', 'serve'])\n"
    )
    environment = {**os.environ, "CRISIS_FACTS_RELEASE": str(release)}
    command = [sys.executable, "-c", script]
    return subprocess.Popen(
        command, cwd=ROOT, env=environment, pass_fds=[listening.fileno()], stderr=subprocess.DEVNULL
    )
