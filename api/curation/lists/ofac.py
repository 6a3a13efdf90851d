"""The files of the list of Specially Designated Nationals of the US Treasury, read and checked; knows no records.

A folder, named by the date of a version, holds `sdn.csv` (the entries), and maybe `alt.csv` (their other names),
`add.csv` (their addresses) and `sdn_comments.csv` (where long remarks go on). What an entry says of private life
(birth, identity numbers, addresses below the country) is dropped here, so that no other code can write it.
"""

import re
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter

from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.list_rows import ListRow, UnreadableRow, read_rows
from api.curation.lists.published import ListEntry, PublishedList, VersionReader, country_codes

#: The files of a version, with the number of their columns.
ENTRIES, NAMES, ADDRESSES, COMMENTS = "sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"
COLUMNS = {ENTRIES: 12, NAMES: 5, ADDRESSES: 6, COMMENTS: 2}
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
_CODES = country_codes(_OTHER_NAMES)


class OfacReader(VersionReader):
    """One pass over the files of a version."""

    def entries(self) -> Iterator[ListEntry]:
        """Read the entries in order of their numbers; raise `InvalidFixtures` at the first wrong line."""
        before = -1
        for number, group in groupby(merge(*map(self.numbered, COLUMNS), key=itemgetter(0)), key=itemgetter(0)):
            rows: dict[str, list[ListRow]] = {file: [] for file in COLUMNS}
            for _, file, row in group:
                if number < before:
                    raise self.fault(file, row.line, f"the entry {number} stands behind {before}; {_CURE}")
                if any(file == ENTRIES or row.cells[1] == other.cells[1] for other in rows[file]):
                    what = "" if file == ENTRIES else f"{row.cells[1]} of "
                    raise self.fault(file, row.line, f"{what}the entry {number} stands twice; keep one")
                rows[file].append(row)
            if not rows[ENTRIES]:
                raise self.fault(file, row.line, f"belongs to the entry {number}, which {ENTRIES} has not; {_CURE}")
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
            raise self.fault(ENTRIES, row.line, what)
        programs = (name.strip() for name in re.split(r"[][;]", cells[3]) if name.strip() not in _NOTHING)
        remarks, cut = _remarks(row.cells[11], "".join(comment.cells[1] for comment in comments))
        places = [place.cells[4].strip() for place in addresses]
        return ListEntry(
            row=row,
            type=_TYPES[cells[2]],
            name=row.name[1],
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
            raise self.fault(file, row.line, what)
        if not row.text.rstrip().endswith(('"', *_NOTHING[1:])):
            raise self.fault(file, row.line, "is cut off; get the file again")


def _remarks(cell: str, more: str) -> tuple[list[str], bool]:
    """Return the remarks one by one, with those that go on elsewhere, and whether the last was cut off and left out."""
    text = (cell + more if len(cell) >= _LONGEST else f"{cell.strip()}; {more}").strip("; ")
    remarks = [remark for remark in text.split("; ") if remark not in _NOTHING]
    cut = bool(remarks) and not text.endswith(".") and len(text) >= _LONGEST
    return (remarks[:-1] if cut else remarks), cut


OFAC = PublishedList(
    id="ofac",
    source="ofac-sdn",
    title="Specially Designated Nationals List",
    scheme="OFAC SDN",
    license="Public domain: a work of the United States government",
    publisher="ofac",
    authority="united-states",
    actors={
        "united-states": {"type": "state", "name": "United States", "countries": ["US"]},
        "ofac": {
            "type": "body",
            "name": "Office of Foreign Assets Control",
            "aliases": ["OFAC"],
            "countries": ["US"],
            "member_of": ["united-states"],
        },
    },
    file=ENTRIES,
    reader=OfacReader,
)
