"""Matching: which curated records are entries of a list, by the number of the entry, never by a name alone."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import Diagnostic
from api.curation.knowledge import Knowledge
from api.model.normalization import name_key

#: The curated types that a type of the list may mean: a list only tells persons from organizations.
_ALIKE = {"organization": {"organization", "body", "company", "media", "group"}}


@dataclass
class CuratedMatches:
    """The curated records that are entries of one list, by the `scheme` of its numbers.

    `faults` stop an import. `conflicts` are differences for curators to look at: the curated values stand. `matches`
    are actors that may be entries.
    """

    dataset: Dataset
    scheme: str
    faults: list[Diagnostic] = field(default_factory=list)
    conflicts: list[str] = field(default_factory=list)
    matches: list[str] = field(default_factory=list)
    joined: int = 0

    @cached_property
    def since(self) -> Mapping[str, str]:
        """For each curated record, the day from which it is known."""
        return Knowledge(self.dataset).since

    @cached_property
    def actors(self) -> Mapping[str, Record]:
        """The curated actors by the number of their entry."""
        return {number: record for record in self.dataset.by_kind["actors"] for number in self._numbers(record)}

    @cached_property
    def sanctions(self) -> Mapping[tuple[str, str], Record]:
        """The curated sanctions by the number of their entry and their programme."""
        measures = self.dataset.by_kind["sanctions"]
        return {(number, one.data["program"] or ""): one for one in measures for number in self._numbers(one)}

    @cached_property
    def relations(self) -> Mapping[tuple[str, str, str], Record]:
        """The curated relations by subject, predicate and object."""
        keys = ("subject", "predicate", "object")
        return {tuple(record.data[key] for key in keys): record for record in self.dataset.by_kind["relations"]}

    def check_known(self, id: str, day: str, evidence: str) -> None:
        """Note a fault where a curated record that the list names is not known on the day of the list."""
        if id in self.since and self.since[id] > day:
            what = f"{id!r} is first known on {self.since[id]}, and the list of {day} names it"
            self.faults.append(
                self.dataset.by_id[id].fault(("evidence",), f"{what}; add evidence from then: {evidence}")
            )

    def compare_values(self, record: Record, values: Mapping[str, Any], names: Sequence[str]) -> None:
        """Count a curated record that an entry is, and note where the two differ in these fields."""
        self.joined += 1
        for name in names:
            own, listed = record.data.get(name), values.get(name)
            is_same = set(listed) <= set(own or ()) if isinstance(listed, list) else own == listed
            if own and listed and not is_same and not (name == "type" and _alike(own, listed)):
                what = f"{name} is {own!r}, and {listed!r} by the list; the curated value stands"
                self._conflict(record, name, what)

    def compare_names(self, record: Record, values: Mapping[str, Any]) -> None:
        """Note names of an entry that the curated actor lacks, or that have no word in common with its own."""
        own, listed = _words(record.data), dict(zip(_words(values), _names(values), strict=True))
        if lacking := [name for words, name in listed.items() if words not in own]:
            at = record.fault(("aliases",), "").at
            what = f"{at}: {record.id}: the list also has {', '.join(map(repr, lacking))}"
            evidence = json.dumps({**values["evidence"][-1], "fields": ["aliases"]})
            self.matches.append(f"{what}; add to aliases what a search is to find, with evidence {evidence}")
        if not any(own_words & words for own_words in own for words in listed):
            what = f"is named {record.data['name']!r}, and {values['name']!r} by the list; is this the right number?"
            self._conflict(record, "name", what)

    def _conflict(self, record: Record, name: str, what: str) -> None:
        self.conflicts.append(f"{record.fault((name,), '').at}: {record.id}: {what}")

    def note_similar(self, values: Mapping[str, Any]) -> None:
        """Note the curated actors with a name like one of an entry's; of those with a number, the very same name."""
        words, number = _words(values), values["identifiers"][0]["id"]
        likely = {record.id: record for name in words for word in name for record in self._by_word.get(word, ())}
        for id, record in sorted(likely.items()):
            is_near = frozenset.__eq__ if any(self._numbers(record)) else _are_similar
            if any(is_near(own, listed) for own in _words(record.data) for listed in words) and _alike(
                record.data["type"], values["type"]
            ):
                what = f"{values['id']}, {values['name']!r}, may be the curated {id}"
                self.matches.append(f"{what}; if it is, give that the identifier {self.scheme} {number}")

    @cached_property
    def _by_word(self) -> Mapping[str, Sequence[Record]]:
        by_word: dict[str, list[Record]] = {}
        for record in self.dataset.by_kind["actors"]:
            for word in frozenset().union(*_words(record.data)):
                by_word.setdefault(word, []).append(record)
        return by_word

    def _numbers(self, record: Record) -> Iterator[str]:
        return (one["id"] for one in record.data.get("identifiers") or () if one["scheme"] == self.scheme)


def _alike(own: str, listed: str) -> bool:
    return own == listed or own in _ALIKE.get(listed, ())


def _names(values: Mapping[str, Any]) -> Sequence[str]:
    return (values["name"], *(values.get("aliases") or ()))


def _words(values: Mapping[str, Any]) -> list[frozenset[str]]:
    return [frozenset(name_key(name).split()) for name in _names(values)]


def _are_similar(own: frozenset[str], listed: frozenset[str]) -> bool:
    """Whether two names have the same words; a curated name of two or more words may lack some of the listed ones."""
    return own == listed or (len(own) > 1 and own <= listed)
