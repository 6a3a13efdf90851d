"""The way of one cold request through the files of `api/`: short, and seldom turning back, it is easy to follow.

    .venv/bin/python -m bench.visits "/v1/statements?speaker=elliott-abrams&as_of=2019-03-20" [RELEASE]

Prints how many files the request visits, how often it goes from one file to another, and how many calls it makes; then
each file that it enters, with the functions called there in turn. Without a release, `releases/current` is asked.
"""

import asyncio
import sys
import threading
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any, NamedTuple

from api.kinds import RESOURCES
from api.server.asgi import AsgiApp
from api.web.app import create_app
from bench.layers import scope

ROOT = Path(__file__).parent.parent / "api"
#: Asked of a path before, where it has no parameters to be left out.
WARMING = "fields=id"


class Call(NamedTuple):
    """One call of one of our functions."""

    file: str
    function: str


def main(path: str, release: Path) -> None:
    """Print the way of a request to a release."""
    calls = made(path, release)
    ways = [(file, [call.function for call in there]) for file, there in groupby(calls, lambda call: call.file)]
    print(f"{len({call.file for call in calls})} files, {len(ways)} changes of file, {len(calls)} calls")
    for file, functions in ways:
        print(f"{file:<32}{', '.join(dict.fromkeys(name for name in functions if '<' not in name))}")


def made(path: str, release: Path) -> Sequence[Call]:
    """Return the calls that a request makes in `api/`, on whatever thread, in their order."""
    calls: list[Call] = []
    bare, _, parameters = path.partition("?")
    #: Opens the connection, and derives what is derived once for all requests to the path.
    warming = bare if parameters else f"{bare}?{WARMING}"

    def noted(frame: FrameType, event: str, _: object) -> None:
        file = Path(frame.f_code.co_filename)
        if event == "call" and ROOT in file.parents:
            calls.append(Call(str(file.relative_to(ROOT)), frame.f_code.co_qualname))

    async def asked() -> None:
        front = AsgiApp(create_app(release, RESOURCES).answer, memory=1 << 20, threads=1, queue=4)
        await _status(front, warming)
        calls.clear()
        sys.setprofile(noted)
        status = await _status(front, path)
        sys.setprofile(None)
        if status != 200:
            raise SystemExit(f"{path} is answered with {status}")

    threading.setprofile(noted)
    try:
        asyncio.run(asked())
    finally:
        sys.setprofile(None)
        threading.setprofile(None)
    return calls


async def _status(front: AsgiApp, path: str) -> int:
    """Ask for a path, and return the status of the answer."""
    sent: list[dict[str, Any]] = []

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    await front(scope(path), None, send)
    return int(sent[0]["status"])


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2] if len(sys.argv) > 2 else "releases/current"))
