"""Terms that stand in the index of words but in no text: nobody can type one.

They say of a row in which lists it is, by what filters find it, and what exactly its record is called. Each word of a
name, and of a record's own texts, stands there once more with a sign before it. So lists, filters and parts of records
are looked for as words are, and one walk through the index finds what has them all.
"""

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

#: The signs: private characters, which the index takes for letters, and no query that is typed ever holds.
LISTED, NAMED, OWN = "\ue000", "\ue001", "\ue002"
#: Stands between texts, so that no phrase goes from one into the next.
GAP = f" {LISTED} "

#: Where a word begins.
_BEGINNING = re.compile(r"(?<![^\W_])(?=[^\W_])")
_PHRASE = re.compile(r'"[^"]*"')


class SearchedWords(NamedTuple):
    """The words by which a record is found, by how much they count, as the columns of the index."""

    title: Sequence[str]
    names: Sequence[str]
    texts: Sequence[str]
    related: Sequence[str]

    @property
    def called(self) -> Sequence[str]:
        """What the record is called."""
        return [*self.title, *self.names]


#: Stands between the texts of one column: no text holds it, and no word does.
BETWEEN = "\x1f"
#: The columns of the index in which words stand as they are.
COLUMNS = SearchedWords._fields


def of_list(name: str, *, past: bool) -> str:
    """Return the term of all rows of a list: of the latest versions of its records, or of the `past` ones."""
    return _term(f"{name} {'past' if past else 'latest'}")


def of_value(filter: str, value: str) -> str:
    """Return the term of all rows that a filter finds by a value, in whichever list: a filter means the same in all."""
    return _term(f"{filter}={value}")


def of_name(bare: str) -> str:
    """Return the term of all rows whose records are called just so."""
    return _term(f"called {bare}")


def of_shorthand(text: str) -> str:
    """Return the term of all rows whose records go by a code or by their initials."""
    return _term(f"short {text.casefold()}")


def marked(sign: str, text: str) -> str:
    """Return a text with a sign before each word."""
    return _BEGINNING.sub(sign, unicodedata.normalize("NFC", text))


def sought(sign: str, query: str) -> str:
    """Return a query for words that have a sign, from one for words without."""
    return _PHRASE.sub(lambda phrase: marked(sign, phrase[0]), query)


@lru_cache(maxsize=100_000)
def _term(text: str) -> str:
    return LISTED + sha256(text.encode()).hexdigest()[:16]
