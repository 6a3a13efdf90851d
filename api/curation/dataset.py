"""Records with the positions they come from, in memory or spooled to disk, and their data set; reads no fixtures."""

import gc
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache, partial
from tempfile import TemporaryFile
from typing import IO, Any
from weakref import finalize

from api.curation.diagnostics import Diagnostic, Path, Position, PositionOf, path_text
from api.model.fields import Day, Objects, Slug, Text
from api.model.resource import Resource
from api.model.schema import Strict
from api.model.terms import OwnTerm


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
            gc.freeze()  # together with the next line, all that is new counts as old: it is not looked through at once
            gc.unfreeze()
            gc.enable()


class Topic(Strict):
    """A topic, by which a client would group records."""

    id = Slug("The topic as records write it.", required=True)
    label = Text("The topic as a reader would see it.", required=True)
    description = Text("What it covers, in a sentence.", required=True)


class About(Strict):
    """What the data set is, as `dataset.yaml` says it."""

    title = Text("The title of the data set.", required=True)
    description = Text("What it covers, in a sentence or two.", required=True)
    license = Text("The licence of the data, by its SPDX identifier.", required=True)
    revised = Day("The day of the last revision of the fixtures.", required=True)
    topics = Objects("The topics, in the order in which a client would show them.", Topic)
    terms = Objects("Terms that the data set adds to those that every data set has.", OwnTerm)


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

    def fault(self, path: Path, what: str, is_key: bool = False, follows: bool = False) -> Diagnostic:
        """Return a diagnostic of the value at a path of this record, or of its key."""
        line, column = self.position((*self.at, *path), is_key)
        named = [part for part in (self.id if self.at else "", path_text(path)) if part]
        return Diagnostic(self.file, line, ": ".join(named), what, column, follows=follows)


@dataclass(frozen=True, eq=False)
class Dataset:
    """All records of one or more folders of fixtures; `unread` names the kinds of which a file could not be read.

    Withdrawn records are among the `records` until everything is checked; `standing` sets them apart.
    """

    about: Mapping[str, Any]
    records: tuple[Record, ...]
    unread: frozenset[str] = frozenset()
    withdrawn: tuple[Record, ...] = ()
    #: The digests of the locked passages that records rest on, by the id of the record.
    passages: Mapping[str, Sequence[str]] = field(default_factory=dict)

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

    @cached_property
    def by_kind(self) -> Mapping[str, Sequence[Record]]:
        """The records of each kind, by its name; no records of a kind that has none."""
        by_kind: dict[str, list[Record]] = defaultdict(list)
        for record in self.records:
            by_kind[record.resource.name].append(record)
        return by_kind


#: How many values stay in memory once they are read; more would cost more memory than time.
CACHED = 2**13


class Spool:
    """A temporary file of JSON values; it grows by values, and each is found by its offset.

    The values that were asked for last stay in memory. Nobody must change them.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile(prefix="crisis-facts-")
        finalize(self, self._file.close)
        self._end = 0
        #: Returns the value at an offset.
        self.at = lru_cache(CACHED)(partial(_read, self._file))

    def add(self, value: Any) -> int:
        """Write a value, and return its offset."""
        offset = self._end
        self._file.seek(offset)
        self._end += self._file.write(json.dumps(value).encode() + b"\n")
        return offset


def _read(file: IO[bytes], offset: int) -> Any:
    file.seek(offset)
    return json.loads(file.readline())


class SpooledRecord(Record):
    """A loaded record whose values are on a spool; all its positions are the beginning of its line."""

    __slots__ = ("_offset", "_spool")
    _spool: Spool
    _offset: int

    def __init__(self, record: Record, spool: Spool, line: int) -> None:
        for name in ("resource", "file", "at", "id"):
            object.__setattr__(self, name, getattr(record, name))
        object.__setattr__(self, "_spool", spool)
        object.__setattr__(self, "_offset", spool.add((line, record.data)))

    @property
    def data(self) -> Mapping[str, Any]:
        """Its values by the names of its schema."""
        values: Mapping[str, Any] = self._spool.at(self._offset)[1]
        return values

    @property
    def position(self) -> PositionOf:
        """What returns the position of a value."""
        return partial(line_start, self._spool.at(self._offset)[0])


def line_start(line: int, path: Path, is_key: bool) -> Position:
    """Return the beginning of a line, wherever in it a value stands."""
    return Position(line, 1)
