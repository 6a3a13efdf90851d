"""What a request costs the server: CPU time of all its processes over requests served, from memory and without.

Beside our server stands the limit: bare gunicorn with the same worker, which gives the same bytes, headers and all,
and no more.
Rounds are interleaved, so that a busy machine is busy for all; medians are shown, with the least and the most.

    python -m bench.serve [FACTS] [ROUNDS]

Needs wrk on the path. Sends to loopback only.
"""

import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

from bench.facts import WORDS, early, speakers
from bench.release import release

#: The seconds that a measurement lasts, and that what is measured runs before it.
SECONDS, BEFORE = 3, 1
CONNECTIONS = 16

#: Asks for the lines of a file, one after another; wrk runs it.
SCRIPT = """
local paths = {}
for line in io.lines(os.getenv("PATHS")) do table.insert(paths, line) end
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""

BARE = """
BODY = {body!r}
HEADERS = {headers!r}

async def app(scope, receive, send):
    await send({{"type": "http.response.start", "status": 200, "headers": HEADERS}})
    await send({{"type": "http.response.body", "body": BODY}})
"""


#: The headers that gunicorn adds itself.
_GUNICORNS = ("Server", "Date", "Connection")


@dataclass(frozen=True)
class Case:
    """One row of the table: a name, the server that is asked, what it is asked, and with which headers."""

    name: str
    port: int
    pid: int
    paths: Sequence[str]
    headers: Sequence[str] = ()


def main(facts: int = 10_000, rounds: int = 5) -> None:
    """Measure every case in turns, and print a table."""
    with ExitStack() as running, tempfile.TemporaryDirectory() as scratch:
        cases = list(_cases(facts, running, Path(scratch)))
        costs: dict[str, list[tuple[float, float]]] = {case.name: [] for case in cases}
        for _ in range(rounds):
            for case in cases:
                costs[case.name].append(_measured(case, Path(scratch)))
    print(f"{facts} facts, {rounds} rounds of {SECONDS} s, {CONNECTIONS} connections, 2 workers\n")
    print("| | CPU µs a request: median (least to most) | requests a second |\n|---|---|---|")
    for name, found in costs.items():
        spent, rates = zip(*found, strict=True)
        shown = f"{statistics.median(spent):.0f} ({min(spent):.0f} to {max(spent):.0f})"
        print(f"| {name} | {shown} | {statistics.median(rates):.0f} |")


def _cases(facts: int, running: ExitStack, scratch: Path) -> Iterator[Case]:
    built = release(facts)
    warm = running.enter_context(_ours(built, memory=64))
    cold = running.enter_context(_ours(built, memory=0))
    record = "/v1/statements/statement-1"
    with urlopen(f"http://127.0.0.1:{warm[0]}{record}") as answer:
        etag, body = answer.headers["ETag"], answer.read()
        ours = [(name.encode(), value.encode()) for name, value in answer.headers.items() if name not in _GUNICORNS]
    (scratch / "bare.py").write_text(BARE.format(body=body, headers=ours), "utf-8")
    bare = running.enter_context(_served(["gunicorn", "bare:app", "--worker-class", "asgi"], scratch))
    numbers = range(0, facts, max(1, facts // 2000))
    records = [f"/v1/statements/statement-{number}" for number in numbers]
    by_then = [f"/v1/statements/statement-{number}?as_of=2019-01-01" for number in numbers if early(number, facts)]
    lists = [f"/v1/statements?speaker=actor-{number}" for number in range(speakers(facts))]
    words = [f"/v1/statements?q={one}+{other}&limit=20" for one in WORDS[:20] for other in WORDS[20:60]]
    yield Case("bare gunicorn, the same bytes", *bare, ["/"])
    yield Case("a record from memory", *warm, [record])
    yield Case("a record the client has (304)", *warm, [record], [f"If-None-Match: {etag}"])
    yield Case("a record, cold", *cold, records)
    yield Case("a record, cold, as_of", *cold, by_then)
    yield Case("a filtered list, cold", *cold, lists)
    yield Case("a list of 50, cold", *cold, ["/v1/statements?limit=50"])
    yield Case("two words by relevance, cold", *cold, words)


@contextmanager
def _ours(built: Path, memory: int) -> Iterator[tuple[int, int]]:
    command = [sys.executable, "-m", "api", "serve", "--release", str(built), "--memory", str(memory)]
    with _started(command, Path.cwd(), lambda port: ["--port", str(port)]) as served:
        yield served


@contextmanager
def _served(command: Sequence[str], folder: Path) -> Iterator[tuple[int, int]]:
    whole = [str(Path(sys.executable).parent / command[0]), *command[1:], "--workers", "2", "--no-control-socket"]
    with _started(whole, folder, lambda port: ["--bind", f"127.0.0.1:{port}", "--log-level", "error"]) as served:
        yield served


@contextmanager
def _started(command: Sequence[str], folder: Path, bound: object) -> Iterator[tuple[int, int]]:
    """Start a server on the first core; give its port and process id, and stop it in the end."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    pinned = ["taskset", "--cpu-list", "0", *command, *bound(port)]  # type: ignore[operator]
    server = subprocess.Popen(pinned, cwd=folder, stderr=subprocess.DEVNULL)  # noqa: S603 - our own command
    try:
        for _ in range(200):
            time.sleep(0.05)
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
        yield port, server.pid
    finally:
        server.terminate()
        server.wait(30)


def _measured(case: Case, scratch: Path) -> tuple[float, float]:
    """Give the CPU time of a request in microseconds, and the requests a second."""
    _loaded(case, scratch, BEFORE)
    before = _spent(case.pid)
    told = _loaded(case, scratch, SECONDS)
    spent = _spent(case.pid) - before
    served = re.search(r"(\d+) requests in", told)
    assert served and "Non-2xx" not in told, told  # noqa: S101 - a benchmark of errors is none
    return spent / int(served[1]) * 1_000_000, int(served[1]) / SECONDS


def _loaded(case: Case, scratch: Path, seconds: int) -> str:
    """Send requests from the second core; give what wrk says."""
    paths, script = scratch / "paths", scratch / "script.lua"
    paths.write_text("\n".join(case.paths), "utf-8")
    script.write_text(SCRIPT, "utf-8")
    command = ["taskset", "--cpu-list", "1", shutil.which("wrk") or "wrk", "--threads", "1"]
    command += ["--connections", str(CONNECTIONS), "--duration", f"{seconds}s", "--script", str(script)]
    for header in case.headers:
        command += ["--header", header]
    command.append(f"http://127.0.0.1:{case.port}")
    environment = {**os.environ, "PATHS": str(paths)}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout  # noqa: S603


def _spent(pid: int) -> float:
    """Give the CPU time that a process and its children have used, in seconds."""
    stat = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
    own = (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK")
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()
    return own + sum(_spent(int(child)) for child in children)


if __name__ == "__main__":
    main(*map(int, sys.argv[1:3]))
