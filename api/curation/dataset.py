"""Records with the positions they come from, and the data set that they make; reads no files, knows no SQL or HTTP."""

import gc
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from api.curation.diagnostics import Diagnostic
from api.curation.source_map import Path, PositionOf, path_text
from api.model.fields import Day, Text
from api.model.resource import Resource
from api.model.schema import Strict


@contextmanager
def paused_gc() -> Iterator[None]:
    """Pause the garbage collector for cycles; also a decorator.

    Records and documents make no cycles. To look for cycles among millions of them costs a fifth of a build and finds
    nothing.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


class About(Strict):
    """What the data set is, as `dataset.yaml` says it."""

    title = Text("The title of the data set.", required=True)
    description = Text("What it covers, in a sentence or two.", required=True)
    license = Text("The licence of the data, by its SPDX identifier.", required=True)
    revised = Day("The day of the last revision of the fixtures.", required=True)


@dataclass(frozen=True, eq=False, slots=True)
class Record:
    """One loaded record: its kind, its values by the names of its schema, and where it was written.

    `at` is the path of the record in its file. `id` is empty where the fixture has none.
    """

    resource: Resource
    data: Mapping[str, Any]
    file: str
    position: PositionOf
    at: Path = ()
    id: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "id", str(self.data.get("id") or ""))

    def fault(self, path: Path, what: str, is_key: bool = False) -> Diagnostic:
        """Return a diagnostic of the value at a path of this record, or of its key."""
        line, column = self.position((*self.at, *path), is_key)
        named = [part for part in (self.id if self.at else "", path_text(path)) if part]
        return Diagnostic(self.file, line, ": ".join(named), what, column)


@dataclass(frozen=True, eq=False)
class Dataset:
    """All records of one or more folders of fixtures; `unread` names the kinds of which a file could not be read.

    Withdrawn records are among the `records` until everything is checked; `standing` sets them apart.
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
        """Every record by each of its former ids."""
        return {id: record for record in reversed(self.records) for id in record.data.get("former_ids") or ()}

    def standing(self) -> "Dataset":
        """Return the data set with withdrawn records apart from those that stand."""
        split: dict[bool, list[Record]] = {True: [], False: []}
        for record in self.records:
            split[bool(record.data.get("withdrawn"))].append(record)
        return replace(self, records=tuple(split[False]), withdrawn=tuple(split[True]))

    def of(self, resource: Resource) -> Sequence[Record]:
        """Return the records of one kind."""
        return self._by_kind[resource.name]

    @cached_property
    def _by_kind(self) -> Mapping[str, list[Record]]:
        by_kind: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            by_kind[record.resource.name].append(record)
        return by_kind
