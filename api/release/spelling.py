"""How a text is spelled in the index of words, and a question to it; knows nothing of records, SQL or HTTP.

`api.model.words` says what a word is. Here its parts become words too: `l'accord` is found by `accord`, and 정은 inside
김정은. What no space parts is one `Unit`, which is found as one word as well: `cease-fire` by `ceasefire`.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain
from typing import NamedTuple

from api.model.scripts import UNSPACED
from api.model.words import words

#: Stands behind a Korean word, whose syllables are words, so that none is found across two of them.
PAUSE = "\ue000"
#: What may stand between the parts of a unit.
_JOINING = re.compile(r"[-'’.‐‑–]?")
_HANGUL = "\uac00-\ud7a3"
#: A piece that is one word, in marks that part nothing: `api.model.words` would read the same.
_PLAIN = re.compile(r'["(]*([A-Za-z]+|[0-9]+)["),;:.]*')
_SYLLABLE = re.compile(f"[{_HANGUL}{UNSPACED}]")
_PARTS = re.compile(f"[{_HANGUL}]|[^'{_HANGUL}]+")
#: Of names with more words nobody says the initials; small words often have none. Two letters are often a word.
_MOST_INITIALS, _LEAST_INITIALS = 8, 3
_SMALL = frozenset("a and da das de del do dos e for in la las los of on the y".split())


class Part(NamedTuple):
    """A word of the index, and where the word stands of which it is a part, in code points."""

    word: str
    begin: int
    end: int


class Unit(NamedTuple):
    """What no space parts: its words, and the one word that they are `joined`, empty where they are none together."""

    parts: tuple[Part, ...]
    joined: str

    @property
    def phrase(self) -> str:
        """Its words, with spaces between them."""
        return " ".join(part.word for part in self.parts)

    @property
    def begin(self) -> int:
        """Where it begins."""
        return self.parts[0].begin

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.parts[-1].end

    def moved(self, by: int) -> "Unit":
        """Return the same so many code points further on."""
        return Unit(tuple(Part(part.word, part.begin + by, part.end + by) for part in self.parts), self.joined)


def units(text: str) -> Iterator[Unit]:
    """Yield the units of a text, in order."""
    at = 0
    for piece in text.split(" "):
        yield from (unit.moved(at) for unit in units_of(piece))
        at += len(piece) + 1


@lru_cache(maxsize=2**14)
def plain_word(piece: str) -> str | None:
    """Return the one word in lower case that most pieces of a text are, but for marks around it; None of all others."""
    return found[1].lower() if (found := _PLAIN.fullmatch(piece)) else None


@lru_cache(maxsize=2**14)
def units_of(piece: str) -> tuple[Unit, ...]:
    """Return the units of a piece of a text."""
    if plain := _PLAIN.fullmatch(piece):
        return (Unit((Part(plain[1].lower(), *plain.span(1)),), ""),)
    found: list[list[Part]] = []
    for word in words(piece):
        key = word.key.lstrip("-")
        begin = word.begin + len(word.key) - len(key)
        parts = [Part(part, begin, word.end) for part in _PARTS.findall(key)] if any(map(str.isalnum, key)) else []
        if parts and found and _JOINING.fullmatch(piece[found[-1][-1].end : begin]):
            found[-1] += parts
        elif parts:
            found.append(parts)
    return tuple(Unit(tuple(parts), _joined([part.word for part in parts])) for parts in found)


def in_order(found: Sequence[Unit]) -> str:
    """Return the words of units, with spaces between them."""
    return " ".join(f"{unit.phrase} {PAUSE}" if "가" <= unit.phrase[-1] <= "힣" else unit.phrase for unit in found)


@lru_cache(maxsize=2**14)
def name_units(name: str) -> str:
    """Return the units of a name without their order: `GUAIDÓ, Juan` and `Juan Guaidó` have one key."""
    return " ".join(sorted(chain(*map(_unit_keys, name.split(" ")))))


@lru_cache(maxsize=2**14)
def _unit_keys(piece: str) -> Sequence[str]:
    return ["".join(part.word for part in unit.parts) for unit in units_of(piece)]


def initials(name: str) -> tuple[str, ...]:
    """Return the initials of a proper name, with and without those of its small words; none of any other text."""
    if name.count(" ") >= _MOST_INITIALS:
        return ()
    found = [(unit.parts[0], piece) for piece in name.split(" ") for unit in units_of(piece)]
    large = [(part, piece) for part, piece in found if part.word not in _SMALL]
    if not all(piece[part.begin].isupper() for part, piece in large):
        return ()
    both = ("".join(part.word[0] for part, _ in some) for some in (found, large))
    return tuple(short for short in dict.fromkeys(both) if len(short) > 1)


@lru_cache(maxsize=2**14)
def abbreviations(name: str) -> tuple[str, ...]:
    """Return the initials by which words find a name."""
    return tuple(found for found in initials(name) if len(found) >= _LEAST_INITIALS)


def may_begin(word: str) -> bool:
    """Whether a word is found by its beginnings: no character or syllable that is a word by itself."""
    return word != PAUSE and not _SYLLABLE.match(word)


def _joined(found: Sequence[str]) -> str:
    """Return words as one, without the `s` of a genitive; nothing for one, for numbers, and where parts are all."""
    several = found[:-1] if found[-1] == "s" else found
    met = any(one[-1].isdigit() and other[0].isdigit() for one, other in zip(found, found[1:], strict=False))
    whole = "".join(several)
    return "" if len(several) < 2 or met or _SYLLABLE.search(whole) else whole
