"""Releases of invented facts, built once and kept under `bench/.releases`."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.curation.dataset import quiet
from api.kinds import RESOURCES
from api.release.builder import publish
from api.release.combined import lists
from api.release.tables import shape
from api.web.app import create_app
from bench import facts as generator
from bench.facts import dataset

FOLDER = Path(__file__).parent / ".releases"


def release(facts: int) -> Path:
    """Return the release of this many facts; build it if it is missing, or if the generator or the tables changed."""
    folder = FOLDER / f"{shape(lists(RESOURCES))}-{facts}"
    current = folder / "current"
    if not current.exists() or current.stat().st_mtime < Path(generator.__file__).stat().st_mtime:
        started = time.process_time()
        publish(dataset(facts), RESOURCES, folder, quiet)
        print(f"built {facts} facts in {time.process_time() - started:.0f} CPU seconds", flush=True)
    return current.resolve()


def documents(built: Path, kind: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a kind as the API serves them, in the order of the list."""
    answer = create_app(built, RESOURCES).test_client().get(f"/v1/{kind}?limit=all&format=ndjson")
    rest = b""
    for piece in answer.iter_encoded():
        *lines, rest = (rest + piece).split(b"\n")
        yield from map(json.loads, lines)
