"""Whether words are those of a source, and whose they are; knows a release, and the texts that are at hand.

Words are found as they are, with the changes that their quotation marks as such, and never approximately: "would" and
"would not" are nearly the same to a computer. What is not found is not found *here*, which does not say that it was
not said.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import islice
from typing import Any

from api.model.errors import Refused, Wrong
from api.model.marked_quotes import Alteration, MarkedQuote, without_letter_marks
from api.model.normalization import normalize_casefold
from api.model.word_runs import JOINT, WordRuns
from api.query.store import Store
from api.query.texts_at_hand import TextsAtHand, text_place

#: How words can be found.
MATCHES = {
    "exact": "Character for character.",
    "normalized": "The same words in another print.",
    "marked": "The same but for the changes that the quote marks.",
    "none": "They do not stand here.",
}
#: Whose words they can be.
WHOSE = {
    "quote": "Those of the speakers of `statements`.",
    "another": "The same, but not those of `speaker`.",
    "printed": "Somebody's, by a text at hand.",
    "passage": "A source's: a record rests on the passage.",
    "telling": "The source's own: nobody's quote.",
    "none": "They do not stand here.",
}
#: How many statements an answer holds at most, and in how many quotes marked changes are looked for.
MOST, MOST_MARKED = 50, 500
#: Marks around words that are no part of a passage.
_AROUND = "\"' .,;:!?"


@dataclass
class _Found:
    """What was found: how, with which changes, in which records, by kind and id, and at which places of texts."""

    match: str = "none"
    changes: Sequence[Alteration] = ()
    records: Sequence[tuple[str, str]] = ()
    places: Sequence[dict[str, Any]] = field(default_factory=list)


def verified(
    store: Store, quote: str, speaker: str | None = None, as_of: str | None = None, texts: TextsAtHand | None = None
) -> dict[str, Any]:
    """Return what was found of a quote, as `/v1/verify` gives it: `match`, `whose`, `statements`, `places` and more.

    A `speaker` is the id of an actor; raises `Refused` where no record has it. Sources are looked into where their
    `texts` are at hand. Nothing that became known after the day `as_of` is looked at.
    """
    if speaker and not store.document("actors", speaker, as_of):
        near = tuple(store.near(speaker, ["actors"], as_of))
        what = f"speaker: no record of actors has the id {speaker!r}"
        raise Refused(Wrong("speaker", speaker, what + (f"; did you mean {near[0]}?" if near else ""), nearest=near))
    found = _found(store, quote, as_of, texts)
    statements = _statements(store, found, as_of, MOST if speaker is None else len(found.records))
    whose = "quote" if statements else "none"
    if speaker and statements:
        own = [one for one in statements if speaker in (by["id"] for by in one["speakers"])]
        whose, statements = ("quote", own) if own else ("another", statements)
    elif found.places and found.places[0]["record"]:
        whose = "passage"
    elif found.places:
        whose = "printed" if any(place["printed"] for place in found.places) else "telling"
    searched = _searched(store, as_of, texts)
    return {
        "match": found.match,
        "whose": whose,
        "quote": quote,
        "detail": _detail(found, whose, statements, searched),
        "changes": [change._asdict() for change in found.changes],
        "searched": searched,
        "total": len(statements) if speaker else len(found.records),
        "statements": statements[:MOST],
        "places": [_shown(place) for place in found.places],
    }


def _shown(place: dict[str, Any]) -> dict[str, Any]:
    """Return a place of a text as an answer has it: all but its link is left out where it says nothing."""
    return {name: value for name, value in place.items() if name == "link" or (name != "printed" and value)}


def _found(store: Store, quote: str, as_of: str | None, texts: TextsAtHand | None) -> _Found:
    """Look for words as they stand, then without brackets around a letter, then with the changes that are marked."""
    bare = without_letter_marks(quote)
    found = _standing(store, WordRuns(quote), as_of, texts)
    if not found and bare != quote and (found := _standing(store, WordRuns(bare), as_of, texts)):
        found.match = "normalized"
    return found or _changed(store, MarkedQuote(quote), as_of, texts) or _Found()


def _standing(store: Store, asked: WordRuns, as_of: str | None, texts: TextsAtHand | None) -> _Found | None:
    """Look for words as they are: among quotes, then in texts, then among passages."""
    if records := _among_quotes(store, asked, as_of):
        exact = [(kind, id) for kind, id, text in records if _stands_exactly(asked, text)]
        return _Found("exact" if exact else "normalized", (), exact or [(kind, id) for kind, id, _ in records])
    places = (texts.places(asked, as_of) if texts else []) or _passages(store, asked, as_of)
    return _Found("normalized", (), (), places) if places else None


def _changed(store: Store, marked: MarkedQuote, as_of: str | None, texts: TextsAtHand | None) -> _Found | None:
    """Look for a quote with marked changes: among quotes, then in texts."""
    if not marked.is_marked:
        return None
    for kind, id, text in islice(_among_quotes(store, marked.longest, as_of), MOST_MARKED):
        if found := marked.found_in(WordRuns(text)):
            return _Found("marked", found[2], [(kind, id)])
    told = texts.marked(marked, as_of) if texts else None
    return _Found("marked", told[0], (), told[1]) if told else None


def _passages(store: Store, asked: WordRuns, as_of: str | None) -> list[dict[str, Any]]:
    """Return the locked passages that some words are as a whole, each with a record that rests on it."""
    bare = normalize_casefold(asked.text).strip(_AROUND)
    spelled = {bare, bare + ".", normalize_casefold(asked.printed(0, len(asked)))}
    digests = [sha256(one.encode()).hexdigest() for one in sorted(spelled)]
    found: dict[str, dict[str, Any]] = {}
    for kind, id in store.resting_on(digests, MOST):
        record = json.loads(store.document(kind, id, as_of) or b"{}")
        for entry in record.get("evidence", ()):
            if next(asked.runs(WordRuns(entry["start"])), (1,))[0] == 0:
                source = json.loads(store.document("sources", entry["source"]["id"], as_of) or b"{}")
                name = next((record[field] for field in ("name", "title", "summary") if record.get(field)), id)
                place = text_place(source, entry["link"], {"id": id, "kind": kind, "name": name})
                found.setdefault(
                    source["id"], place | {name: entry.get(name) for name in ("printed_since", "printed_until")}
                )
    return list(found.values())


def _among_quotes(store: Store, asked: WordRuns, as_of: str | None) -> list[tuple[str, str, str]]:
    """Return kind, id and text of the quotes that have some words; what a hyphen joins is parted in the index alone."""
    found = {row: None for reading in sorted(asked.readings) for row in store.quoted(reading, as_of)}
    return [row for row in found if not JOINT.search(row[2]) or any(WordRuns(row[2]).runs(asked))]


def _stands_exactly(asked: WordRuns, text: str) -> bool:
    """Whether a quote stands in a text character for character, from word to word."""
    if asked.text.strip() not in text:
        return False
    runs, printed = WordRuns(text), asked.printed(0, len(asked))
    return any(runs.printed(first, stop) == printed for first, stop in runs.runs(asked))


def _statements(store: Store, found: _Found, as_of: str | None, most: int) -> list[dict[str, Any]]:
    documents = (store.document(kind, id, as_of) for kind, id in found.records[:most])
    return [json.loads(document) for document in documents if document]


def _searched(store: Store, as_of: str | None, texts: TextsAtHand | None) -> dict[str, Any]:
    day = store.days.at(as_of)
    among = {"quotes": day["quotes"], **day["read"]} if day else {"quotes": 0, "sources": 0, "until": None}
    held, length = texts.size(as_of) if texts else (0, 0)
    return {**among, "texts": held, "words": length}


def _detail(found: _Found, whose: str, statements: Sequence[dict[str, Any]], searched: dict[str, Any]) -> str:
    until = f" known up to {searched['until']}" if searched["until"] else ", as nothing was known yet"
    among = f"among {_some(searched['quotes'], 'quote')} of {_some(searched['sources'], 'source')}{until}"
    if searched["texts"]:
        among += f", and in {_some(searched['texts'], 'text')} of {_some(searched['words'], 'word')}"
    if whose == "none":
        return f"Not found here, {among}. That does not say that it was not said."
    if whose == "quote":
        return f"Found {among}.{_told(found.changes)}"
    if whose == "another":
        names = dict.fromkeys(by["name"] for one in statements for by in one["speakers"])
        return f"Found {among}, but said by {', '.join(names)}.{_told(found.changes)}"
    kind = {"printed": "as somebody's words", "passage": "as a passage on which a record rests"}.get(
        whose, "as the source's own telling, nobody's quote"
    )
    return f"Found {kind}, {among}.{_told(found.changes)}"


def _told(changes: Sequence[Alteration]) -> str:
    put_in = [f"“{change.put_in}”" for change in changes if change.put_in]
    left_out = sum(change.left_out for change in changes)
    told = [f"put in: {', '.join(put_in)}"] * bool(put_in) + [f"left out: {_some(left_out, 'word')}"] * bool(left_out)
    return f" Marked as changed; {'; '.join(told)}." if told else ""


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
