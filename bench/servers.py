"""What a server is to the comparison: how it is installed, started, asked and read. Which there are: cases.py."""

import json
import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.request import urlopen

from bench.questions import Variant

ROOT = Path(__file__).parent.parent
PEERS = ROOT / "bench/.peers"
#: The core of the servers, and that of the load generator.
SERVERS, CLIENT = "0", "1"
#: A package and its version, as pip has them, and npm.
PINNED = re.compile(r"^([\w-]+)==(\S+)|\"([\w-]+)\": \"(\d[^\"]*)\"", re.MULTILINE)


class Unavailable(Exception):
    """A server that cannot be measured here; the message says why."""


@dataclass(frozen=True, eq=False)
class Server:
    """A server; `command` and `settings` are templates with `{port}`, `{data}`, `{release}`, `{folder}` and so on."""

    name: str
    command: str
    #: The path of each question that it can be asked, with the fields of a variant filled in.
    paths: Mapping[str, str]
    #: Gives the records of an answer, from its JSON.
    records: Callable[[Any], list[dict[str, Any]]] = lambda answer: answer if isinstance(answer, list) else [answer]
    #: Where its code and its requirements are; None for what needs none.
    home: Path | None = None
    #: Of what it consists, as its requirements name it.
    packages: tuple[str, ...] = ()
    #: A file that is written into `{folder}`, with words replaced.
    settings: Path | None = None
    replaced: Mapping[str, str] = field(default_factory=dict)
    #: The server that it stands before.
    behind: str = ""
    #: How many facts it is given at most.
    most: int | None = None
    #: Among how many facts it is asked, if not among as many as all others.
    facts: int | None = None

    def path(self, question: str, variant: Variant) -> str:
        """Return the path of a question."""
        return self.paths[question].format(**vars(variant))

    @property
    def versions(self) -> str:
        """Return the versions that it is pinned to."""
        if not self.home:
            return ""
        pinned = dict(filter(None, found) for found in PINNED.findall(requirements(self.home).read_text("utf-8")))
        return ", ".join(f"{name} {pinned[name]}" for name in self.packages)


@dataclass(frozen=True)
class Running:
    """A server that runs: its port and its processes; their children belong to it too."""

    server: Server
    port: int
    pids: tuple[int, ...]

    def asked(self, path: str) -> Any:
        """Return the JSON of its answer to a path."""
        with urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=60) as answer:
            return json.load(answer)

    def records(self, question: str, variant: Variant) -> list[dict[str, Any]]:
        """Return the records of its answer to a question."""
        return self.server.records(self.asked(self.server.path(question, variant)))


@contextmanager
def started(server: Server, release: Path, data: Path, others: Mapping[str, Running]) -> Iterator[Running]:
    """Run a server on its core for the length of a `with`; raise `Unavailable` if it does not come up."""
    binaries = installed(server.home) if server.home else Path(sys.executable).parent
    before = others.get(server.behind)
    with TemporaryDirectory() as folder:
        port = free_port()
        places = {
            "port": port,
            "data": data,
            "release": release,
            "folder": folder,
            "bin": binaries,
            "home": server.home,
        }
        places["behind"] = before.port if before else 0
        if server.settings:
            text = server.settings.read_text("utf-8")
            for word, instead in server.replaced.items():
                text = text.replace(word, instead.format(**places))
            Path(folder, server.settings.name).write_text(text, "utf-8")
        command = ["taskset", "--cpu-list", SERVERS, *shlex.split(server.command.format(**places))]
        environment = {**os.environ, "DATA": str(data)}
        with Path(folder, "said").open("w+") as said:
            process = subprocess.Popen(command, cwd=server.home or ROOT, env=environment, stdout=said, stderr=said)
            try:
                _wait(process, port, said)
                yield Running(server, port, (process.pid, *(before.pids if before else ())))
            finally:
                process.terminate()
                process.wait(30)


def installed(home: Path) -> Path:
    """Install a peer in an environment of its own; return the folder of its programs, or raise `Unavailable`."""
    place = PEERS / "environments" / home.name
    wanted = requirements(home)
    stamp = place / wanted.name
    binaries = place / ("bin" if wanted.suffix == ".txt" else "node_modules/.bin")
    if stamp.exists() and stamp.read_bytes() == wanted.read_bytes():
        return binaries
    place.mkdir(parents=True, exist_ok=True)
    print(f"installing {home.name}", flush=True)
    if wanted.suffix == ".txt":
        _ran(sys.executable, "-m", "venv", "--clear", place)
        _ran(binaries / "python", "-m", "pip", "install", "--quiet", "--requirement", wanted)
        stamp.write_bytes(wanted.read_bytes())
    else:
        stamp.write_bytes(wanted.read_bytes())
        try:
            _ran("npm", "install", "--no-package-lock", "--loglevel=error", "--prefix", place)
        except Unavailable:
            stamp.unlink()
            raise
    return binaries


def requirements(home: Path) -> Path:
    """Return the file with a peer's dependencies, for pip or for npm."""
    return next(home / name for name in ("requirements.txt", "package.json") if (home / name).exists())


def free_port() -> int:
    """Return a free port of loopback."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ran(*command: object) -> None:
    try:
        subprocess.run(list(map(str, command)), check=True, capture_output=True, text=True)
    except FileNotFoundError as error:
        raise Unavailable(f"{error.filename} is not installed") from None
    except subprocess.CalledProcessError as error:
        said = (error.stderr or error.stdout).strip().splitlines()
        raise Unavailable(f"{Path(str(command[0])).name} failed: {said[-1] if said else error.returncode}") from None


def _wait(process: "subprocess.Popen[bytes]", port: int, said: Any) -> None:
    """Wait until a server listens, a minute at most."""
    for _ in range(1200):
        if process.poll() is not None:
            break
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                time.sleep(0.5)  # until all of its workers are there
                return
        time.sleep(0.05)
    said.seek(0)
    told = said.read().strip().splitlines()
    raise Unavailable(f"it does not start: {told[-1] if told else 'it says nothing'}")
