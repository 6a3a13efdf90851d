"""A quote with marked changes: brackets hold what was put in, ellipses stand for what was left out; knows no sources.

It is found where its pieces stand in their order, near each other. It is not found where a negation was left out or put
in, nor where brackets stand in the place of a name or a number, or make another number of one. Brackets at an end may
stand in the place of what the source has there, up to the end of its sentence.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from api.model.negations import negates
from api.model.quotation import SENTENCE_END
from api.model.word_runs import WordRuns
from api.model.words import keys as keys_of

#: How many words an ellipsis may leave out, and how many words brackets may take the place of.
MOST_LEFT_OUT, MOST_REPLACED = 100, 8
#: How many pieces are looked for.
MOST_PIECES = 10

_DOTS = r"(?:…|\.{3,}|\.(?: \.){2,})"
_CHANGE = re.compile(rf"[\[(]\s*{_DOTS}\s*[\])]|{_DOTS}|\[(?P<put_in>[^\[\]]+)\]")
#: Brackets around a letter of a word, whose case was changed.
_LETTER = re.compile(r"\[(\w)\](?=\w)")
#: A part of a word or a number that is put in, but for a short ending: `[un]able` says the contrary of `able`.
_TORN = re.compile(
    r"\[[^\[\]]*{0}-?\](?={0})|(?<={0})\[(?:{0}[^\[\]]{{3,}}|out|['’´`]t)\]|(?<=\d)\[|\](?=\d)".format("[A-Za-zÀ-ɏͰ-ԯ]")
)
#: Words that make another number of the one that they stand beside.
_SCALES = frozenset(
    keys_of(
        "hundred hundreds thousand thousands million millions billion billions trillion trillions dozen dozens percent "
        "per cent k m bn % ‰ cien ciento cientos mil miles millón millones mille millier milliers milliard milliards "
        "hundert tausend tausende millionen milliarde milliarden milhão milhões bilhão bilhões тысяч тысячи миллион "
        "миллиона миллионов миллиард миллиарда миллиардов 百 千 万 萬 億 亿 兆 만 억 ألف مليون مليار"
    )
)
#: How many words beside a piece at an end brackets may stand in the place of.
_BESIDE = 3
#: What brackets may replace though it is written with a capital: `[Maduro] will go` for `He will go`.
_PRONOUNS = frozenset("i he she it they we you this that these those his her its their our my your".split())


class Alteration(NamedTuple):
    """One marked change: the words in the brackets, None of an ellipsis, and how many words are not in the quote."""

    put_in: str | None
    left_out: int


class MarkedQuote:
    """The pieces of a quote between its marks, each with what brackets before it hold, None where there are none."""

    def __init__(self, quote: str) -> None:
        """Read a quote."""
        self.pieces: list[tuple[str | None, WordRuns]] = []
        before: str | None = None
        at, text = 0, without_letter_marks(quote)
        for mark in () if _TORN.search(text) else (*_CHANGE.finditer(text), None):
            piece = WordRuns(text[at : mark.start() if mark else None])
            if len(piece):
                self.pieces.append((before, piece))
                before = None
            if mark:
                before, at = " ".join(filter(None, (before, mark["put_in"]))) or None, mark.end()
        self._behind = before

    @property
    def is_marked(self) -> bool:
        """Whether something in it is marked as changed, and it has not more pieces than are looked for."""
        put_in = self._behind or (self.pieces and self.pieces[0][0])
        return 0 < len(self.pieces) <= MOST_PIECES and bool(len(self.pieces) > 1 or put_in)

    @property
    def longest(self) -> WordRuns:
        """The piece that has most words."""
        return max((piece for _, piece in self.pieces), key=len)

    def found_in(self, text: WordRuns) -> tuple[int, int, Sequence[Alteration]] | None:
        """Return from which word to which one the pieces stand in a text, and what was changed; None if they do not."""
        first, behind = ([Alteration(put_in, 0)] if put_in else [] for put_in in (self.pieces[0][0], self._behind))
        ways = {
            stop: (begin, first)
            for begin, stop in text.runs(self.pieces[0][1])
            if _may_stand_at_an_end(text, self.pieces[0][0], begin, _before(text, begin))
        }
        for before, piece in self.pieces[1:]:
            runs = list(text.runs(piece))
            on: dict[int, tuple[int, list[Alteration]]] = {}
            for at, (begin, changes) in ways.items():
                for word, stop in runs:
                    if stop not in on and _is_lawful(text, before, at, word):
                        on[stop] = (begin, [*changes, Alteration(before, word - at)])
            ways = on
        for stop, (begin, changes) in ways.items():
            if _may_stand_at_an_end(text, self._behind, stop, _behind(text, stop)):
                return begin, stop, [*changes, *behind]
        return None


def without_letter_marks(quote: str) -> str:
    """Return a quote without brackets around a letter whose case was changed: `[W]ho` says what `Who` says."""
    return _LETTER.sub(r"\1", quote)


def _is_lawful(text: WordRuns, put_in: str | None, begin: int, stop: int) -> bool:
    """Whether the words of a text from `begin` to `stop` may be left out, or replaced by others."""
    if not begin <= stop <= begin + (MOST_LEFT_OUT if put_in is None else MOST_REPLACED):
        return False
    keys = text.keys(begin, stop)
    if negates(keys):
        return False
    return put_in is None or (
        _may_be_put_in(text, put_in, begin, stop)
        and all(_first(text, begin + at).islower() or key in _PRONOUNS for at, key in enumerate(keys))
    )


def _may_stand_at_an_end(text: WordRuns, put_in: str | None, at: int, beside: range) -> bool:
    """Whether words in brackets may stand at an end of what was found, beside some words of a text or in their place.

    These are no negation, and there is no other name or number right beside the brackets.
    """
    if put_in is None:
        return True
    keys, given = text.keys(beside.start, beside.stop), keys_of(put_in)
    is_the_same = given in (keys[: len(given)], keys[-len(given) :])
    nearest = _first(text, beside[0 if beside.start == at else -1]) if beside else ""
    is_named = (nearest.isupper() and keys[0 if beside.start == at else -1] not in _PRONOUNS) or nearest.isdigit()
    is_named |= any(map(_is_of_a_number, given)) and any(map(_is_of_a_number, keys))
    return _may_be_put_in(text, put_in, at, at) and not negates(keys) and (is_the_same or not is_named)


def _before(text: WordRuns, at: int) -> range:
    """Return the words of the same sentence before a word, so many as brackets may stand for at an end."""
    first = at
    while first > max(0, at - _BESIDE) and not _is_parted(text, first):
        first -= 1
    return range(first, at)


def _behind(text: WordRuns, at: int) -> range:
    """Return a word and those behind it in the same sentence as the one before it, as many."""
    last = at
    while last < min(len(text), at + _BESIDE) and not _is_parted(text, last):
        last += 1
    return range(at, last)


def _is_parted(text: WordRuns, at: int) -> bool:
    """Whether a sentence ends between a word and the one before it."""
    return bool(SENTENCE_END.search(text.text, text.ends[at - 1], text.begins[at]))


def _may_be_put_in(text: WordRuns, put_in: str, begin: int, stop: int) -> bool:
    """Whether words may be put in between two words of a text: no negation, and nothing that scales a number."""
    given = keys_of(put_in)
    sides = [key for at in (begin - 1, stop) if 0 <= at < len(text) for key in text.keys(at, at + 1)]
    return not (negates(given) or (any(map(_is_of_a_number, given)) and any(map(_is_of_a_number, sides))))


def _is_of_a_number(key: str) -> bool:
    return key.lstrip("-")[:1].isdigit() or key in _SCALES


def _first(text: WordRuns, at: int) -> str:
    """Return the first character of a word as it is printed."""
    return text.text[text.begins[at]]
