"""Whom a draft names beside its quotations, among those who are known by some names; guesses nothing in silence."""

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Iterator, Sequence
from itertools import takewhile
from typing import NamedTuple

from api.model.draft import Draft, Quotation
from api.model.namesakes import is_a_name, is_a_sons, is_anothers, is_in_a_compound, until_its_object
from api.model.quotation import MARK, NOTHING
from api.model.words import words

#: How a draft names somebody beside a quotation.
WAYS = {
    "sentence": "In the sentence of the quotation.",
    "beside": "In the sentence before or after it, in its paragraph.",
    "before": "A guess: the person whom it named last.",
    "given": "With the quotation.",
}
#: Words behind a name whose bearer speaks, before such a name, and before one whose bearer is spoken to, or of.
_SPEAKS = (
    "said|says?|told|tells|add(?:s|ed)|asked|wrote|writes|warn(?:s|ed)|insist(?:s|ed)|stated|declared|argued|noted|called|"
    "replied|tweeted|dijo|dice|afirmó|declaró|aseguró|señaló|disse|afirmou|a dit|dit|a déclaré|sagte|sagt|erklärte|"
    "powiedział|powiedziała|сказал|сказала|заявил|заявила|говорит|说|表示|称|指出|قال|قالت"
)
_BY = (
    "(?:was|were|been) (?:told|asked|warned) by|said|says|add(?:s|ed)|asked|wrote|warned|according to|in the words of|"
    "quot(?:es|ed|ing)|cit(?:es|ed|ing)|dijo|dice|afirmó|según|disse|segundo|"
    "a (?:dit|déclaré|affirmé|ajouté|indiqué|estimé|averti|assuré)|"
    "dit|selon|sagte|sagt|erklärte|laut|"
    "сказал|сказала|заявил|заявила"
)
_TO = (
    "to|told|tells|telling|with|of|from|for|against|about|on|in|at|between|met|meets|meeting|a|al|de|del|con|contra|para|por|"
    "sobre|em|do|da|com|à|au|du|avec|contre|pour|an|von|vom|zu|zum|mit|gegen|über|对|向|مع|إلى"
)
#: A verb behind a name whose bearer does not speak, but is spoken to.
_PASSIVE = r"(?!\W*(?:was|were|is|are|been|being)\b)"
_BEHIND = re.compile(rf"{_PASSIVE}(?:\W*\w+)?\W*(?<!\w)(?:{_SPEAKS})(?!\w)", re.IGNORECASE)
_BEFORE = re.compile(rf"(?<!\w)(?:(?P<by>{_BY})|{_TO})(?!\w)", re.IGNORECASE)
#: What says of a name that its bearer did not speak: `Ryabkov never said`, and `it was not Ryabkov who said`.
_DENIES = re.compile(
    r"\W+(?:\w+\W+){0,2}?(?:never|not|cannot|\w+n['’]t|den(?:ied|ies|y|ying)|nunca|jamais|nie|никогда|не)\W+"
    rf"(?:hav(?:e|ing)\W+)?(?:say|saying|{_SPEAKS})(?!\w)",
    re.IGNORECASE,
)
_NOT = re.compile(r"(?<!\w)(?:not|nicht|pas|не)\s+\Z", re.IGNORECASE)
#: A word beside such a verb, which may be the name of somebody who is not known.
_SAYING = re.compile(
    rf"(?<!\w)(?:{_BY})\s+(?P<after>[^\W\d_]{{2,}}(?:\s+[^\W\d_]{{2,}}){{0,5}})|(?P<before>[^\W\d_]{{2,}})\s+(?:{_SPEAKS})(?!\w)",
    re.IGNORECASE,
)
#: What is somebody's and is said, as in `Ryabkov's blunt answer`; a spokesman or a wife speaks for himself or herself.
_UTTERANCE = re.compile(
    r"['’]s?(?:\W+\w+){0,2}?\W+(?:words?|statements?|remarks?|comments?|answers?|reply|replies|speech|address|phrase|tweets?|"
    r"letter|posts?|messages?|claims?|assertion|warnings?|view|opinion|account|testimony|assessment|verdict|quip|line)\b"
)
#: What is in no name but in a description, as `President of PDVSA in 2019`.
_DESCRIBES = re.compile(r"\d| (?:of|in|on|for) ")
#: How many words may stand between such a word and the name, as in `said Russian Deputy Foreign Minister Ryabkov`.
_BETWEEN = 5
#: How many characters around a name are looked at for that.
_NEAR = 200
_PRONOUN = re.compile(r"\b(?:he|she|they|er|sie|il|elle|él|ella|ele|ela|он|она|они)\b", re.IGNORECASE)
_CLAUSE_END = re.compile(f"[,;:()—–，；：{NOTHING}]")
_ABBREVIATED = re.compile(r"(?<!\w)(?:[^\W\d_]|Mrs?|Ms|Dr|St|Sra?|Gen|Sen|Rep|Col|Lt|Gov|Prof|Hr|Fr|Mme)\.\Z")
#: What begins a line that is told by itself: an item of a list, a row of a table, who speaks in a transcript.
_NAME = r"(?:[^\W\d_][\w.'’-]*[ \t]+){0,4}[^\W\d_][\w.'’-]*"
_LINE = rf"(?:[-*+•{NOTHING}]|\d{{1,3}}[.)])[ \t]|\||{NOTHING}*{_NAME}{NOTHING}*:{NOTHING}*\s"
_SENTENCE_END = re.compile(rf"[.!?…][{NOTHING})\]]*\s+|[。！？]{NOTHING}*\s*|\n\s*\n\s*|\n(?=[^\S\n]*(?:{_LINE}))")
_SIGNED = re.compile(rf"(?:[—–―]|--)(?!\s*{NOTHING})")
_BLANK_LINE = re.compile(r"\n\s*\n")
#: The ranks of those named in a sentence: who speaks, who may, whose words somebody carries, who does not.
_SPEAKER, _NAMED, _CARRIER, _OTHER = range(4)


