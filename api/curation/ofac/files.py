"""The files of the list of Specially Designated Nationals of the US Treasury, read and checked; knows no records.

A folder, named by the date of a version, holds `sdn.csv` (the entries), and maybe `alt.csv` (their other names),
`add.csv` (their addresses) and `sdn_comments.csv` (where long remarks go on). What an entry says of private life
(birth, identity numbers, addresses below the country) is dropped here, so that no other code can write it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from heapq import merge
from itertools import groupby
from operator import itemgetter
from pathlib import Path

from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.list_rows import ListRow, UnreadableRow, read_rows
from api.model import edtf
from api.model.countries import COUNTRIES

#: The files of a version, with the number of their columns.
ENTRIES, NAMES, ADDRESSES, COMMENTS = "sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"
COLUMNS = {ENTRIES: 12, NAMES: 5, ADDRESSES: 6, COMMENTS: 2}
#: A version with fewer rows than this share of the one before it is taken to be broken.
LEAST = 0.8
_CURE = "get all files of one version, in order of the entries"

#: What the list writes for an empty cell; at the end of a file it may be cut.
_NOTHING = ("", "-0-", "-0")
_TYPES = {"-0-": "entity", "individual": "individual", "vessel": "vessel", "aircraft": "aircraft"}
#: A name among the remarks, which the list calls too weak to identify anybody.
_WEAK = re.compile(r"[afn]\.k\.a\. '(?P<name>.+)'\.?")
_LINKED = "Linked To: "
#: The list cuts remarks off after so many characters; then they do not end with a full stop.
_LONGEST = 1000
#: The countries to which the list gives other names than readers do; only countries of ISO 3166-1 are here.
_OTHER_NAMES = """
BS Bahamas, The; MM Burma; CD Congo, Democratic Republic of the; CG Congo, Republic of the; CI Cote d Ivoire;
CZ Czech Republic; HK Hong Kong; KP Korea, North; KR Korea, South; MO Macau;
MK Macedonia, The Former Yugoslav Republic of; IM Man, Isle of; MK North Macedonia, The Republic of; PS Palestinian;
KN Saint Kitts and Nevis; LC Saint Lucia; VC Saint Vincent and the Grenadines; GM The Gambia;
TR Turkey; VG Virgin Islands, British; VI Virgin Islands, U.S.; PS West Bank
"""
_CODES = {name.replace("&", "and"): code for code, name in COUNTRIES.items()}
_CODES |= {entry[3:]: entry[:2] for entry in " ".join(_OTHER_NAMES.split()).split("; ")}


@dataclass(frozen=True)
class ListVersion:
    """The list as it was published once: a folder, named by a date, which may be only a month."""

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
        with self.path(ENTRIES).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    def path(self, file: str) -> Path:
        """Return where a file of the version is; the case of its name does not count."""
        return next((path for path in sorted(self.folder.iterdir()) if path.name.lower() == file), self.folder / file)


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of a version, without what is private.

    `linked` are the names of those it is linked to, as its remarks print them; `countries` the ISO codes of its
    addresses, and in place of a code a name that is not known; `cut` says that the list has cut its remarks off.
    """

    row: ListRow
    type: str
    programs: tuple[str, ...]
    names: tuple[str, ...]
    weak: tuple[str, ...]
    countries: frozenset[str]
    linked: tuple[str, ...]
    cut: bool

    @property
    def number(self) -> int:
        """The number by which the list knows it."""
        return int(self.row.cells[0])

    @property
    def name(self) -> str:
        """The name as printed: of a person the family name first."""
        return self.row.name[1]

    @property
    def country(self) -> str | None:
        """The code of the country of all its addresses; None where they differ, or where it is not known."""
        return next(iter(self.countries)) if len(self.countries) == 1 and not self.unknown else None

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


