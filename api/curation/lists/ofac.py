"""The files of the list of Specially Designated Nationals of the US Treasury, read and checked; knows no records.

A folder, named by the date of a version, holds `sdn.csv` (the entries), and maybe `alt.csv` (their other names),
`add.csv` (their addresses) and `sdn_comments.csv` (where long remarks go on); or `sdn.xml`, which says the same in one
file. What an entry says of private life (birth, identity numbers, addresses below the country) is dropped here, so that
no other code can write it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import Any
from xml.etree import ElementTree

from api.curation.list_rows import OFAC_XML, ListRow, read_rows
from api.curation.lists.published import ListEntry, ListVersion, PublishedList, Restriction, country_codes, texts

#: The files of a version, with the number of their columns.
ENTRIES, NAMES, ADDRESSES, COMMENTS = "sdn.csv", "alt.csv", "add.csv", "sdn_comments.csv"
COLUMNS = {ENTRIES: 12, NAMES: 5, ADDRESSES: 6, COMMENTS: 2}
_CURE = "get all files of one version, in order of the entries"

#: What the list writes for an empty cell; at the end of a file it may be cut.
_NOTHING = ("", "-0-", "-0")
_TYPES = {"-0-": "organization", "individual": "person", "vessel": "vessel", "aircraft": "aircraft"}
#: Remarks on what is restricted, with the order that a directive belongs to.
_MEASURE = re.compile(
    r"(?:alt\. )?(?:(?P<basis>Executive Order \d+) Directive Determination|Additional Sanctions Information) - "
    r"(?P<said>.+)"
    r"|(?P<risk>(?:Secondary sanctions risk|Transactions Prohibited For [^:]+):.+)"
)
#: A name among the remarks, which the list calls too weak to identify anybody.
_WEAK = re.compile(r"[afn]\.k\.a\. '(?P<name>.+)'\.?")
_LINKED = "Linked To: "
_BRACKETS = re.compile(r"\(Linked To: (.+?)\)(?=[;.]|$)")
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


class _SdnReader(ListVersion):
    """What the two forms share: remarks, types and programmes."""

    def of(self, row: ListRow, type: str, programs: Sequence[str], remarks: Sequence[str], **more: Any) -> ListEntry:
        """Return an entry, without what is private."""
        if type not in _TYPES:
            what = f"{type!r} is not a type of an entry; known are {', '.join(_TYPES)}"
            raise self.fault(what, row.line)
        return ListEntry(
            row=row,
            type=_TYPES[type],
            restrictions=tuple(self.restrictions(tuple(dict.fromkeys(programs)), remarks)),
            weak=tuple(match["name"] for remark in remarks if (match := _WEAK.fullmatch(remark))),
            linked=tuple(remark.removeprefix(_LINKED) for remark in remarks if remark.startswith(_LINKED)),
            **more,
        )

    def restrictions(self, programs: Sequence[str], remarks: Sequence[str]) -> Iterator[Restriction]:
        """Yield a restriction for each programme, with the remarks that belong to the only one, or name its order."""
        found = [match for remark in remarks if (match := _MEASURE.fullmatch(remark))]
        told: set[int] = set()
        for program in programs:
            own = [at for at, match in enumerate(found) if len(programs) == 1 or _names(match, program)]
            told.update(own)
            bases = {basis for at in own if (basis := found[at]["basis"])}
            measures = dict.fromkeys((found[at]["said"] or found[at]["risk"]).rstrip(".") for at in own)
            yield Restriction(program, None, bases.pop() if len(bases) == 1 else None, tuple(measures))
        if len(told) < len(found):
            self.untold["remarks on what one of several programmes restricts"] += len(found) - len(told)


class OfacReader(_SdnReader):
    """One pass over the files of a version in CSV."""

    form = staticmethod(read_rows)

    def read(self) -> Iterator[ListEntry]:
        """Read the entries in order of their numbers; raise `InvalidFixtures` at the first wrong line."""
        before = -1
        for number, group in groupby(merge(*map(self.numbered, COLUMNS), key=itemgetter(0)), key=itemgetter(0)):
            rows: dict[str, list[ListRow]] = {file: [] for file in COLUMNS}
            for _, file, row in group:
                if number < before:
                    raise self.fault(f"the entry {number} stands behind {before}; {_CURE}", row.line, file)
                if any(file == ENTRIES or row.cells[1] == other.cells[1] for other in rows[file]):
                    what = "" if file == ENTRIES else f"{row.cells[1]} of "
                    raise self.fault(f"{what}the entry {number} stands twice; keep one", row.line, file)
                rows[file].append(row)
            if not rows[ENTRIES]:
                raise self.fault(f"belongs to the entry {number}, which {ENTRIES} has not; {_CURE}", row.line, file)
            before = number
            yield self.joined(rows[ENTRIES][0], rows[NAMES], rows[ADDRESSES], rows[COMMENTS])

    def numbered(self, file: str) -> Iterator[tuple[int, str, ListRow]]:
        """Read the rows of one of the files, each behind the number of its entry and the file.

        Each must have all its columns, and its last one must end as the list ends it: if not, the row was cut off.
        """
        for row in self.rows(file):
            if len(row.cells) != COLUMNS[file]:
                what = f"has {len(row.cells)} columns, where {file} has {COLUMNS[file]}; get the file again"
                raise self.fault(what, row.line, file)
            if not row.text.rstrip().endswith(('"', *_NOTHING[1:])):
                raise self.fault("is cut off; get the file again", row.line, file)
            yield int(row.number), file, row

    def joined(self, row: ListRow, names: list[ListRow], places: list[ListRow], comments: list[ListRow]) -> ListEntry:
        """Return an entry, with what the other files say of it."""
        cells = [cell.strip() for cell in row.cells]
        remarks, cut = _remarks(row.cells[11], "".join(comment.cells[1] for comment in comments))
        return self.of(
            row,
            cells[2],
            [name.strip() for name in re.split(r"[][;]", cells[3]) if name.strip() not in _NOTHING],
            remarks,
            name=row.name,
            names=tuple(other.cells[3].strip() for other in names),
            countries=_countries(place.cells[4].strip() for place in places),
            cut=cut,
        )


class OfacXmlReader(_SdnReader):
    """One pass over the file of a version in XML."""

    form = OFAC_XML

    def entry(self, row: ListRow) -> ListEntry:
        """Return an entry, without what is private."""
        root = self.xml(row)
        others = [(" ".join(texts(other, "category")), _name(other)) for other in root.iterfind("akaList/aka")]
        said = _BRACKETS.sub(rf"{_LINKED}\1", " ".join(texts(root, "remarks")))
        remarks, _ = _remarks(said, "")
        remarks += [f"a.k.a. '{name}'" for category, name in others if category == "weak"]
        type = " ".join(texts(root, "sdnType")).lower()
        return self.of(
            row,
            "-0-" if type == "entity" else type,
            texts(root, "programList/program"),
            remarks,
            name=_name(root),
            names=tuple(name for category, name in others if category != "weak"),
            countries=_countries(texts(root, "addressList/address/country")),
        )


def _name(element: ElementTree.Element) -> str:
    return ", ".join((*texts(element, "lastName"), *texts(element, "firstName")))


def _countries(names: Iterable[str]) -> frozenset[str]:
    return frozenset(_CODES.get(name, name) for name in names if name not in _NOTHING)


def _names(measure: re.Match[str], program: str) -> bool:
    """Whether a remark names the executive order by whose number a programme is called."""
    return any(f"EO{number}" in program for number in re.findall(r"Executive Order (\d+)", measure[0]))


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
    readers={ENTRIES: OfacReader, "sdn.xml": OfacXmlReader},
)
