"""Where a passage stands in a text, named by its first and last words; knows nothing of records.

A passage is named as a URL text fragment names it (WICG Scroll to Text Fragment, `#:~:text=start,end`): from the words
`start` to the next words `end`, both on word boundaries. Nothing is ever found approximately.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from api.model.normalization import Folded, fold

#: A shorter passage, in folded characters, says too little to be found only once.
SHORTEST = 12


class NotLocated(ValueError):
    """A passage that does not stand exactly once in its text; the message says why and what to do."""


@dataclass(frozen=True)
class Passage:
    """A stretch of a text: where it begins and stops, in code points, and its words as printed."""

    begin: int
    stop: int
    words: str


def locate(text: Folded, start: str, end: str | None) -> Passage:
    """Find the one passage that runs from `start` to the next `end`, or that is `start` where there is no end.

    Raises `NotLocated` where there is none, more than one, or one of under `SHORTEST` folded characters.
    """
    found = list(_candidates(text.text, fold(start), fold(end) if end else None))
    if not found:
        raise NotLocated(_missing(text.text, start, end))
    if len(found) > 1:
        raise NotLocated(
            f"the passage from {start!r} stands {len(found)} times in the text; give more of its first words"
        )
    first, last = found[0]
    if last - first < SHORTEST:
        raise NotLocated(f"the passage has {last - first} characters; give at least {SHORTEST}")
    begin, stop = text.origin(first), text.origin(last)
    words = text.original[begin:stop].rstrip()
    return Passage(begin, begin + len(words), words)


def link(url: str, start: str, end: str | None) -> str:
    """Give the address that makes a browser scroll to the passage and highlight it."""
    ends = ",".join(_encoded(part) for part in (start, end) if part)
    return f"{url}#:~:text={ends}"


def occurrences(text: str, words: str, position: int = 0) -> Iterator[int]:
    """Yield where words stand whole: neither the first nor the last is a part of a longer one; `4,000` is one word.

    Nor does a letter stand whole without an accent that follows it by itself, or the accent without its letter.
    """
    left = r"(?<!\w)(?<!\d[.,])" if re.match(r"\w", words) else ""
    right = r"(?!\w)(?![.,]\d)" if re.search(r"\w\Z", words) else ""
    for match in re.compile(f"{left}{re.escape(words)}{right}").finditer(text, position):
        if not any(map(unicodedata.combining, text[match.start()] + text[match.end() : match.end() + 1])):
            yield match.start()


def _candidates(text: str, start: str, end: str | None) -> Iterator[tuple[int, int]]:
    for first in occurrences(text, start):
        after = first + len(start)
        if end is None:
            yield first, after
            continue
        last = next(occurrences(text, end, after), None)
        if last is not None:
            yield first, last + len(end)


def _missing(text: str, start: str, end: str | None) -> str:
    if next(occurrences(text, fold(start)), None) is None:
        return f"the words {start!r} do not stand in the text; {_cure(text, start)}"
    return f"the words {end!r} do not stand in the text after {start!r}; {_cure(text, str(end))}"


def _cure(text: str, words: str) -> str:
    """Say what would be found; marks that were meant for YAML are part of the words, unless they are straight."""
    bare = fold(words).strip("\"'")
    if bare != fold(words) and next(occurrences(text, bare), None) is not None:
        return "they do without their quotation marks; around words, YAML takes straight ones alone"
    return "copy them as printed"


def _encoded(words: str) -> str:
    """Percent-encode all but letters and digits: `-`, `,` and `&` are delimiters in a text fragment."""
    return quote(words, safe="").replace("-", "%2D")
