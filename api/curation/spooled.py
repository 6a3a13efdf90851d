"""A record that a program wrote into an NDJSON file; reads that file, knows nothing of SQL or HTTP.

There may be a million of them, so none keeps its values in memory: they lie on a pile, and are read when they are asked
for. Where they stand in their line is found by reading the line again, because few lines have faults.
"""

from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from api.curation import ndjson_reader, source_map
from api.curation.dataset import Record
from api.curation.pile import Pile
from api.curation.source_map import Place, Where


class Imported(Record):
    """A loaded record whose values lie on a pile, with the place of its line in its file, in bytes and in lines."""

    __slots__ = ("_pile", "_place")
    _pile: Pile
    _place: int

    def __init__(self, record: Record, pile: Pile, offset: int, number: int) -> None:
        for name in ("resource", "file", "at", "id"):
            object.__setattr__(self, name, getattr(record, name))
        object.__setattr__(self, "_pile", pile)
        object.__setattr__(self, "_place", pile.add((offset, number, record.data)))

    @property
    def data(self) -> Mapping[str, Any]:
        """Its values by the names of its schema."""
        values: Mapping[str, Any] = self._pile.at(self._place)[2]
        return values

    @property
    def where(self) -> Where:
        """What gives the place of a value."""
        offset, number, _ = self._pile.at(self._place)
        return partial(in_line, Path(self.file), offset, number)


def in_line(file: Path, offset: int, number: int, path: source_map.Path, is_key: bool) -> Place:
    """Find a value in a line of NDJSON."""
    with file.open("rb") as lines:
        lines.seek(offset)
        return ndjson_reader.places(lines.readline(), number).of(path, is_key)
