"""Values on disk, a line of JSON for each, read again when they are asked for; knows nothing of what they mean."""

import json
from functools import lru_cache, partial
from tempfile import TemporaryFile
from typing import IO, Any
from weakref import finalize

#: How many values are held in memory once they are read; more would cost more memory than time.
HELD = 2**13


class Pile:
    """A file that grows by values, each found by its place in it; it is gone with the pile.

    Values are held in memory as long as they are among the last that were asked for. Nobody must change them.
    """

    def __init__(self) -> None:
        self._file = TemporaryFile(prefix="crisis-facts-")
        finalize(self, self._file.close)
        self._end = 0
        #: Gives the value at a place.
        self.at = lru_cache(HELD)(partial(_read, self._file))

    def add(self, value: Any) -> int:
        """Put a value on the pile, and give its place."""
        place = self._end
        self._file.seek(place)
        self._end += self._file.write(json.dumps(value).encode() + b"\n")
        return place


def _read(file: IO[bytes], place: int) -> Any:
    file.seek(place)
    return json.loads(file.readline())
