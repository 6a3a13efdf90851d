"""The list of Specially Designated Nationals as the US Treasury publishes it: files read and checked; knows no records.

A folder, named by the date of a version, holds `sdn.csv` (the entries), and maybe `alt.csv` (their other names) and
`add.csv` (their addresses). What an entry says of private life (birth, identity numbers, addresses below the country)
is dropped here, while it is read: nothing behind this file can write it.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import file_digest
from pathlib import Path

from api.curation.diagnostics import Fault, Faulty
from api.curation.list_rows import Row, Unreadable, rows
from api.model import edtf
from api.model.countries import COUNTRIES

#: The files of a version, with the number of their columns.
ENTRIES, NAMES, ADDRESSES = "sdn.csv", "alt.csv", "add.csv"
COLUMNS = {ENTRIES: 12, NAMES: 5, ADDRESSES: 6}
#: A version with fewer rows than this share of the one before it is taken for a broken one.
LEAST = 0.8

#: What the list writes where it has nothing to say; the last one of a file may lack its end.
_NOTHING = ("-0-", "-0")
_TYPES = {"-0-": "entity", "individual": "individual", "vessel": "vessel", "aircraft": "aircraft"}
#: A name that the list gives among the remarks, because it is too weak to identify anybody.
_WEAK = re.compile(r"[afn]\.k\.a\. '(?P<name>.+)'\.?")
_LINKED = "Linked To: "
#: The list cuts remarks off behind so many characters; then they do not end with a full stop.
_LONGEST = 1000
#: The countries that the list calls by other names than readers do; what is no country of ISO 3166-1 is not here.
_CALLED = {
    "Bahamas, The": "BS",
    "Burma": "MM",
    "Congo, Democratic Republic of the": "CD",
    "Congo, Republic of the": "CG",
    "Cote d Ivoire": "CI",
    "Czech Republic": "CZ",
    "Hong Kong": "HK",
    "Korea, North": "KP",
    "Korea, South": "KR",
    "Macau": "MO",
    "Macedonia, The Former Yugoslav Republic of": "MK",
    "Man, Isle of": "IM",
    "North Macedonia, The Republic of": "MK",
    "Palestinian": "PS",
    "Saint Kitts and Nevis": "KN",
    "Saint Lucia": "LC",
    "Saint Vincent and the Grenadines": "VC",
    "The Gambia": "GM",
    "Virgin Islands, British": "VG",
    "Virgin Islands, U.S.": "VI",
    "West Bank": "PS",
}
_CODES = {name.replace("&", "and"): code for code, name in COUNTRIES.items()} | _CALLED


@dataclass(frozen=True)
class Version:
    """The list as it was published once: a folder, named by a date that may be no more exact than a month."""

    folder: Path

    @property
    def date(self) -> str:
        """The date, in EDTF, as exact as it is known."""
        return self.folder.absolute().name

    @property
    def span(self) -> edtf.Span:
        """The days on which it may have been published."""
        return edtf.span(self.date)

    @property
    def digest(self) -> str:
        """The SHA-256 digest of the file of its entries."""
        with (self.folder / ENTRIES).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a version: what the list says of it in public.

    `linked` are the names of those it is linked to, as printed there; `countries` the ISO codes of its addresses; `cut`
    says that its remarks were longer than the list can hold, and end in the middle.
    """

    row: Row
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
    def natural(self) -> str:
        """The name in natural order; its capitals are left, as nobody can tell how they would be written small."""
        return natural(self.name) if self.type == "individual" else self.name


def natural(name: str) -> str:
    """Put the given names of a person before the family name; a name with more parts than these stays as it is."""
    family, comma, given = name.partition(", ")
    return f"{given} {family}" if comma and "," not in given else name


def versions(folders: Sequence[Path]) -> tuple[Version, ...]:
    """Give the versions by date; raise `Faulty` where a name is no date, or where their order is not known."""
    found = [Version(folder) for folder in folders]
    faults = [fault for version in found for fault in _misnamed(version)]
    if faults:
        raise Faulty(faults)
    ordered = sorted(found, key=lambda version: version.span.latest)
    for before, after in zip(ordered, ordered[1:], strict=False):
        if before.span.latest >= after.span.earliest:
            what = f"may be older or newer than {before.folder}; leave one out, or name it by its day"
            faults.append(Fault(str(after.folder), 1, "", what))
    if faults:
        raise Faulty(faults)
    return tuple(ordered)


def _misnamed(version: Version) -> Iterator[Fault]:
    if not (version.folder / ENTRIES).is_file():
        yield Fault(str(version.folder), 1, "", f"holds no {ENTRIES}; name a folder with the files of one list version")
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", version.date, re.ASCII):
        what = f"{version.date!r} is not the date of a version; name the folder 2019-03-28, or 2019-03"
        yield Fault(str(version.folder), 1, "", what)
        return
    try:
        edtf.span(version.date)
    except edtf.NotADate as wrong:
        yield Fault(str(version.folder), 1, "", str(wrong))


