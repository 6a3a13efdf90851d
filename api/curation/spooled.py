"""A record that a program wrote into an NDJSON file; knows nothing of SQL or HTTP.

There may be a million of them, so none keeps its values in memory: they lie on a pile, and are read when they are asked
for.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from api.curation import source_map
from api.curation.dataset import Record
from api.curation.pile import Pile
from api.curation.source_map import Place, Where


class Imported(Record):
    """A loaded record whose values lie on a pile; all its places are the beginning of its line."""

    __slots__ = ("_pile", "_place")
    _pile: Pile
    _place: int

    def __init__(self, record: Record, pile: Pile, number: int) -> None:
        for name in ("resource", "file", "at", "id"):
            object.__setattr__(self, name, getattr(record, name))
        object.__setattr__(self, "_pile", pile)
        object.__setattr__(self, "_place", pile.add((number, record.data)))

    @property
    def data(self) -> Mapping[str, Any]:
        """Its values by the names of its schema."""
        values: Mapping[str, Any] = self._pile.at(self._place)[1]
        return values

    @property
    def where(self) -> Where:
        """What gives the place of a value."""
        return partial(line_start, self._pile.at(self._place)[0])


def line_start(line: int, path: source_map.Path, is_key: bool) -> Place:
    """Return the beginning of a line, wherever in it a value stands."""
    return Place(line, 1)
