"""The records of an entry of the list: who it is, what restricts it, whom it is linked to; knows no files."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from api.curation import evidence_lock
from api.curation.evidence_lock import LockedPassage
from api.curation.lists.matching import CuratedMatches
from api.curation.lists.published import ListEntry, ListVersion, PublishedList, Restriction
from api.model.edtf import possible
from api.model.normalization import name_key

#: A record to be written: its kind, and its values.
Written = tuple[str, dict[str, Any]]

#: What a list may say of a restriction, by the fields of a sanction.
SAID = ("legal_basis", "measures")
#: What is compared of a curated sanction.
COMPARED = ("target", "authority", "status", "first_seen", "last_seen", *SAID)
#: The note on an actor that no entry names, and on one that an entry names as the authority.
UNNAMED = "The list does not name who keeps it: the first entry stands for all that it restricts."
AUTHORITY = "Named by the list as an authority: that it is a public body is read from this."
#: The note on a sanction that ended while its entry stayed.
ELSEWHERE = "The entry is still on the list, under other programmes."


@dataclass(frozen=True)
class EntryInVersion:
    """An entry in one version, or its absence; `restrictions` are those that are imported."""

    version: ListVersion
    entry: ListEntry | None
    restrictions: tuple[Restriction, ...] = ()

    def passage(self, number: str = "", name: str = "") -> dict[str, str]:
        """Return the evidence that the version has the entry, or none of this number, which had this name before."""
        if self.entry:
            number, name = self.entry.number, self.entry.row.name
        part = "entry" if self.entry else "no_entry"
        return {"source": self.version.source, "part": part, "entry": number, "start": name}


@dataclass(frozen=True)
class Observation:
    """What one version says: its passage, and the values by it."""

    passage: Mapping[str, str]
    values: Mapping[str, Any]


@dataclass
class RecordBuilder:
    """Builds the records of a list, beside the curated ones; `links` has numbers of entries by source and name.

    `unresolved` counts the links that lead to no other entry, `cut` the entries whose remarks are cut off, `unknown`
    the entries at each country that is not known, `unsaid` the sanctions of which the list does not say a field.
    `named` has what not all versions have, by type and name.
    """

    published: PublishedList
    curated: CuratedMatches
    links: Mapping[str, Mapping[str, str]]
    unresolved: int = 0
    cut: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    unsaid: Counter[str] = field(default_factory=Counter)
    named: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    def own_id(self, *parts: str) -> str:
        """Return the id of what has these parts, such as the number of an entry and a programme."""
        return "-".join((self.published.id, *(re.sub("[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)))

    def actor_id(self, number: str) -> str:
        """Return the id of the actor that an entry is, curated or not."""
        curated = self.curated.actors.get(number)
        return curated.id if curated else self.own_id(number)

    def identifier(self, number: str) -> Mapping[str, str]:
        """Return the number of an entry in the register of the list."""
        return {"scheme": self.published.scheme, "id": number}

    def sources(self, versions: Sequence[ListVersion]) -> Iterator[Written]:
        """Yield the versions that are not curated as sources."""
        for version in versions:
            if version.source not in self.curated.dataset.by_id:
                read = ", ".join(f"{count} rows of {file}" for file, count in version.counts.items() if count)
                values = {
                    "id": version.source,
                    "title": f"{self.published.title}, {version.date}",
                    "publisher": self.published.publisher,
                    "type": "list",
                    "published": version.date,
                    "language": "en",
                    "text_sha256": version.digest,
                    "license": self.published.license,
                    "status_note": f"Read by a program: {read}. The digest is that of {version.file}.",
                }
                yield "sources", values

    def parties(self, entries: Iterable[EntryInVersion]) -> Iterator[tuple[Written, EntryInVersion]]:
        """Yield who restricts and who publishes, unless they are curated, each with the first entry to name it."""
        unnamed: dict[str, Mapping[str, Any]] = dict(self.published.actors)
        seen: set[str] = set()
        for one in entries:
            named = [found.authority for found in one.restrictions if found.authority]
            found = {self.actor_id(name): {"type": "body", "name": name, "status_note": AUTHORITY} for name in named}
            for id, values in {**unnamed, **found}.items():
                passage = one.passage()
                if id not in seen and id in self.curated.dataset.by_id:
                    self.curated.check_known(id, one.version.span.latest, json.dumps(passage))
                elif id not in seen:
                    yield ("actors", {"id": id, "status_note": UNNAMED, **values, "evidence": [passage]}), one
            seen |= {*unnamed, *found}
            unnamed = {}

    def records(self, number: str, versions: Sequence[EntryInVersion]) -> Iterator[Written]:
        """Yield the records of an entry: who it is, what restricts it, and whom it is linked to."""
        yield from self.actor(number, versions)
        for key in dict.fromkeys(found.key for one in versions for found in one.restrictions):
            yield from self.sanction(number, key, versions)
        linked = [(one, self.linked(number, one)) for one in versions]
        for other in dict.fromkeys(other for _, others in linked for other in others):
            yield from self.relation(number, other, [one for one, others in linked if other in others])

    def actor(self, number: str, versions: Sequence[EntryInVersion]) -> Iterator[Written]:
        """Yield the actor that an entry is, or compare it with the curated one."""
        present = [one for one in versions if one.restrictions]
        values = {"id": self.own_id(number), **merge(changes(_identities(self.identifier(number), present)))}
        self.note_reuse(number, [(one.version, one.entry) for one in versions if one.entry])
        self.unknown.update({name for one in present if one.entry for name in one.entry.unknown})
        record = self.curated.actors.get(number)
        if record:
            self.curated.check_known(record.id, present[0].version.span.latest, json.dumps(values["evidence"][0]))
            self.curated.compare_values(record, values, ("type", "countries"))
            self.curated.compare_names(record, values)
        else:
            self.curated.note_similar(values)
            if len(present) < len(versions):
                self.note_return(number, values, frozenset(one.version.source for one in present))
            yield "actors", values

    def note_reuse(self, number: str, entries: Sequence[tuple[ListVersion, ListEntry]]) -> None:
        """Note where the list has given a number to something else: a fault where the type of the entry changes."""
        for (older, before), (newer, entry) in pairwise(entries):
            now = f"the entry {number} is {entry.name!r}, of type {entry.type}"
            was = f"{now}, and was {before.name!r}, of type {before.type}, in {older.date}"
            cure = "leave out the versions up to that, or those from this on"
            if entry.type != before.type:
                self.curated.faults.append(newer.told(f"{was}; {cure}", entry.row.line))
            elif entry.name != before.name and not _words(entry) & _words(before):
                what = f"{was}, without a word in common; if they are two, {cure}"
                self.curated.matches.append(str(newer.told(what, entry.row.line)))

    def note_return(self, number: str, values: Mapping[str, Any], versions: frozenset[str]) -> None:
        """Note that an entry has the type and name of one that no version has together with it."""
        key = f"{values['type']} {name_key(values['name'])}"
        other, seen = self.named.get(key, ("", versions))
        if seen.isdisjoint(versions):
            what = f"{values['id']}, {values['name']!r}, has the name of {self.own_id(other)}, and no version has both"
            cure = f"if they are one, write an actor with the identifiers {self.published.scheme} {other} and {number}"
            self.curated.matches.append(f"{what}; {cure}")
        self.named[key] = (number, versions)

    def sanction(
        self, number: str, key: tuple[str | None, str | None], versions: Sequence[EntryInVersion]
    ) -> Iterator[Written]:
        """Yield the sanction on an entry by one programme and authority, or compare it with the curated one."""
        observations = list(self.measures(number, key, versions))
        values = {"id": self.own_id(number, *filter(None, key)), **merge(observations)}
        last = observations[-1]
        if last.values["status"] == "delisted" and last.passage["part"] == "entry":
            values["status_note"] = ELSEWHERE
        record = self.curated.sanctions.get((number, key[0] or ""))
        if record:
            self.curated.compare_values(record, values, COMPARED)
        else:
            self.unsaid.update(name for name in SAID if name not in values)
            yield "sanctions", values

    def measures(
        self, number: str, key: tuple[str | None, str | None], versions: Sequence[EntryInVersion]
    ) -> Iterator[Observation]:
        """Yield each version that has an entry so restricted, and each that is the first without it."""
        program, authority = key
        by = self.actor_id(authority) if authority else self.published.authority
        fixed = {"target": self.actor_id(number), "authority": by, "program": program}
        values: dict[str, Any] = {}
        for one in versions:
            date = one.version.date
            if one.entry and (found := next((found for found in one.restrictions if found.key == key), None)):
                since = {"listing_date": found.listed or f"[..{date}]", "first_seen": date}
                values = values or {**fixed, **since, "identifiers": [self.identifier(number)]}
                ended = found.ended and possible(found.ended).latest < one.version.span.earliest
                values = {**values, **found.said, "last_seen": date, "status": "lifted" if ended else "in_force"}
                yield Observation(one.passage(), values)
                name = one.entry.row.name
            elif values and values["status"] == "in_force":
                values = {**values, "status": "delisted"}
                yield Observation(one.passage(number, name), values)

    def linked(self, number: str, one: EntryInVersion) -> list[str]:
        """Return the numbers of those whom an entry is linked to in one version; count the links to no entry."""
        if not one.entry or not one.restrictions:
            return []
        numbers = self.links[one.version.source]
        others = [
            numbers.get(linked, numbers.get(linked.removesuffix("."), ""))  # the full stop may belong to the name
            for linked in one.entry.linked
        ]
        self.unresolved += others.count("")
        self.cut += one.entry.cut
        return [other for other in others if other not in ("", number)]

    def relation(self, number: str, other: str, versions: Sequence[EntryInVersion]) -> Iterator[Written]:
        """Yield the relation of an entry to another, or compare it with the curated one."""
        subject, object = self.actor_id(number), self.actor_id(other)
        first = versions[0].version.date
        fixed = {"subject": subject, "predicate": "linked_to", "object": object, "first_seen": first}
        observations = [Observation(one.passage(), {**fixed, "last_seen": one.version.date}) for one in versions]
        values = {"id": self.own_id(number, "linked-to", other), **merge(observations)}
        record = self.curated.relations.get((subject, "linked_to", object))
        if record:
            self.curated.compare_values(record, values, ("first_seen", "last_seen"))
        else:
            yield "relations", values


def _words(entry: ListEntry) -> frozenset[str]:
    return frozenset(word for name in (entry.name, *entry.names) for word in name_key(name).split())


def proofs(records: Sequence[Written], versions: Sequence[EntryInVersion]) -> list[LockedPassage]:
    """Return the lock of each passage that some records rest on, once."""
    by_source = {one.version.source: one for one in versions}
    passages = {
        (entry["source"], entry["part"], entry["entry"], entry["start"])
        for _, values in records
        for entry in values.get("evidence", ())
    }
    return [_proof(by_source[source], *named) for source, *named in sorted(passages)]


def _proof(one: EntryInVersion, part: str, number: str, name: str) -> LockedPassage:
    version = one.version
    if part == "entry" and one.entry:
        return evidence_lock.lock_entry(version.source, version.digest, number, one.entry.row)
    return evidence_lock.lock_absence(version.source, version.digest, number, name)


def _identities(identifier: Mapping[str, str], versions: Sequence[EntryInVersion]) -> Iterator[Observation]:
    """Yield what each version says of who an entry is.

    A name or country that a version gives is kept for later ones, because some come without these files.
    """
    aliases: list[str] = []
    weak: list[str] = []
    countries: list[str] = []
    for one in versions:
        if entry := one.entry:
            aliases += [entry.natural, entry.name, *entry.names, *entry.weak]
            weak += entry.weak
            if entry.countries:
                countries = [*entry.countries] if len(entry.countries) == 1 and not entry.unknown else []
            others = [name for name in dict.fromkeys(aliases) if name != entry.natural]
            values = {
                "type": entry.type,
                "name": entry.natural,
                "aliases": others,
                "weak_aliases": [name for name in dict.fromkeys(weak) if name in others],
                "countries": countries,
                "identifiers": [identifier],
            }
            yield Observation(one.passage(), values)


def merge(observations: Sequence[Observation]) -> dict[str, Any]:
    """Return the values of a record and its evidence; the observations are in order of time."""
    last = observations[-1].values
    settled = {name: _settled(name, observations) for name in last}
    evidence = [_evidence(index, observed, settled, last) for index, observed in enumerate(observations)]
    return {**{name: value for name, value in last.items() if value}, "evidence": evidence}


def changes(observations: Iterable[Observation]) -> list[Observation]:
    """Return the first observation, and those that differ from the one before."""
    changed: list[Observation] = []
    for observed in observations:
        if not changed or changed[-1].values != observed.values:
            changed.append(observed)
    return changed


def _settled(name: str, observations: Sequence[Observation]) -> int:
    """Return the index of the observation since which a field has had its last value."""
    last = observations[-1].values[name]
    return max((index + 1 for index, observed in enumerate(observations) if observed.values[name] != last), default=0)


def _evidence(index: int, observed: Observation, settled: Mapping[str, int], last: Mapping[str, Any]) -> dict[str, Any]:
    """Return one piece of evidence: other values that it said, and the fields that it supports, if not all."""
    others = [name for name in settled if index < settled[name]]
    said = {name: observed.values[name] for name in others if observed.values[name]}
    evidence: dict[str, Any] = dict(observed.passage)
    if len(said) < len(others):
        evidence["fields"] = [name for name, value in last.items() if value and name not in others]
    return {**evidence, "said": said} if said else evidence
