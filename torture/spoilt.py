"""The file that is served, cut, altered, replaced and removed under load, with and without another good release."""

import json
import os
import shutil
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from torture import answers
from torture.facts import PATHS, Releases, prepared
from torture.load import Load
from torture.rows import Figure, Row
from torture.server import PATIENCE, Answer, Running, served

#: Within how many seconds `/readyz` tells the truth: each worker looks four times a second, and reads the file then.
SOON = 2.0
#: For how many seconds the load goes on before that and after, how many clients ask, and how many workers answer.
ON, CLIENTS, WORKERS = 1.0, 4, 2
#: For how many seconds all answers of `/readyz` must be the same, so that every worker has looked and was asked.
STEADY = 1.0


def cut(path: Path) -> None:
    """Cut the file to half, in place."""
    os.truncate(path, path.stat().st_size // 2)


def altered(path: Path) -> None:
    """Change words of documents in place, and restore size and times."""
    before, content = path.stat(), path.read_bytes()
    changed = content.replace(b"Maduro", b"Nobody").replace(b"Venezuela", b"Ruritania")
    assert changed != content and len(changed) == len(content)
    with path.open("r+b") as file:
        file.write(changed)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


def garbage(path: Path) -> None:
    """Put another file in its place that is no release."""
    draft = path.with_name(".garbage")
    draft.write_bytes(b"garbage" * 100_000)
    draft.replace(path)


def removed(path: Path) -> None:
    """Remove the file."""
    path.unlink()


WAYS: tuple[Callable[[Path], None], ...] = (cut, altered, garbage, removed)


@dataclass(frozen=True)
class Course:
    """What a run of one way found: answers, 503s, what was wrong, seconds until it was told, lines for a cause."""

    asked: int
    refused: int
    wrong: tuple[str, ...]
    seconds: float
    lines: int


def run() -> Figure:
    """Spoil the served file in each way, with another good release beside it and without."""
    found = [course(way, beside) for way in WAYS for beside in (True, False)]
    wrong = [fault for one in found for fault in one.wrong]
    slowest, lines = max(one.seconds for one in found), max(one.lines for one in found)
    asked, refused = sum(one.asked for one in found), sum(one.refused for one in found)
    text = f"{len(wrong)} wrong of {asked:,}, {refused:,} a 503; `/readyz` was true after {slowest:.2f} s at most; "
    text += f"a line of the log stood there {lines} times at most, from {WORKERS} workers"
    return Figure(text + (f": {'; '.join(wrong)}" if wrong else ""), not wrong and slowest <= SOON and lines <= WORKERS)


def course(way: Callable[[Path], None], beside: bool) -> Course:
    """Spoil the served file in one way, put it back, and judge every answer meanwhile."""
    with prepared() as releases:
        assert releases.right  # found out while all is whole
        served_file, other = (releases.file(name) for name in releases.names)
        aside = releases.folder / "aside"
        aside.mkdir()
        shutil.copy(served_file, aside)
        if not beside:
            other.rename(aside / other.name)
        said, refused = releases.folder / "said", Counter[int]()

        def judge(path: str, answer: Answer) -> str | None:
            refused[answer.status] += 1
            return answers.fault_of_a_problem(answer) if answer.status == 503 else releases.judge(path, answer)

        workers = str(WORKERS)
        with served(releases.current, errors=said, CRISIS_FACTS_MEMORY="0", CRISIS_FACTS_WORKERS=workers) as server:
            seen_by_all(server, releases.names[0])
            with Load(server.port, PATHS, judge, clients=CLIENTS).running() as tally:
                time.sleep(ON)
                way(served_file)
                seconds = seen_by_all(server, expected(way, beside, releases))
                time.sleep(ON)
                shutil.copy(aside / served_file.name, releases.folder / ".back")
                (releases.folder / ".back").replace(served_file)
                seen_by_all(server, releases.names[0])
            after = Load(server.port, PATHS, releases.judge, clients=CLIENTS).times(len(PATHS) * 10)
        lines = Counter(said.read_text("utf-8").splitlines())
    name = f"{way.__name__}, {'another beside it' if beside else 'no other'}"
    wrong = [f"{name}: {fault}" for fault in (*tally.lost, *tally.wrong, *after.lost, *after.wrong)]
    wrong += [f"{name}: a traceback in the log"] * any("Traceback" in line for line in lines)
    wrong += [f"{name}: nothing was asked"] * (not tally.asked)
    return Course(tally.asked + after.asked, refused[503], tuple(wrong), seconds, max(lines.values()))


def expected(way: Callable[[Path], None], beside: bool, releases: Releases) -> str | None:
    """Return the release that is served after that, if any; a removed one is still open, and whole."""
    if beside:
        return releases.names[1]
    return releases.names[0] if way is removed else None


def seen_by_all(server: Running, release: str | None) -> float:
    """Wait until `/readyz` tells for a while of this release alone, or of none; return the seconds before that."""
    begun = since = time.monotonic()
    while time.monotonic() - since < STEADY:
        answer = server.get("/readyz")
        said = json.loads(answer.body).get("release") if answer.status == 200 else None
        if said != release:
            since = time.monotonic()
        assert time.monotonic() - begun < PATIENCE, f"/readyz says {said}, and not {release}"
    return since - begun


ROW = Row(
    "spoilt",
    "A damaged file is not served, and readiness is true",
    f"under load, without memory, the served file is {', '.join(way.__name__ for way in WAYS)} (`altered`: "
    "words of documents in place, size and times as before; `garbage`: another file in its place), each with another "
    "good release beside it and with none; then it is put back; every body is compared with that of its release",
    f"0 wrong: a true answer or a 503; `/readyz` true after {SOON:g} s; a line of each worker for a cause; all as "
    "before when it is back",
    run,
)
