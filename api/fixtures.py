"""From YAML and NDJSON files to records; reads files, knows nothing of SQL or HTTP.

A folder of fixtures holds `dataset.yaml` and a folder for each kind. A file holds either one record, and then it is
named by the id of the record, or a list of records, and then it is named by the id of the source they come from. The
folder `imported` holds what a program wrote: NDJSON files, with a record of any kind on each line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from api import json_text, yaml_text
from api.dataset import About, Dataset, Record
from api.faults import Fault, Faulty
from api.garbage import uncollected
from api.progress import Progress, quiet
from api.resource import Resource
from api.spelling import did_you_mean
from api.yaml_text import Document

ABOUT = "dataset.yaml"
LOCK = "evidence.lock"
IMPORTED = "imported"


@uncollected()
def read(
    folder: Path, resources: Sequence[Resource], progress: Progress = quiet, beside: Sequence[Path] = ()
) -> tuple[Dataset, list[Fault]]:
    """Read a folder of fixtures, and folders beside it; give what could be read, and every fault of syntax and shape.

    What the data set is says the first folder alone. Raises `Faulty` where there is no such folder.
    """
    about: dict[str, Any] = {}
    records: list[Record] = []
    unread: set[str] = set()
    faults: list[Fault] = []
    for place in (folder, *beside):
        if not place.is_dir():
            raise Faulty([Fault(str(place), 1, "", "is not a folder; name the folder that holds the fixtures")])
        reader = _Reader(place, resources)
        if place == folder:
            about = reader.about()
        elif (place / ABOUT).exists():
            what = f"stands beside another in {folder}; a data set has one: leave it out"
            reader.faults.append(Fault(str(place / ABOUT), 1, "", what))
        found = _records(reader, progress)
        if not found and not reader.faults:
            reader.faults.append(Fault(str(place), 1, "", "holds no records; write one, as CONTRIBUTING.md shows"))
        records += found
        unread |= reader.unread
        faults += reader.faults
    return Dataset(about, tuple(records), frozenset(unread)), faults


def _records(reader: "_Reader", progress: Progress) -> list[Record]:
    """Read the records of one folder."""
    files = reader.files()
    records: list[Record] = []
    for done, (resource, path) in enumerate(files, 1):
        records += reader.records(resource, path)
        progress(done, len(files))
    for path in reader.imports():
        size = path.stat().st_size
        for record, place in reader.imported(path):
            records.append(record)
            progress(place, size)
    return records


@dataclass
class _Reader:
    """One pass over a folder, and the faults it gathers."""

    folder: Path
    resources: Sequence[Resource]
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    def about(self) -> dict[str, Any]:
        """Read `dataset.yaml`."""
        path = self.folder / ABOUT
        if not path.is_file():
            self.faults.append(Fault(str(path), 1, "", "is missing; write title, description, license and revised"))
            return {}
        document = self.parsed(path)
        if document is None:
            return {}
        try:
            return dict(About().load(document.value))
        except ValidationError as error:
            record = Record(self.resources[0], {}, str(path), document.lines)
            self.faults += [record.fault(found, what) for found, what in _flat(error.normalized_messages())]
            return {}

    def files(self) -> list[tuple[Resource, Path]]:
        """Give every file with its kind, in a fixed order; what belongs to no kind is a fault."""
        kinds = {resource.name: resource for resource in self.resources}
        found: list[tuple[Resource, Path]] = []
        for path in sorted(self.folder.iterdir()):
            if path.is_dir() and path.name in kinds:
                found += [(kinds[path.name], file) for file in sorted(path.iterdir()) if self.belongs(file)]
            elif path.name not in (ABOUT, LOCK, IMPORTED) and not path.name.startswith("."):
                what = f"belongs to no kind{did_you_mean(path.name, kinds)}; kinds are {', '.join(kinds)}"
                self.faults.append(Fault(str(path), 1, "", what))
        return found

    def belongs(self, file: Path, name: str = "<id>.yaml") -> bool:
        """Whether a file is a fixture; anything else but a hidden file is a fault."""
        if file.suffix == Path(name).suffix and file.is_file():
            return True
        if not file.name.startswith("."):
            self.faults.append(Fault(str(file), 1, "", f"is not a fixture; name it {name}"))
        return False

    def imports(self) -> list[Path]:
        """Give the files that programs wrote, in a fixed order."""
        folder = self.folder / IMPORTED
        files = sorted(folder.iterdir()) if folder.is_dir() else []
        return [file for file in files if self.belongs(file, "<name>.ndjson")]

    def imported(self, path: Path) -> Iterator[tuple[Record, int]]:
        """Read the records of an NDJSON file, each with the place in the file behind it, in bytes."""
        kinds = {resource.name: resource for resource in self.resources}
        with path.open("rb") as lines:
            place = 0
            for number, line in enumerate(lines, 1):
                place += len(line)
                try:
                    value = json_text.parse(line)
                    kind = json_text.kind(value, kinds)
                except json_text.NotARecord as refused:
                    self.faults.append(Fault(str(path), number, "", str(refused)))
                    self.unread |= set(kinds)
                else:
                    yield self.loaded(kinds[kind], Document(value, {(): number}), str(path), value, ()), place

    def records(self, resource: Resource, path: Path) -> Iterator[Record]:
        """Read the records of one file."""
        document = self.parsed(path)
        if document is None:
            self.unread.add(resource.name)
            return
        file, value = str(path), document.value
        if isinstance(value, dict):
            record = self.loaded(resource, document, file, value, ())
            if record.id and record.id != path.stem:
                self.faults.append(
                    record.fault(("id",), f"{record.id!r} differs from the name of the file; write {path.stem!r}")
                )
            yield record
        elif isinstance(value, list) and value:
            for index, item in enumerate(value):
                yield self.loaded(resource, document, file, item, (index,))
        else:
            self.faults.append(Fault(file, 1, "", "holds no record; write one record, or a list of records"))

    def loaded(self, resource: Resource, document: Document, file: str, value: Any, at: yaml_text.Path) -> Record:
        """Load one record through its schema; of a faulty one, give what is valid in it."""
        try:
            return Record(resource, resource.loader.load(value), file, document.lines, at)
        except ValidationError as error:
            valid = error.valid_data if isinstance(error.valid_data, dict) else {}
            record = Record(resource, valid, file, document.lines, at)
            self.faults += [record.fault(found, what) for found, what in _flat(error.normalized_messages())]
            return record

    def parsed(self, path: Path) -> Document | None:
        """Parse a file; None, and a fault, where it cannot be."""
        try:
            return yaml_text.parse(path.read_bytes().decode("utf-8"), str(path))
        except UnicodeDecodeError as error:
            line = error.object.count(b"\n", 0, error.start) + 1
            self.faults.append(Fault(str(path), line, "", "is not UTF-8; save the file as UTF-8"))
        except Faulty as faulty:
            self.faults += faulty.faults
        return None


def _flat(messages: Any, path: yaml_text.Path = ()) -> Iterator[tuple[yaml_text.Path, str]]:
    """Turn marshmallow's nested messages into paths and sentences."""
    if isinstance(messages, dict):
        for key, found in messages.items():
            yield from _flat(found, path if key == "_schema" else (*path, key))
    else:
        yield from ((path, str(message)) for message in messages)
