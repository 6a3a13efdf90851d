"""What a new record needs, asked for on a terminal: field by field, each answer held against its declaration."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import Schema, ValidationError, missing
from marshmallow.fields import Field, Nested

from api.curation import scaffold
from api.curation.dataset import Dataset
from api.curation.new_record import NewRecord
from api.model.evidence import Evidence
from api.model.fields import Choice, Country, Ref, Several
from api.model.messages import did_you_mean
from api.model.resource import Resource

#: Up to how many ids are offered at once; of more, those that have the words that were answered.
OFFERED = 12


@dataclass(frozen=True)
class Interview:
    """Questions to a curator, who answers by `ask`, about what is among the records that there are."""

    dataset: Dataset
    resources: Sequence[Resource]
    ask: Callable[[str], str]
    tell: Callable[[str], None]

    def complete(self, proposal: NewRecord) -> NewRecord:
        """Ask for what a proposal lacks, and then for what is wrong with it, until nothing is."""
        fields = scaffold.writable_fields(proposal.resource.loader)
        values = dict(proposal.values)
        source = proposal.filed_by
        if proposal.resource.filed_by_source and source is None:
            source = self._one("source", Ref("The source that it comes with.", "sources", required=True))
        for name, field in fields.items():
            if field.required and name not in values:
                found = self._evidence(source) if name == "evidence" else self._value(name, field)
                values |= {name: found} if found else {}
        values |= self._more(fields, values)
        return self._mended(replace(proposal, values=values, source=source), fields)

    def _mended(self, proposal: NewRecord, fields: Mapping[str, Field[Any]]) -> NewRecord:
        """Ask again for what is wrong with a proposal as a whole, or for another field that makes it right."""
        while wrong := list(proposal.wrong(self.dataset, self.resources)):
            for name, what in wrong:
                self.tell(f"{name}: {what}")
            named = wrong[0][0].partition(".")[0].partition("[")[0]
            if named == "source":
                ref = Ref("The source that it comes with.", "sources", required=True)
                proposal = replace(proposal, source=self._one(named, ref))
                continue
            name = self.ask(f"which field to write anew (Enter: {named}): ").strip() or named
            if name in fields:
                proposal = replace(proposal, values={**proposal.values, name: self._value(name, fields[name])})
            else:
                self.tell(f"{name!r} is not a field here{did_you_mean(name, fields)}")
        return proposal

    def _more(self, fields: Mapping[str, Field[Any]], values: Mapping[str, Any]) -> dict[str, Any]:
        """Ask for fields that need not be there, as long as one is named."""
        found: dict[str, Any] = {}
        left = [name for name, field in fields.items() if name not in values and not field.required]
        while left:
            name = self.ask(f"more of {', '.join(left)} (Enter: no more): ").strip()
            if not name:
                break
            if name in left:
                found[name] = self._value(name, fields[name])
                left.remove(name)
            else:
                self.tell(f"{name!r} is none of them{did_you_mean(name, left)}")
        return found

    def _evidence(self, source: str | None) -> list[dict[str, str]]:
        """Ask for one passage; it may be left for later."""
        self.tell("evidence: " + scaffold.describe(Evidence().fields["start"]))
        found: dict[str, str] = {}
        for name, otherwise in (("start", "write it later"), ("end", "none")):
            answer = self.ask(f"{name} (Enter: {otherwise}): ").strip()
            if not answer:
                break
            found[name] = answer
        if not found:
            return []
        known = source or self._one("source", Evidence().fields["source"])
        return [{"source": known, **found}]

    def _value(self, name: str, field: Field[Any]) -> Any:
        """Ask for the value of a field, of whatever shape."""
        if isinstance(field, Several):
            return self._list(name, field)
        if isinstance(field, Nested):
            self.tell(f"{name}: {scaffold.describe(field)}")
            return self._object(field.schema)
        return self._one(name, field)

    def _object(self, schema: Schema) -> dict[str, Any]:
        fields = scaffold.writable_fields(schema)
        needed = {name: self._value(name, field) for name, field in fields.items() if field.required}
        return needed | self._more(fields, needed)

    def _list(self, name: str, field: Several) -> list[Any]:
        """Ask for items until there are enough."""
        items: list[Any] = []
        if isinstance(field.inner, Nested):
            while not items or self.ask(f"another of {name} (y; Enter: no more): ").strip().lower() in ("y", "yes"):
                items.append(self._value(f"{name}[{len(items)}]", field.inner))
            return items
        self.tell(f"{name}: {scaffold.describe(field)}")
        self._offer(field.inner)
        while answer := self.ask(f"{name}[{len(items)}] (Enter: no more): ").strip():
            wrong = self._wrong(field.inner, answer)
            if wrong:
                self.tell(wrong)
            else:
                items.append(answer)
        return items

    def _one(self, name: str, field: Field[Any]) -> str:
        """Ask for one value until it is right."""
        self.tell(f"{name}: {scaffold.describe(field)}")
        self._offer(field)
        while True:
            answer = self.ask(f"{name}: ").strip()
            wrong = self._wrong(field, answer)
            if not wrong:
                return answer
            self.tell(wrong)

    def _wrong(self, field: Field[Any], answer: str) -> str:
        """Say what is wrong with an answer, in the words of its declaration; nothing where it is right."""
        try:
            field.deserialize(answer or missing)
        except ValidationError as error:
            return "; ".join(map(str, error.messages))
        ids = self._ids(field)
        if not isinstance(field, Ref) or answer in ids:
            return ""
        near = did_you_mean(answer, ids)
        holding = [id for id, name in ids.items() if answer.casefold() in f"{id} {name}".casefold()]
        offered = f"; {answer!r} is part of {', '.join(holding[:OFFERED])}" if holding else ""
        return f"no record of {' or '.join(field.kinds)} has the id {answer!r}{near}{offered}"

    def _offer(self, field: Field[Any]) -> None:
        """Show what can be answered: each value of a closed list, and the ids where they are few."""
        if isinstance(field, Choice) and not isinstance(field, Country):
            for value, meaning in field.values.items():
                self.tell(f"  {value}: {meaning}")
        ids = self._ids(field)
        if ids:
            shown = [f"  {id}: {name}" for id, name in list(ids.items())[:OFFERED]]
            more = [f"  and {len(ids) - OFFERED} more: answer a part of one to see it"] if len(ids) > OFFERED else []
            for line in (*shown, *more):
                self.tell(line)

    def _ids(self, field: Field[Any]) -> dict[str, str]:
        """Give the ids that a reference may have, each with what its record is called."""
        return dict(self._called(field)) if isinstance(field, Ref) else {}

    def _called(self, field: Ref) -> Iterator[tuple[str, str]]:
        for record in self.dataset.records:
            if record.resource.name in field.kinds and record.id and not record.data.get("withdrawn"):
                names = (record.data.get(key) for key in ("name", "title", "label", "summary"))
                yield record.id, next((str(name) for name in names if name), "")
