"""What a server holds after many requests: memory, and open files."""

import os
import time
from pathlib import Path
from random import Random

from torture import answers
from torture.facts import prepared
from torture.load import Load
from torture.questions import questions
from torture.rows import Figure, Row
from torture.server import Running, served
from torture.wrk import pressed

ASKED, MOST = 200_000, 1.05
#: How many questions, and how many MiB of answers are kept: less than all of them take.
QUESTIONS, MEMORY = 2_000, "12"


def run() -> Figure:
    """Ask until the server is warm, then as much again, and compare."""
    with prepared() as releases, served(releases.current, CRISIS_FACTS_MEMORY=MEMORY) as server:
        asked = [path for path in questions(releases, QUESTIONS) if "dataset" not in path]
        wrong = _ask(server, asked, ASKED)[1]
        before, files = memory(server), open_files(server)
        number, failed = _ask(server, asked, ASKED)
        after, files_after = memory(server), open_files(server)
    grown, wrong = after / before, wrong + failed
    text = f"{number:,} requests: {before:.1f} MiB before, {after:.1f} after ({grown - 1:+.1%}); "
    text += f"{files} files open before, {files_after} after; {wrong} failed"
    return Figure(text, grown <= MOST and files == files_after and not wrong)


def _ask(server: Running, paths: list[str], number: int) -> tuple[int, int]:
    """Ask right and wrong questions, at least this many; return how many were asked, and how many failed.

    Three kinds of client ask in turn and at random, so that every bounded cache is full when the server is warm:
    the answers in memory, and the pages that each connection to the release keeps.
    """
    done = wrong = 0
    while done < number:
        right = [path for path in paths if server.get(path).status < 400]
        tally = Load(server.port, paths, lambda path, answer: answers.fault(answer)).times(QUESTIONS * 2)
        found = pressed(server.port, Random(done).choices(right, k=50_000), 32, 10)
        done += len(paths) + tally.asked + found.requests
        wrong += len(tally.lost + tally.wrong) + found.wrong
    time.sleep(6)  # until every connection has been closed for idleness
    return done, wrong


def memory(server: Running) -> float:
    """Return the memory of all workers in MiB; shared pages are divided among them."""
    lines = [line for pid in server.workers for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()]
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def open_files(server: Running) -> int:
    """Return the number of files and sockets that all workers have open."""
    return sum(len(os.listdir(f"/proc/{pid}/fd")) for pid in server.workers)


ROW = Row(
    "leak",
    "Nothing leaks",
    f"{ASKED:,} requests, right and wrong ones, with a memory of {MEMORY} MiB that does not hold all answers, after "
    "as many to warm up: then all is full that has a bound",
    "memory +5 % at most, as many files open as before",
    run,
)