@dataclass
class Reading:
    """One pass over the files of a version; `counts` says how many rows of each were read."""

    version: Version
    counts: dict[str, int] = field(default_factory=dict)

    def entries(self) -> Iterator[Entry]:
        """Read the entries in the order of their numbers; raise `Faulty` at the first line that cannot be right."""
        names, addresses = (_Beside(self, file) for file in (NAMES, ADDRESSES))
        before = -1
        for row in self.rows(ENTRIES):
            number = int(row.cells[0])
            if number <= before:
                twice = "stands twice" if number == before else f"stands behind {before}"
                raise self.fault(ENTRIES, row, f"the entry {number} {twice}; entries are in order, each once")
            before = number
            yield self.entry(row, names.of(number), addresses.of(number))
        names.end()
        addresses.end()

    def entry(self, row: Row, names: list[Row], addresses: list[Row]) -> Entry:
        """Give an entry, without what is private."""
        cells = [cell.strip() for cell in row.cells]
        if cells[2] not in _TYPES:
            what = f"{cells[2]!r} is not a type of an entry; known are {', '.join(_TYPES)}"
            raise self.fault(ENTRIES, row, what)
        programs = () if cells[3] in _NOTHING else tuple(dict.fromkeys(cells[3].split("] [")))
        remarks, cut = _remarks(cells[11])
        return Entry(
            row=row,
            type=_TYPES[cells[2]],
            programs=programs,
            names=tuple(other.cells[3].strip() for other in names),
            weak=tuple(match["name"] for remark in remarks if (match := _WEAK.fullmatch(remark))),
            countries=frozenset(code for place in addresses if (code := _CODES.get(place.cells[4].strip()))),
            linked=tuple(remark.removeprefix(_LINKED) for remark in remarks if remark.startswith(_LINKED)),
            cut=cut,
        )

    def rows(self, file: str) -> Iterator[Row]:
        """Read the rows of one of the files, and count them; a file that is not there has none."""
        path = self.version.folder / file
        self.counts[file] = 0
        if not path.is_file():
            return
        with path.open("rb") as lines:
            try:
                for row in rows(lines):
                    self.counts[file] += 1
                    self.check(file, row)
                    yield row
            except Unreadable as unreadable:
                raise Faulty([Fault(str(path), unreadable.line, "", unreadable.what)]) from None
        if not self.counts[file]:
            raise Faulty([Fault(str(path), 1, "", "is empty; get the file again")])

    def check(self, file: str, row: Row) -> None:
        """Check the columns of a row; the last one ends as the list ends it, or the row was cut off."""
        if len(row.cells) != COLUMNS[file]:
            what = f"has {len(row.cells)} columns, where {file} has {COLUMNS[file]}; get the file again"
            raise self.fault(file, row, what)
        if not row.text.rstrip().endswith(('"', *_NOTHING)):
            raise self.fault(file, row, "is cut off; get the file again")

    def fault(self, file: str, row: Row, what: str) -> Faulty:
        """Say what is wrong with a row."""
        return Faulty([Fault(str(self.version.folder / file), row.line, "", what)])


class _Beside:
    """The rows of a file beside the entries, which are given to their entries in one pass."""

    def __init__(self, reading: Reading, file: str) -> None:
        self.reading = reading
        self.file = file
        self.rows = reading.rows(file)
        self.next = next(self.rows, None)

    def of(self, number: int) -> list[Row]:
        """Give the rows of an entry; entries are asked for in the order of their numbers."""
        found: list[Row] = []
        while self.next and int(self.next.cells[0]) <= number:
            row = self.next
            if int(row.cells[0]) < number:
                raise self.dangling(row)
            if any(row.cells[1] == other.cells[1] for other in found):
                raise self.reading.fault(self.file, row, f"{row.cells[1]} stands twice at the entry {number}; keep one")
            found.append(row)
            self.next = next(self.rows, None)
        return found

    def end(self) -> None:
        """Raise `Faulty` where rows are left."""
        if self.next:
            raise self.dangling(self.next)

    def dangling(self, row: Row) -> Faulty:
        """Say that a row belongs to no entry, or stands where it is not looked for."""
        what = f"belongs to the entry {row.cells[0]}, which {ENTRIES} has not, or not here"
        return self.reading.fault(self.file, row, f"{what}; get all files of one version, in order of the entries")


def _remarks(cell: str) -> tuple[list[str], bool]:
    """Give the remarks one by one, and whether they were cut off; a remark that was cut off is left out."""
    remarks = [] if cell in _NOTHING else cell.split("; ")
    cut = bool(remarks) and not cell.endswith(".") and len(cell) >= _LONGEST
    return (remarks[:-1] if cut else remarks), cut


def shrunk(before: Reading, after: Reading) -> Iterator[Fault]:
    """Yield a fault for each file that has lost so many rows since the version before that it must be broken."""
    for file, count in after.counts.items():
        known = before.counts.get(file, 0)
        if count and count < LEAST * known:
            what = f"has {count} rows, under {LEAST:.0%} of the {known} of {before.version.date}"
            path = str(after.version.folder / file)
            yield Fault(path, count, "", f"{what}; get the file again, or give --force if the list is that short")
