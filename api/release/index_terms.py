"""Terms that stand in the index of words but in no text: nobody can type one.

They say of a row in which lists it is, by what filters find it, and what exactly its record is called. Each word of a
name stands there once more with a sign before it, and so do the beginnings of words, and the words in the names of what
the record refers to. So lists, filters, beginnings and parts of records are looked for as words are, and one walk
through the index finds what has them all.
"""

from functools import cache, lru_cache
from hashlib import sha256

from api.release.spelling import PAUSE

#: The signs: private characters, which no word has.
LISTED, NAMED, RELATED, BEGUN = PAUSE, "\ue001", "\ue002", "\ue003"
#: Stands between texts, so that no phrase goes from one into the next.
GAP = f" {LISTED} "
#: Beginnings of up to so many letters stand in the index; a longer one leads to its words.
SHORT = 2


@cache
def of_list(name: str, *, past: bool) -> str:
    """Return the term of all rows of a list: of the latest versions of its records, or of the `past` ones."""
    return _term(f"{name} {'past' if past else 'latest'}")


@lru_cache(maxsize=2**14)
def of_value(filter: str, value: str) -> str:
    """Return the term of all rows that a filter finds by a value, in whichever list: a filter means the same in all."""
    return _term(f"{filter}={value}")


def of_name(bare: str) -> str:
    """Return the term of all rows whose records are called just so."""
    return _term(f"called {bare}")


def of_shorthand(text: str) -> str:
    """Return the term of all rows whose records go by a code or by their initials."""
    return _term(f"short {text.casefold()}")


def signed(sign: str, words: str) -> str:
    """Return words with a sign before each."""
    return sign + words.replace(" ", f" {sign}") if words else words


def beginning(sign: str, letters: str) -> str:
    """Return the term of all rows that have a word with a sign that begins so, with `SHORT` letters at most."""
    return BEGUN + sign + letters


def _term(text: str) -> str:
    return LISTED + sha256(text.encode()).hexdigest()[:16]
