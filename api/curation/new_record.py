"""New records: what is wrong with them before they are written, and the file that they go to."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marshmallow import ValidationError

from api.curation import checks, format_files, scaffold, yaml_reader
from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import Faulty
from api.curation.source_map import Path as Steps
from api.curation.source_map import Places, shown
from api.model.errors import Unwritten
from api.model.fields import Object, Several
from api.model.messages import did_you_mean
from api.model.resource import Resource

#: Stands for evidence that is yet to come, where a record is held against its schema.
_TO_COME = [{"source": "to-come", "start": "to come"}]

#: Where evidence names its source.
_CITED = re.compile(r"evidence\[[0-9]+\]\.source")


@dataclass(frozen=True)
class Proposal:
    """A record to be: its kind, its values as a fixture writes them, and the source that it comes with."""

    resource: Resource
    values: Mapping[str, Any]
    source: str | None = None

    @property
    def filed(self) -> str | None:
        """The source that it comes with: the one given, or the first one of its evidence."""
        cited = [entry.get("source") for entry in self.values.get("evidence", ()) if isinstance(entry, dict)]
        return self.source or next(filter(None, cited), None)

    def file(self, folder: Path) -> Path:
        """Give the file that it goes to."""
        name = self.filed if self.resource.filed_by_source else self.values.get("id")
        return folder / self.resource.name / f"{name}.yaml"

    def wrong(self, dataset: Dataset, resources: Sequence[Resource]) -> Iterator[tuple[str, str]]:
        """Yield what is wrong with it, each with the field: by its schema, and among the records that there are.

        That it has no evidence yet is not, nor, where it has a file of its own, that the source of its evidence is
        yet to be written: `check` asks for both.
        """
        if self.resource.filed_by_source:
            yield from self._unfiled([record.id for record in dataset.records if record.resource.name == "sources"])
        to_come = {"evidence": _TO_COME} if self._is_unproven else {}
        try:
            data = self.resource.loader.load({**self.values, **to_come})
        except ValidationError as error:
            yield from _told(error.normalized_messages())
            return
        record = Record(self.resource, {**data, "evidence": []} if to_come else data, "", Places().of)
        before = set(checks.faults(dataset, resources))
        after = checks.faults(replace(dataset, records=(*dataset.records, record)), resources)
        for fault in after:
            if fault not in before and not _CITED.fullmatch(fault.field):
                yield fault.field, fault.what

    def _unfiled(self, sources: Sequence[str]) -> Iterator[tuple[str, str]]:
        """A record that comes with a source is filed by it: it must be there."""
        if self.filed is None:
            yield "source", "is missing; write the source that it comes with"
        elif self.filed not in sources:
            yield "source", f"no source has the id {self.filed!r}{did_you_mean(self.filed, sources)}; write it first"

    @property
    def _is_unproven(self) -> bool:
        return self.resource.rests_on_evidence and not self.values.get("evidence")

    def write(self, folder: Path, *, comments: bool = True) -> Path:
        """Write it into its file, behind what is there, and give the file; nothing is ever written over.

        Raises `Unwritten` where the file holds what it cannot be added to.
        """
        file = self.file(folder)
        text = scaffold.written(self.resource, self.values, self.filed, comments=comments)
        file.parent.mkdir(parents=True, exist_ok=True)
        if self.resource.filed_by_source and file.exists():
            _append(file, text)
        else:
            _create(file, text)
        format_files.form_one(file, self.resource)
        return file


def given(resource: Resource, options: Mapping[str, str | Sequence[str] | None]) -> dict[str, Any]:
    """Give the values of a record from what options say; objects come as YAML, as it stands in fixtures.

    Raises `Faulty` for what is no YAML, and `Unwritten` where there is none.
    """
    values: dict[str, Any] = {}
    for name, field in scaffold.fields(resource.loader).items():
        found = options.get(name)
        if found is None:
            continue
        if isinstance(field, Several) and isinstance(field.inner, Object):
            parsed = [_parsed(name, text) for text in found]
            values[name] = [item for value in parsed for item in (value if isinstance(value, list) else [value])]
        elif isinstance(field, Object):
            values[name] = _parsed(name, str(found))
        else:
            values[name] = found
    return values


def _parsed(name: str, text: str) -> Any:
    value = yaml_reader.parse(text, f"--{name}").value
    if value is None:
        raise Unwritten(f"--{name}: is empty; write an object as YAML, {{name: …}}")
    return value


def _told(messages: Any, path: Steps = ()) -> Iterator[tuple[str, str]]:
    """Turn what a schema says into fields and sentences."""
    if isinstance(messages, dict):
        for key, found in messages.items():
            yield from _told(found, path if key == "_schema" else (*path, key))
    else:
        yield from ((shown(path), str(message)) for message in messages)


def _create(file: Path, text: str) -> None:
    try:
        with file.open("x", encoding="utf-8") as new:
            new.write(text)
    except FileExistsError:
        raise Unwritten(f"{file} is there already; choose another id") from None


def _append(file: Path, text: str) -> None:
    """Add to a list; what is no list stays as it is."""
    before = file.read_text("utf-8")
    try:
        is_list = isinstance(yaml_reader.parse(before, str(file)).value, list)
    except Faulty:
        is_list = False
    if not is_list:
        raise Unwritten(f"{file} is no list of records that one could be added to; mend it first")
    with file.open("a", encoding="utf-8") as more:
        more.write(("" if before.endswith("\n") else "\n") + "\n" + text)
