"""Responses, kept up to a number of bytes; knows nothing of HTTP and nothing of what they answer.

What was asked for once is kept on trial, in a fifth of the room; what is asked for again moves to the other four
fifths. So whoever asks for a million different things pushes out nothing but what was asked for once.
"""

from collections.abc import Hashable
from typing import Generic, TypeVar

Kept = TypeVar("Kept")

#: The share of the room that is for what was asked for once, and of that the most that one answer may take.
TRIAL, LARGEST = 0.2, 0.25


class ResponseCache(Generic[Kept]):
    """A segmented LRU (Karedla, Love and Wherry, 1994): every step takes the same time, however much is kept."""

    def __init__(self, room: int) -> None:
        """Keep at most `room` bytes; nothing at all where that is 0."""
        self._trial: _Segment[Kept] = _Segment(int(room * TRIAL))
        self._proven: _Segment[Kept] = _Segment(room - self._trial.room)
        self._largest = int(self._trial.room * LARGEST)

    def __len__(self) -> int:
        return len(self._trial.kept) + len(self._proven.kept)

    @property
    def used(self) -> int:
        """How many bytes are kept."""
        return self._trial.used + self._proven.used

    def get(self, key: Hashable) -> Kept | None:
        """Return what is kept under a key, and remember that it was asked for."""
        found = self._proven.taken(key) or self._trial.taken(key)
        if found is None:
            return None
        for other, (value, size) in self._proven.put(key, *found):
            self._trial.put(other, value, size)
        return found[0]

    def put(self, key: Hashable, value: Kept, size: int) -> None:
        """Keep a value of so many bytes on trial, unless it is too large or kept already."""
        if size <= self._largest and key not in self._proven.kept:
            self._trial.taken(key)
            self._trial.put(key, value, size)


class _Segment(Generic[Kept]):
    """What is kept, the longest unasked first, with the bytes that each takes."""

    def __init__(self, room: int) -> None:
        self.room = room
        self.used = 0
        self.kept: dict[Hashable, tuple[Kept, int]] = {}

    def put(self, key: Hashable, value: Kept, size: int) -> list[tuple[Hashable, tuple[Kept, int]]]:
        """Keep a value, and return what has to go for it."""
        self.kept[key] = value, size
        self.used += size
        gone = []
        while self.used > self.room:
            oldest = next(iter(self.kept))
            gone.append((oldest, self.kept[oldest]))
            self.taken(oldest)
        return gone

    def taken(self, key: Hashable) -> tuple[Kept, int] | None:
        """Take a value out, and return it; None where there is none."""
        found = self.kept.pop(key, None)
        if found:
            self.used -= found[1]
        return found