def list_versions(folders: Sequence[Path]) -> tuple[ListVersion, ...]:
    """Return the versions by date; raise `InvalidFixtures` where a name is no date, or their order is not known."""
    versions = [ListVersion(folder) for folder in folders]
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
    if not version.path(ENTRIES).is_file():
        what = f"holds no {ENTRIES}; name a folder with the files of one list version"
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
        before = -1
        for number, group in groupby(merge(*map(self.numbered, COLUMNS), key=itemgetter(0)), key=itemgetter(0)):
            rows: dict[str, list[ListRow]] = {file: [] for file in COLUMNS}
            for _, file, row in group:
                if number < before:
                    raise self.fault(file, row, f"the entry {number} stands behind {before}; {_CURE}")
                if any(file == ENTRIES or row.cells[1] == other.cells[1] for other in rows[file]):
                    what = "" if file == ENTRIES else f"{row.cells[1]} of "
                    raise self.fault(file, row, f"{what}the entry {number} stands twice; keep one")
                rows[file].append(row)
            if not rows[ENTRIES]:
                raise self.fault(file, row, f"belongs to the entry {number}, which {ENTRIES} has not; {_CURE}")
            before = number
            yield self.entry(rows[ENTRIES][0], rows[NAMES], rows[ADDRESSES], rows[COMMENTS])

    def numbered(self, file: str) -> Iterator[tuple[int, str, ListRow]]:
        """Read the rows of one of the files, each behind the number of its entry and the file."""
        return ((int(row.cells[0]), file, row) for row in self.rows(file))

    def entry(self, row: ListRow, names: list[ListRow], addresses: list[ListRow], comments: list[ListRow]) -> ListEntry:
        """Return an entry, without what is private."""
        cells = [cell.strip() for cell in row.cells]
        if cells[2] not in _TYPES:
            what = f"{cells[2]!r} is not a type of an entry; known are {', '.join(_TYPES)}"
            raise self.fault(ENTRIES, row, what)
        programs = (name.strip() for name in re.split(r"[][;]", cells[3]) if name.strip() not in _NOTHING)
        remarks, cut = _remarks(row.cells[11], "".join(comment.cells[1] for comment in comments))
        places = [place.cells[4].strip() for place in addresses]
        return ListEntry(
            row=row,
            type=_TYPES[cells[2]],
            programs=tuple(dict.fromkeys(programs)),
            names=tuple(other.cells[3].strip() for other in names),
            weak=tuple(match["name"] for remark in remarks if (match := _WEAK.fullmatch(remark))),
            countries=frozenset(_CODES.get(name, name) for name in places if name not in _NOTHING),
            linked=tuple(remark.removeprefix(_LINKED) for remark in remarks if remark.startswith(_LINKED)),
            cut=cut,
        )

    def rows(self, file: str) -> Iterator[ListRow]:
        """Read the rows of one of the files, and count them; a file that is not there has none."""
        path = self.version.path(file)
        self.counts[file] = 0
        if not path.is_file():
            return
        with path.open("rb") as lines:
            try:
                for row in read_rows(lines):
                    self.counts[file] += 1
                    self.check(file, row)
                    yield row
            except UnreadableRow as unreadable:
                raise InvalidFixtures([Diagnostic(str(path), unreadable.line, "", unreadable.what)]) from None
        if not self.counts[file]:
            raise InvalidFixtures([Diagnostic(str(path), 1, "", "is empty; get the file again")])

    def check(self, file: str, row: ListRow) -> None:
        """Check the number of columns, and that the last one ends as the list ends it: if not, the row was cut off."""
        if len(row.cells) != COLUMNS[file]:
            what = f"has {len(row.cells)} columns, where {file} has {COLUMNS[file]}; get the file again"
            raise self.fault(file, row, what)
        if not row.text.rstrip().endswith(('"', *_NOTHING[1:])):
            raise self.fault(file, row, "is cut off; get the file again")

    def fault(self, file: str, row: ListRow, what: str) -> InvalidFixtures:
        """Return an error about a row."""
        return InvalidFixtures([Diagnostic(str(self.version.path(file)), row.line, "", what)])


def _remarks(cell: str, more: str) -> tuple[list[str], bool]:
    """Return the remarks one by one, with those that go on elsewhere, and whether the last was cut off and left out."""
    text = (cell + more if len(cell) >= _LONGEST else f"{cell.strip()}; {more}").strip("; ")
    remarks = [remark for remark in text.split("; ") if remark not in _NOTHING]
    cut = bool(remarks) and not text.endswith(".") and len(text) >= _LONGEST
    return (remarks[:-1] if cut else remarks), cut


def shrunk(before: VersionReader, after: VersionReader) -> Iterator[Diagnostic]:
    """Yield a fault for each file with so few rows, compared with the version before, that it must be broken."""
    for file, count in after.counts.items():
        known = before.counts.get(file, 0)
        if count and count < LEAST * known:
            what = f"has {count} rows, under {LEAST:.0%} of the {known} of {before.version.date}"
            path = str(after.version.path(file))
            yield Diagnostic(path, count, "", f"{what}; get the file again, or give --force if the list is that short")
