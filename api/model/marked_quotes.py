"""A quote with marked changes: brackets hold what was put in, ellipses stand for what was left out; knows no sources.

It is found where its pieces stand in their order, near each other. It is not found where a negation was left out or put
in, nor where brackets stand in the place of a name or a number.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

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
#: A part of a word that is put in, but for a short ending: `[un]able` says the contrary of `able`.
_TORN = re.compile(r"\[[^\[\]]*{0}-?\](?={0})|(?<={0})\[{0}[^\[\]]{{3,}}\]".format("[A-Za-zÀ-ɏͰ-ԯ]"))
#: Words that turn what is said into its contrary, by the languages that use them.
_NEGATIONS = {
    "en": "not no never none nobody nothing nowhere neither nor cannot without hardly scarcely barely unless except",
    "es": "no nunca jamás nada nadie ninguno ninguna ningún tampoco sin ni salvo",
    "fr": "ne n pas jamais rien personne aucun aucune sans ni non nul nulle guère point sauf",
    "pt": "não nunca jamais nada ninguém nenhum nenhuma nem sem salvo",
    "it": "non no mai niente nulla nessuno nessuna nessun senza né neanche",
    "de": "nicht kein keine keinen keinem keiner keines nie niemals niemand nichts ohne weder noch nirgends",
    "nl": "niet geen nooit niemand niets zonder noch",
    "sv": "inte icke ej aldrig ingen inget inga utan",
    "pl": "nie nigdy nikt nic bez ani żaden żadna żadne",
    "ru": "не нет ни никогда никто ничего нельзя без никакой нигде",
    "uk": "не ні немає ніколи ніхто нічого без",
    "el": "δεν δε μη μην όχι ποτέ κανείς τίποτα χωρίς ούτε",
    "tr": "değil yok hayır asla hiç",
    "ar": "لا لم لن ليس ليست ليسوا ما غير بدون دون",
    "fa": "نه نیست نمی بدون",
    "he": "לא אין בלי אף אל מעולם",
    "hi": "नहीं न मत बिना",
}
_NEGATING = frozenset(key for listed in _NEGATIONS.values() for key in keys_of(listed))
#: The same in scripts that write it within or beside other words.
_NEGATING_LETTERS = re.compile("[不没沒無无未非勿别別莫]|ない|なかった|ませ|ずに|안|않|못|없|아니|말라|ไม่|มิ")
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
            before, at = ((mark["put_in"] or before), mark.end()) if mark else (before, 0)
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
        outside = [put_in for put_in in (self.pieces[0][0], self._behind) if put_in]
        if any(negates(keys_of(put_in)) for put_in in outside):
            return None
        first, behind = ([Alteration(put_in, 0)] if put_in else [] for put_in in (self.pieces[0][0], self._behind))
        ways = {stop: (begin, first) for begin, stop in text.runs(self.pieces[0][1])}
        for before, piece in self.pieces[1:]:
            runs = list(text.runs(piece))
            on: dict[int, tuple[int, list[Alteration]]] = {}
            for at, (begin, changes) in ways.items():
                for word, stop in runs:
                    if stop not in on and _is_lawful(text, before, at, word):
                        on[stop] = (begin, [*changes, Alteration(before, word - at)])
            ways = on
        return next(((begin, stop, [*changes, *behind]) for stop, (begin, changes) in ways.items()), None)


def without_letter_marks(quote: str) -> str:
    """Return a quote without brackets around a letter whose case was changed: `[W]ho` says what `Who` says."""
    return _LETTER.sub(r"\1", quote)


def negates(keys: Sequence[str]) -> bool:
    """Whether a negation is among some words, in any of the languages that are known here."""
    if any(key in _NEGATING or key.endswith("n't") or key.startswith("n'") for key in keys):
        return True
    return bool(_NEGATING_LETTERS.search("".join(keys)))


def _is_lawful(text: WordRuns, put_in: str | None, begin: int, stop: int) -> bool:
    """Whether the words of a text from `begin` to `stop` may be left out, or replaced by others."""
    if not begin <= stop <= begin + (MOST_LEFT_OUT if put_in is None else MOST_REPLACED):
        return False
    keys = text.keys(begin, stop)
    if negates(keys) or (put_in and negates(keys_of(put_in))):
        return False
    return put_in is None or all(
        text.text[text.begins[begin + at]].islower() or key in _PRONOUNS for at, key in enumerate(keys)
    )
