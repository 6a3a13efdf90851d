"""The consolidated list of the UN Security Council, in XML; knows no records.

Birth dates, documents and addresses below the country are not read, and of comments only on what a listing rests.
"""

import re

from api.curation.list_rows import UN_XML, ListRow
from api.curation.lists.published import ListEntry, ListVersion, PublishedList, Restriction, country_codes, texts

_CODES = country_codes("""
BO Bolivia (Plurinational State of); CI Cote d'Ivoire; CD Democratic Republic of the Congo; CG Congo; CZ Czech Republic;
KP Democratic People's Republic of Korea; IR Iran (Islamic Republic of); LA Lao People's Democratic Republic;
MD Republic of Moldova; MM Myanmar; PS State of Palestine; KR Republic of Korea; RU Russian Federation;
SY Syrian Arab Republic; TZ United Republic of Tanzania; TR Turkey; US United States of America; VN Viet Nam;
GB United Kingdom of Great Britain and Northern Ireland; VE Venezuela (Bolivarian Republic of)
""")
#: What a comment says of a listing: the paragraphs of a resolution, and in brackets what it restricts.
_LISTED = re.compile(r"Listed pursuant to ([^.;()]*\bresolution \d+(?: \(\d{4}\))?)(?: \(([^()\d]+)\))?")


class UnReader(ListVersion):
    """One pass over the file of a version."""

    form = UN_XML

    def entry(self, row: ListRow) -> ListEntry:
        """Return an entry, without what is private."""
        root = self.xml(row)
        parts = (texts(root, f"{which}_NAME") for which in ("FIRST", "SECOND", "THIRD", "FOURTH"))
        aliases = [alias for tag in ("INDIVIDUAL", "ENTITY") for alias in root.iterfind(f"{tag}_ALIAS")]
        names = [other for alias in aliases for other in texts(alias, "ALIAS_NAME")]
        low = [alias for alias in aliases if texts(alias, "QUALITY") == ["Low"]]
        countries = texts(root, "NATIONALITY/VALUE") or texts(root, f"{root.tag}_ADDRESS/COUNTRY")
        basis = _LISTED.search(" ".join(texts(root, "COMMENTS1")))
        day = next((day[:10] for day in texts(root, "LISTED_ON")), None)
        legal_basis, measures = basis.groups() if basis else (None, None)
        restricts = tuple(measures.split(", ")) if measures else ()
        return ListEntry(
            row=row,
            type="person" if root.tag == "INDIVIDUAL" else "organization",
            name=" ".join(part for found in parts for part in found),
            restrictions=tuple(
                Restriction(program, None, legal_basis, restricts, listed=day)
                for program in texts(root, "UN_LIST_TYPE")
            ),
            names=(*names, *texts(root, "NAME_ORIGINAL_SCRIPT")),
            weak=tuple(other for alias in low for other in texts(alias, "ALIAS_NAME")),
            countries=frozenset(_CODES.get(country, country) for country in countries),
        )


UN = PublishedList(
    id="un",
    source="un-consolidated",
    title="United Nations Security Council Consolidated List",
    scheme="UN Security Council",
    license="Terms of use of the United Nations",
    publisher="un-security-council",
    authority="un-security-council",
    actors={"un-security-council": {"type": "body", "name": "United Nations Security Council"}},
    readers={"consolidated.xml": UnReader},
)
