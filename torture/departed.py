"""Clients that ask for dear answers and leave at once, with a probe beside them."""

import os
import socket
import time
from pathlib import Path

from torture import answers
from torture.facts import invented
from torture.load import Load
from torture.rows import Figure, Row
from torture.server import Running, served

FACTS, LEFT = 20_000, 60
#: The most that the server may spend on who has left, in seconds of a processor, and that a probe may take.
SPENT, WORST = 1.0, 0.05
#: For how many seconds the server is watched after the last one has left.
WATCHED = 10
#: How long a probe waits between two questions.
PAUSE = 0.02
DEAR = "/v1/statements?limit=200&facets=speaker,topics,date:month,type,source&as_of="


def run() -> Figure:
    """Leave the server alone with their questions, and measure what it does about them."""
    with invented(FACTS) as release, served(release) as server:
        warmed(server)
        probes = Load(
            server.port, ("/healthz",), lambda _, answer: answers.fault(answer, {200}), clients=1, pause=PAUSE
        )
        idle = _spent_beside(server, probes, 0)[0]
        spent, worst, fault = _spent_beside(server, probes, LEFT)
        begun = time.monotonic()
        honest = server.get("/v1/statements?limit=20&q=harbour&as_of=2018-06-01")
        took = time.monotonic() - begun
    spent = max(0.0, spent - idle)
    text = f"{spent:.2f} s of a processor, worst probe {worst * 1000:.0f} ms, {fault or 'no probe failed'}; "
    text += f"then an honest question: {honest.status} in {took * 1000:.0f} ms"
    return Figure(text, not fault and spent <= SPENT and worst < WORST and honest.status == 200 and took < 1)


def warmed(server: Running) -> None:
    """Let every thread of every worker open the release, so that only questions are measured."""
    for number in range(40):
        server.get(f"/v1/actors?limit={number + 1}")


def _spent_beside(server: Running, probes: Load, clients: int) -> tuple[float, float, str | None]:
    """Return the seconds of a processor while some leave and after it, the worst probe, and what failed of probes."""
    before = processor(server)
    with probes.running() as tally:
        time.sleep(0.5)
        for number in range(clients):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                day = f"2018-{1 + number % 12:02}-{1 + number // 12:02}"
                client.sendall(f"GET {DEAR}{day} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        time.sleep(WATCHED)
    wrong = tally.lost + tally.wrong
    return processor(server) - before, tally.worst, wrong[0] if wrong or not tally.asked else None


def processor(server: Running) -> float:
    """Return how many seconds of a processor a server and its workers have used."""
    ticks = 0
    for pid in {server.process.pid, *server.workers}:
        fields = Path(f"/proc/{pid}/stat").read_text("utf-8").rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


ROW = Row(
    "departed",
    "Who has left leaves no work behind",
    f"{LEFT} clients ask {FACTS:,} facts for a past day with five facets, each for another day, and leave at once; a "
    "probe asks `/healthz` all the while, and what the same time costs without them is taken off",
    f"at most {SPENT:g} s of a processor, worst probe under {WORST * 1000:.0f} ms, then "
    "an honest question in under 1 s",
    run,
)
