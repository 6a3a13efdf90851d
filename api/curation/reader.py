"""From YAML and NDJSON files to records; reads files, knows nothing of SQL or HTTP.

A folder of fixtures holds `dataset.yaml` and a folder for each kind. A file holds either one record, and then it is
named by the id of the record, or a list of records, and then it is named by the id of the source they come from. The
folder `imported` holds what a program wrote: NDJSON files, with a record of any kind on each line.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from api.curation import ndjson_reader, source_map, yaml_reader
from api.curation.dataset import About, Dataset, Record
from api.curation.diagnostics import Fault, Faulty
from api.curation.garbage import uncollected
from api.curation.pile import Pile
from api.curation.progress import Progress, quiet
from api.curation.source_map import Where
from api.curation.spooled import Imported, line_start
from api.curation.yaml_reader import Document
from api.model.messages import did_you_mean
from api.model.resource import Resource
from api.model.schema import UNKNOWN

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

    @cached_property
    def pile(self) -> Pile:
        """Where the values of imported records lie."""
        return Pile()

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
            record = Record(self.resources[0], {}, str(path), document.places.of)
            self.faults += _faults(record, error)
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
        if not file.resolve().is_relative_to(self.folder.resolve()):
            self.faults.append(
                Fault(str(file), 1, "", "is a link that leads out of the folder; put the file itself here")
            )
            return False
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
                    value = ndjson_reader.parse(line)
                    kind = ndjson_reader.pop_kind(value, kinds)
                except ndjson_reader.NotARecord as refused:
                    self.faults.append(Fault(str(path), number, "", str(refused)))
                    self.unread |= set(kinds)
                else:
                    record = self.loaded(kinds[kind], partial(line_start, number), str(path), value, ())
                    yield Imported(record, self.pile, number), place

    def records(self, resource: Resource, path: Path) -> Iterator[Record]:
        """Read the records of one file."""
        document = self.parsed(path)
        if document is None:
            self.unread.add(resource.name)
            return
        file, value, where = str(path), document.value, document.places.of
        if isinstance(value, dict):
            record = self.loaded(resource, where, file, value, ())
            if record.id and record.id != path.stem:
                self.faults.append(
                    record.fault(("id",), f"{record.id!r} differs from the name of the file; write {path.stem!r}")
                )
            yield record
        elif isinstance(value, list) and value:
            for index, item in enumerate(value):
                yield self.loaded(resource, where, file, item, (index,))
        else:
            self.faults.append(Fault(file, 1, "", "holds no record; write one record, or a list of records"))

    def loaded(self, resource: Resource, where: Where, file: str, value: Any, at: source_map.Path) -> Record:
        """Load one record through its schema; of a faulty one, give what is valid in it."""
        try:
            return Record(resource, resource.loader.load(value), file, where, at)
        except ValidationError as error:
            valid = error.valid_data if isinstance(error.valid_data, dict) else {}
            record = Record(resource, valid, file, where, at)
            self.faults += _faults(record, error)
            return record

    def parsed(self, path: Path) -> Document | None:
        """Parse a file; None, and a fault, where it cannot be."""
        try:
            return yaml_reader.parse(path.read_bytes().decode("utf-8"), str(path))
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8")
            line, column = yaml_reader.place_in(before, len(before))
            self.faults.append(Fault(str(path), line, "", "is not UTF-8; save the file as UTF-8", column))
        except Faulty as faulty:
            self.faults += faulty.faults
        return None


def _faults(record: Record, error: ValidationError) -> Iterator[Fault]:
    for path, what in _flat(error.normalized_messages()):
        yield record.fault(path, what, is_key=what.startswith(UNKNOWN))


def _flat(messages: Any, path: source_map.Path = ()) -> Iterator[tuple[source_map.Path, str]]:
    """Turn marshmallow's nested messages into paths and sentences."""
    if isinstance(messages, dict):
        for key, found in messages.items():
            yield from _flat(found, path if key == "_schema" else (*path, key))
    else:
        yield from ((path, str(message)) for message in messages)
