"""Lists as lines of FollowTheMoney, the model of OpenSanctions: who is named, and the sanctions on them.

It is a form, not a list: who published a file only its curated source says, and who restricts each sanction. Names,
countries and sanctions are read. Birth dates, numbers, addresses and notes are not.
"""

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from api.curation.list_rows import ListRow, read_entities
from api.curation.lists.published import ListEntry, ListVersion, PublishedList, Restriction

#: The types of actors by the schemata of what has a name. A `LegalEntity` may be a person or not; it stands for none.
TYPES = {
    "Person": "person",
    "Company": "company",
    "Organization": "organization",
    "PublicBody": "body",
    "Vessel": "vessel",
    "Airplane": "aircraft",
}
_NAMES = ("name", "alias", "previousName")
_COUNTRIES = ("country", "nationality", "jurisdiction", "flag")


@dataclass
class FtmReader(ListVersion):
    """One pass over the file of a version; sanctions are kept until all who may be their targets are read."""

    sanctions: dict[str, dict[tuple[str | None, str], dict[str, list[str]]]] = field(default_factory=dict)
    form = staticmethod(read_entities)

    def read(self) -> Iterator[ListEntry]:
        """Read those who have sanctions; what names no authority, or no type of actor, is counted as untold."""
        things: list[tuple[ListRow, str, dict[str, list[str]]]] = []
        for row in self.rows():
            entity = json.loads(row.text.removeprefix("\ufeff"))
            said = {name: [str(value) for value in values] for name, values in entity["properties"].items()}
            if entity.get("schema") == "Sanction":
                self.note(said)
            elif row.name:
                kept = {name: said.get(name, []) for name in (*_NAMES, "weakAlias", *_COUNTRIES)}
                things.append((ListRow(row.line, row.number, row.name, row.begin), str(entity.get("schema")), kept))
        for row, schema, said in things:
            if row.number in self.sanctions and schema in TYPES:
                yield self.named(row, TYPES[schema], said)
            elif row.number in self.sanctions:
                self.untold[f"targets of the schema {schema}, which is no type of actor"] += 1

    def note(self, said: dict[str, list[str]]) -> None:
        """Keep a sanction for its targets; those of one programme and authority are one."""
        program, authority = _only(said, "program") or _only(said, "programId"), _only(said, "authority")
        if not authority:
            self.untold["sanctions that do not name one authority"] += 1
            return
        for target in said.get("entity", ()):
            known = self.sanctions.setdefault(target, {}).setdefault((program, authority), defaultdict(list))
            for name, values in said.items():
                known[name] += values

    def named(self, row: ListRow, type: str, said: dict[str, list[str]]) -> ListEntry:
        """Return an entry, without what is private."""
        first, *others = (name for key in _NAMES for name in said[key])
        return ListEntry(
            row=row,
            type=type,
            name=first,
            restrictions=tuple(
                Restriction(
                    *key,
                    measures=tuple(dict.fromkeys(own.get("provisions", ()))),
                    reason=_only(own, "reason"),
                    listed=_only(own, "listingDate"),
                    begun=_only(own, "startDate"),
                    ended=_only(own, "endDate"),
                )
                for key, own in self.sanctions[row.number].items()
            ),
            names=tuple(dict.fromkeys(others)),
            weak=tuple(said["weakAlias"]),
            countries=frozenset(code.upper() for key in _COUNTRIES for code in said[key]),
        )


def _only(said: dict[str, list[str]], name: str) -> str | None:
    """Return the value of a property that has only one; None where there are none, or several."""
    values = set(said.get(name, ()))
    return values.pop() if len(values) == 1 else None


FTM = PublishedList(
    id="ftm",
    source="ftm",
    title="FollowTheMoney entities",
    scheme="FollowTheMoney",
    license="",
    readers={"entities.ftm.json": FtmReader},
)
