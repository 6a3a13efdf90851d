"""What is nearest to a wrong id or to words that find nothing, in a release; each at a bounded cost, knows no HTTP."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import get_close_matches
from itertools import islice, product
from string import ascii_lowercase
from typing import Any
from unicodedata import normalize

from api.model import edtf
from api.model.budget import may_help
from api.model.messages import is_one_slip, nearest
from api.model.resource import Resource
from api.query import lookup_sql
from api.query.fts_query import QueryTerm, QueryWord, WordQuery, wanted_words
from api.query.parameters import LONGEST_VALUE
from api.query.vocabulary import Rows
from api.release.index_terms import NAMED, of_list, of_shorthand
from api.release.spelling import name_units

#: How many neighbours in spelling of a wrong id, on either side, and how many records of its words are looked at.
NEIGHBOURS, CALLED = 500, 200
#: How many words of a question are looked at, and how many spellings of each.
MOST_WORDS, SPELLINGS = 8, 3
#: How many letters a word has that is spelled otherwise: a shorter one has too many neighbours, a longer one is none.
SHORTEST, LONGEST = 4, 40
#: How many words with the same beginning are looked at where no word is one slip away.
ALIKE, BEGINNING = 500, 3
#: What is left beside the quotation marks of a phrase that has lost its first or its last word.
_BESIDE_MARKS = re.compile(r'(?<=^") | (?="$)')
#: The signs between a word and the one before it, or behind it.
_JOINS_BEFORE, _JOINS_BEHIND = re.compile(r'(?<=\w)[^\w\s"]+\Z'), re.compile(r'\A[^\w\s"]+(?=\w)')
#: The letters of which words are written, of each script by itself.
_ALPHABETS = (ascii_lowercase, "".join(map(chr, range(0x430, 0x450))))


#: For how much help to find an id counts: it takes some queries.
COST = 4


class Suggestions:
    """What to offer for what a release does not have."""

    def __init__(self, rows: Rows, entries: Resource) -> None:
        self._rows = rows
        self._entries = entries

    def ids(self, wrong: str, kinds: Sequence[str], as_of: str | None, *, past: bool) -> list[str]:
        """Return the ids of some kinds, known on a day, that are nearest to a wrong one.

        What is called so, or goes by such a code, comes before what is spelled so. A long path is no wrong id.
        """
        if len(wrong) > LONGEST_VALUE or not may_help(COST):
            return []
        words = [word.term for word in wanted_words(wrong.replace("-", " "))][:MOST_WORDS]
        if found := self._called(words, kinds, as_of, past=past):
            return found
        spelled = self.spelled_alike(wrong, kinds, as_of)
        if any(is_one_slip(wrong.casefold(), id) for id in spelled):
            return spelled
        nearly = [word if self._is_word(word) else next(iter(self.words(word)), word) for word in words]
        return (nearly != words and self._called(nearly, kinds, as_of, past=past)) or spelled

    def spelled_alike(self, wrong: str, kinds: Sequence[str], as_of: str | None) -> list[str]:
        """Return the ids that are nearest to a wrong one in letters, of its neighbours in order."""
        values = {"id": wrong, "most": NEIGHBOURS, "as_of": as_of or edtf.LAST}
        before, after = (
            sorted(row[0] for kind in kinds for row in self._rows(sql, {**values, "kind": kind}))
            for sql in (lookup_sql.IDS_BEFORE, lookup_sql.IDS_AFTER)
        )
        return nearest(wrong, [*before[-NEIGHBOURS:], *after[:NEIGHBOURS]], 3)

    def words(self, word: str) -> list[str]:
        """Return the words of the index that are nearest to one, the most frequent first; none for a short one."""
        if not SHORTEST <= len(word) <= LONGEST:
            return []
        asked = {"words": json.dumps(sorted(_slips(word))), "most": SPELLINGS}
        if found := [row[0] for row in self._rows(lookup_sql.KNOWN_WORDS, asked)]:
            return found
        begun = word[:BEGINNING]
        length = {"shortest": len(word) - 2, "longest": len(word) + 2}
        values = {"begun": begun, "behind": begun + chr(0x10FFFF), "most": ALIKE, **length}
        alike = [row[0] for row in self._rows(lookup_sql.WORDS_OF_LENGTH, values)]
        return get_close_matches(word, [other for other in alike if other != word], SPELLINGS, 0.8)

    def questions(self, q: str) -> Iterator[str]:
        """Yield what to look for in place of words that find nothing, the nearest first, each once; no lone letter."""
        asked = set()
        for question in self._nearest(normalize("NFC", q)):
            says = any(len(word.term) > 1 or not word.term.isascii() for word in wanted_words(question))
            if says and question not in asked:
                asked.add(question)
                yield question

    def _nearest(self, q: str) -> Iterator[str]:
        """Yield questions: first all unknown words are spelled otherwise, then any other single one.

        Then one is left out, or all but one.
        """
        words = wanted_words(q)[:MOST_WORDS]
        unknown = [word for word in words if not self._is_word(word.term)]
        near = {word: found for word in unknown if (found := self.words(word.term))}
        for spellings in islice(product(*near.values()), SPELLINGS if near else 0):
            yield _respelled(q, dict(zip(near, spellings, strict=True)))
        best = {word: found[0] for word, found in near.items()}
        for word in words:
            if word not in unknown:
                yield from (_respelled(q, best | {word: other}) for other in self.words(word.term))
        shorter = sorted(words, key=lambda word: word not in unknown) if len(words) > 1 else []
        yield from (_respelled(q, best | {word: ""}) for word in shorter)
        yield from (best.get(word, word.term) for word in words if len(words) > 2)

    def _is_word(self, term: str) -> bool:
        return bool(self._rows(lookup_sql.IS_WORD, {"term": term}))

    def _called(self, words: Sequence[str], kinds: Sequence[str], as_of: str | None, *, past: bool) -> list[str]:
        """Return the ids of records that go by these words, or have them in a name: those with most facts first."""
        if not words:
            return []
        names = WordQuery(tuple(QueryTerm((word,)) for word in words), ()).all(NAMED)
        short = f'"{of_shorthand(words[0])}"' if len(words) == 1 else ""
        sql = lookup_sql.called(self._entries, past=past)
        asked = (_among(kinds, query) | {"as_of": as_of, "most": CALLED} for query in (short, names) if query)
        rows: list[Any] = next(filter(None, (self._rows(sql, values) for values in asked)), [])
        found = {id: [name for _, name in json.loads(texts)[0]] for id, texts in rows}
        facts = dict(self._rows(lookup_sql.FACTS_OF_ACTORS, {"ids": json.dumps(list(found))}))
        wanted = " ".join(words)
        return sorted(found, key=lambda id: (_distance(found[id], wanted), -facts.get(id, 0), id))[:3]


def _among(kinds: Sequence[str], query: str) -> dict[str, object]:
    """Return queries of the index for records of some kinds: among the latest versions, and among the past ones."""
    sides = {"latest": False, "past": True}
    lists = {side: " OR ".join(f'"{of_list(kind, past=past)}"' for kind in kinds) for side, past in sides.items()}
    return {side: f"({query}) AND ({terms})" for side, terms in lists.items()}


def _distance(names: Sequence[str], wanted: str) -> int:
    """Return how far words are from the names of a record: 0 for a whole name, 1 for the last part of one."""
    if any(name_units(name) == name_units(wanted) for name in names):
        return 0
    return 1 if any(name_units(name.split()[-1]) == wanted for name in names if name) else 2


def _slips(word: str) -> set[str]:
    """Return all that is one slip from a word: a letter less, more or other, or two that changed places."""
    letters = next((alphabet for alphabet in _ALPHABETS if word[0] in alphabet), _ALPHABETS[0])
    cuts = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in cuts} | {head + tail[1:2] + tail[:1] + tail[2:] for head, tail in cuts}
    found |= {f"{head}{letter}{rest}" for head, tail in cuts for letter in letters for rest in (tail, tail[1:])}
    return found - {word}


def _respelled(q: str, spellings: Mapping[QueryWord, str]) -> str:
    for word in sorted(spellings, reverse=True):
        before, behind = q[: word.start], q[word.end :]
        if not spellings[word]:  # what joined it to another word goes too: a hyphen that is left would exclude that
            before, behind = _JOINS_BEFORE.sub("", before), _JOINS_BEHIND.sub("", behind)
        q = before + spellings[word] + behind
    return _BESIDE_MARKS.sub("", " ".join(q.split()))
