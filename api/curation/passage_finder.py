"""From words of a text to the evidence that names them, in as few of them as will do; finds them as `lock` does."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from marshmallow import ValidationError

from api.curation import formatter
from api.model.evidence import Evidence
from api.model.fact import Fact
from api.model.normalization import NormalizedText, normalize_casefold
from api.model.passages import SHORTEST, NotLocated, Passage, locate, occurrences

#: How many characters on either side of words are shown, where they have to be told from others.
AROUND = 40


@dataclass(frozen=True)
class Citation:
    """A passage that stands once in a text, and the words that name it there: its first, and its last if need be."""

    start: str
    end: str | None
    passage: Passage

    def entry(self, source: str) -> str:
        """Give the evidence as YAML, to be pasted below `evidence:`."""
        entry = {"source": source, "start": self.start, **({"end": self.end} if self.end else {})}
        record = json.dumps({"evidence": [entry]}, ensure_ascii=False)
        return formatter.formed(record, "evidence", Fact()).removeprefix("evidence:\n")


def cited(text: NormalizedText, words: str) -> Citation:
    """Find the one place where words stand in a text, and name it by as few of them as will do.

    Raises `NotLocated` where they stand nowhere, more than once, or are too short or unprintable to be named; and says
    where they stand, or up to where they do.
    """
    wanted = normalize_casefold(words)
    found = list(occurrences(text.text, wanted)) if wanted else []
    if not found:
        raise NotLocated(_nowhere(text, wanted))
    if len(found) > 1:
        places = "\n".join(f"  {_place(text, at, at + len(wanted))}" for at in found)
        raise NotLocated(f"the words stand {len(found)} times in the text; give more of what is around them:\n{places}")
    if len(wanted) < SHORTEST:
        place = _place(text, found[0], found[0] + len(wanted))
        raise NotLocated(f"the words have {len(wanted)} characters; give at least {SHORTEST}, of {place}")
    return _named(text, found[0], found[0] + len(wanted))


def line_of(text: NormalizedText, index: int) -> int:
    """Give the line of an index in the original."""
    return text.original.count("\n", 0, index) + 1


def _named(text: NormalizedText, first: int, last: int) -> Citation:
    """Name a stretch of the folded text by as few words as will do."""
    begin = text.origin(first)
    whole = Passage(begin, begin + len(printed := text.original[begin : text.origin(last)].rstrip()), printed)
    for start, end in _names(text, first, last):
        try:
            Evidence().load({"source": "any", "start": start, **({"end": end} if end else {})})
            if locate(text, start, end) == whole and normalize_casefold(printed) == text.text[first:last]:
                return Citation(start, end, whole)
        except (NotLocated, ValidationError):
            continue
    raise NotLocated(
        "the words stand once in the text, and no evidence can name them: they begin or end within a letter, or with "
        "what cannot be written; give more or fewer of them"
    )


def _names(text: NormalizedText, first: int, last: int) -> Iterator[tuple[str, str | None]]:
    """Yield the words that may name a stretch, as printed, the fewest first; of as many, more at its start."""
    stretch = text.text[first:last]
    spaces = [at for at, char in enumerate(stretch) if char == " "]
    bounds = [-1, *spaces, len(stretch)]
    words = [(first + left + 1, first + right) for left, right in pairwise(bounds)]

    def shown(some: list[tuple[int, int]]) -> str:
        return " ".join(text.original[text.origin(some[0][0]) : text.origin(some[-1][1])].split())

    for number in range(2, len(words)):
        for leading in range(number - 1, 0, -1):
            yield shown(words[:leading]), shown(words[leading - number :])
    yield shown(words), None


def _nowhere(text: NormalizedText, wanted: str) -> str:
    """Say that words stand nowhere, and up to where they do: the longest beginning of them that is in the text."""
    words = wanted.split(" ")
    for number in range(len(words) - 1, 0, -1):
        begun = " ".join(words[:number])
        at = next(occurrences(text.text, begun), None)
        if at is not None:
            place = _place(text, at, at + len(begun))
            return (
                f"the words do not stand in the text; the longest beginning of them that does ends before "
                f"{words[number]!r}, in {place}; copy them as printed"
            )
    return f"the words do not stand in the text, not even the first, {words[0]!r}; copy them as printed"


def _place(text: NormalizedText, first: int, last: int) -> str:
    """Show a stretch of the folded text between what is around it, with its line."""
    begin, stop = text.origin(first), text.origin(last)
    pieces = (text.original[max(begin - AROUND, 0) : begin], text.original[begin:stop], text.original[stop:][:AROUND])
    before, words, after = (" ".join(f"|{piece}|".split()).strip("|") for piece in pieces)
    return f"line {line_of(text, begin)}: …{before}[{words}]{after}…"
