"""A text by its words, in which runs of words are found; knows nothing of sources.

A run begins and ends at words, and in the middle of nothing that a hyphen joins: `interference` is not found in
`non-interference`. Where the end of a line divides a word, it may be one or two, in either text.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate

from api.model.words import words

#: What joins the words at its sides to one: a hyphen, and between digits what stands in a range, a time or a fraction.
JOINT = re.compile(r"(?<=\w)[-‐‑](?=\w)|(?<=\d)[–/:](?=\d)|(?<=\d)(?=[¼-¾⅐-⅞])")


class WordRuns:
    """A text with where each of its words stands, in code points: `begins` and `ends` by the number of the word."""

    def __init__(self, text: str) -> None:
        """Read the words of a text."""
        found = words(text)
        self.text = text
        self.begins = array("I", [word.begin for word in found])
        self.ends = array("I", [word.end for word in found])
        self._letters = "".join(word.key for word in found)
        self._starts = array("I", accumulate((len(word.key) for word in found), initial=0))
        self._divided = frozenset(index for index, word in enumerate(found) if word.divided)
        joints = (bisect_left(self.begins, joint.end()) - 1 for joint in JOINT.finditer(text))
        self._bound = self._divided.union(at for at in joints if at + 1 < len(found))

    def __len__(self) -> int:
        """Return how many words there are."""
        return len(self.begins)

    def keys(self, first: int = 0, stop: int | None = None) -> list[str]:
        """Return the keys of some words."""
        last = len(self) if stop is None else stop
        return [self._letters[self._starts[at] : self._starts[at + 1]] for at in range(first, last)]

    def printed(self, first: int, stop: int) -> str:
        """Return some words as they stand."""
        return self.text[self.begins[first] : self.ends[stop - 1]] if first < stop else ""

    @property
    def readings(self) -> set[str]:
        """The keys with a space at each side: with divided words as two, and as one."""
        parted = self.keys()
        joined = [key + " " * (at not in self._divided) for at, key in enumerate(parted)]
        return {f" {' '.join(parted)} ", f" {''.join(joined).strip()} "}

    def runs(self, wanted: "WordRuns") -> Iterator[tuple[int, int]]:
        """Yield where the words of another text stand in this one: the first word, and the one behind the last."""
        letters, at = wanted._letters, -1
        while letters and (at := self._letters.find(letters, at + 1)) >= 0:
            first, stop = bisect_left(self._starts, at), bisect_left(self._starts, at + len(letters))
            ends = self._starts[first] == at and self._starts[stop] == at + len(letters)
            if ends and not {first - 1, stop - 1} & self._bound and self._agrees(wanted, first, stop):
                yield first, stop

    def _agrees(self, wanted: "WordRuns", first: int, stop: int) -> bool:
        """Whether words begin at the same letters, but for what the end of a line divides."""
        inner = [start - self._starts[first] for start in self._starts[first + 1 : stop]]
        theirs = wanted._starts[1:-1].tolist()
        if inner == theirs:
            return True
        free = {inner[at - first] for at in self._divided if first <= at < stop - 1}
        free |= {theirs[at] for at in wanted._divided if at < len(theirs)}
        return {*inner} ^ {*theirs} <= free
