"""Spreadsheets (CSV): a row is a record, and a heading the path of a value, as in the CSV that the API serves.

Parts stand behind dots, and items behind numbers from 1; items without numbers share a cell, with semicolons between.
A row that begins with # explains.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial, reduce
from pathlib import Path
from typing import Any

from marshmallow import Schema
from marshmallow.fields import Nested

from api.curation import checks
from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import InvalidFixtures, Position
from api.curation.diagnostics import Path as FieldPath
from api.curation.new_record import NewRecord, describe, writable_fields
from api.curation.reader import FixtureReader
from api.model.cells import MARK, original, split
from api.model.document_schema import of, paths
from api.model.fields import Edtf, Ref, Said, Several
from api.model.messages import did_you_mean, quoted
from api.model.resource import Resource

SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
#: Stands in the path of a column for the items that share a cell.
_EACH = -1
_UTF_8 = "is not UTF-8; save it as CSV UTF-8 (Excel), or as CSV with the character set UTF-8 (LibreOffice)"


class SheetColumn(int):
    """The number of a column, from 1, which prints as the letters that a spreadsheet shows."""

    def __str__(self) -> str:
        before, last = divmod(self - 1, 26)
        return f"{SheetColumn(before) if before else ''}{chr(ord('A') + last)}"


def template(resource: Resource, separator: str) -> bytes:
    """Return a spreadsheet for records of a kind: its headings, and below each what belongs there."""
    file, found = io.StringIO(), dict(_headings(resource.loader))
    first, *others = found.values()
    csv.writer(file, delimiter=SEPARATORS[separator]).writerows([found, [f"# {first}", *others]])
    return MARK + file.getvalue().encode()


def _headings(schema: Schema, prefix: str = "", needed: bool = True) -> Iterator[tuple[str, str]]:
    """Yield the headings for an object, each with what it says; `needed` says that the object must be there."""
    for name, declared in writable_fields(schema).items():
        heading, must, several = f"{prefix}{name}", needed and declared.required, isinstance(declared, Several)
        inner = declared.inner if isinstance(declared, Several) else declared
        if isinstance(inner, Nested):
            number = ".1." if several and _holds_lists(inner.schema) else "."
            yield from _headings(inner.schema, heading + number, must)
        elif not isinstance(inner, Said):
            more = f" The next is {heading.replace('.1.', '.2.')}." * (".1." in heading)
            yield heading, describe(declared) + " Semicolons between." * several + " Required." * must + more


def _holds_lists(schema: Schema) -> bool:
    return any(isinstance(field, Several) for field in schema.fields.values())


def read_sheets(files: Mapping[Path, Resource], dataset: Dataset, resources: Sequence[Resource]) -> list[NewRecord]:
    """Read files, each with its kind, as records that are to stand beside those of a data set.

    Raises `InvalidFixtures` with every fault of their cells, and of the records beside each other.
    """
    sheets = [_Sheet(path, kind, FixtureReader(path.parent, resources)) for path, kind in files.items()]
    new = [record for sheet in sheets for record in sheet.records()]
    before, both = set(checks.faults(dataset, resources)), replace(dataset, records=(*dataset.records, *new))
    faults = [fault for sheet in sheets for fault in sheet.reader.faults]
    faults += [fault for fault in checks.faults(both, resources) if fault not in before]
    faults = faults if faults or before or dataset.unread else list(checks.premature(both.standing()))
    if faults:
        fields = [re.sub(r"\[(\d+)\]", lambda index: f".{int(index[1]) + 1}", fault.field) for fault in faults]
        raise InvalidFixtures(map(lambda fault, field: replace(fault, field=field), faults, fields))
    return [proposal for sheet in sheets for proposal in sheet.proposals]


@dataclass
class _Sheet:
    """A file of records of a kind; `columns` are the paths of their values."""

    path: Path
    resource: Resource
    reader: FixtureReader
    columns: dict[int, FieldPath] = field(default_factory=dict)
    proposals: list[NewRecord] = field(default_factory=list)

    def records(self) -> Iterator[Record]:
        """Read the records, and note what is wrong with them in the reader."""
        headings, *rows = self.rows() or [[]]
        known, computed = dict(_headings(self.resource.loader)), dict(paths(of(self.resource)))
        for number, heading in enumerate(headings, 1):
            found = _path(heading.split("."), self.resource.loader, self.resource.loader)
            self.columns |= {number: found} if heading else {}
            if heading and not found and re.sub(r"\.[0-9]+", "", heading) not in computed:
                near = did_you_mean(heading, known) or f"; they are {', '.join(known)}"
                self.refuse(1, number, f"{heading!r} is no column of {self.resource.name}{near}")
        for number, row in enumerate(rows if not self.reader.faults else (), 2):
            if any(row) and not row[0].startswith("#"):
                values = self.values(number, row)
                self.proposals.append(NewRecord(self.resource, values))
                yield self.reader.loaded(self.resource, partial(self.position, number), str(self.path), values, ())
        if not (self.proposals or self.reader.faults):
            self.reader.refuse(self.path, "holds no records; write one in each row below the headings", 2)

    def rows(self) -> list[list[str]]:
        """Return the cells, each in one line without white space at its ends."""
        rows: list[list[str]] = []
        try:
            text = self.path.read_bytes().decode("utf-8-sig")
            separator = max(SEPARATORS.values(), key=text.partition("\n")[0].count)
            for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
                rows.append([re.sub(r"\s*[\r\n]\s*", " ", original(cell.strip())) for cell in row])
        except UnicodeDecodeError as error:
            self.reader.refuse(self.path, _UTF_8, error.object.count(b"\n", 0, error.start) + 1)
        except csv.Error as error:
            what = f"is not CSV: {error}; close quotation marks, and double those inside a text"
            self.reader.refuse(self.path, what, len(rows) + 1)
        return rows

    def refuse(self, row: int, column: int, what: str) -> None:
        """Note a fault of a cell."""
        self.reader.refuse(self.path, what, row, SheetColumn(column))

    def values(self, number: int, row: Sequence[str]) -> dict[str, Any]:
        """Return the record in a row."""
        values: dict[FieldPath, str] = {}
        for column, cell in enumerate(row, 1):
            if cell and column not in self.columns:
                what = f"{quoted(cell)} has no heading; write one, or quotation marks around a text with separators"
                self.refuse(number, column, what)
            found = dict(_placed(self.columns.get(column, ()), cell))
            if values.keys() & found.keys():
                self.refuse(number, column, "stands in another column too; keep one of them")
            values |= found
        return dict(reduce(lambda record, path: _with(record, path, values[path]), values, {}))

    def position(self, row: int, path: FieldPath, is_key: bool) -> Position:
        """Return the row and the column of a value, or of the nearest thing around it."""
        for end in range(len(path), 0, -1):
            each = tuple(_EACH if isinstance(step, int) else step for step in path[:end])
            for column, held in self.columns.items():
                if held[:end] in (path[:end], each):
                    return Position(row, SheetColumn(column))
        return Position(row, SheetColumn(1))


def _path(names: Sequence[str], schema: Schema, record: Schema) -> FieldPath:
    """Return the path of the values that a heading names in an object; empty where it names none."""
    name, *rest = names
    declared = writable_fields(schema).get(name)
    path: FieldPath = (name,)
    inner = declared
    if isinstance(declared, Several):
        inner = declared.inner
        is_number = bool(rest) and re.fullmatch("[1-9][0-9]?", rest[0])
        first = 0 if isinstance(inner, Nested) and _holds_lists(inner.schema) else _EACH
        path = (name, int(rest.pop(0)) - 1 if is_number else first)
    if isinstance(inner, Nested | Said):
        within = _path(rest, inner.schema if isinstance(inner, Nested) else record, record) if rest else ()
        return path + within if within else ()
    is_part = (rest == ["id"] and isinstance(inner, Ref)) or (rest == ["edtf"] and isinstance(inner, Edtf))
    return path if inner and (is_part or not rest) else ()


def _placed(path: FieldPath, cell: str) -> Iterator[tuple[FieldPath, str]]:
    """Yield each text of a cell, and its place in the record."""
    items = split(cell) if _EACH in path else [cell]
    for index, item in enumerate(filter(None, items) if path[-1:] == (_EACH,) else items):
        if item and path:
            yield tuple(index if step == _EACH else step for step in path), item


def _with(value: Any, path: FieldPath, text: str) -> Any:
    """Return a value that has a text at a path."""
    if not path:
        return text
    step, *inner = path
    if isinstance(step, str):
        return {**(value or {}), step: _with((value or {}).get(step), tuple(inner), text)}
    items = [*(value or ()), *[""] * (step + 1 - len(value or ()))]
    return [*items[:step], _with(items[step], tuple(inner), text), *items[step + 1 :]]
