"""Edits of fixture files, as a curator or a program would make them."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path

from api.curation import evidence_lock, validate, yaml_reader
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from api.model.resource import Resource

#: An edit of a folder of fixtures.
Edit = Callable[[Path], object]

#: Files of the sample, by what they hold.
BROOK = "actors/ada-brook.yaml"
GAZETTE = "sources/gazette-2020-05-12.yaml"
VANE = "actors/tom-vane.yaml"
SAYS = "statements/gazette-2020-05-12.yaml"
COURIER = "statements/courier-2020-05.yaml"
MEETING = "meetings/lunden-2020-05-11.yaml"


def edit(file: Path, old: str, new: str) -> None:
    """Replace some words of a file, once; fail where they do not stand in it."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")


def put(file: str, old: str, new: str) -> Edit:
    """Return the edit that replaces some words of a file."""
    return lambda folder: edit(folder / file, old, new)


def write(file: str, content: bytes) -> Edit:
    """Return the edit that writes a file."""
    return lambda folder: (folder / file).write_bytes(content)


def imported(sample: Path) -> list[str]:
    """Move all facts of the sample into one NDJSON file; return its lines."""
    lines = []
    for resource in RESOURCES:
        for file in sorted((sample / resource.name).iterdir()):
            value = yaml_reader.parse(file.read_text("utf-8"), file.name).value
            records = value if isinstance(value, list) else [value]
            lines += [json.dumps({"kind": resource.name, **record}) for record in records]
            file.unlink()
    (sample / "imported").mkdir()
    write("imported/all.ndjson", "\n".join(lines).encode())(sample)
    return lines


def relocked(folder: Path, texts: dict[str, str], resources: Sequence[Resource] = RESOURCES) -> evidence_lock.Lock:
    """Return the lock of a folder as the texts prove it; raise `InvalidFixtures` where they do not."""
    locks, faults = validate.prove_locks([folder], resources, texts)
    if faults:
        raise InvalidFixtures(faults)
    return locks[folder / "evidence.lock"]
