"""A disk that is full."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from torture.facts import FIXTURES, PATHS, Releases, build, prepared
from torture.load import Load
from torture.rows import Figure, NotRun, Row
from torture.server import ROOT, served

#: The size of the disk, in MiB; the bytes that are left free for each build, from nothing to almost enough; requests.
SIZE, ASKED = 16, 4_000
LEFT = (0, 4096, 65536, 262144, 1048576)


def run() -> Figure:
    """Fill the disk of a server, and build onto it."""
    with prepared() as source, disk() as folder:
        releases = Releases(folder / "releases", (build(FIXTURES, folder / "releases"),))
        other = source.folder.parent / "fixtures"
        filled(folder, 0)
        logged = {"CRISIS_FACTS_LOG": "1", "CRISIS_FACTS_METRICS": str(folder / "counts")}
        with served(releases.current, into=folder / "log", **logged) as server:
            load = Load(server.port, PATHS, releases.judge)
            first = load.times(ASKED)
            server.reload()
            second = load.times(ASKED)
            wrong = [fault for left in LEFT if (fault := _built(other, releases, folder, left))]
            third = load.times(ASKED)
            (folder / "filling").unlink()
            last = _build(other, releases.folder)
    asked = first.asked + second.asked + third.asked
    failed = sum(len(tally.lost + tally.wrong) for tally in (first, second, third))
    text = (
        f"{failed} failed of {asked:,}; {len(LEFT) - len(wrong)} of {len(LEFT)} builds said so and left what was served"
    )
    wrong += [f"with room again: {last.stderr}"] if last.returncode else []
    told = [*wrong, *(str(tally) for tally in (first, second, third) if not tally.held)]
    more = f": {told[0]}" if told else ""
    return Figure(text + more, not told)


@contextmanager
def disk() -> Iterator[Path]:
    """Mount a small disk and yield its path; raise `NotRun` where that is not possible."""
    with TemporaryDirectory() as folder:
        options = ["-t", "tmpfs", "-o", f"size={SIZE}m", "none", folder]
        done = subprocess.run(["mount", *options], capture_output=True, text=True)
        if done.returncode:
            raise NotRun(f"needs to mount a tmpfs: {done.stderr.strip()}")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", "--lazy", folder], check=True)


def filled(folder: Path, left: int) -> None:
    """Fill a disk, but for this many bytes."""
    file = folder / "filling"
    file.unlink(missing_ok=True)
    free = os.statvfs(folder)
    with file.open("wb") as filling:
        os.posix_fallocate(filling.fileno(), 0, free.f_bavail * free.f_frsize - left)


def _built(fixtures: Path, releases: Releases, folder: Path, left: int) -> str | None:
    """Build onto a disk with this little room; return what is wrong with how the build failed, or None."""
    filled(folder, left)
    before = sorted(os.listdir(releases.folder)), os.readlink(releases.current)
    done = _build(fixtures, releases.folder)
    if done.returncode != 1 or "crisis-facts: " not in done.stderr or "Traceback" in done.stderr:
        return f"with {left} bytes left: {done.returncode}, {done.stderr[-300:]}"
    after = sorted(os.listdir(releases.folder)), os.readlink(releases.current)
    return None if before == after else f"with {left} bytes left: {before} became {after}"


def _build(fixtures: Path, folder: Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "api", "build", "--fixtures", str(fixtures), "--releases", str(folder)]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True)


ROW = Row(
    "disk",
    "A full disk ends no answer, and no build",
    f"a disk of {SIZE} MiB with release, log and counts on it, filled to the last byte: serving, HUP, serving, builds "
    f"with {', '.join(f'{left:,}' for left in LEFT)} bytes left, serving",
    "0 failed; builds say so, and leave the old release as it was; one with room works",
    run,
)
