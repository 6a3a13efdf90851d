"""The releases of invented facts, built once and kept under `bench/.releases`; knows nothing of servers."""

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from api.curation.progress import quiet
from api.kinds import RESOURCES
from api.release.builder import publish
from api.release.combined import lists
from api.release.tables import shape
from api.web.app import create_app
from bench import facts as generator
from bench.facts import dataset

FOLDER = Path(__file__).parent / ".releases"


def release(facts: int) -> Path:
    """Give the release of so many facts; builds it where there is none, or where generator or tables have changed."""
    folder = FOLDER / f"{shape(lists(RESOURCES))}-{facts}"
    current = folder / "current"
    if not current.exists() or current.stat().st_mtime < Path(generator.__file__).stat().st_mtime:
        started = time.process_time()
        publish(dataset(facts), RESOURCES, folder, quiet)
        print(f"built {facts} facts in {time.process_time() - started:.0f} CPU seconds", flush=True)
    return current.resolve()


def documents(built: Path, kind: str) -> Iterator[dict[str, Any]]:
    """Yield the records of a kind as the API gives them, in the order of its list."""
    answer = create_app(built, RESOURCES).test_client().get(f"/v1/{kind}?limit=all&format=ndjson")
    rest = b""
    for piece in answer.iter_encoded():
        *lines, rest = (rest + piece).split(b"\n")
        yield from map(json.loads, lines)
