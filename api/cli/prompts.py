"""The questions of `new` on a terminal: field by field, each answer held against its declaration."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import click
from marshmallow import ValidationError, missing
from marshmallow.fields import Field, Nested

from api.curation import new_record
from api.curation.dataset import Dataset
from api.curation.new_record import NewRecord
from api.model.evidence import Evidence
from api.model.fields import Choice, Country, Ref, Several
from api.model.messages import did_you_mean
from api.model.resource import Resource

#: Up to how many ids are offered at once; of more, those that have the words that were answered.
OFFERED = 12
_SOURCE = Ref("The source that it comes with.", "sources", required=True)


@dataclass(frozen=True)
class Interview:
    """Questions to a curator about a record that is to stand among those that there are."""

    dataset: Dataset
    resources: Sequence[Resource]

    def complete(self, proposal: NewRecord) -> NewRecord:
        """Ask for what a proposal lacks, and then for what is wrong with it, until nothing is."""
        fields, source = new_record.writable_fields(proposal.resource.loader), proposal.filed_by
        if proposal.resource.filed_by_source and source is None:
            source = self._value("source", _SOURCE)
        proposal = replace(proposal, values=self._filled(fields, proposal.values, source), source=source)
        while wrong := list(proposal.wrong(self.dataset, self.resources)):
            click.echo("\n".join(f"{name}: {what}" for name, what in wrong))
            proposal = self._mended(proposal, wrong[0][0].partition(".")[0].partition("[")[0], fields)
        return proposal

    def _mended(self, proposal: NewRecord, wrong: str, fields: Mapping[str, Field[Any]]) -> NewRecord:
        if wrong == "source":
            return replace(proposal, source=self._value(wrong, _SOURCE))
        name = _ask_name("which field to write anew", fields, wrong)
        return replace(proposal, values={**proposal.values, name: self._value(name, fields[name])})

    def _filled(
        self, fields: Mapping[str, Field[Any]], given: Mapping[str, Any], source: str | None = None
    ) -> dict[str, Any]:
        """Ask for the fields that must be there, and then for others, as long as one is named."""
        values = dict(given)
        for name, field in fields.items():
            if field.required and name not in values:
                found = self._evidence(source) if name == "evidence" else self._value(name, field)
                values |= {name: found} if found else {}
        left = [name for name, field in fields.items() if name not in values and not field.required]
        while left and (name := _ask_name(f"more of {', '.join(left)}", left)):
            values[name] = self._value(name, fields[name])
            left.remove(name)
        return values

    def _evidence(self, source: str | None) -> list[dict[str, str]]:
        """Ask for one passage; it may be left for later."""
        fields = Evidence().fields
        click.echo("evidence: " + new_record.describe(fields["start"]))
        start = _ask("start (Enter: write it later)")
        if not start:
            return []
        end = _ask("end (Enter: none)")
        known = source or self._value("source", fields["source"])
        return [{"source": known, "start": start} | ({"end": end} if end else {})]

    def _value(self, name: str, field: Field[Any]) -> Any:
        one = field.inner if isinstance(field, Several) else field
        if isinstance(one, Nested) and one is not field:
            items = [self._value(f"{name}[0]", one)]
            while click.confirm(f"another of {name}"):
                items.append(self._value(f"{name}[{len(items)}]", one))
            return items
        click.echo(f"{name}: {new_record.describe(field)}")
        if isinstance(one, Nested):
            return self._filled(new_record.writable_fields(one.schema), {})
        self._offer(one)
        right = partial(self._right, one)
        return _ask(name, right) if one is field else list(_ask_items(name, right, field.required))

    def _right(self, field: Field[Any], answer: str) -> str:
        """Return an answer that a field may have; raise `click.UsageError` in the words of its declaration if not."""
        try:
            field.deserialize(answer or missing)
        except ValidationError as error:
            raise click.UsageError("; ".join(map(str, error.messages))) from None
        if isinstance(field, Ref) and answer not in (ids := dict(self._ids(field))):
            near = did_you_mean(answer, ids)
            holding = [id for id, name in ids.items() if answer.casefold() in f"{id} {name}".casefold()]
            offered = f"; {answer!r} is part of {', '.join(holding[:OFFERED])}" if holding else ""
            raise click.UsageError(f"no record of {' or '.join(field.kinds)} has the id {answer!r}{near}{offered}")
        return answer

    def _offer(self, field: Field[Any]) -> None:
        """Show what can be answered: each value of a closed list, and the ids where they are few."""
        closed = field.values if isinstance(field, Choice) and not isinstance(field, Country) else {}
        ids = list(self._ids(field)) if isinstance(field, Ref) else []
        for value, meaning in (*closed.items(), *ids[:OFFERED]):
            click.echo(f"  {value}: {meaning}")
        if len(ids) > OFFERED:
            click.echo(f"  and {len(ids) - OFFERED} more: answer a part of one to see it")

    def _ids(self, field: Ref) -> Iterator[tuple[str, str]]:
        for record in self.dataset.records:
            if record.resource.name in field.kinds and record.id and not record.data.get("withdrawn"):
                names = (record.data.get(key) for key in ("name", "title", "label", "summary"))
                yield record.id, next((str(name) for name in names if name), "")


def _ask(question: str, right: Callable[[str], str] = str) -> str:
    """Ask until an answer is `right`, which returns it or raises `click.UsageError`; Enter answers with nothing."""
    return click.prompt(question, default="", show_default=False, value_proc=lambda answer: right(answer.strip()))


def _ask_items(name: str, right: Callable[[str], str], is_required: bool) -> Iterator[str]:
    number = 0
    if is_required:
        yield _ask(f"{name}[0]", right)
        number = 1
    while answer := _ask(f"{name}[{number}] (Enter: no more)", lambda answer: answer and right(answer)):
        yield answer
        number += 1


def _ask_name(question: str, names: Collection[str], enter: str = "") -> str:
    """Ask for the name of a field; Enter answers with the one that is given."""

    def right(answer: str) -> str:
        if (answer or enter) not in (*names, ""):
            raise click.UsageError(f"{answer!r} is not a field here{did_you_mean(answer, names)}")
        return answer or enter

    return _ask(f"{question} (Enter: {enter or 'no more'})", right)
