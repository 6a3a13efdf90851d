"""A new record: what is wrong with it before it is written, and the file that it goes to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from api.curation import checks, format_files, scaffold, yaml_reader
from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import InvalidFixtures, flat_messages
from api.curation.source_map import SourceMap, path_text
from api.model.errors import Unwritten
from api.model.fields import Object, Several
from api.model.messages import did_you_mean
from api.model.resource import Resource

#: Stands for evidence that is yet to come, when a record is checked against its schema.
_TO_COME = [{"source": "to-come", "start": "to come"}]

#: The path at which evidence names its source.
_CITED = re.compile(r"evidence\[[0-9]+\]\.source")


@dataclass(frozen=True)
class NewRecord:
    """A record to be written: its kind, its values as a fixture has them, and the source that it comes with."""

    resource: Resource
    values: Mapping[str, Any]
    source: str | None = None

    @property
    def filed_by(self) -> str | None:
        """The source that it comes with: the one given, or the first one in its evidence."""
        cited = [entry.get("source") for entry in self.values.get("evidence", ()) if isinstance(entry, dict)]
        return self.source or next(filter(None, cited), None)

    def file(self, folder: Path) -> Path:
        """Return the file that it goes to."""
        name = self.filed_by if self.resource.filed_by_source else self.values.get("id")
        return folder / self.resource.name / f"{name}.yaml"

    def wrong(self, dataset: Dataset, resources: Sequence[Resource]) -> Iterator[tuple[str, str]]:
        """Yield each fault as field and sentence: by its schema, and beside the other records.

        Missing evidence is no fault yet, nor is a source of its evidence that is not written yet, unless the record is
        filed by it: `check` asks for both.
        """
        if self.resource.filed_by_source:
            yield from self._unfiled([record.id for record in dataset.records if record.resource.name == "sources"])
        to_come = {"evidence": _TO_COME} if self._is_unproven else {}
        try:
            data = self.resource.loader.load({**self.values, **to_come})
        except ValidationError as error:
            yield from ((path_text(path), what) for path, what in flat_messages(error.normalized_messages()))
            return
        record = Record(self.resource, {**data, "evidence": []} if to_come else data, "", SourceMap().position)
        before = set(checks.faults(dataset, resources))
        after = checks.faults(replace(dataset, records=(*dataset.records, record)), resources)
        for fault in after:
            if fault not in before and not _CITED.fullmatch(fault.field):
                yield fault.field, fault.what

    def _unfiled(self, sources: Sequence[str]) -> Iterator[tuple[str, str]]:
        """The source by which a record is filed must be there."""
        if self.filed_by is None:
            yield "source", "is missing; write the source that it comes with"
        elif self.filed_by not in sources:
            near = did_you_mean(self.filed_by, sources)
            yield "source", f"no source has the id {self.filed_by!r}{near}; write it first"

    @property
    def _is_unproven(self) -> bool:
        return self.resource.rests_on_evidence and not self.values.get("evidence")

    def write(self, folder: Path, *, comments: bool = True) -> Path:
        """Add it to its file, or create that, and return the file; nothing is overwritten.

        Raises `Unwritten` where it cannot be added to what the file holds.
        """
        file = self.file(folder)
        text = scaffold.record_text(self.resource, self.values, self.filed_by, comments=comments)
        file.parent.mkdir(parents=True, exist_ok=True)
        if self.resource.filed_by_source and file.exists():
            _append(file, text)
        else:
            _create(file, text)
        format_files.format_file(file, self.resource)
        return file


def values_from_options(resource: Resource, options: Mapping[str, str | Sequence[str] | None]) -> dict[str, Any]:
    """Return the values of a record from the options of a command; objects come as YAML, as in fixtures.

    Raises `InvalidFixtures` for what is not YAML, and `Unwritten` where an object is empty.
    """
    values: dict[str, Any] = {}
    for name, field in scaffold.writable_fields(resource.loader).items():
        option = options.get(name)
        if option is None:
            continue
        if isinstance(field, Several) and isinstance(field.inner, Object):
            parsed = [_parsed(name, text) for text in option]
            values[name] = [item for value in parsed for item in (value if isinstance(value, list) else [value])]
        else:
            values[name] = _parsed(name, str(option)) if isinstance(field, Object) else option
    return values


def _parsed(name: str, text: str) -> Any:
    value = yaml_reader.parse(text, f"--{name}").value
    if value is None:
        raise Unwritten(f"--{name}: is empty; write an object as YAML, {{name: …}}")
    return value


def _create(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise Unwritten(f"{file} is there already; choose another id") from None


def _append(file: Path, text: str) -> None:
    """Add a record to the list in a file; refuse a file that holds no list."""
    before = file.read_text("utf-8")
    try:
        is_list = isinstance(yaml_reader.parse(before, str(file)).value, list)
    except InvalidFixtures:
        is_list = False
    if not is_list:
        raise Unwritten(f"{file} is no list of records that one could be added to; mend it first")
    with file.open("a", encoding="utf-8") as more:
        more.write(("" if before.endswith("\n") else "\n") + "\n" + text)
