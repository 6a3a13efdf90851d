"""From the versions of the list of Specially Designated Nationals to fixtures beside the curated ones.

Writes one NDJSON file and the lock that proves its evidence, an entry at a time, so that memory does not grow with the
list: what is held are the names that remarks link to. The same input gives the same bytes.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from api.curation import evidence_lock
from api.curation.dataset import Dataset
from api.curation.diagnostics import Fault, Faulty
from api.curation.evidence_lock import Locked
from api.curation.lists.ofac.files import Entry, Reading
from api.curation.lists.ofac.matching import Joins
from api.curation.lists.ofac.records import SCHEME, Seen, Targets, Written, proofs
from api.curation.lists.ofac.versions import Listing, Wanted, links, surveyed
from api.curation.reader import ABOUT, IMPORTED, LOCK

FILE = "ofac.ndjson"


def imported(wanted: Wanted, curated: Dataset, output: Path) -> "Import":
    """Read all versions and write the fixtures; raise `Faulty`, with nothing written, where anything is wrong."""
    if (output / ABOUT).exists():
        raise Faulty([Fault(str(output / ABOUT), 1, "", "stands in the folder to write to; name one of its own")])
    joins = Joins(curated, SCHEME)
    listings = surveyed(wanted, curated)
    importing = Import(wanted, listings, Targets(joins, links(wanted, listings)))
    (output / IMPORTED).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".importing-", dir=output) as scratch, ExitStack() as files:
        drafts = [Path(scratch) / name for name in (FILE, LOCK)]
        importing.write(*(files.enter_context(draft.open("w", encoding="utf-8", newline="")) for draft in drafts))
        if joins.faults:
            raise Faulty(joins.faults)
        files.close()
        for draft, place in zip(drafts, (output / IMPORTED / FILE, output / LOCK), strict=True):
            os.replace(draft, place)
    return importing


@dataclass
class Import:
    """One writing of fixtures: how many records of each kind it wrote, and how many each version had in a programme."""

    wanted: Wanted
    listings: Sequence[Listing]
    targets: Targets
    written: Counter[str] = field(default_factory=Counter)
    listed: dict[str, Counter[str]] = field(default_factory=dict)

    def write(self, fixtures: IO[str], locks: IO[str]) -> None:
        """Write all records, and the lock of each passage once."""
        for records, proven in self.batches():
            for kind, values in records:
                self.written[kind] += 1
                fixtures.write(json.dumps({"kind": kind, **values}, ensure_ascii=False) + "\n")
            locks.writelines(proof.line for proof in proven)

    def batches(self) -> Iterator[tuple[list[Written], list[Locked]]]:
        """Yield records with the locks of their evidence: first what all others refer to, then an entry at a time."""
        parties = list(self.targets.parties(self.listings[0]))
        yield [*self.targets.sources(self.listings), *parties], self.first if parties else []
        for number, seen in self.compared():
            if any(found.programs for found in seen):
                records = list(self.targets.records(str(number), seen))
                yield records, [proof for proof in proofs(records, seen) if not parties or proof not in self.first]

    @property
    def first(self) -> list[Locked]:
        """The lock of the first entry of the first version."""
        listing = self.listings[0]
        return [evidence_lock.entry(listing.id, listing.digest, str(listing.first.number), listing.first.row)]

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
        self.listed.setdefault(listing.version.date, Counter()).update(programs)
        return Seen(listing, entry, programs)
