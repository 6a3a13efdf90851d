"""The versions of a list, read before anything is written; knows nothing of the records to come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from api.curation.dataset import Dataset
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.lists.published import ListEntry, ListVersion, Restriction, VersionReader, shrunk


@dataclass(frozen=True)
class ImportOptions:
    """What to import: the versions in order, and patterns of programmes."""

    versions: Sequence[ListVersion]
    patterns: Sequence[str]
    force: bool = False

    def restrictions(self, entry: ListEntry) -> tuple[Restriction, ...]:
        """Return the restrictions of an entry that are to be imported."""
        return tuple(one for one in entry.restrictions if any(_is_like(one.program, own) for own in self.patterns))

    def unmatched(self, programs: Iterable[str]) -> Iterator[Diagnostic]:
        """Yield a fault for each pattern that none of these programmes is like."""
        for pattern in self.patterns:
            if not any(_is_like(name, pattern) for name in programs):
                what = f"no programme is like {pattern!r}; there are {', '.join(sorted(programs))}"
                yield Diagnostic(str(self.versions[-1].entries), 1, "--program", what)


@dataclass(frozen=True)
class VersionSummary:
    """What was read of a version, with the id of its source and the digest of its text."""

    version: ListVersion
    id: str
    digest: str
    reader: VersionReader
    entries: Sequence[ListEntry]

    def passage(self, number: str, name: str, part: str = "entry") -> dict[str, str]:
        """Return the evidence that the version has an entry or, by the part `no_entry`, that it has none."""
        return {"source": self.id, "part": part, "entry": number, "start": name}


def survey(options: ImportOptions, curated: Dataset) -> tuple[VersionSummary, ...]:
    """Read all files once, from end to end; raise `InvalidFixtures` where one cannot be right."""
    summaries: list[VersionSummary] = []
    faults: list[Diagnostic] = []
    programs: set[str] = set()
    before: VersionReader | None = None
    for version in options.versions:
        reader = version.reader
        try:
            entries = reader.entries()
            programs.update(one.program for entry in entries for one in entry.restrictions if one.program)
        except InvalidFixtures as invalid:
            faults += invalid.faults
            continue
        if before and not options.force:
            faults += shrunk(before, reader)
        before, digest = reader, version.digest
        summaries.append(VersionSummary(version, _source_id(version, digest, curated), digest, reader, entries))
    faults += [fault for summary in summaries for fault in _other_text(summary, curated)]
    faults += options.unmatched(programs) if not faults else ()
    if faults:
        raise InvalidFixtures(faults)
    return tuple(summaries)


def _source_id(version: ListVersion, digest: str, curated: Dataset) -> str:
    """Return the id of the source that a version is: of the curated one with its text, where there is one."""
    sources = (record for record in curated.records if record.data.get("text_sha256") == digest)
    return next((record.id for record in sources), f"{version.published.source}-{version.date}")


def _other_text(summary: VersionSummary, curated: Dataset) -> Iterator[Diagnostic]:
    """Yield a fault where the curated source of a version has another text, or is needed and missing."""
    record = curated.by_id.get(summary.id)
    if not record and not summary.version.published.publisher:
        what = f"only curators know who published it; write the source, with text_sha256: {summary.digest}"
        yield Diagnostic(str(summary.version.entries), 1, "", f"is the text of no curated source; {what}")
    if record and record.data.get("text_sha256") != summary.digest:
        file = str(summary.version.entries)
        yield Diagnostic(file, 1, "", f"is not the text of the curated source {record.id!r}; correct text_sha256 there")


def links(options: ImportOptions, summaries: Sequence[VersionSummary]) -> Mapping[str, Mapping[str, str]]:
    """Return, for each source, the numbers of entries by name; "" for a doubled name."""
    numbers: dict[str, dict[str, str]] = {summary.id: {} for summary in summaries}
    for summary in summaries:
        for entry in summary.entries:
            if options.restrictions(entry):
                doubled = entry.name in numbers[summary.id]
                numbers[summary.id][entry.name] = "" if doubled else entry.number
    return numbers


def _is_like(program: str | None, pattern: str) -> bool:
    """Whether a programme is like a pattern; case does not count."""
    return fnmatchcase((program or "").casefold(), pattern.casefold())


def possible_names(linked: str) -> tuple[str, str]:
    """Return the names that a remark may mean: the full stop at the end of the last remark may belong to its name."""
    return linked, linked.removesuffix(".")
