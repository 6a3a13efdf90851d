"""What is curated already, and which entries of a list it is: by the number of the entry, never by a name alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import Fault
from api.curation.knowledge import Knowledge
from api.model.normalization import name_key

#: The types that are no other than the type that a list gives: a list tells persons from organizations, and no more.
_ALIKE = {"organization": {"organization", "body", "company", "media", "group"}}


@dataclass
class Joins:
    """The records of curators that are entries of one list, by the `scheme` of its numbers.

    `faults` are what keeps an import from going on, `conflicts` what curators should look at: their values win.
    """

    dataset: Dataset
    scheme: str
    faults: list[Fault] = field(default_factory=list)
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
        return {number: record for record in self._of("actors") for number in self._numbers(record)}

    @cached_property
    def sanctions(self) -> Mapping[tuple[str, str], Record]:
        """The curated sanctions by the number of their entry and their programme."""
        found = ((number, record) for record in self._of("sanctions") for number in self._numbers(record))
        return {(number, record.data["program"]): record for number, record in found}

    @cached_property
    def relations(self) -> Mapping[tuple[str, str, str], Record]:
        """The curated relations by subject, predicate and object."""
        keys = ("subject", "predicate", "object")
        return {tuple(record.data[key] for key in keys): record for record in self._of("relations")}

    def id(self, number: str, otherwise: str) -> str:
        """Give the id of the actor that an entry is."""
        return self.actors[number].id if number in self.actors else otherwise

    def has(self, id: str) -> bool:
        """Whether there is a curated record of an id."""
        return id in self.dataset.by_id

    def known(self, id: str, day: str, cure: str) -> None:
        """Note a fault where a curated record, which a list names, is not known on the day of the list."""
        if id in self.since and self.since[id] > day:
            what = (
                f"{id!r} is first known on {self.since[id]}, and the list of {day} names it; add evidence from then: "
            )
            self.faults.append(self.dataset.by_id[id].fault(("evidence",), what + cure))

    def meets(self, record: Record, values: Mapping[str, Any], names: Sequence[str]) -> None:
        """Count a curated record that an entry is, and note where the two differ in these fields."""
        self.joined += 1
        for name in names:
            own, listed = record.data.get(name), values.get(name)
            if own and listed and not (own == listed or name == "type" and _alike(own, listed)):
                place = record.fault((name,), "")
                what = f"{record.id}: {name} is {own!r}, and {listed!r} by the list; the curated value stands"
                self.conflicts.append(f"{place.at}: {what}")

    def named(self, record: Record, values: Mapping[str, Any]) -> None:
        """Note where the list calls a curated actor by names that have no word in common with its own."""
        own = {word for name in _names(record.data) for word in name_key(name).split()}
        if not any(own & set(name_key(name).split()) for name in _names(values)):
            place = record.fault(("name",), "")
            what = f"{record.id}: is named {record.data['name']!r}, and {values['name']!r} by the list"
            self.conflicts.append(f"{place.at}: {what}; is this the right number?")

    def likens(self, values: Mapping[str, Any]) -> None:
        """Note the curated actors without a number that have a name with the words of one of the names of an entry."""
        words = [frozenset(name_key(name).split()) for name in _names(values)]
        likely = {record.id: record for found in words for word in found for record in self._by_word.get(word, ())}
        for id, record in sorted(likely.items()):
            if _alike(record.data["type"], values["type"]) and any(
                _likens(frozenset(name_key(name).split()), found) for name in _names(record.data) for found in words
            ):
                what = f"{values['id']}, {values['name']!r}, may be the curated {id}"
                self.matches.append(f"{what}; if it is, give that the identifier {self.scheme} {_number(values)}")

    @cached_property
    def _by_word(self) -> Mapping[str, Sequence[Record]]:
        """The curated actors without a number, by the words of their names."""
        found: dict[str, list[Record]] = {}
        for record in self._of("actors"):
            if not list(self._numbers(record)):
                for word in {word for name in _names(record.data) for word in name_key(name).split()}:
                    found.setdefault(word, []).append(record)
        return found

    def _of(self, kind: str) -> Iterator[Record]:
        return (record for record in self.dataset.records if record.resource.name == kind)

    def _numbers(self, record: Record) -> Iterator[str]:
        return (found["id"] for found in record.data.get("identifiers") or () if found["scheme"] == self.scheme)


def _alike(own: str, listed: str) -> bool:
    """Whether the type that a curator gives may be what the list means by its own."""
    return own == listed or own in _ALIKE.get(listed, ())


def _names(values: Mapping[str, Any]) -> list[str]:
    return [values["name"], *(values.get("aliases") or ())]


def _number(values: Mapping[str, Any]) -> str:
    return str(values["identifiers"][0]["id"])


def _likens(own: frozenset[str], listed: frozenset[str]) -> bool:
    """Whether two names have the same words, or the curated one, if it has more than one word, some of those listed."""
    return own == listed or (len(own) > 1 and own <= listed)
