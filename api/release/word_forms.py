"""The forms of words: which share a stem in a language; knows no records.

The stems are those of Snowball. They are made of words without case and accents, as the index has them.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

import snowballstemmer

#: The languages whose words have stems here, by their codes.
LANGUAGES = {
    **{"ar": "arabic", "ca": "catalan", "cs": "czech", "da": "danish", "de": "german", "el": "greek", "en": "english"},
    **{"es": "spanish", "et": "estonian", "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french"},
    **{"ga": "irish", "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian", "it": "italian"},
    **{"lt": "lithuanian", "nb": "norwegian", "ne": "nepali", "nl": "dutch", "nn": "norwegian", "no": "norwegian"},
    **{"pl": "polish", "pt": "portuguese", "ro": "romanian", "ru": "russian", "sr": "serbian", "sv": "swedish"},
    **{"ta": "tamil", "tr": "turkish", "yi": "yiddish"},
}
#: In which language a data set is written, whatever its sources are.
_OWN = "en"
#: A shorter word has no forms that could be told from other words.
_SHORTEST = 3


def known(languages: Iterable[str]) -> list[str]:
    """Return those of some languages, given by their tags, whose words have stems, and that of the data set."""
    return sorted({_OWN, *(tag.partition("-")[0].lower() for tag in languages)} & set(LANGUAGES))


def stems(word: str, languages: Iterable[str]) -> list[tuple[str, str]]:
    """Return the stem of a word in each language, and its key there."""
    if len(word) < _SHORTEST or not word.isalpha():
        return []
    return [(stem, f"{language} {stem}") for language in languages for stem in [_stem(word, language)]]


@lru_cache(maxsize=2**14)
def _stem(word: str, language: str) -> str:
    return str(_stemmer(LANGUAGES[language]).stemWord(word))


@lru_cache
def _stemmer(name: str) -> Any:
    return snowballstemmer.stemmer(name)
