"""Records spooled to disk: the values of what a program wrote, which may be a million records; reads no fixtures."""

import json
from collections.abc import Mapping
from functools import lru_cache, partial
from tempfile import TemporaryFile
from typing import IO, Any
from weakref import finalize

from api.curation.dataset import Record
from api.curation.source_map import Path, Position, PositionOf

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
