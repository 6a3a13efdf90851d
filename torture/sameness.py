"""The same question has the same bytes: from any process, from memory or not, and after a rebuild."""

import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from torture.facts import FIXTURES, Releases, prepared
from torture.questions import questions
from torture.rows import Figure, Row
from torture.server import ROOT, served

ASKED = 1_000
#: The headers that differ from one answer to the next.
MOMENTARY = {"date", "x-request-id", "connection"}

Seen = tuple[int, tuple[tuple[str, str], ...], str]


def run() -> Figure:
    """Ask two servers the same questions twice, and a third one over a rebuilt release."""
    with prepared() as releases, TemporaryDirectory() as scratch:
        asked = questions(releases, ASKED)
        rebuilt = _rebuilt(Path(scratch))
        told = [
            *answers(releases.current, asked, CRISIS_FACTS_MEMORY="64", PYTHONHASHSEED="1"),
            *answers(releases.current, asked, CRISIS_FACTS_MEMORY="0", PYTHONHASHSEED="2"),
            *answers(rebuilt, asked, PYTHONHASHSEED="3"),
        ]
        differing = [path for path, *seen in zip(asked, *told, strict=True) if len(set(seen)) > 1]
        same = rebuilt.read_bytes() == releases.current.read_bytes()
    failed = sum(status >= 500 for one in told for status, _, _ in one)
    text = f"{len(differing)} differ of {len(asked):,} in {len(told)} askings; the rebuilt file is " + (
        "the same" if same else "another"
    )
    return Figure(text + (f": {differing[0]}" if differing else ""), not differing and same and not failed)


def answers(release: Path, paths: Sequence[str], **settings: str) -> Iterable[list[Seen]]:
    """Yield the answers of a server with one worker, to all questions twice."""
    with served(release, CRISIS_FACTS_WORKERS="1", **settings) as server:
        for _ in range(2):
            found = [server.get(path) for path in paths]
            yield [
                (
                    answer.status,
                    tuple(pair for pair in answer.headers.items() if pair[0] not in MOMENTARY),
                    sha256(answer.body).hexdigest(),
                )
                for answer in found
            ]


def _rebuilt(folder: Path) -> Path:
    """Build the release anew, by another process."""
    command = [sys.executable, "-m", "api", "build", "--fixtures", str(FIXTURES), "--releases", str(folder)]
    subprocess.run(command, cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": "4"}, check=True, capture_output=True)
    return folder / Releases(folder, ()).current


ROW = Row(
    "same",
    "The same question has the same bytes",
    f"{ASKED:,} recorded requests, twice each, of two processes (with memory, without), and of a third over a rebuild; "
    "status, headers and body are compared",
    "identical",
    run,
    calm=True,
)
