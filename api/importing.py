"""From the versions of the list of Specially Designated Nationals to fixtures beside the curated ones.

Writes one NDJSON file and the lock that proves its evidence, an entry at a time, so that memory does not grow with the
list: what is held are the names that remarks link to. The same input gives the same bytes.
"""

import json
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from heapq import merge
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from api import lock
from api.dataset import Dataset
from api.faults import Fault, Faulty
from api.fixtures import ABOUT, IMPORTED, LOCK
from api.joins import Joins
from api.lock import Locked
from api.ofac import ENTRIES, Entry, Reading, Version, shrunk
from api.sightings import Sighting, changes, told

#: The register whose numbers the list gives.
SCHEME = "OFAC SDN"
#: Who publishes the list, and who restricts: their ids, and who they are where no curator has them.
PUBLISHER, AUTHORITY = "ofac", "united-states"
ACTORS: Mapping[str, Mapping[str, Any]] = {
    AUTHORITY: {"type": "state", "name": "United States", "country": "US"},
    PUBLISHER: {
        "type": "body",
        "name": "Office of Foreign Assets Control",
        "aliases": ["OFAC"],
        "country": "US",
        "member_of": [AUTHORITY],
    },
}
#: What the list calls the types of actors.
TYPES = {"entity": "organization", "individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
#: What a reader should know of an entry that is still there.
ELSEWHERE = "The entry is still on the list, under other programmes."
FILE = "ofac.ndjson"


@dataclass(frozen=True)
class Listing:
    """A version that was read once: its digest, its rows, and its first entry."""

    version: Version
    id: str
    digest: str
    counts: Mapping[str, int]
    first: Entry

    def passage(self, number: str, name: str, part: str = "entry") -> dict[str, str]:
        """Give the evidence that an entry is, or that there is none."""
        return {"source": self.id, "part": part, "entry": number, "start": name}


@dataclass(frozen=True)
class Seen:
    """An entry, or its absence, in one version; `programs` are those that were asked for."""

    listing: Listing
    entry: Entry | None
    programs: tuple[str, ...] = ()


@dataclass
class Counts:
    """What an import wrote, and what it left out."""

    written: Counter[str] = field(default_factory=Counter)
    listed: dict[str, Counter[str]] = field(default_factory=dict)
    unresolved: int = 0
    cut: int = 0


@dataclass(frozen=True)
class Wanted:
    """What was asked for: the versions in order, and patterns of programmes, all of them where there are none."""

    versions: Sequence[Version]
    patterns: Sequence[str] = ()
    force: bool = False

    def programs(self, entry: Entry) -> tuple[str, ...]:
        """Give the programmes of an entry that were asked for."""
        if not self.patterns:
            return entry.programs
        return tuple(
            program for program in entry.programs if any(fnmatchcase(program, found) for found in self.patterns)
        )


def imported(wanted: Wanted, curated: Dataset, output: Path) -> tuple[Counts, Joins]:
    """Read all versions and write the fixtures; raise `Faulty`, with nothing written, where anything is wrong."""
    if (output / ABOUT).exists():
        raise Faulty([Fault(str(output / ABOUT), 1, "", "stands in the folder to write to; name one of its own")])
    joins = Joins(curated, SCHEME)
    listings = _surveyed(wanted, curated)
    importing = _Importing(wanted, listings, joins, _links(wanted, listings))
    (output / IMPORTED).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".importing-", dir=output) as scratch, ExitStack() as files:
        drafts = [Path(scratch) / name for name in (FILE, LOCK)]
        importing.write(*(files.enter_context(draft.open("w", encoding="utf-8", newline="")) for draft in drafts))
        if joins.faults:
            raise Faulty(joins.faults)
        files.close()
        for draft, place in zip(drafts, (output / IMPORTED / FILE, output / LOCK), strict=True):
            os.replace(draft, place)
    return importing.counts, joins


