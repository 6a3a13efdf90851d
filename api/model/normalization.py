"""Text made comparable: what two prints of the same words may differ in, and nothing more; knows nothing of sources.

Folding evens out Unicode form (NFKC), white space, quotation marks, dashes, ellipses and, in `fold`, case. It never
drops, adds or reorders a word.
"""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_MARKS = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»〝〞", '"'),
        **dict.fromkeys("‘’‚‛‹›′ʼ`", "'"),
        **dict.fromkeys("‐‑‒–—―−⁃", "-"),
        "…": "...",
    }
)
_SPACES = re.compile(r"\s+")


def even(text: str) -> str:
    """Even out everything but case: the form in which a quote is compared with its source, to the letter."""
    return _plain(text) if text.isascii() else Folded(text, case=False).text


def fold(text: str) -> str:
    """Even out everything: the form in which a passage is looked for. Folding twice changes nothing."""
    return _plain(text).casefold() if text.isascii() else Folded(text).text


def _plain(text: str) -> str:
    """Even out ASCII, in which each character stands for itself, without noting where it stood."""
    return " ".join(text.translate(_MARKS).split())


@dataclass(frozen=True, init=False, eq=False)
class Folded:
    """A folded text that remembers where in the original each of its characters stood.

    `text` is the folded text, without white space at its ends; `origin(i)` the index in the original, in code points,
    of the folded character `i`, and `origin(len(text))` the end of the last one.
    """

    original: str
    text: str
    _starts: tuple[int, ...]
    _origins: tuple[int, ...]

    def __init__(self, original: str, *, case: bool = True) -> None:
        pieces: list[str] = []
        starts: list[int] = []
        origins: list[int] = []
        length, pending = 0, None
        for index, cluster in _clusters(original):
            piece = _piece(cluster, case)
            if piece == " ":
                pending = index if pieces and pending is None else pending
                continue
            for part, origin in ((" ", pending), (piece, index)):
                if origin is not None and part:
                    starts.append(length)
                    origins.append(origin)
                    pieces.append(part)
                    length += len(part)
            pending = None
        object.__setattr__(self, "original", original)
        object.__setattr__(self, "text", "".join(pieces))
        object.__setattr__(self, "_starts", tuple(starts))
        object.__setattr__(self, "_origins", tuple(origins))

    def origin(self, index: int) -> int:
        """Give the index in the original of the folded character at `index`."""
        if index >= len(self.text):
            return len(self.original.rstrip())
        return self._origins[bisect_right(self._starts, index) - 1]


def _clusters(text: str) -> Iterator[tuple[int, str]]:
    """Split into runs that Unicode normalisation never joins with their neighbours, each with its index."""
    start = 0
    for index in range(1, len(text) + 1):
        if index == len(text) or not _joins(text[index]):
            yield start, text[start:index]
            start = index


@lru_cache(maxsize=4096)
def _joins(char: str) -> bool:
    first = unicodedata.normalize("NFKC", char)[0]
    return unicodedata.combining(first) != 0 or "\u1160" <= first <= "\u11ff"


@lru_cache(maxsize=4096)
def _piece(cluster: str, case: bool) -> str:
    """Fold one cluster; white space of any width becomes one space."""
    before = None
    while before != cluster:
        before = cluster
        cluster = unicodedata.normalize("NFKC", cluster.translate(_MARKS)).translate(_MARKS)
        cluster = unicodedata.normalize("NFKC", cluster.casefold()) if case else cluster
    return _SPACES.sub(" ", cluster)
