"""From what the versions of a list have of an entry to its records: who it is, what restricts it, whom it is linked to.

Reads and writes no files.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.curation import evidence_lock
from api.curation.evidence_lock import Locked
from api.curation.lists.ofac.files import ENTRIES, Entry
from api.curation.lists.ofac.matching import Joins
from api.curation.lists.ofac.observations import Sighting, changes, told
from api.curation.lists.ofac.versions import Listing, readings

#: A record to be written: its kind, and its values.
Written = tuple[str, dict[str, Any]]

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


@dataclass(frozen=True)
class Seen:
    """An entry, or its absence, in one version; `programs` are those that were asked for."""

    listing: Listing
    entry: Entry | None
    programs: tuple[str, ...] = ()


@dataclass
class Targets:
    """The records of a list, joined with the curated ones; `links` gives numbers by source and name.

    Counts what leads to no other entry, and the entries whose remarks the list cuts off.
    """

    joins: Joins
    links: Mapping[str, Mapping[str, str]]
    unresolved: int = 0
    cut: int = 0

    def sources(self, listings: Sequence[Listing]) -> Iterator[Written]:
        """Yield the versions as sources, but for those that are curated."""
        for listing in listings:
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

    def parties(self, listing: Listing) -> Iterator[Written]:
        """Yield who restricts and who publishes, but for those who are curated."""
        passage = listing.passage(str(listing.first.number), listing.first.name)
        for id, values in ACTORS.items():
            if self.joins.has(id):
                self.joins.known(id, listing.version.span.latest, json.dumps(passage))
            else:
                note = "The list does not name who keeps it: the first entry stands for all that it restricts."
                yield "actors", {"id": id, **values, "status_note": note, "evidence": [passage]}

    def records(self, number: str, seen: Sequence[Seen]) -> Iterator[Written]:
        """Yield the records of an entry: who it is, what restricts it, and whom it is linked to."""
        yield from self.actor(number, seen)
        for program in dict.fromkeys(program for found in seen for program in found.programs):
            yield from self.sanction(number, program, seen)
        linked = [self.linked(number, found) for found in seen]
        for other in dict.fromkeys(other for found in linked for other in found):
            yield from self.relation(
                number, other, [found for found, others in zip(seen, linked, strict=True) if other in others]
            )

    def actor(self, number: str, seen: Sequence[Seen]) -> Iterator[Written]:
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

    def sanction(self, number: str, program: str, seen: Sequence[Seen]) -> Iterator[Written]:
        """Yield the sanction on an entry under one programme, or compare it with the curated one."""
        sightings = list(self.measures(number, program, seen))
        values = {"id": f"ofac-{number}-{re.sub('[^a-z0-9]+', '-', program.lower()).strip('-')}", **told(sightings)}
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
        others = [next((names[name] for name in readings(name) if name in names), "") for name in found.entry.linked]
        self.unresolved += others.count("")
        self.cut += found.entry.cut
        return [other for other in others if other not in ("", number)]

    def relation(self, number: str, other: str, seen: Sequence[Seen]) -> Iterator[Written]:
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


def proofs(records: Sequence[Written], seen: Sequence[Seen]) -> list[Locked]:
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
        return evidence_lock.entry(listing.id, listing.digest, number, found.entry.row)
    return evidence_lock.no_entry(listing.id, listing.digest, number, name)


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
