"""A new record: the YAML for its curator to go on with, what is wrong with it, and the file that it goes to."""

import json
import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from marshmallow import Schema, ValidationError
from marshmallow.fields import Field, Nested

from api.curation import checks, format_files, formatter, yaml_reader
from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import InvalidFixtures, SourceMap, flat_messages, path_text
from api.curation.formatter import WIDTH
from api.model.errors import Unwritten
from api.model.fields import Choice, Country, Object, Ref, Several
from api.model.messages import did_you_mean
from api.model.resource import Resource
from api.model.schema import in_order

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
        sources = [record.id for record in dataset.by_kind["sources"]]
        if self.resource.filed_by_source and self.filed_by is None:
            yield "source", "is missing; write the source that it comes with"
        elif self.resource.filed_by_source and self.filed_by not in sources:
            near = did_you_mean(str(self.filed_by), sources)
            yield "source", f"no source has the id {self.filed_by!r}{near}; write it first"
        is_unproven = self.resource.rests_on_evidence and not self.values.get("evidence")
        to_come = {"evidence": _TO_COME} if is_unproven else {}
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


def write(folder: Path, proposals: Iterable[NewRecord], *, comments: bool = True) -> list[Path]:
    """Add records to their files, or create these, and return the files; nothing is overwritten.

    Raises `Unwritten`, and writes nothing, where one cannot be added to what its file holds.
    """
    parts: dict[Path, list[str]] = {}
    kinds: dict[Path, Resource] = {}
    for one in proposals:
        file = one.file(folder)
        if file not in kinds:
            kinds[file], parts[file] = one.resource, _there(file, one.resource)
        parts[file].append(record_text(one.resource, one.values, one.filed_by, comments=comments))
    texts = {file: format_files.formed(file, kinds[file].loader, "\n".join(found)) for file, found in parts.items()}
    for file, text in texts.items():
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8", newline="")
    return list(texts)


def _there(file: Path, resource: Resource) -> list[str]:
    """Return what stands in a file that a record is added to."""
    if not file.exists():
        return []
    if not resource.filed_by_source:
        raise Unwritten(f"{file} is there already; choose another id")
    try:
        if isinstance(yaml_reader.parse(text := file.read_text("utf-8"), str(file)).value, list):
            return [text if text.endswith("\n") else f"{text}\n"]
    except (InvalidFixtures, UnicodeDecodeError):
        pass
    raise Unwritten(f"{file} is no list of records that one could be added to; mend it first")


def values_from_options(resource: Resource, options: Mapping[str, str | Sequence[str] | None]) -> dict[str, Any]:
    """Return the values of a record from the options of a command; objects come as YAML, as in fixtures.

    Raises `InvalidFixtures` for what is not YAML, and `Unwritten` where an object is empty.
    """
    values: dict[str, Any] = {}
    for name, field in writable_fields(resource.loader).items():
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
        raise Unwritten(f"--{name}: is empty; if a command was to write it, mend what it says; else write {{name: …}}")
    return value


#: Fields that a new record never has: they are for corrections.
LATER = frozenset({"former_ids", "withdrawn"})
_HOW = "# crisis-facts passage prints an entry for each passage"


def writable_fields(schema: Schema) -> Mapping[str, Field[Any]]:
    """Return the fields of a new record, or of an object in it, by name, in the order of its file."""
    return {name: field for name, field in in_order(schema).items() if name not in LATER}


def record_text(resource: Resource, values: Mapping[str, Any], source: str | None, *, comments: bool = True) -> str:
    """Return the YAML of a record with these values; without evidence, it has an entry to fill in.

    What else it may have stands there as `comments`. Of a kind that is filed by source, it is an item of a list.
    Values are written as JSON, which is YAML too.
    """
    room = WIDTH - 2 if resource.filed_by_source else WIDTH
    lines: list[str] = []
    for name, field in writable_fields(resource.loader).items():
        if name in values:
            lines.append(f"{name}: {json.dumps(values[name], ensure_ascii=False)}")
        elif name == "evidence" and source is None:
            lines.append(f"evidence: []  {_HOW}")
        elif name == "evidence":
            lines += ["evidence:", f"  - source: {json.dumps(source, ensure_ascii=False)}", f'    start: ""  {_HOW}']
        elif comments and not field.required:
            told = f"# {name}: {describe(field)}"
            lines += textwrap.wrap(told, room, subsequent_indent="#   ", break_on_hyphens=False)
    text = "\n".join(lines) + "\n"
    text = "- " + textwrap.indent(text, "  ")[2:] if resource.filed_by_source else text
    return formatter.format_text(text, resource.name, resource.loader)


def describe(field: Field[Any]) -> str:
    """Say what a field is, and what it may hold."""
    inner = field.inner if isinstance(field, Several) else field
    parts = [field.metadata["description"], "A list." if isinstance(field, Several) else ""]
    if isinstance(inner, Nested):
        parts.append(f"Of {', '.join(writable_fields(inner.schema))}.")
    if isinstance(inner, Choice) and not isinstance(inner, Country):
        parts.append(f"One of {', '.join(inner.values)}.")
    if isinstance(inner, Ref):
        parts.append(f"An id of {', '.join(inner.kinds)}.")
    return " ".join(filter(None, parts))
