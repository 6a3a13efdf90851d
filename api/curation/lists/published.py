"""What every reader of a list is made of: the list, its versions, and their entries; knows the files of none."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import file_digest
from itertools import pairwise
from pathlib import Path
from typing import Any, ClassVar
from xml.etree import ElementTree

from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.list_rows import ListForm, ListRow, UnreadableRow
from api.model import edtf
from api.model.countries import COUNTRIES, entries
from api.model.scripts import unprintable

#: A version with fewer rows than this share of the one before it is taken to be broken.
LEAST = 0.8
#: Lists that no reader reads, by words near the beginning of a file.
UNREAD = {
    "http://www.un.org/sanctions/1.0": "OFAC's list in the advanced form",
    "exports/ADVANCED_XML": "OFAC's list in the advanced form",
    "exports/ENHANCED_XML": "OFAC's list in the enhanced form",
    "eu.europa.ec/fpi/fsd/export": "the EU's list (FSF) in XML",
    "Entity_LogicalId": "the EU's list (FSF) in CSV",
    "FinancialSanctionsTarget": "the UK's list (OFSI) in XML",
    "Name 6,Name 1": "the UK's list (OFSI) in CSV",
    "<Designations": "the UK Sanctions List in XML",
}


@dataclass(frozen=True)
class PublishedList:
    """A list that can be imported: how ids begin, what its sources say, who keeps it, and what reads a version.

    `scheme` is the register to which the numbers of entries belong. `readers` are by the file of entries that each
    reads. `actors` are the publisher and the authority that restricts, where no curator has them. Without a
    `publisher`, curators write the sources; without an `authority`, entries name it.
    """

    id: str
    source: str
    title: str
    scheme: str
    license: str
    readers: "Mapping[str, type[ListVersion]]"
    publisher: str = ""
    authority: str = ""
    actors: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Restriction:
    """One restriction on an entry, as the list has it; what the list does not say is None or empty.

    `authority` is who imposed it, where entries name that. `legal_basis` and `measures` are the list's own words.
    `listed`, `begun` and `ended` are dates in EDTF.
    """

    program: str | None
    authority: str | None = None
    legal_basis: str | None = None
    measures: tuple[str, ...] = ()
    reason: str | None = None
    listed: str | None = None
    begun: str | None = None
    ended: str | None = None

    @property
    def key(self) -> tuple[str | None, str | None]:
        """What tells it from others on the same entry, in every version."""
        return self.program, self.authority

    @property
    def said(self) -> Mapping[str, Any]:
        """What it says of a sanction, by its fields; other values than the date of listing may change."""
        dates = {"start_date": self.begun, "end_date": self.ended}
        return {"legal_basis": self.legal_basis, "measures": list(self.measures), "reason": self.reason, **dates}


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One entry of a version, without what is private.

    `type` is that of an actor. `linked` are the names of those it is linked to, as its remarks print them; `countries`
    ISO codes, and in place of a code a name that is not known; `cut` says that the list has cut its remarks off.
    """

    row: ListRow
    type: str
    name: str
    restrictions: tuple[Restriction, ...]
    names: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    linked: tuple[str, ...] = ()
    cut: bool = False

    @property
    def number(self) -> str:
        """The number by which the list knows it."""
        return self.row.number

    @property
    def order(self) -> tuple[int, str]:
        """What entries are sorted by: their numbers, shorter ones first."""
        return len(self.number), self.number

    @property
    def unknown(self) -> frozenset[str]:
        """The names of countries that are not known."""
        return self.countries - COUNTRIES.keys()

    @property
    def natural(self) -> str:
        """The name in natural order; its capitals stay, as nobody can tell how it is written in small letters."""
        family, comma, given = self.name.partition(", ")
        return f"{given} {family}" if self.type == "person" and comma and "," not in given else self.name

    @property
    def faults(self) -> Iterator[str]:
        """What is wrong with it, whatever the list."""
        if not self.name:
            yield "has no name; get the file again"
        if unseen := unprintable("".join((self.name, *self.names, *self.weak))):
            yield f"{unseen}; get the file again, or leave that out"
        for one in self.restrictions:
            try:
                spans = [edtf.possible(date) for date in (one.listed, one.begun, one.ended) if date]
            except edtf.NotADate as wrong:
                yield str(wrong)
            else:
                if one.begun and one.ended and spans[-2].earliest > spans[-1].latest:
                    yield f"ends on {one.ended}, and begins on {one.begun}; get the file again"


