"""Records with the places they come from, and what is said of them as a whole; reads no files, knows no SQL or HTTP."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from api.curation.diagnostics import Fault
from api.curation.source_map import Path, Where, shown
from api.model.fields import Day, Text
from api.model.resource import Resource
from api.model.schema import Strict


class About(Strict):
    """What the data set is, as `dataset.yaml` says it."""

    title = Text("The title of the data set.", required=True)
    description = Text("What it covers, in a sentence or two.", required=True)
    license = Text("The licence of the data, by its SPDX identifier.", required=True)
    revised = Day("The day of the last revision of the fixtures.", required=True)


@dataclass(frozen=True, eq=False, slots=True)
class Record:
    """One loaded record: its kind, its values by the names of its schema, and where it was written.

    Its `id` is empty where the fixture has none.
    """

    resource: Resource
    data: Mapping[str, Any]
    file: str
    where: Where
    at: Path = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", str(self.data.get("id") or ""))

    def fault(self, path: Path, what: str, is_key: bool = False) -> Fault:
        """Say what is wrong with the value at a path of this record, or with its key, where that stands."""
        place = self.where((*self.at, *path), is_key)
        named = [part for part in (self.id if self.at else "", shown(path)) if part]
        return Fault(self.file, place.line, ": ".join(named), what, place.column)


@dataclass(frozen=True, eq=False)
class Dataset:
    """All records of a folder of fixtures; `unread` names the kinds of which a file could not be read.

    What was withdrawn is among the `records` until all is checked, and then apart from them.
    """

    about: Mapping[str, Any]
    records: tuple[Record, ...]
    unread: frozenset[str] = frozenset()
    withdrawn: tuple[Record, ...] = ()

    @cached_property
    def by_id(self) -> Mapping[str, Record]:
        """Every record by its id."""
        return {record.id: record for record in reversed(self.records)}

    @cached_property
    def formerly(self) -> Mapping[str, Record]:
        """Every record by the ids that it had before."""
        return {id: record for record in reversed(self.records) for id in record.data.get("former_ids") or ()}

    def standing(self) -> "Dataset":
        """Give the data set with what was withdrawn apart from what stands."""
        gone = tuple(record for record in self.records if record.data.get("withdrawn"))
        apart = frozenset(gone)
        stands = tuple(record for record in self.records if record not in apart)
        return replace(self, records=stands, withdrawn=gone)

    def of(self, resource: Resource) -> Sequence[Record]:
        """Give the records of one kind."""
        return self._by_kind[resource.name]

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Record]]:
        found: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            found[record.resource.name].append(record)
        return found
