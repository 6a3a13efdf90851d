"""The records of an entry of the list: who it is, what restricts it, whom it is linked to; knows no files."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from api.curation import evidence_lock
from api.curation.diagnostics import Diagnostic
from api.curation.evidence_lock import LockedPassage
from api.curation.lists.matching import CuratedMatches
from api.curation.lists.published import ListEntry, PublishedList
from api.curation.lists.versions import VersionSummary, possible_names
from api.model.normalization import name_key

#: A record to be written: its kind, and its values.
Written = tuple[str, dict[str, Any]]

#: The types of actors by those of the list.
TYPES = {"entity": "organization", "individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
#: The note on a sanction that ended while its entry stayed.
ELSEWHERE = "The entry is still on the list, under other programmes."


@dataclass(frozen=True)
class EntryInVersion:
    """An entry in one version, or its absence; `programs` are those that are imported."""

    version: VersionSummary
    entry: ListEntry | None
    programs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Observation:
    """What one version says: its passage, and the values by it."""

    passage: Mapping[str, str]
    values: Mapping[str, Any]


@dataclass
class RecordBuilder:
    """Builds the records of a list, beside the curated ones; `links` has numbers of entries by source and name.

    `unresolved` counts the links that lead to no other entry, `cut` the entries whose remarks are cut off, `unknown`
    the entries at each country that is not known. `named` has what not all versions have, by type and name.
    """

    published: PublishedList
    curated: CuratedMatches
    links: Mapping[str, Mapping[str, str]]
    unresolved: int = 0
    cut: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    named: dict[str, tuple[str, frozenset[str]]] = field(default_factory=dict)

    def own_id(self, *parts: str) -> str:
        """Return the id of what has these parts, such as the number of an entry and a programme."""
        return "-".join((self.published.id, *(re.sub("[^a-z0-9]+", "-", part.lower()).strip("-") for part in parts)))

    def actor_id(self, number: str) -> str:
        """Return the id of the actor that an entry is, curated or not."""
        return self.curated.id(number, self.own_id(number))

    def identifier(self, number: str) -> Mapping[str, str]:
        """Return the number of an entry in the register of the list."""
        return {"scheme": self.published.scheme, "id": number}

    def sources(self, versions: Sequence[VersionSummary]) -> Iterator[Written]:
        """Yield the versions that are not curated as sources."""
        for version in versions:
            if not self.curated.has(version.id):
                date = version.version.date
                read = ", ".join(f"{count} rows of {file}" for file, count in version.counts.items() if count)
                values = {
                    "id": version.id,
                    "title": f"{self.published.title}, {date}",
                    "publisher": self.published.publisher,
                    "type": "list",
                    "published": date,
                    "language": "en",
                    "text_sha256": version.digest,
                    "license": self.published.license,
                    "status_note": f"Read by a program: {read}. The digest is that of {self.published.file}.",
                }
                yield "sources", values

    def parties(self, version: VersionSummary) -> Iterator[Written]:
        """Yield who restricts and who publishes, unless they are curated."""
        passage = version.passage(version.first.number, version.first.printed)
        for id, values in self.published.actors.items():
            if self.curated.has(id):
                self.curated.check_known(id, version.version.span.latest, json.dumps(passage))
            else:
                note = "The list does not name who keeps it: the first entry stands for all that it restricts."
                yield "actors", {"id": id, **values, "status_note": note, "evidence": [passage]}

    def records(self, number: str, versions: Sequence[EntryInVersion]) -> Iterator[Written]:
        """Yield the records of an entry: who it is, what restricts it, and whom it is linked to."""
        yield from self.actor(number, versions)
        for program in dict.fromkeys(program for one in versions for program in one.programs):
            yield from self.sanction(number, program, versions)
        linked = [(one, self.linked(number, one)) for one in versions]
        for other in dict.fromkeys(other for _, others in linked for other in others):
            yield from self.relation(number, other, [one for one, others in linked if other in others])

    def actor(self, number: str, versions: Sequence[EntryInVersion]) -> Iterator[Written]:
        """Yield the actor that an entry is, or compare it with the curated one."""
        present = [one for one in versions if one.programs]
        values = {"id": self.own_id(number), **merge(changes(_identities(self.identifier(number), present)))}
        self.curated.faults += _reused(number, versions)
        self.unknown.update({name for one in present if one.entry for name in one.entry.unknown})
        record = self.curated.actors.get(number)
        if record:
            self.curated.check_known(
                record.id, present[0].version.version.span.latest, json.dumps(values["evidence"][0])
            )
            self.curated.compare_values(record, values, ("type", "countries"))
            self.curated.compare_names(record, values)
        else:
            self.curated.note_similar(values)
            if len(present) < len(versions):
                self.note_return(number, values, frozenset(one.version.id for one in present))
            yield "actors", values

    def note_return(self, number: str, values: Mapping[str, Any], versions: frozenset[str]) -> None:
        """Note that an entry has the type and name of one that no version has together with it."""
        key = f"{values['type']} {name_key(values['name'])}"
        other, seen = self.named.get(key, ("", versions))
        if seen.isdisjoint(versions):
            what = f"{values['id']}, {values['name']!r}, has the name of {self.own_id(other)}, and no version has both"
            cure = f"if they are one, write an actor with the identifiers {self.published.scheme} {other} and {number}"
            self.curated.matches.append(f"{what}; {cure}")
        self.named[key] = (number, versions)

    def sanction(self, number: str, program: str, versions: Sequence[EntryInVersion]) -> Iterator[Written]:
        """Yield the sanction on an entry under one programme, or compare it with the curated one."""
        observations = list(self.measures(number, program, versions))
        values = {"id": self.own_id(number, program), **merge(observations)}
        last = observations[-1]
        if last.values["status"] == "delisted" and last.passage["part"] == "entry":
            values["status_note"] = ELSEWHERE
        record = self.curated.sanctions.get((number, program))
        if record:
            self.curated.compare_values(record, values, ("target", "authority", "status", "first_seen", "last_seen"))
        else:
            yield "sanctions", values

    def measures(self, number: str, program: str, versions: Sequence[EntryInVersion]) -> Iterator[Observation]:
        """Yield each version that has an entry under a programme, and each that is the first without it."""
        fixed = {"target": self.actor_id(number), "authority": self.published.authority, "program": program}
        values: dict[str, Any] = {}
        for one in versions:
            date = one.version.version.date
            if one.entry and program in one.programs:
                since = {"listing_date": one.entry.listed or f"[..{date}]", "first_seen": date}
                values = values or {**fixed, **since, "identifiers": [self.identifier(number)]}
                values = {**values, "last_seen": date, "status": "in_force"}
                yield Observation(one.version.passage(number, one.entry.printed), values)
                name = one.entry.printed
            elif values and values["status"] == "in_force":
                values = {**values, "status": "delisted"}
                part, name = ("entry", one.entry.printed) if one.entry else ("no_entry", name)
                yield Observation(one.version.passage(number, name, part), values)

    def linked(self, number: str, one: EntryInVersion) -> list[str]:
        """Return the numbers of those whom an entry is linked to in one version; count the links to no entry."""
        if not one.entry or not one.programs:
            return []
        numbers = self.links[one.version.id]
        others = [
            next((numbers[name] for name in possible_names(linked) if name in numbers), "")
            for linked in one.entry.linked
        ]
        self.unresolved += others.count("")
        self.cut += one.entry.cut
        return [other for other in others if other not in ("", number)]

    def relation(self, number: str, other: str, versions: Sequence[EntryInVersion]) -> Iterator[Written]:
        """Yield the relation of an entry to another, or compare it with the curated one."""
        subject, object = self.actor_id(number), self.actor_id(other)
        fixed = {"subject": subject, "predicate": "linked_to", "object": object}
        first = versions[0].version.version.date
        observations = [
            Observation(
                one.version.passage(number, one.entry.printed),
                {**fixed, "first_seen": first, "last_seen": one.version.version.date},
            )
            for one in versions
            if one.entry
        ]
        values = {"id": self.own_id(number, "linked-to", other), **merge(observations)}
        record = self.curated.relations.get((subject, "linked_to", object))
        if record:
            self.curated.compare_values(record, values, ("first_seen", "last_seen"))
        else:
            yield "relations", values


def proofs(records: Sequence[Written], versions: Sequence[EntryInVersion]) -> list[LockedPassage]:
    """Return the lock of each passage that some records rest on, once."""
    by_source = {one.version.id: one for one in versions}
    passages = {
        (entry["source"], entry["part"], entry["entry"], entry["start"])
        for _, values in records
        for entry in values.get("evidence", ())
    }
    return [_proof(by_source[source], *named) for source, *named in sorted(passages)]


def _proof(one: EntryInVersion, part: str, number: str, name: str) -> LockedPassage:
    version = one.version
    if part == "entry" and one.entry:
        return evidence_lock.lock_entry(version.id, version.digest, number, one.entry.row)
    return evidence_lock.lock_absence(version.id, version.digest, number, name)


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
                "type": TYPES[entry.type],
                "name": entry.natural,
                "aliases": others,
                "weak_aliases": [name for name in dict.fromkeys(weak) if name in others],
                "countries": countries,
                "identifiers": [identifier],
            }
            yield Observation(one.version.passage(identifier["id"], entry.printed), values)


def _reused(number: str, versions: Sequence[EntryInVersion]) -> Iterator[Diagnostic]:
    """Yield a fault where the list has given a number to something else; the type of an entry never changes."""
    entries = [(one.version.version, one.entry) for one in versions if one.entry]
    for (older, before), (newer, entry) in pairwise(entries):
        if entry.type != before.type:
            what = f"the entry {number} is of type {entry.type}, and was {before.name!r}, of type {before.type}, in"
            cure = f"{what} {older.date}; leave out the versions up to that, or those from this on"
            yield Diagnostic(str(newer.entries), entry.row.line, "", cure)


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