class Attribution(NamedTuple):
    """The ids of whom a draft names beside a quotation: of several, one; and the way in which, of `WAYS`."""

    ids: tuple[str, ...]
    way: str


class Mention(NamedTuple):
    """A name in a text, where it begins and ends, and the ids of those who bear it; of a pronoun, none."""

    begin: int
    end: int
    ids: tuple[str, ...]
    rank: int = _NAMED


class Names:
    """The names of actors: whole, and the surname of a person where no other person has this word in a name.

    A name that is an office, as Foreign Minister, names its holder where no other one is known, and no name follows it.
    """

    def __init__(
        self, actors: Iterable[tuple[str, str, Sequence[str]]], offices: Iterable[tuple[str, str]] = ()
    ) -> None:
        """Take actors, each with its id, its type and its names; and offices, each with the id of its holder."""
        self._known: dict[str, dict[tuple[str, ...], dict[str, str]]] = defaultdict(dict)
        self._types: dict[str, str] = {}
        self._initials: dict[str, set[str]] = defaultdict(set)
        self._holders: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for id, role in offices:
            self._holders[tuple(word.key for word in words(role))].add(id)
        in_offices = {key for office in self._holders for key in office}
        bearers: dict[str, set[str]] = defaultdict(set)
        surnames: dict[str, tuple[str, str]] = {}
        for id, type, names in actors:
            self._types[id] = type
            for name in names:
                keys = [word.key for word in words(name)]
                self._add(keys[keys[:1] == ["the"] :], id, name.removeprefix("The "))
                if type == "person" and keys and not (_DESCRIBES.search(name) or keys[-1] in in_offices):
                    surname = (name.partition(",")[0].split() or name.split())[-1]
                    of_surname = words(surname)
                    if len(of_surname) == 1 or (of_surname and "-" in surname):  # not one letter of 耿爽
                        surnames[of_surname[-1].key] = id, surname
                    self._initials[id] |= {key[0] for key in keys}
                    for key in keys:
                        bearers[key].add(id)
        single = ((key, ids) for key, names in self._known.items() for name, ids in names.items() if len(name) == 1)
        self.no_names = {key for key, ids in single if not ids.keys() & self._initials.keys()}.union(*self._holders)
        for key, (id, name) in surnames.items():
            if len(bearers[key]) == 1 and (key,) not in self._known[key]:
                self._add([key], id, name)

    def _add(self, keys: list[str], id: str, name: str) -> None:
        if keys:
            self._known[keys[0]].setdefault(tuple(keys), {})[id] = name

    def ids(self, name: str) -> tuple[str, ...]:
        """Return the ids of the actors with a name, whatever its case."""
        keys = tuple(word.key for word in words(name))
        return tuple(self._known.get(keys[0], {}).get(keys, ())) if keys else ()

    def is_a(self, type: str, mention: Mention) -> bool:
        """Whether all who bear a name are of a type."""
        return bool(mention.ids) and all(self._types[id] == type for id in mention.ids)

    def mentions(self, text: str) -> Iterator[Mention]:
        """Yield the names in a text, the longest at each place, and its pronouns, in order."""
        found = words(text)
        keys = [word.key.removesuffix("'s") for word in found]
        at = 0
        while at < len(found):
            begin, count = found[at].begin, 1
            if _PRONOUN.fullmatch(keys[at]):
                yield Mention(begin, found[at].end, ())
            for name in sorted(self._known.get(keys[at], ()), key=len, reverse=True):
                end = at + len(name)
                if tuple(keys[at:end]) == name and not is_in_a_compound(text, begin, found[end - 1].end):
                    stop = found[end - 1].end - 2 * found[end - 1].key.endswith("'s")
                    if ids := self._bearers(text, name, begin, stop):
                        yield Mention(begin, stop, ids)
                        count = len(name)
                        break
            at += count

    def _bearers(self, text: str, name: tuple[str, ...], begin: int, stop: int) -> tuple[str, ...]:
        """Return the ids of those whom a name means at a place of a text."""
        printed = self._known[name[0]][name].items()
        ids = tuple(id for id, print in printed if _is_printed(text[begin:stop], print))
        if name in self._holders and (len(self._holders[name] | {*ids}) > 1 or _is_title(text, stop)):
            return ()
        if len(ids) == 1 and self._types[ids[0]] == "person" and self._is_anothers(text, name, begin, stop, ids[0]):
            return ()
        return ids

    def _is_anothers(self, text: str, name: tuple[str, ...], begin: int, stop: int, id: str) -> bool:
        """Whether a person's name means a namesake at a place of a text."""
        if is_a_sons(text, stop):
            return True
        return len(name) == 1 and is_anothers(text, begin, self._initials[id], self.no_names)


