"""Where a passage stands in a text; knows nothing of records.

A passage is named by its first and last words, as in a URL text fragment (WICG Scroll to Text Fragment,
`#:~:text=start,end`): it runs from the words `start` to the next words `end`, both on word boundaries. Nothing is ever
found approximately.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from api.model.normalization import NormalizedText, as_printed, normalize_casefold
from api.model.scripts import LINE_HYPHEN, UNSPACED, least_length

_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n")
#: All dashes but the hyphen, which a line end may have brought in.
_DASH = re.compile("[‑‒–—―−⁃־]")
#: A letter or digit of a script with spaces between words.
_OF_WORD = rf"[^\W{UNSPACED}]"


class NotLocated(ValueError):
    """A passage that does not stand exactly once in its text; the message says why and what to do."""


@dataclass(frozen=True)
class LocatedPassage:
    """A part of a text: where it begins and stops, in code points, and its words as printed."""

    begin: int
    stop: int
    words: str


def locate(text: NormalizedText, start: str, end: str | None) -> LocatedPassage:
    """Return the one passage that runs from `start` to the next `end`; without an end, `start` is the whole passage.

    Raises `NotLocated` where there is none, more than one, one that is too short for its script, or one that a browser
    would not find by these words.
    """
    passages = list(_candidates(text.text, normalize_casefold(start), normalize_casefold(end) if end else None))
    if not passages:
        raise NotLocated(_missing(text.text, start, end))
    if len(passages) > 1:
        what = f"the passage from {start!r} stands {len(passages)} times in the text"
        raise NotLocated(f"{what}; give more of its first words")
    first, last = passages[0]
    if last - first < (least := least_length(text.text[first:last])):
        raise NotLocated(f"the passage has {last - first} characters; give at least {least}")
    begin, stop = text.origin(first), text.origin(last)
    words = text.original[begin:stop].rstrip()
    _check_ends(words, start, end)
    return LocatedPassage(begin, begin + len(words), words)


def occurrences(text: str, words: str, position: int = 0) -> Iterator[tuple[int, int]]:
    """Yield where words stand whole, from first to last: neither their first nor their last is part of a longer word.

    `4,000` is one word, and so is a letter with the marks that follow it. In a script without spaces between words,
    each character is one. A word that a line end divides is found, whether its hyphen is given or not.
    """
    left = rf"(?<!{_OF_WORD})(?<!\d[.,])(?<!{LINE_HYPHEN})" if re.match(_OF_WORD, words) else ""
    right = rf"(?!{_OF_WORD})(?![.,]\d)(?!{LINE_HYPHEN})" if re.search(rf"{_OF_WORD}\Z", words) else ""
    parts = re.findall("- ?|[^-]", words.replace(LINE_HYPHEN, "")) if LINE_HYPHEN in text else [words]
    divided = (f"(?:{re.escape(part)}|{LINE_HYPHEN})" if part[:1] == "-" else re.escape(part) for part in parts)
    found = re.compile(left + f"{LINE_HYPHEN}?".join(divided) + right).finditer(text, position)
    for first, last in (match.span() for match in found if match[0]):
        before = text[first - 1] if left and first else ""
        if not any(unicodedata.category(mark)[0] == "M" for mark in before + text[first] + text[last : last + 1]):
            yield first, last


def _check_ends(words: str, start: str, end: str | None) -> None:
    """Refuse ends that no browser finds: it looks for the very dashes, and never from one block into the next."""
    whole = NormalizedText(words)
    _, stop = next(occurrences(whole.text, normalize_casefold(start)))
    printed = {start: words[: whole.origin(stop)]}
    if end:
        begin, _ = next(occurrences(whole.text, normalize_casefold(end), stop))
        printed[end] = words[whole.origin(begin) :]
    for given, shown in printed.items():
        if _EMPTY_LINE.search(shown.strip()):
            cure = "give words before it as start, and words behind it as end"
            raise NotLocated(f"the words {given!r} run over an empty line, where no link finds them; {cure}")
        if _DASH.findall(given) != _DASH.findall(shown):
            raise NotLocated(
                f"the text prints {as_printed(shown)!r} for {given!r}; write these dashes: a link needs them"
            )


def _candidates(text: str, start: str, end: str | None) -> Iterator[tuple[int, int]]:
    for first, after in occurrences(text, start):
        if end is None:
            yield first, after
        elif ending := next(occurrences(text, end, after), None):
            yield first, ending[1]


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
