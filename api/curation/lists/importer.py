"""From versions of a list to fixtures beside the curated ones.

Writes one NDJSON file and the lock of its evidence, an entry at a time. The same input gives the same bytes.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO

from api.curation.dataset import Dataset
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.evidence_lock import LockedPassage
from api.curation.lists.matching import CuratedMatches
from api.curation.lists.published import ListEntry, ListVersion
from api.curation.lists.records import EntryInVersion, RecordBuilder, Written, proofs
from api.curation.lists.versions import ImportOptions, links, survey
from api.curation.reader import ABOUT, IMPORTED, LOCK


def import_lists(options: ImportOptions, curated: Dataset, output: Path) -> "Import":
    """Read all versions and write the fixtures; raise `InvalidFixtures`, and write nothing, where anything is wrong."""
    if (output / ABOUT).exists():
        what = "stands in the folder to write to; name one of its own"
        raise InvalidFixtures([Diagnostic(str(output / ABOUT), 1, "", what)])
    of = options.versions[0].published
    matches = CuratedMatches(curated, of.scheme)
    survey(options, curated)
    run = Import(options, RecordBuilder(of, matches, links(options)))
    file = f"{of.id}.ndjson"
    (output / IMPORTED).mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".importing-", dir=output) as scratch, ExitStack() as files:
        drafts = [Path(scratch) / name for name in (file, LOCK)]
        run.write(*(files.enter_context(draft.open("w", encoding="utf-8", newline="")) for draft in drafts))
        if matches.faults:
            raise InvalidFixtures(matches.faults)
        files.close()
        for draft, place in zip(drafts, (output / IMPORTED / file, output / LOCK), strict=True):
            os.replace(draft, place)
    return run


@dataclass
class Import:
    """One run of the import: how many records of each kind it wrote, and how many each version had in a programme."""

    options: ImportOptions
    builder: RecordBuilder
    written: Counter[str] = field(default_factory=Counter)
    listed: dict[str, Counter[str]] = field(default_factory=dict)

    def write(self, fixtures: IO[str], locks: IO[str]) -> None:
        """Write all records, and the lock of each passage once."""
        for records, proven in self.batches():
            for kind, values in records:
                self.written[kind] += 1
                fixtures.write(json.dumps({"kind": kind, **values}, ensure_ascii=False) + "\n")
            locks.writelines(proof.line for proof in proven)

    def batches(self) -> Iterator[tuple[list[Written], list[LockedPassage]]]:
        """Yield records with the locks of their evidence: first what all others refer to, then an entry at a time."""
        versions = self.options.versions
        parties = list(self.builder.parties(self.in_version(one, entry) for one in versions for entry in one.entries))
        first = {proof: None for record, one in parties for proof in proofs([record], [one])}
        yield [*self.builder.sources(versions), *(record for record, _ in parties)], [*first]
        for number, found in self.entries():
            if any(one.restrictions for one in found):
                records = list(self.builder.records(number, found))
                yield records, [proof for proof in proofs(records, found) if proof not in first]

    def entries(self) -> Iterator[tuple[str, list[EntryInVersion]]]:
        """Yield the number of each entry, in order, with what each version has of it."""
        held = [(one, {entry.order: entry for entry in one.entries}) for one in self.options.versions]
        for order in sorted(set().union(*(own for _, own in held))):
            versions = [self.in_version(one, own.get(order)) for one, own in held]
            for one in versions:
                programs = [restriction.program or "no programme" for restriction in one.restrictions]
                self.listed.setdefault(one.version.date, Counter()).update(programs)
            yield order[1], versions

    def in_version(self, version: ListVersion, entry: ListEntry | None) -> EntryInVersion:
        """Return what one version has of an entry."""
        return EntryInVersion(version, entry, self.options.restrictions(entry) if entry else ())
