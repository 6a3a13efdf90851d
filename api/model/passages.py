"""Where a passage stands in a text; knows nothing of records.

A passage is named by its first and last words, as in a URL text fragment (WICG Scroll to Text Fragment,
`#:~:text=start,end`): it runs from the words `start` to the next words `end`, both on word boundaries. Nothing is ever
found approximately.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from api.model.normalization import NormalizedText, normalize_casefold

#: The least length of a passage, in normalized characters; a shorter one is seldom unique.
SHORTEST = 12


class NotLocated(ValueError):
    """A passage that does not stand exactly once in its text; the message says why and what to do."""


@dataclass(frozen=True)
class Passage:
    """A part of a text: where it begins and stops, in code points, and its words as printed."""

    begin: int
    stop: int
    words: str


def locate(text: NormalizedText, start: str, end: str | None) -> Passage:
    """Return the one passage that runs from `start` to the next `end`; without an end, `start` is the whole passage.

    Raises `NotLocated` where there is none, more than one, or one of under `SHORTEST` characters.
    """
    passages = list(_candidates(text.text, normalize_casefold(start), normalize_casefold(end) if end else None))
    if not passages:
        raise NotLocated(_missing(text.text, start, end))
    if len(passages) > 1:
        what = f"the passage from {start!r} stands {len(passages)} times in the text"
        raise NotLocated(f"{what}; give more of its first words")
    first, last = passages[0]
    if last - first < SHORTEST:
        raise NotLocated(f"the passage has {last - first} characters; give at least {SHORTEST}")
    begin, stop = text.origin(first), text.origin(last)
    words = text.original[begin:stop].rstrip()
    return Passage(begin, begin + len(words), words)


def link(url: str, start: str, end: str | None) -> str:
    """Return the address that makes a browser scroll to the passage and highlight it."""
    ends = ",".join(_encoded(part) for part in (start, end) if part)
    return f"{url}#:~:text={ends}"


def occurrences(text: str, words: str, position: int = 0) -> Iterator[int]:
    """Yield each index at which words stand whole: neither the first nor the last is part of a longer word.

    `4,000` is one word. A letter and an accent of its own that follows it are not parted.
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
    if next(occurrences(text, normalize_casefold(start)), None) is None:
        return f"the words {start!r} do not stand in the text; {_cure(text, start)}"
    return f"the words {end!r} do not stand in the text after {start!r}; {_cure(text, str(end))}"


def _cure(text: str, words: str) -> str:
    """Say what to do; a common slip is to give words quotation marks that YAML does not take off."""
    bare = normalize_casefold(words).strip("\"'")
    if bare != normalize_casefold(words) and next(occurrences(text, bare), None) is not None:
        return "they do without their quotation marks; around words, YAML takes straight ones alone"
    return "copy them as printed"


def _encoded(words: str) -> str:
    """Percent-encode all but letters, digits, `_`, `.` and `~`: `-`, `,` and `&` are delimiters in a text fragment."""
    return quote(words, safe="").replace("-", "%2D")
