"""From what a client types to what the index of words is asked for; knows nothing of records.

A word finds every record that has it, in any case and with any accents; the last wanted word also finds what begins
with it. Words in quotation marks are found where they follow each other. A word or a phrase with `-` before it must not
be there. All else only stands between words: no text is refused.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple

from api.release.index_terms import RELATED, SHORT, beginning, signed
from api.release.spelling import PAUSE, in_order, may_begin, units

#: What stands for a quotation mark around a phrase.
_MARKS = str.maketrans(dict.fromkeys("“”„‟«»＂", '"'))
#: What stands for a minus, also where a program has made a dash of it; brackets may follow.
_MINUS = re.compile(r"(?:^|[\s(])[-−‐‑–—][(\[]*$")


@dataclass(frozen=True)
class QueryTerm:
    """A word or a phrase that is asked for: the ways to write it, each with spaces between its words.

    `loose` are its other forms and spellings. Where it is `begun`, what begins with its one word is found too. One
    that stood in quotation marks is `marked`.
    """

    phrases: tuple[str, ...]
    loose: tuple[str, ...] = ()
    begun: bool = False
    marked: bool = False

    @property
    def word(self) -> str:
        """It as one word; empty where it is none."""
        return next((phrase for phrase in self.phrases if " " not in phrase), "")

    def has(self, sign: str, *, loose: bool = False) -> str:
        """Return the query of FTS5 for what has it, with a sign before each of its words."""
        every = (*self.phrases, *self.loose) if loose else self.phrases
        found = [_quoted(sign, phrase) for phrase in every]
        if self.begun and len(self.word) <= SHORT:
            found.append(f'"{beginning(sign, self.word)}"')
        elif self.begun:
            found.append(f"{_quoted(sign, self.word)} *")
        return " OR ".join(found)

    def anywhere(self, *, loose: bool = False) -> str:
        """Return the same for what has it in its own words or in the names of what it refers to."""
        return " OR ".join(self.has(sign, loose=loose) for sign in ("", RELATED))


@dataclass(frozen=True)
class WordQuery:
    """What must be found, all of it, and what must not be, none of it."""

    wanted: tuple[QueryTerm, ...]
    unwanted: tuple[QueryTerm, ...]

    @property
    def is_empty(self) -> bool:
        """Whether there is no word in what was typed."""
        return not (self.wanted or self.unwanted)

    def all(self, sign: str) -> str:
        """Return the query of FTS5 for what has all that is wanted, with a sign before each word."""
        return " AND ".join(f"({term.has(sign)})" for term in self.wanted)

    def anywhere(self, *, loose: bool = False) -> str:
        """Return the same for all that is wanted, wherever each of it stands."""
        return " AND ".join(f"({term.anywhere(loose=loose)})" for term in self.wanted)

    @property
    def none(self) -> str:
        """The query for what has any of the unwanted."""
        return " OR ".join(term.anywhere() for term in self.unwanted)


class QueryWord(NamedTuple):
    """A word that is wanted: where it stands in the text, and how the index writes it."""

    start: int
    end: int
    term: str


def parse(text: str) -> WordQuery:
    """Return what a text asks for."""
    terms = list(_terms(text.translate(_MARKS)))
    wanted = [term for term, unwanted in terms if not unwanted]
    if wanted and not wanted[-1].marked and may_begin(wanted[-1].word or PAUSE):
        wanted[-1] = replace(wanted[-1], begun=True)
    return WordQuery(tuple(wanted), tuple(term for term, unwanted in terms if unwanted))


def wanted_words(text: str) -> list[QueryWord]:
    """Return the words of a text, but for those with `-` before them."""
    return [
        QueryWord(part.begin, part.end, part.word)
        for unit in units(text)
        if not _MINUS.search(text[: unit.begin])
        for part in unit.parts
    ]


def _terms(text: str) -> Iterator[tuple[QueryTerm, bool]]:
    """Yield what is asked for, in order, and whether it is unwanted.

    The pieces between marks stand outside and inside of them in turn. A mark that is never closed counts for nothing.
    """
    pieces = text.split('"')
    if len(pieces) % 2 == 0:
        *_, before, after = pieces
        pieces[-2:] = [before + ("" if _MINUS.search(before) else " ") + after]
    minus = False
    for index, piece in enumerate(pieces):
        found = list(units(piece))
        if index % 2 == 0:
            for unit in found:
                phrases = (unit.phrase, unit.joined) if unit.joined else (unit.phrase,)
                yield QueryTerm(phrases), bool(_MINUS.search(piece[: unit.begin]))
        elif found:
            yield QueryTerm((in_order(found).removesuffix(f" {PAUSE}"),), marked=True), minus
        minus = bool(_MINUS.search(piece))


def _quoted(sign: str, phrase: str) -> str:
    return f'"{signed(sign, phrase)}"'