def _surveyed(wanted: Wanted, curated: Dataset) -> tuple[Listing, ...]:
    """Read all files once, from end to end; raise `Faulty` where one cannot be right."""
    found: list[Listing] = []
    faults: list[Fault] = []
    before: Reading | None = None
    for version in wanted.versions:
        reading = Reading(version)
        try:
            first = _first(reading.entries())
        except Faulty as faulty:
            faults += faulty.faults
            continue
        if before and not wanted.force:
            faults += shrunk(before, reading)
        before, digest = reading, version.digest
        found.append(Listing(version, _source(version, digest, curated), digest, reading.counts, first))
    faults += [fault for listing in found for fault in _rival(listing, curated)]
    if faults:
        raise Faulty(faults)
    return tuple(found)


def _first(entries: Iterator[Entry]) -> Entry:
    """Read all entries, and give the first one; a file without any was refused."""
    first = next(entries)
    for _ in entries:
        pass
    return first


def _source(version: Version, digest: str, curated: Dataset) -> str:
    """Give the id of the source that a version is: of the curated one with its text, where there is one."""
    sources = (record for record in curated.records if record.data.get("text_sha256") == digest)
    return next((record.id for record in sources), f"ofac-sdn-{version.date}")


def _rival(listing: Listing, curated: Dataset) -> Iterator[Fault]:
    """A version that a curator has with another text is not the same version."""
    record = curated.by_id.get(listing.id)
    if record and record.data.get("text_sha256") != listing.digest:
        file = str(listing.version.folder / ENTRIES)
        yield Fault(file, 1, "", f"is not the text of the curated source {record.id!r}; correct text_sha256 there")


def _links(wanted: Wanted, listings: Sequence[Listing]) -> Mapping[str, Mapping[str, str]]:
    """For each source, the numbers of the entries that others are linked to, by name; none where a name is doubled."""
    names = {
        name
        for listing in listings
        for entry in Reading(listing.version).entries()
        if entry.linked and wanted.programs(entry)
        for linked in entry.linked
        for name in _readings(linked)
    }
    found: dict[str, dict[str, str]] = {listing.id: {} for listing in listings}
    for listing in listings:
        for entry in Reading(listing.version).entries():
            if entry.name in names and wanted.programs(entry):
                doubled = entry.name in found[listing.id]
                found[listing.id][entry.name] = "" if doubled else str(entry.number)
    return found


def _readings(linked: str) -> tuple[str, str]:
    """Give the names that a remark may mean: the full stop behind the last one may be its own."""
    return linked, linked.removesuffix(".")


