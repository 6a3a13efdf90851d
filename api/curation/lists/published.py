"""What every reader of a list is made of: the list, its versions, and their entries; knows the files of none.

A reader is a class with `entries`, which reads a version from end to end and drops what is private, and a
`PublishedList`, which says what the list is. `api/curation/lists/un.py` is a short one.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path
from typing import Any

from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.list_rows import ListRow
from api.model import edtf
from api.model.countries import COUNTRIES

#: A version with fewer rows than this share of the one before it is taken to be broken.
LEAST = 0.8


@dataclass(frozen=True)
class PublishedList:
    """A list that can be imported: how ids begin, what its sources say, who keeps it, and what reads a version.

    `scheme` is the register to which the numbers of entries belong; `file` holds the entries. `actors` are the
    publisher and the authority that restricts, where no curator has them.
    """

    id: str
    source: str
    title: str
    scheme: str
    license: str
    publisher: str
    authority: str
    actors: Mapping[str, Mapping[str, Any]]
    file: str
    reader: "type[VersionReader]"


@dataclass(frozen=True)
class ListVersion:
    """A list as it was published once: a folder, named by a date, which may be only a month."""

    published: PublishedList
    folder: Path

    @property
    def date(self) -> str:
        """The date, in EDTF, as exact as it is known."""
        return self.folder.absolute().name

    @property
    def span(self) -> edtf.Span:
        """The days on which it may have been published."""
        return edtf.possible(self.date)

    @property
    def digest(self) -> str:
        """The SHA-256 digest of the file of its entries."""
        with self.entries.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    @property
    def entries(self) -> Path:
        """The file of its entries."""
        return self.path(self.published.file)

    @property
    def reader(self) -> "VersionReader":
        """A reader at the beginning of its files."""
        return self.published.reader(self)

    def path(self, file: str) -> Path:
        """Return where a file of the version is; the case of its name does not count."""
        return next((path for path in sorted(self.folder.iterdir()) if path.name.lower() == file), self.folder / file)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of a version, without what is private.

    `linked` are the names of those it is linked to, as its remarks print them; `countries` the ISO codes of its
    addresses, and in place of a code a name that is not known; `cut` says that the list has cut its remarks off;
    `listed` is the day on which it was put on the list, if that is known.
    """

    row: ListRow
    type: str
    name: str
    programs: tuple[str, ...]
    names: tuple[str, ...]
    weak: tuple[str, ...]
    countries: frozenset[str]
    linked: tuple[str, ...] = ()
    cut: bool = False
    listed: str | None = None

    @property
    def number(self) -> str:
        """The number by which the list knows it."""
        return self.row.cells[0]

    @property
    def order(self) -> tuple[int, str]:
        """What entries are sorted by: their numbers, shorter ones first."""
        return len(self.number), self.number

    @property
    def printed(self) -> str:
        """The words that stand for it in evidence: its name, or a list's first field of that."""
        return self.row.name[1]

    @property
    def unknown(self) -> frozenset[str]:
        """The names of countries that are not known."""
        return self.countries - COUNTRIES.keys()

    @property
    def natural(self) -> str:
        """The name in natural order; its capitals stay, as nobody can tell how it is written in small letters."""
        family, comma, given = self.name.partition(", ")
        has_two_parts = self.type == "individual" and comma and "," not in given
        return f"{given} {family}" if has_two_parts else self.name


def list_versions(of: PublishedList, folders: Sequence[Path]) -> tuple[ListVersion, ...]:
    """Return the versions by date; raise `InvalidFixtures` where a name is no date, or their order is not known."""
    versions = [ListVersion(of, folder) for folder in folders]
    faults = [fault for version in versions for fault in _misnamed(version)]
    if faults:
        raise InvalidFixtures(faults)
    ordered = sorted(versions, key=lambda version: version.span.latest)
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before.span.latest >= after.span.earliest:
            what = f"may be older or newer than {before.folder}; leave one out, or name it by its day"
            faults.append(Diagnostic(str(after.folder), 1, "", what))
    if faults:
        raise InvalidFixtures(faults)
    return tuple(ordered)


def _misnamed(version: ListVersion) -> Iterator[Diagnostic]:
    if not version.entries.is_file():
        cure = "name a folder of one version, or write a reader of the form, as CONTRIBUTING.md says"
        what = f"holds no {version.published.file}; {cure}"
        yield Diagnostic(str(version.folder), 1, "", what)
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", version.date, re.ASCII):
        what = f"{version.date!r} is not the date of a version; name the folder 2019-03-28, or 2019-03"
        yield Diagnostic(str(version.folder), 1, "", what)
        return
    try:
        edtf.parse(version.date)
    except edtf.NotADate as wrong:
        yield Diagnostic(str(version.folder), 1, "", str(wrong))


@dataclass
class VersionReader:
    """One pass over the files of a version; `counts` says how many rows of each were read."""

    version: ListVersion
    counts: dict[str, int] = field(default_factory=dict)

    def entries(self) -> Iterator[ListEntry]:
        """Read the entries in order of their numbers; raise `InvalidFixtures` at the first wrong line."""
        raise NotImplementedError

    def fault(self, file: str, line: int, what: str) -> InvalidFixtures:
        """Return an error about a line of a file."""
        return InvalidFixtures([Diagnostic(str(self.version.path(file)), line, "", what)])


def shrunk(before: VersionReader, after: VersionReader) -> Iterator[Diagnostic]:
    """Yield a fault for each file with so few rows, compared with the version before, that it must be broken."""
    for file, count in after.counts.items():
        known = before.counts.get(file, 0)
        if count and count < LEAST * known:
            what = f"has {count} rows, under {LEAST:.0%} of the {known} of {before.version.date}"
            path = str(after.version.path(file))
            yield Diagnostic(path, count, "", f"{what}; get the file again, or give --force if the list is that short")


def country_codes(other_names: str) -> Mapping[str, str]:
    """Return the codes of countries by the names of readers, and by other ones, given as `TR Turkey; PS West Bank`."""
    codes = {name.replace("&", "and"): code for code, name in COUNTRIES.items()}
    return codes | {entry[3:]: entry[:2] for entry in " ".join(other_names.split()).split("; ")}
