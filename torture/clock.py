"""A clock that jumps."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from torture.facts import PATHS, Releases, prepared
from torture.load import Load
from torture.rows import Figure, NotRun, Row
from torture.server import ROOT, served

#: Where the library is that tells a process another time.
PLACES = ("/usr/lib/*/faketime/libfaketime.so.1", "/usr/lib/faketime/libfaketime.so.1")
JUMPS = ("+1d", "-1d", "+0", "-1d", "+1d")


def run() -> Figure:
    """Let the clock jump under a server, and under builds."""
    library = next(_libraries(), None)
    if not library:
        raise NotRun("needs libfaketime: apt-get install faketime")
    with TemporaryDirectory() as scratch, prepared() as releases:
        told = Path(scratch, "now")
        told.write_text("+0", "utf-8")
        builds = {
            _built(Path(scratch, jump), {"LD_PRELOAD": library, "FAKETIME": jump}) for jump in ("-1d", "+0", "+1d")
        }
        faked = {
            "LD_PRELOAD": library,
            "FAKETIME_TIMESTAMP_FILE": str(told),
            "FAKETIME_NO_CACHE": "1",
            "NO_FAKE_STAT": "1",
        }
        with served(releases.current, **faked, FAKETIME_DONT_FAKE_MONOTONIC="1") as server:
            with Load(server.port, PATHS, releases.judge).running() as tally:
                for number, jump in enumerate(JUMPS):
                    told.write_text(jump, "utf-8")
                    time.sleep(1)
                    releases.point(releases.names[number % 2])
                    time.sleep(2)
            said = server.get("/v1").headers["date"]
    text = f"{tally}; {len(builds)} different file of 3 builds; the server said {said}"
    return Figure(text, tally.held and not tally.retried and len(builds) == 1)


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
    f"libfaketime: the clock of a server jumps to {', '.join(JUMPS)} under load, with a swap of the release after "
    "each; and three builds at three times",
    "0 failed; identical bytes",
    run,
)