@dataclass
class _Importing:
    """One writing of fixtures."""

    wanted: Wanted
    listings: Sequence[Listing]
    joins: Joins
    links: Mapping[str, Mapping[str, str]]
    counts: Counts = field(default_factory=Counts)

    def write(self, fixtures: IO[str], locks: IO[str]) -> None:
        """Write all records, and the lock of each passage once."""
        for records, proofs in self.batches():
            for kind, values in records:
                self.counts.written[kind] += 1
                fixtures.write(json.dumps({"kind": kind, **values}, ensure_ascii=False) + "\n")
            locks.writelines(proof.line for proof in proofs)

    def batches(self) -> Iterator[tuple[list[tuple[str, dict[str, Any]]], list[Locked]]]:
        """Yield records with the locks of their evidence: first what all others refer to, then an entry at a time."""
        parties = list(self.parties())
        yield [*self.sources(), *parties], self.first if parties else []
        for number, seen in self.compared():
            if any(found.programs for found in seen):
                records = list(self.records(str(number), seen))
                proofs = self.proofs(records, seen)
                yield records, [proof for proof in proofs if not parties or proof not in self.first]

    @property
    def first(self) -> list[Locked]:
        """The lock of the first entry of the first version."""
        listing = self.listings[0]
        return [lock.entry(listing.id, listing.digest, str(listing.first.number), listing.first.row)]

    def compared(self) -> Iterator[tuple[int, list[Seen]]]:
        """Yield each entry with what each version has of it, in order of numbers."""
        streams = [self.stream(index) for index in range(len(self.listings))]
        for number, found in groupby(merge(*streams, key=lambda item: item[:2]), key=lambda item: item[0]):
            entries = {index: entry for _, index, entry in found}
            yield number, [self.seen(listing, entries.get(index)) for index, listing in enumerate(self.listings)]

    def stream(self, index: int) -> Iterator[tuple[int, int, Entry]]:
        """Yield the entries of a version with their numbers."""
        for entry in Reading(self.listings[index].version).entries():
            yield entry.number, index, entry

    def seen(self, listing: Listing, entry: Entry | None) -> Seen:
        """Give what one version has of an entry."""
        programs = self.wanted.programs(entry) if entry else ()
        self.counts.listed.setdefault(listing.version.date, Counter()).update(programs)
        return Seen(listing, entry, programs)

    def sources(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the versions as sources, but for those that are curated."""
        for listing in self.listings:
            if not self.joins.has(listing.id):
                date, counts = listing.version.date, listing.counts
                read = ", ".join(f"{count} rows of {file}" for file, count in counts.items() if count)
                yield (
                    "sources",
                    {
                        "id": listing.id,
                        "title": f"Specially Designated Nationals List, {date}",
                        "publisher": PUBLISHER,
                        "type": "list",
                        "published": date,
                        "language": "en",
                        "text_sha256": listing.digest,
                        "license": "Public domain: a work of the United States government",
                        "status_note": f"Read by a program: {read}. The digest is that of {ENTRIES}.",
                    },
                )

    def parties(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield who restricts and who publishes, but for those who are curated."""
        listing = self.listings[0]
        passage = listing.passage(str(listing.first.number), listing.first.name)
        for id, values in ACTORS.items():
            if self.joins.has(id):
                self.joins.known(id, listing.version.span.latest, json.dumps(passage))
            else:
                note = "The list does not name who keeps it: the first entry stands for all that it restricts."
                yield "actors", {"id": id, **values, "status_note": note, "evidence": [passage]}

    def records(self, number: str, seen: Sequence[Seen]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the records of an entry: who it is, what restricts it, and whom it is linked to."""
        yield from self.actor(number, seen)
        for program in dict.fromkeys(program for found in seen for program in found.programs):
            yield from self.sanction(number, program, seen)
        linked = [self.linked(number, found) for found in seen]
        for other in dict.fromkeys(other for found in linked for other in found):
            yield from self.relation(
                number, other, [found for found, others in zip(seen, linked, strict=True) if other in others]
            )

    def actor(self, number: str, seen: Sequence[Seen]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the actor that an entry is, or compare it with the curated one."""
        present = [found for found in seen if found.programs]
        values = {"id": f"ofac-{number}", **told(changes(_appearances(number, present)))}
        record = self.joins.actors.get(number)
        if record:
            self.joins.known(record.id, present[0].listing.version.span.latest, json.dumps(values["evidence"][0]))
            self.joins.meets(record, values, ("type", "country"))
            self.joins.named(record, values)
        else:
            self.joins.likens(values)
            yield "actors", values

    def sanction(self, number: str, program: str, seen: Sequence[Seen]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the sanction on an entry under one programme, or compare it with the curated one."""
        sightings = list(self.measures(number, program, seen))
        values = {"id": f"ofac-{number}-{re.sub('[^a-z0-9]+', '-', program.lower())}", **told(sightings)}
        last = sightings[-1]
        if last.values["status"] == "delisted" and last.passage["part"] == "entry":
            values["status_note"] = ELSEWHERE
        record = self.joins.sanctions.get((number, program))
        if record:
            self.joins.meets(record, values, ("target", "authority", "status", "first_seen", "last_seen"))
        else:
            yield "sanctions", values

    def measures(self, number: str, program: str, seen: Sequence[Seen]) -> Iterator[Sighting]:
        """Yield each version that has an entry under a programme, and each that first has it no more."""
        values: dict[str, Any] = {}
        for found in seen:
            date = found.listing.version.date
            if found.entry and program in found.programs:
                values = values or self.measure(number, program, date)
                values = {**values, "last_seen": date, "status": "in_force"}
                yield Sighting(found.listing.passage(number, found.entry.name), values)
                name = found.entry.name
            elif values and values["status"] == "in_force":
                values = {**values, "status": "delisted"}
                part, name = ("entry", found.entry.name) if found.entry else ("no_entry", name)
                yield Sighting(found.listing.passage(number, name, part), values)

    def measure(self, number: str, program: str, date: str) -> dict[str, Any]:
        """Give what a sanction is from the version on that first has it; it was on the list by then."""
        return {
            "target": self.joins.id(number, f"ofac-{number}"),
            "authority": AUTHORITY,
            "program": program,
            "listing_date": f"[..{date}]",
            "first_seen": date,
            "identifiers": [{"scheme": SCHEME, "id": number}],
        }

    def linked(self, number: str, found: Seen) -> list[str]:
        """Give the numbers of those whom an entry is linked to in one version; count what leads to none."""
        if not found.entry or not found.programs:
            return []
        names = self.links[found.listing.id]
        others = [next((names[name] for name in _readings(name) if name in names), "") for name in found.entry.linked]
        self.counts.unresolved += others.count("")
        self.counts.cut += found.entry.cut
        return [other for other in others if other not in ("", number)]

    def relation(self, number: str, other: str, seen: Sequence[Seen]) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the relation of an entry to another one, but for one that is curated."""
        subject, object = self.joins.id(number, f"ofac-{number}"), self.joins.id(other, f"ofac-{other}")
        fixed = {"subject": subject, "predicate": "linked_to", "object": object}
        dates = [found.listing.version.date for found in seen]
        sightings = [
            Sighting(
                found.listing.passage(number, found.entry.name),
                {**fixed, "first_seen": dates[0], "last_seen": found.listing.version.date},
            )
            for found in seen
            if found.entry
        ]
        values = {"id": f"ofac-{number}-linked-to-{other}", **told(sightings)}
        record = self.joins.relations.get((subject, "linked_to", object))
        if record:
            self.joins.meets(record, values, ("first_seen", "last_seen"))
        else:
            yield "relations", values

    def proofs(self, records: Sequence[tuple[str, Mapping[str, Any]]], seen: Sequence[Seen]) -> list[Locked]:
        """Give the lock of each passage that some records rest on, once."""
        by_source = {found.listing.id: found for found in seen}
        passages = {
            (entry["source"], entry["part"], entry["entry"], entry["start"])
            for _, values in records
            for entry in values.get("evidence", ())
        }
        return [_proof(by_source[source], *named) for source, *named in sorted(passages)]


def _proof(found: Seen, part: str, number: str, name: str) -> Locked:
    listing = found.listing
    if part == "entry" and found.entry:
        return lock.entry(listing.id, listing.digest, number, found.entry.row)
    return lock.no_entry(listing.id, listing.digest, number, name)


def _appearances(number: str, seen: Sequence[Seen]) -> Iterator[Sighting]:
    """Yield what each version says of who an entry is.

    A name once printed stays a name, and a country once given stays: some versions come without these files.
    """
    aliases: list[str] = []
    weak: list[str] = []
    country = None
    for found in seen:
        entry = found.entry
        if entry:
            aliases += [entry.natural, entry.name, *entry.names, *entry.weak]
            weak += entry.weak
            country = next(iter(entry.countries)) if len(entry.countries) == 1 else country
            others = [name for name in dict.fromkeys(aliases) if name != entry.natural]
            values = {
                "type": TYPES[entry.type],
                "name": entry.natural,
                "aliases": others,
                "weak_aliases": [name for name in dict.fromkeys(weak) if name in others],
                "country": country,
                "identifiers": [{"scheme": SCHEME, "id": number}],
            }
            yield Sighting(found.listing.passage(number, entry.name), values)