@dataclass
class ListVersion:
    """A list as it was published once, and one pass over its files: a folder, named by a date, maybe only a month.

    A reader of a list has the `form` of its file, and `entry`, which drops what is private; `UnReader` is a short one.
    `file` is that of its entries. `counts` says how many rows of each file were read, `untold` what could not be
    understood, and how often. `source` is the id of the source that it is.
    """

    published: PublishedList
    folder: Path
    file: str
    source: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    untold: Counter[str] = field(default_factory=Counter)
    #: What reads the rows of the file of entries.
    form: ClassVar[ListForm]

    @property
    def date(self) -> str:
        """The date, in EDTF, as exact as it is known."""
        return self.folder.absolute().name

    @property
    def span(self) -> edtf.Span:
        """The days on which it may have been published."""
        return edtf.possible(self.date)

    @cached_property
    def digest(self) -> str:
        """The SHA-256 digest of the file of its entries."""
        with _path(self.folder, self.file).open("rb") as file:
            return file_digest(file, "sha256").hexdigest()

    @cached_property
    def entries(self) -> tuple[ListEntry, ...]:
        """The entries, checked, by number; raises `InvalidFixtures` where anything is wrong."""
        slim = (replace(entry, row=replace(entry.row, text="", cells=())) for entry in self.read())
        entries = sorted(slim, key=lambda entry: entry.order)
        if not entries:
            raise self.fault("holds no entries; get the file again")
        for before, entry in pairwise(entries):
            if entry.number == before.number:
                raise self.fault(f"the entry {entry.number} stands twice; keep one", entry.row.line)
        for entry in entries:
            for what in entry.faults:
                raise self.fault(what, entry.row.line)
        return tuple(entries)

    def read(self) -> Iterator[ListEntry]:
        """Read the entries, in any order."""
        for row in self.rows():
            yield self.entry(row)

    def entry(self, row: ListRow) -> ListEntry:
        """Return an entry, without what is private."""
        raise NotImplementedError

    def rows(self, file: str = "") -> Iterator[ListRow]:
        """Read the rows of a file, or of that of the entries, and count them; a file that is not there has none."""
        file = file or self.file
        path = _path(self.folder, file)
        self.counts[file] = 0
        if not path.is_file():
            return
        with path.open("rb") as lines:
            try:
                for row in type(self).form(lines):
                    self.counts[file] += 1
                    yield row
            except UnreadableRow as unreadable:
                raise self.fault(unreadable.what, unreadable.line, file) from None
        if not self.counts[file]:
            raise self.fault("is empty; get the file again", 1, file)

    def xml(self, row: ListRow) -> ElementTree.Element:
        """Return the element that a row in XML is."""
        try:
            return ElementTree.fromstring(row.text)  # noqa: S314 - an entry alone can declare no entities
        except ElementTree.ParseError:
            raise self.fault("is not XML; get the file again", row.line) from None

    def fault(self, what: str, line: int = 1, file: str = "") -> InvalidFixtures:
        """Return an error about a line of a file, or of that of the entries."""
        return InvalidFixtures([self.told(what, line, file)])

    def told(self, what: str, line: int = 1, file: str = "") -> Diagnostic:
        """Say what is wrong with a line of a file, or of that of the entries."""
        return Diagnostic(str(_path(self.folder, file or self.file)), line, "", what)


def texts(element: ElementTree.Element, path: str) -> list[str]:
    """Return the texts at a path, on one line each; without empty ones."""
    return [" ".join(text.split()) for found in element.iterfind(path) if (text := found.text or "").strip()]


def list_versions(of: PublishedList, folders: Sequence[Path]) -> tuple[ListVersion, ...]:
    """Return the versions by date; raise `InvalidFixtures` where a name is no date, or their order is not known."""
    faults = [Diagnostic(str(folder), 1, "", what) for folder in folders for what in _misnamed(of, folder)]
    if faults:
        raise InvalidFixtures(faults)
    files = [_file(of, folder) for folder in folders]
    versions = [of.readers[file](of, folder, file) for folder, file in zip(folders, files, strict=True)]
    versions.sort(key=lambda version: version.span.latest)
    for before, after in pairwise(versions):
        if before.span.latest >= after.span.earliest:
            what = f"may be older or newer than {before.folder}; leave one out, or name it by its day"
            faults.append(Diagnostic(str(after.folder), 1, "", what))
    if faults:
        raise InvalidFixtures(faults)
    return tuple(versions)


def _file(of: PublishedList, folder: Path) -> str:
    """Return the name of the file of entries in a folder: the first that the list may have, and the folder has."""
    return next((file for file in of.readers if _path(folder, file).is_file()), "")


def _path(folder: Path, file: str) -> Path:
    """Return where a file of a version is; the case of its name does not count."""
    return next((path for path in sorted(folder.iterdir()) if path.name.lower() == file), folder / file)


def _misnamed(of: PublishedList, folder: Path) -> Iterator[str]:
    if not _file(of, folder):
        files = [path for path in sorted(folder.iterdir()) if path.is_file()]
        found = (f"{path.name} is {what}" for path in files for sign, what in UNREAD.items() if sign in _head(path))
        unread = next((f"{said}, of which there is no reader yet; " for said in found), "")
        cure = "name a folder of one version, or write a reader of the form, as CONTRIBUTING.md says"
        yield f"holds no {' or '.join(of.readers)}; {unread}{cure}"
    date = folder.absolute().name
    if not re.fullmatch(r"\d{4}-\d{2}(-\d{2})?", date, re.ASCII):
        yield f"{date!r} is not the date of a version; name the folder 2019-03-28, or 2019-03"
        return
    try:
        edtf.parse(date)
    except edtf.NotADate as wrong:
        yield str(wrong)


def _head(path: Path) -> str:
    with path.open("rb") as file:
        return file.read(1000).decode("latin-1")


def shrunk(before: ListVersion, after: ListVersion) -> Iterator[Diagnostic]:
    """Yield a fault for each file with so few rows, compared with the version before, that it must be broken."""
    for file, count in after.counts.items():
        known = before.counts.get(file, 0)
        if count and count < LEAST * known:
            what = f"has {count} rows, under {LEAST:.0%} of the {known} of {before.date}"
            yield after.told(f"{what}; get the file again, or give --force if the list is that short", count, file)


def country_codes(other_names: str) -> Mapping[str, str]:
    """Return the codes of countries by the names of readers, and by other ones, given as `TR Turkey; PS West Bank`."""
    codes = {name.replace("&", "and"): code for code, name in COUNTRIES.items()}
    return codes | {entry[3:]: entry[:2] for entry in entries(other_names)}