def _is_title(text: str, stop: int) -> bool:
    """Whether a name follows an office right away."""
    follows = re.compile(r"[^\S\n]+(\w)").match(text, stop)
    return bool(follows and follows[1].isupper())


def _is_printed(words: str, name: str) -> bool:
    """Whether words have the capitals of a name: `US` is not `us`, and Reporters are some, reporters all."""
    return words.isupper() if name.isupper() else words[0].isupper() or not name[0].isupper()


def attributed(draft: Draft, names: Names) -> list[Attribution | None]:
    """Return whom a draft names beside each of its quotations, and how; None where it names nobody who is known."""
    return list(map(_Telling(draft, names).attribution, draft.quotations))


class _Telling:
    """What a draft tells around its quotations: sentences, and who is named in them."""

    def __init__(self, draft: Draft, names: Names) -> None:
        self._text, self._names = _told(draft), names
        going_on = {quotation.begin for quotation in draft.quotations if quotation.goes_on}
        self._ends = [0, *_sentence_ends(self._text, going_on), len(self._text)]
        self._clauses = sorted({*self._ends, *(end.end() for end in _CLAUSE_END.finditer(self._text))})
        self._strangers = [one.start() for one in _SAYING.finditer(self._text) if self._names_a_stranger(one)]
        self._mentions = list(names.mentions(self._text))
        self._mentions = [one._replace(rank=self._rank(one)) for one in self._mentions]

    def attribution(self, quotation: Quotation) -> Attribution | None:
        """Return whom the draft names beside a quotation, or whom it named last; None where that is nobody."""
        first = bisect_right(self._ends, quotation.begin) - 1
        last = bisect_left(self._ends, quotation.stop)
        begin, end = self._ends[first], self._ends[last]
        named, way = self._speaking(quotation, begin, end), "sentence"
        if not named:
            if bisect_left(self._strangers, begin) < bisect_left(self._strangers, end):
                return None
            near = (self._ends[max(0, first - 1)], begin), (end, self._ends[min(last + 1, len(self._ends) - 1)])
            beside = [self._between(*span) for span in near if not self._is_apart(span, quotation)]
            named, way = next(filter(None, map(_best, beside)), []), "beside"
        if named and named[0].ids:
            return Attribution(tuple(dict.fromkeys(id for one in named for id in one.ids)), way)
        earlier = (one for one in reversed(self._between(0, quotation.begin)) if one.rank < _OTHER)
        guess = next((one for one in earlier if self._names.is_a("person", one)), None)
        return Attribution(guess.ids, "before") if guess else None

    def _speaking(self, quotation: Quotation, begin: int, end: int) -> list[Mention]:
        """Return who speaks in the sentence of a quotation, by rank and by nearness; two where that is not clear."""
        before = _best(self._between(begin, quotation.begin), self._clause)
        after = _best(self._between(quotation.stop, end))
        if not (before and after):
            return before or after
        if before[0].rank != after[0].rank:
            return min(before, after, key=lambda found: found[0].rank)
        return before if before[0].rank == _SPEAKER else before + after

    def _names_a_stranger(self, saying: re.Match[str]) -> bool:
        """Whether the word beside a verb of saying seems to be the name of somebody whom nobody here knows."""
        beside = takewhile(str.istitle, (saying["after"] or saying["before"]).split())
        return any(is_a_name(word, self._names.no_names) for word in beside)

    def _between(self, begin: int, end: int) -> list[Mention]:
        low, high = (bisect_left(self._mentions, (place,)) for place in (begin, end))
        return self._mentions[low:high]

    def _clause(self, mention: Mention) -> int:
        """Return the number of the clause in which a name stands."""
        return bisect_right(self._clauses, mention.begin)

    def _rank(self, mention: Mention) -> int:
        """Return what the words around a name, within its clause, say of its bearer."""
        clause = self._clause(mention)
        behind = self._text[mention.end : min(self._clauses[clause], mention.end + _NEAR)]
        speaks = _BEHIND.match(behind)
        before = self._text[max(self._clauses[clause - 1], mention.begin - _NEAR) : mention.begin]
        if _DENIES.match(behind) or _NOT.search(before):
            return _OTHER
        before = until_its_object(before, is_known=self._ends_in_a_name(mention.begin))
        said = max(_BEFORE.finditer(before), key=re.Match.end, default=None)
        if said and len(before[said.end() :].split()) > _BETWEEN:
            said = None
        if behind[:1] in ("'", "’") and self._names.is_a("person", mention):
            return _CARRIER if _UTTERANCE.match(behind) else _OTHER
        if behind[:1] in ("'", "’") or self._names.is_a("media", mention):
            return _CARRIER
        if speaks or (said and said["by"] and not self._leads_to_a_person(mention)):
            return _SPEAKER
        return _OTHER if said else _NAMED

    def _ends_in_a_name(self, begin: int) -> bool:
        """Whether a name, as that of a state, stands right before a place."""
        first = max(0, begin - _NEAR)
        end = first + len(self._text[first:begin].rstrip())
        before = self._between(first, begin)
        return any(one.end == end and one.ids and not self._names.is_a("person", one) for one in before)

    def _leads_to_a_person(self, mention: Mention) -> bool:
        """Whether a name belongs to that of a person behind it, as in `said U.S. envoy Abrams`."""
        behind = self._between(mention.end, min(self._clauses[self._clause(mention)], mention.end + _NEAR))
        return not self._names.is_a("person", mention) and any(self._names.is_a("person", one) for one in behind)

    def _is_apart(self, span: tuple[int, int], quotation: Quotation) -> bool:
        """Whether a sentence is in another paragraph than a quotation, or there is none."""
        between = self._text[span[0] : quotation.begin] or self._text[quotation.stop : span[1]].rstrip()
        return span[0] == span[1] or bool(_BLANK_LINE.search(between))


