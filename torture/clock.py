"""A clock that jumps."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from torture.facts import PATHS, Releases, prepared
from torture.load import Load, Tally
from torture.rows import Figure, NotRun, Row
from torture.server import ROOT, served

#: Where the library is that tells a process another time.
PLACES = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1")
OFFSETS, LEAPS = ("-1d", "+0", "+1d"), ("+1d", "+2d", "+3d")


def run() -> Figure:
    """Build and serve at three times, and let the clock leap under a server."""
    library = next(_libraries(), None)
    if not library:
        raise NotRun("needs libfaketime: apt-get install faketime")
    faked = {"LD_PRELOAD": library, "FAKETIME_NO_CACHE": "1", "NO_FAKE_STAT": "1"}
    with TemporaryDirectory() as scratch, prepared() as releases:
        builds = {_built(Path(scratch, offset), {**faked, "FAKETIME": offset}) for offset in OFFSETS}
        tallies = [_served(releases, {**faked, "FAKETIME": offset}) for offset in OFFSETS]
        leaping = _leaping(releases, Path(scratch, "now"), faked)
    wrong = sum(len(tally.lost + tally.wrong) for tally in tallies)
    text = (
        f"{wrong} wrong of {sum(tally.asked for tally in tallies):,} at three times; {len(builds)} file of three builds"
    )
    return Figure(f"{text}; leaping: {leaping}", not wrong and len(builds) == 1 and leaping.held)


def _served(releases: Releases, settings: Mapping[str, str]) -> Tally:
    """Ask a server with another time for answers that do not depend on it."""
    with served(releases.current, **settings) as server:
        return Load(server.port, PATHS, releases.judge).times(1000)


def _leaping(releases: Releases, told: Path, settings: Mapping[str, str]) -> Tally:
    """Ask a server whose clocks leap a day, each time with another release."""
    told.write_text("+0", "utf-8")
    with served(releases.current, **settings, FAKETIME_TIMESTAMP_FILE=str(told)) as server:
        with Load(server.port, PATHS, releases.judge).running() as tally:
            for number, leap in enumerate(LEAPS):
                time.sleep(1)
                told.write_text(leap, "utf-8")
                releases.point(releases.names[number % 2])
                time.sleep(2)
    return tally


def _libraries() -> Iterator[str]:
    for place in PLACES:
        yield from map(str, Path("/").glob(place.lstrip("/")))


def _built(folder: Path, settings: Mapping[str, str]) -> bytes:
    command = [sys.executable, "-m", "api", "build", "--releases", str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, **settings}, check=True, capture_output=True)
    return Releases(folder, ()).current.read_bytes()


ROW = Row(
    "clock",
    "The clock may jump",
    f"libfaketime: builds and servers at {', '.join(OFFSETS)}; and a server whose clocks, the monotonic one too, leap "
    f"a day ×{len(LEAPS)} under load, with a swap of the release after each",
    "0 failed; identical bytes; 0 lost with one retry when it leaps",
    run,
)
