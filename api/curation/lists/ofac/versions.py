"""What was asked of a list, and what a first pass over its versions finds, before anything is written.

Knows nothing of the records that entries become.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from api.curation.dataset import Dataset
from api.curation.diagnostics import Fault, Faulty
from api.curation.lists.ofac.files import ENTRIES, Entry, Reading, Version, shrunk


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


def surveyed(wanted: Wanted, curated: Dataset) -> tuple[Listing, ...]:
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


def links(wanted: Wanted, listings: Sequence[Listing]) -> Mapping[str, Mapping[str, str]]:
    """For each source, the numbers of the entries that others are linked to, by name; none where a name is doubled."""
    names = {
        name
        for listing in listings
        for entry in Reading(listing.version).entries()
        if entry.linked and wanted.programs(entry)
        for linked in entry.linked
        for name in readings(linked)
    }
    found: dict[str, dict[str, str]] = {listing.id: {} for listing in listings}
    for listing in listings:
        for entry in Reading(listing.version).entries():
            if entry.name in names and wanted.programs(entry):
                doubled = entry.name in found[listing.id]
                found[listing.id][entry.name] = "" if doubled else str(entry.number)
    return found


def readings(linked: str) -> tuple[str, str]:
    """Give the names that a remark may mean: the full stop behind the last one may be its own."""
    return linked, linked.removesuffix(".")
