"""The versions of a list, read before anything is written; knows nothing of the records to come."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase

from api.curation.dataset import Dataset
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.lists.published import ListEntry, ListVersion, Restriction, shrunk


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
                yield replace(self.versions[-1].told(what), field="--program")


def survey(options: ImportOptions, curated: Dataset) -> None:
    """Read all files once, and find the sources that they are; raise `InvalidFixtures` where one cannot be right."""
    faults: list[Diagnostic] = []
    programs: set[str] = set()
    before: ListVersion | None = None
    for version in options.versions:
        try:
            programs.update(one.program for entry in version.entries for one in entry.restrictions if one.program)
        except InvalidFixtures as invalid:
            faults += invalid.faults
            continue
        if before and not options.force:
            faults += shrunk(before, version)
        before = version
        known = (record.id for record in curated.records if record.data.get("text_sha256") == version.digest)
        version.source = next(known, f"{version.published.source}-{version.date}")
    faults += [fault for version in options.versions if version.source for fault in _other_text(version, curated)]
    faults += options.unmatched(programs) if not faults else ()
    if faults:
        raise InvalidFixtures(faults)


def _other_text(version: ListVersion, curated: Dataset) -> Iterator[Diagnostic]:
    """Yield a fault where the curated source of a version has another text, or is needed and missing."""
    record = curated.by_id.get(version.source)
    if not record and not version.published.publisher:
        what = f"only curators know who published it; write the source, with text_sha256: {version.digest}"
        yield version.told(f"is the text of no curated source; {what}")
    if record and record.data.get("text_sha256") != version.digest:
        yield version.told(f"is not the text of the curated source {record.id!r}; correct text_sha256 there")


def links(options: ImportOptions) -> Mapping[str, Mapping[str, str]]:
    """Return, for each source, the numbers of entries by name; "" for a doubled name."""
    numbers: dict[str, dict[str, str]] = {}
    for version in options.versions:
        known = numbers.setdefault(version.source, {})
        for entry in version.entries:
            if options.restrictions(entry):
                known[entry.name] = "" if entry.name in known else entry.number
    return numbers


def _is_like(program: str | None, pattern: str) -> bool:
    """Whether a programme is like a pattern; case does not count."""
    return fnmatchcase((program or "").casefold(), pattern.casefold())