def _best(named: Sequence[Mention], place: Callable[[Mention], int] = lambda _: 0) -> list[Mention]:
    """Return the one of those named that speaks most likely: by rank, by the last place, and there the first one."""
    named = [one for one in named if one.rank < _OTHER]
    return [min(named, key=lambda one: (one.rank, -place(one)))] if named else []


def _told(draft: Draft) -> str:
    """Return the prose of a draft with nothing in the place of its quotations but the stop at the end of one."""
    pieces, at = [], 0
    for quotation in draft.quotations:
        begin, stop = quotation.begin, quotation.stop
        while begin > at and draft.prose[begin - 1] in f"\xa0\u202f {NOTHING}":
            begin -= 1
        if begin > at and MARK.match(draft.prose, begin - 1):
            begin -= 1
        ended = draft.prose[stop - 1] if draft.prose[stop - 1] in ".。" else NOTHING
        end = stop + bool(MARK.match(draft.prose, stop))
        pieces += [draft.prose[at:begin], NOTHING * (stop - 1 - begin), ended, NOTHING * (end - stop)]
        at = end
    return "".join([*pieces, draft.prose[at:]])


def _sentence_ends(text: str, going_on: Container[int]) -> Iterator[int]:
    """Yield where sentences end: not behind an abbreviation, nor before what signs a quotation or follows a colon.

    Nor does one end where a quotation goes on.
    """
    for end in _SENTENCE_END.finditer(text):
        before, after = text[max(0, end.start() - 8) : end.start()], text[end.end() : end.end() + 1]
        if end[0][0] == "\n":
            goes_on = before.rstrip()[-1:] in (":", "：", "")
        else:
            goes_on = after.islower() or bool(_ABBREVIATED.search(before + end[0][0])) and "\n\n" not in end[0]
        goes_on = goes_on or end.end() in going_on or end.end() + 1 in going_on
        if not (goes_on or _SIGNED.match(text, end.end())):
            yield end.end()
