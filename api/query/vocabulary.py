"""From words that are typed to the words of the index that fit: beginnings, forms, spellings; knows no lists."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from typing import Any

from api.query import lookup_sql
from api.query.day_statistics import LAST_ROW
from api.query.fts_query import QueryTerm, WordQuery
from api.release.index_terms import SHORT
from api.release.word_forms import stems

#: Returns the rows of SQL, with values for its placeholders.
Rows = Callable[[str, Mapping[str, object]], list[Any]]
#: Up to how many words a beginning leads to one by one; what more words begin with is looked for as it is.
MOST_BEGUN = 128
#: Up to how many other forms of a word are looked for, the most frequent first.
MOST_FORMS = 16
#: How many words in a row may be one, and how many letters each part of a word must have that may be two.
_RUN, _LEAST = 3, 3
#: What begins many names, with a space behind it or without.
_ARTICLES = ("al", "el")


class Vocabulary:
    """The words of a release. Up to a thousand questions are kept with what fits them."""

    def __init__(self, rows: Rows, languages: Sequence[str]) -> None:
        self._rows = rows
        self._languages = languages
        self.spelled = lru_cache(maxsize=1_024)(self._spelled)

    def _spelled(self, asked: WordQuery) -> WordQuery:
        """Return a question with all that fits each of its words but for those in quotation marks."""
        found = [term if term.marked else self._begun(term) for term in asked.wanted]
        words = [() if term.marked else _whole(term) for term in found]
        stemmed = {word: stems(word, self._languages) for word in chain(*words)}
        runs, splits = list(_runs(words)), {word: _splits(word) for word in chain(*words)}
        own = {word: {stem for stem, _ in found} for word, found in stemmed.items()}
        sought = {*chain(*own.values()), *chain(*chain(*splits.values())), *(joined for joined, _ in runs)}
        known = {row[0] for row in self._rows(lookup_sql.KNOWN_WORDS, {"words": _array(sought), "most": LAST_ROW})}
        keys = {word: {key for _, key in found} for word, found in stemmed.items()}
        forms = self._rows(lookup_sql.FORMS, {"stems": _array({*chain(*keys.values())})}) if keys else []
        wanted = []
        for index, term in enumerate(found):
            loose = [joined for joined, places in runs if joined in known and index in places]
            for word in words[index]:
                loose += [form for key, form in forms if key in keys[word]][:MOST_FORMS]
                loose += sorted(own[word] & known)
                loose += [" ".join(parts) for parts in splits[word] if known.issuperset(parts)]
            others = dict.fromkeys(form for form in loose if form not in term.phrases)
            wanted.append(replace(term, loose=tuple(others)))
        return replace(asked, wanted=tuple(wanted))

    def _begun(self, term: QueryTerm) -> QueryTerm:
        """Return a term with all that it begins in its place, if it is long and these are few."""
        if not term.begun or len(term.word) <= SHORT:
            return term
        values = {"begun": term.word, "behind": term.word + chr(0x10FFFF), "most": MOST_BEGUN + 1}
        found = [row[0] for row in self._rows(lookup_sql.WORDS_BEGUN, values)]
        if len(found) > MOST_BEGUN:
            return term
        return replace(term, phrases=tuple(dict.fromkeys((*term.phrases, *found))), begun=False)


def _whole(term: QueryTerm) -> tuple[str, ...]:
    """Return a term as one word: as it was typed, and without the `s` of a genitive."""
    first = term.phrases[0]
    return tuple(filter(None, (term.word, first.removesuffix(" s") if first.count(" ") == 1 else "")))


def _runs(words: Sequence[Sequence[str]]) -> Iterator[tuple[str, range]]:
    """Yield words in a row as one, with their places."""
    for begin in range(len(words)):
        for end in range(begin + 2, min(begin + _RUN, len(words)) + 1):
            if all(words[begin:end]):
                yield "".join(several[0] for several in words[begin:end]), range(begin, end)


def _splits(word: str) -> list[tuple[str, str]]:
    """Return a word as two, wherever both may be words."""
    found = [(word[:at], word[at:]) for at in range(_LEAST, len(word) - _LEAST + 1)]
    return found + [(word[:2], word[2:])] * (word.startswith(_ARTICLES) and len(word) > 2 + _LEAST)


def _array(texts: set[str]) -> str:
    return json.dumps(sorted(texts), ensure_ascii=False)
