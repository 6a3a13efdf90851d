"""What of a record fits the words that were looked for: found in its texts, shown as HTML; knows no SQL."""

import html
import json
from collections.abc import Iterator, Sequence, Set
from itertools import accumulate, chain

from api.model.jsontext import encode
from api.query.fts_query import WordQuery
from api.release.spelling import PAUSE, Unit, abbreviations, plain_word, units_of

#: The field that records have where words were looked for.
HIGHLIGHT = "highlight"
#: What stands before and after a hit, and for what was left out: no text holds the first two.
HIT, END, _CUT = "\x02", "\x03", "…"
#: How many words a piece has at most, and how many of them before the first hit.
_LONGEST, _BEFORE = 24, 8

_FIELD = f',"{HIGHLIGHT}":'.encode()
DESCRIPTION = "The words of a field that fit `q` best; null where no word is wanted. Only there with `q`."


class Fitting:
    """What fits the words of one question: each word of the texts that it is asked for is looked at once."""

    def __init__(self, words: WordQuery) -> None:
        exact = {phrase for term in words.wanted for phrase in term.phrases}
        self._wanted = (exact, exact | {phrase for term in words.wanted for phrase in term.loose})
        self._exact_is_all = self._wanted[0] == self._wanted[1]
        self._phrases = [[_parts(phrase) for phrase in phrases if " " in phrase] for phrases in self._wanted]
        self._begun = tuple(term.word for term in words.wanted if term.begun)
        self._singles = _Singles(*self._wanted, self._begun)

    def shown(self, texts: str | None) -> str | None:
        """Return the first text that words fit, as JSON, of texts as a release has them; other forms come last.

        None where no word is wanted or fits.
        """
        best = None
        for field, text in chain(*json.loads(texts)) if texts else ():
            if spans := self.spans(text, loose=True):
                best = best or (field, text, spans)
                if self._exact_is_all or self.spans(text, loose=False):
                    best = field, text, spans
                    break
        if not best:
            return None
        field, text, spans = best
        shown = html.escape(_shortened(_marked(text, spans))).replace(HIT, "<mark>").replace(END, "</mark>")
        return f'{{"field":"{field}","text":{encode(shown).decode()}}}'

    def spans(self, text: str, *, loose: bool) -> list[tuple[int, int]]:
        """Return where a text fits, in order; all of it where these are its initials."""
        pieces, wanted, begun = text.split(" "), self._wanted[loose], self._begun
        words = enumerate(map(plain_word, pieces))
        places = [at for at, word in words if word is None or word in wanted or (begun and word.startswith(begun))]
        singles = [(place, found) for place in places if (found := self._singles[pieces[place]][loose])]
        several = _several(pieces, self._phrases[loose]) if self._phrases[loose] else []
        if not singles and not several:
            return [(0, len(text))] if wanted.intersection(abbreviations(text)) else []
        at = [length + place for place, length in enumerate(accumulate(map(len, pieces), initial=0))]
        spans = [(at[place] + begin, at[place] + end) for place, found in singles for begin, end in found]
        spans += [(at[first] + begin, at[last] + end) for first, begin, last, end in several]
        spans.sort()
        return [span for place, span in enumerate(spans) if not place or span[0] >= spans[place - 1][1]]


class _Singles(dict[str, tuple[list[tuple[int, int]], list[tuple[int, int]]]]):
    """Where single words fit in a piece of a text: exactly, and in other forms too."""

    def __init__(self, exact: Set[str], loose: Set[str], begun: tuple[str, ...]) -> None:
        super().__init__()
        self.exact, self.loose, self.begun = exact, loose, begun

    def __missing__(self, piece: str) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
        exact, loose = ([*self._fitting(units_of(piece), words)] for words in (self.exact, self.loose))
        self[piece] = exact, loose
        return self[piece]

    def _fitting(self, units: Sequence[Unit], words: Set[str]) -> Iterator[tuple[int, int]]:
        for unit in units:
            if unit.joined in words or unit.joined.startswith(self.begun):
                yield unit.begin, unit.end
            else:
                parts = (part for part in unit.parts if part.word in words or part.word.startswith(self.begun))
                yield from ((part.begin, part.end) for part in parts)


def _parts(phrase: str) -> list[str]:
    return [word for word in phrase.split(" ") if word != PAUSE]


def _several(pieces: Sequence[str], phrases: Sequence[Sequence[str]]) -> list[tuple[int, int, int, int]]:
    """Return where phrases stand: the places of their first and last pieces, and from where to where in these."""
    units = ((place, unit) for place, piece in enumerate(pieces) for unit in units_of(piece))
    parts = [(place, part) for place, unit in units for part in unit.parts]
    words = [part.word for _, part in parts]
    found = []
    for phrase in phrases:
        for place in range(len(words) - len(phrase) + 1):
            if words[place] == phrase[0] and words[place : place + len(phrase)] == phrase:
                (first, begun), (last, ended) = parts[place], parts[place + len(phrase) - 1]
                found.append((first, begun.begin, last, ended.end))
    return found


def _marked(text: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text with its hits between marks."""
    for begin, end in reversed(spans):
        text = f"{text[:begin]}{HIT}{text[begin:end]}{END}{text[end:]}"
    return text


def _shortened(text: str) -> str:
    """Return some words around the first hit; a hit that would be cut off in the middle ends with the piece."""
    words = text.split(" ")
    if len(words) <= _LONGEST:
        return text
    first = next(place for place, word in enumerate(words) if HIT in word)
    begin = max(0, min(first - _BEFORE, len(words) - _LONGEST))
    piece = " ".join(words[begin : begin + _LONGEST])
    closed = piece + END if piece.rfind(HIT) > piece.rfind(END) else piece
    return f"{_CUT if begin else ''}{closed}{_CUT if begin + _LONGEST < len(words) else ''}"


def highlighted(document: bytes, piece: str | None) -> bytes:
    """Return a document with its highlight as the last field."""
    return document[:-1] + _FIELD + (piece.encode() if piece else encode(None)) + b"}"
