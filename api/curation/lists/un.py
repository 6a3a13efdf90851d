"""The consolidated list of the UN Security Council, in XML, read and checked; knows no records.

Birth dates, documents and addresses below the country are not read.
"""

from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree

from api.curation.list_rows import ListRow, UnreadableRow, read_xml
from api.curation.lists.published import ListEntry, PublishedList, VersionReader, country_codes
from api.model.scripts import unprintable

FILE = "consolidated.xml"
_CODES = country_codes("""
BO Bolivia (Plurinational State of); CI Cote d'Ivoire; CD Democratic Republic of the Congo; CG Congo; CZ Czech Republic;
KP Democratic People's Republic of Korea; IR Iran (Islamic Republic of); LA Lao People's Democratic Republic;
MD Republic of Moldova; MM Myanmar; PS State of Palestine; KR Republic of Korea; RU Russian Federation;
SY Syrian Arab Republic; TZ United Republic of Tanzania; TR Turkey; US United States of America; VN Viet Nam;
GB United Kingdom of Great Britain and Northern Ireland; VE Venezuela (Bolivarian Republic of)
""")


class UnReader(VersionReader):
    """One pass over the file of a version; the list is short and read at once."""

    def entries(self) -> Iterator[ListEntry]:
        """Read the entries in order of their numbers; raise `InvalidFixtures` at the first wrong one."""
        try:
            text = self.version.entries.read_bytes().decode("utf-8")
            rows = sorted(read_xml(text), key=lambda row: (len(row.cells[0]), row.cells[0]))
        except UnicodeDecodeError:
            raise self.fault(FILE, 1, "is not UTF-8; get the file again") from None
        except UnreadableRow as unreadable:
            raise self.fault(FILE, unreadable.line, unreadable.what) from None
        if not rows or not text.rstrip().endswith("</CONSOLIDATED_LIST>"):
            raise self.fault(FILE, 1, "is cut off, or not the consolidated list in XML; get the file again")
        for before, row in pairwise(rows):
            if row.cells[0] == before.cells[0]:
                raise self.fault(FILE, row.line, f"the entry {row.cells[0]} stands twice; keep one")
        self.counts[FILE] = len(rows)
        yield from map(self.entry, rows)

    def entry(self, row: ListRow) -> ListEntry:
        """Return an entry, without what is private."""
        try:
            root = ElementTree.fromstring(row.cells[2])  # noqa: S314 - an entry alone can declare no entities
        except ElementTree.ParseError:
            raise self.fault(FILE, row.line, "is not XML; get the file again") from None
        parts = (_texts(root, f"{which}_NAME") for which in ("FIRST", "SECOND", "THIRD", "FOURTH"))
        name = " ".join(part for texts in parts for part in texts)
        aliases = [alias for tag in ("INDIVIDUAL", "ENTITY") for alias in root.iterfind(f"{tag}_ALIAS")]
        names = [other for alias in aliases for other in _texts(alias, "ALIAS_NAME")]
        names += _texts(root, "NAME_ORIGINAL_SCRIPT")
        low = [alias for alias in aliases if _texts(alias, "QUALITY") == ["Low"]]
        weak = [other for alias in low for other in _texts(alias, "ALIAS_NAME")]
        if unseen := unprintable("".join((name, *names, *weak))):
            raise self.fault(FILE, row.line, f"{unseen}; get the file again, or leave that out")
        countries = _texts(root, "NATIONALITY/VALUE") or _texts(root, f"{root.tag}_ADDRESS/COUNTRY")
        return ListEntry(
            row=row,
            type=root.tag.lower(),
            name=name,
            programs=tuple(_texts(root, "UN_LIST_TYPE")),
            names=tuple(names),
            weak=tuple(weak),
            countries=frozenset(_CODES.get(country, country) for country in countries),
            listed=next((day[:10] for day in _texts(root, "LISTED_ON")), None),
        )


def _texts(element: ElementTree.Element, path: str) -> list[str]:
    """Return the texts at a path, on one line each; without empty ones."""
    return [" ".join(text.split()) for found in element.iterfind(path) if (text := found.text or "").strip()]


UN = PublishedList(
    id="un",
    source="un-consolidated",
    title="United Nations Security Council Consolidated List",
    scheme="UN Security Council",
    license="Terms of use of the United Nations",
    publisher="un-security-council",
    authority="un-security-council",
    actors={"un-security-council": {"type": "body", "name": "United Nations Security Council"}},
    file=FILE,
    reader=UnReader,
)
