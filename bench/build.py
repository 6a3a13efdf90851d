"""Measure what a build costs: write invented facts as NDJSON, then read, check and compile them.

    .venv/bin/python -m bench.build 20000

Prints facts per CPU second for each part, and the most memory that was held. The evidence is not locked, because
there are no texts. No other check is left out.
"""

import json
import resource
import sys
import time
from collections.abc import Iterator
from multiprocessing import Process
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.curation import checks, reader
from api.curation.dataset import paused_gc, quiet
from api.kinds import RESOURCES
from api.release import builder
from bench.facts import dataset


def main(facts: int) -> None:
    """Write the fixtures, build them in a folder that is removed again, and print what each part cost."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        writer = Process(target=written, args=(facts, folder))  # what it holds is not counted
        writer.start()
        writer.join()
        before = most()
        started = time.process_time()
        read, faults = reader.read(folder, RESOURCES)
        parsed = time.process_time()
        with paused_gc():
            faults += [*checks.faults(read, RESOURCES), *checks.premature(read)]
        assert not faults, faults[0]
        checked = time.process_time()
        builder.publish(read, RESOURCES, folder / "releases", quiet)
        built = time.process_time()
    for part, cost in (("read", parsed - started), ("check", checked - parsed), ("build", built - checked)):
        print(f"{part:<8}{cost:>8.1f} CPU s{facts / cost:>10,.0f} facts a second")
    print(f"{'all':<8}{built - started:>8.1f} CPU s{facts / (built - started):>10,.0f} facts a second")
    print(f"memory {most():,.0f} MiB at most, {before:,.0f} MiB before")


def written(facts: int, folder: Path) -> None:
    """Write invented facts as fixtures."""
    invented = dataset(facts)
    (folder / "dataset.yaml").write_text(json.dumps(invented.about), "utf-8")
    (folder / "imported").mkdir()
    with (folder / "imported/invented.ndjson").open("w", encoding="utf-8") as lines:
        for record in invented.records:
            lines.write(json.dumps({"kind": record.resource.name, **dict(said(record.data))}) + "\n")


def said(values: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the fields of an object that a fixture would write: those that are not empty."""
    for name, value in values.items():
        if isinstance(value, list):
            value = [dict(said(item)) if isinstance(item, dict) else item for item in value]
        if value not in (None, []):
            yield name, value


def most() -> float:
    """Return the peak memory of this process, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 20_000)
