"""From YAML and NDJSON files to records; reads files, knows nothing of SQL or HTTP.

A folder of fixtures holds `dataset.yaml` and a folder for each kind. A YAML file holds one record, and is named by its
id; or it holds a list of records, and is named by the id of the source that they come from. The folder `imported`
holds what a program wrote: NDJSON files, with a record of any kind on each line.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial
from importlib.resources import files
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from api.curation import yaml_reader
from api.curation.dataset import About, Dataset, Record, Spool, SpooledRecord, line_start, paused_gc
from api.curation.diagnostics import Diagnostic, InvalidFixtures, PositionOf, flat_messages
from api.curation.diagnostics import Path as FieldPath
from api.curation.progress import Progress, quiet
from api.curation.yaml_reader import Document
from api.model import terms
from api.model.messages import did_you_mean
from api.model.resource import Resource
from api.model.schema import UNKNOWN, field_names

#: The facts that come with the program.
SAMPLE = Path(str(files("api") / "sample")).resolve()
ABOUT = "dataset.yaml"
LOCK = "evidence.lock"
IMPORTED = "imported"


@paused_gc()
def read(
    folder: Path, resources: Sequence[Resource], progress: Progress = quiet, beside: Sequence[Path] = ()
) -> tuple[Dataset, list[Diagnostic]]:
    """Read a folder of fixtures, and folders beside it; return what could be read, and every fault of syntax and shape.

    Only the first folder has a `dataset.yaml`. Raises `InvalidFixtures` where there is no such folder.
    """
    about: dict[str, Any] = {}
    records: list[Record] = []
    unread: set[str] = set()
    faults: list[Diagnostic] = []
    for one in (folder, *beside):
        if not one.is_dir():
            what = "is not a folder; name that of the fixtures, or begin a new one by crisis-facts init"
            raise InvalidFixtures([Diagnostic(str(one), 1, "", what)])
        reader = FixtureReader(one, resources)
        if one == folder:
            about = reader.about()
            reader.resources = resources = terms.with_terms(resources, about)
        elif (one / ABOUT).exists():
            reader.refuse(one / ABOUT, f"stands beside another in {folder}; a data set has one: leave it out")
        before = len(records)
        records += reader.records(progress)
        if len(records) == before and not reader.faults:
            reader.refuse(one, "holds no records; write one, by crisis-facts new or in a file")
        unread |= reader.unread
        faults += reader.faults
    if not about:  # nobody knows then which terms the data set has
        faults = [fault for fault in faults if not fault.what.endswith(terms.HINT)]
    return Dataset(about, tuple(records), frozenset(unread)), faults


def kinds_of(folder: Path, resources: Sequence[Resource]) -> tuple[Resource, ...]:
    """Return kinds with the terms of a folder of fixtures; as they are, where it has none that can be read."""
    return terms.with_terms(resources, FixtureReader(folder, resources).about())


@dataclass
class FixtureReader:
    """One pass over a folder; collects its faults, and the kinds of files that could not be read."""

    folder: Path
    resources: Sequence[Resource]
    faults: list[Diagnostic] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)

    @cached_property
    def kinds(self) -> dict[str, Resource]:
        """The kinds by their names."""
        return {resource.name: resource for resource in self.resources}

    @cached_property
    def spool(self) -> Spool:
        """Where the values of imported records are kept."""
        return Spool()

    def refuse(self, path: Path, what: str, line: int = 1, column: int = 1) -> None:
        """Note a fault of a file or folder."""
        self.faults.append(Diagnostic(str(path), line, "", what, column))

    def about(self) -> dict[str, Any]:
        """Read `dataset.yaml`; return nothing where it is missing, and what is right in it where it is wrong."""
        path = self.folder / ABOUT
        if not path.is_file():
            self.refuse(path, "is missing; write title, description, license and revised")
        elif document := self.parsed(path):
            record = Record(self.resources[0], {}, str(path), document.places.position)
            try:
                about = dict(About().load(document.value))
                self.faults += [record.fault(at, what) for at, what in terms.faults(self.resources, about["terms"])]
                return about
            except ValidationError as error:
                self.refuse_record(record, error)
                return dict(error.valid_data) if isinstance(error.valid_data, dict) else {}
        return {}

    def records(self, progress: Progress) -> Iterator[Record]:
        """Read the records of all files."""
        files = self.yaml_files()
        for done, (resource, path) in enumerate(files, 1):
            yield from self.records_of_yaml(resource, path)
            progress(done, len(files))
        folder = self.folder / IMPORTED
        found = sorted(folder.iterdir()) if folder.is_dir() else []
        for path in [file for file in found if self.is_fixture(file, "<name>.ndjson")]:
            size = path.stat().st_size
            for record, offset in self.records_of_ndjson(path):
                yield record
                progress(offset, size)

    def yaml_files(self) -> list[tuple[Resource, Path]]:
        """Return every YAML file with its kind, in a fixed order; note a fault for what belongs to no kind."""
        files: list[tuple[Resource, Path]] = []
        for path in sorted(self.folder.iterdir()):
            if path.is_dir() and path.name in self.kinds:
                files += [(self.kinds[path.name], file) for file in sorted(path.iterdir()) if self.is_fixture(file)]
            elif path.name not in (ABOUT, LOCK, IMPORTED) and not path.name.startswith("."):
                near = did_you_mean(path.name, self.kinds)
                self.refuse(path, f"belongs to no kind{near}; kinds are {', '.join(self.kinds)}")
        return files

    def is_fixture(self, file: Path, name: str = "<id>.yaml") -> bool:
        """Whether a file is a fixture; note a fault for anything else but a hidden file."""
        if not file.resolve().is_relative_to(self.folder.resolve()):
            self.refuse(file, "is a link that leads out of the folder; put the file itself here")
            return False
        if file.suffix == Path(name).suffix and file.is_file():
            return True
        if not file.name.startswith("."):
            self.refuse(file, f"is not a fixture; name it {name}")
        return False

    def records_of_ndjson(self, path: Path) -> Iterator[tuple[Record, int]]:
        """Read the records of an NDJSON file, each with the offset behind it, in bytes."""
        with path.open("rb") as lines:
            offset = 0
            for number, line in enumerate(lines, 1):
                offset += len(line)
                try:
                    kind, value = _parsed_line(line, self.kinds)
                except _NotARecord as refused:
                    self.refuse(path, str(refused), number)
                    self.unread |= set(self.kinds)
                else:
                    record = self.loaded(self.kinds[kind], partial(line_start, number), str(path), value, ())
                    yield SpooledRecord(record, self.spool, number), offset

    def records_of_yaml(self, resource: Resource, path: Path) -> Iterator[Record]:
        """Read the records of a YAML file."""
        document = self.parsed(path)
        if document is None:
            self.unread.add(resource.name)
            return
        file, value, position = str(path), document.value, document.places.position
        if isinstance(value, dict):
            record = self.loaded(resource, position, file, value, ())
            if record.id and record.id != path.stem:
                other = ", or begin the record with '- ' if that is its source" * resource.filed_by_source
                what = f"{record.id!r} differs from the name of the file; write {path.stem!r}{other}"
                self.faults.append(record.fault(("id",), what))
            yield record
        elif isinstance(value, list) and value:
            for index, item in enumerate(value):
                yield self.loaded(resource, position, file, item, (index,))
        else:
            self.refuse(path, "holds no record; write one record, or a list of records")

    def loaded(self, resource: Resource, position: PositionOf, file: str, value: Any, at: FieldPath) -> Record:
        """Load a record through its schema; of a faulty one, return what is valid in it, and note its faults."""
        try:
            return Record(resource, resource.loader.load(value), file, position, at)
        except ValidationError as error:
            valid = error.valid_data if isinstance(error.valid_data, dict) else {}
            record = Record(resource, valid, file, position, at)
            self.refuse_record(record, error)
            return record

    def refuse_record(self, record: Record, error: ValidationError) -> None:
        """Note what a schema finds wrong with a record."""
        for path, what in flat_messages(error.normalized_messages()):
            is_unknown = what.startswith(UNKNOWN)
            if is_unknown and len(path) > 1 and path[-1] in field_names(record.resource.loader):
                what = f"{UNKNOWN}, but of the record itself; write it beside {path[0]}"
            self.faults.append(record.fault(path, what, is_key=is_unknown))

    def parsed(self, path: Path) -> Document | None:
        """Parse a YAML file; note its faults and return None where that fails."""
        try:
            return yaml_reader.parse(path.read_bytes().decode("utf-8"), str(path))
        except UnicodeDecodeError as error:
            before = error.object[: error.start].decode("utf-8")
            self.refuse(path, "is not UTF-8; save the file as UTF-8", *yaml_reader.position_in(before, len(before)))
        except InvalidFixtures as invalid:
            self.faults += invalid.faults
        return None


class _NotARecord(ValueError):
    """A line that holds no record; the message says why, and what would be right."""


def _parsed_line(line: bytes, kinds: Iterable[str]) -> tuple[str, dict[str, Any]]:
    """Read a line as the text of a record, as YAML is, with its kind, which is one of these.

    Raises `_NotARecord` where it is none, or has what the YAML reader refuses too.
    The schema gives the types: a number is kept as it is written, with quotation marks or without.
    """
    try:
        value = _DECODE(line.decode("utf-8").rstrip())
    except UnicodeDecodeError:
        raise _NotARecord("is not UTF-8; save the file as UTF-8") from None
    except json.JSONDecodeError as error:
        raise _NotARecord(f"is not JSON at column {error.colno}: {error.msg}; write one object on a line") from None
    except RecursionError:
        raise _NotARecord("is nested too deep; write a record as CONTRIBUTING.md shows") from None
    if not isinstance(value, dict):
        raise _NotARecord("is not an object; write the fields of a record, and its kind")
    kind = value.pop("kind", None)
    if not isinstance(kind, str) or kind not in kinds:
        near = did_you_mean(kind, kinds) if isinstance(kind, str) else ""
        what = "has no kind" if kind is None else f"has the kind {kind!r}, which is none"
        raise _NotARecord(f"{what}{near}; kinds are {', '.join(kinds)}")
    return kind, value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    members = dict(pairs)
    if len(members) < len(pairs):
        [(twice, _)] = Counter(key for key, _ in pairs).most_common(1)
        raise _NotARecord(f"has {twice!r} twice; keep one")
    for key, value in pairs:
        items = value if isinstance(value, list) else (value,)
        if None in items or True in items or False in items:
            raise _NotARecord(f"has null, true or false at {key!r}; leave the key out, or write a text")
    return members


def _constant(name: str) -> None:
    raise _NotARecord(f"has {name}, which is no number; leave the key out")


_DECODE = json.JSONDecoder(object_pairs_hook=_object, parse_int=str, parse_float=str, parse_constant=_constant).decode
