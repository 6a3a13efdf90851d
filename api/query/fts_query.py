"""From what a client types to a query of SQLite's FTS5; knows nothing of records.

A word finds every record that has it, in any case and with any accents; the last wanted word also finds what begins
with it. Words in quotation marks are found where they follow each other. A word or a phrase with `-` before it must not
be there. All else only stands between words: no text is refused.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from api.model.normalization import ACCENTS

#: What stands for a quotation mark around a phrase.
_MARKS = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
#: What stands for a minus, also where a program has made a dash of it.
_MINUS = "-−‐‑–—"
#: A word: letters and digits; inside it, what joins its parts, as in `U.S.`, `re-elected` or `Nicolás's`.
_WORD = re.compile(rf"(?P<minus>(?<![^\s(])[{_MINUS}][(\[]*)?(?P<word>[^\W_]+(?:[.'’\-‐‑–]+[^\W_]+)*)")
#: A beginning at the end of a query, with what stands before it in its phrase: in letters of which `_plain` is sure.
_BEGUN = re.compile(r'"(?P<before>[^"]* )?(?P<word>[0-9A-Za-zÀ-žЀ-ӿא-תء-ي]+)"\*$')
_ENDS_IN_MINUS = re.compile(rf"(?:^|[\s(])[{_MINUS}]$")


@dataclass(frozen=True)
class FtsQuery:
    """What must be found, and what must not be, as queries of FTS5; each empty where there is nothing to look for."""

    wanted: str
    unwanted: str

    @property
    def find_nothing(self) -> bool:
        """Whether there is no word in what was typed: then nothing is found."""
        return not (self.wanted or self.unwanted)

    @property
    def query(self) -> str:
        """The query for what has all that is wanted and nothing unwanted; empty where nothing is wanted."""
        return f"({self.wanted}) NOT ({self.unwanted})" if self.wanted and self.unwanted else self.wanted

    @property
    def begun(self) -> str:
        """The beginning that the last word is, as the index writes it; empty where it is none, or in rare letters."""
        found = _BEGUN.search(self.wanted)
        return "".join(map(_plain, found["word"])) if found else ""

    def spelled(self, words: Iterable[str]) -> "FtsQuery":
        """Return the same with all words that begin so in the place of the beginning."""
        found = _BEGUN.search(self.wanted)
        if not found:
            return self
        before = found["before"] or ""
        phrases = " OR ".join(f'"{before}{word}"' for word in words)
        return replace(self, wanted=f"{self.wanted[: found.start()]}({phrases})" if phrases else self.wanted)


def parse(text: str) -> FtsQuery:
    """Return what a text asks for."""
    plain = ACCENTS.sub("", unicodedata.normalize("NFC", text)).translate(_MARKS)
    terms = list(_terms(plain))
    wanted = [term for term in terms if not term.unwanted]
    unwanted = [term.phrase for term in terms if term.unwanted]
    begun = "*" if wanted and not wanted[-1].marked else ""
    return FtsQuery(" AND ".join(term.phrase for term in wanted) + begun, " OR ".join(unwanted))


class Word(NamedTuple):
    """A word that is wanted: where it stands in the text, and how the index writes it."""

    start: int
    end: int
    term: str


def wanted_words(text: str) -> list[Word]:
    """Return the words of a text, but for those with `-` before them."""
    found: list[Word] = []
    for match in _WORD.finditer(text):
        begin, parts = match.start("word"), re.finditer(r"[^\W_]+", match["word"])
        words = (Word(begin + part.start(), begin + part.end(), "".join(map(_plain, part[0]))) for part in parts)
        found += [] if match["minus"] else words
    return found


class _Term(NamedTuple):
    """A word or a phrase as FTS5 writes it, whether it is unwanted, and whether it stood in quotation marks."""

    phrase: str
    unwanted: bool
    marked: bool


def _terms(text: str) -> Iterator[_Term]:
    """Yield what is asked for, in order.

    The pieces between marks stand outside and inside of them in turn. A mark that is never closed counts for nothing.
    """
    pieces = text.split('"')
    if len(pieces) % 2 == 0:
        *_, before, after = pieces
        pieces[-2:] = [before + ("" if _ENDS_IN_MINUS.search(before) else " ") + after]
    minus = False
    for index, piece in enumerate(pieces):
        if index % 2 == 0:
            yield from (_Term(_quoted(match["word"]), bool(match["minus"]), False) for match in _WORD.finditer(piece))
        elif phrase := _quoted(piece):
            yield _Term(phrase, minus, True)
        minus = bool(_ENDS_IN_MINUS.search(piece))


def _quoted(words: str) -> str:
    """Return words as a phrase of FTS5; empty where there is no letter and no digit."""
    parts = re.findall(r"[^\W_]+", words)
    return '"' + " ".join(parts) + '"' if parts else ""


def _plain(letter: str) -> str:
    """Return a letter as the index writes it: without case, and in the Latin script without accents."""
    return (unicodedata.normalize("NFD", letter)[0] if letter < "\u0180" else letter).lower()
