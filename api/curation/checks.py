"""Checks of what must hold between records: ids, references, file names, fields of evidence; reads no files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from api.curation import written_numbers
from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import Diagnostic
from api.curation.knowledge import Knowledge, Reference, knowledge_of, references
from api.curation.source_texts import texts
from api.model.evidence import CURATORIAL
from api.model.filters import Has
from api.model.messages import did_you_mean, joined, quoted
from api.model.paths import located_values, values_at
from api.model.resource import Resource
from api.model.schema import ends_early, field_names


def faults(dataset: Dataset, resources: Sequence[Resource]) -> Iterator[Diagnostic]:
    """Yield every fault that cannot be seen in one record alone."""
    kinds: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in dataset.records:
        kinds[record.resource.name][record.id] = record
        if not record.at and Path(record.file).suffix == ".yaml":  # another id than its file has is told there
            kinds[record.resource.name].setdefault(Path(record.file).stem, record)
    yield from _doubled_ids(dataset)
    yield from _doubled_identifiers(dataset)
    for record in dataset.records:
        if "sources" not in dataset.unread:
            yield from _misnamed_file(record, kinds["sources"])
        referring = list(references(record))
        yield from _dangling(record, referring, kinds, dataset.unread)
        yield from _unknown_fields(record)
        yield from _misplaced(record, kinds["sources"])
        yield from _unsupported(record)
        yield from _commas(record)
        yield from _withdrawn(record, referring, dataset)
        yield from _foreign_retractions(record, kinds["statements"])
        yield from _circles(record, kinds["meetings"])
        if record.resource.name == "figures":
            yield from written_numbers.faults(record, kinds["sources"])


def premature(dataset: Dataset) -> Iterator[Diagnostic]:
    """Yield every required field that no evidence gives a value on the first day on which its record is known.

    Works on a data set without other faults.
    """
    knowledge = knowledge_of(dataset)
    for record in dataset.records:
        if len(knowledge.states(record)) == 1 and knowledge.states(record)[0][1] is record.data:
            continue  # it has one state only, and the schema has checked that
        day = knowledge.since[record.id]
        values = knowledge.values(record, day)
        for name, field in record.resource.loader.fields.items():
            if field.required and values[name] in (None, []):
                what = f"is not carried by anything known on {day}, when this record is first known"
                yield record.fault((name,), f"{what}; {_what_would_carry(record, name, day, knowledge)}")
        for day in knowledge.days(record):
            if wrong := ends_early(knowledge.values(record, day)):
                yield record.fault(("end_date",), f"as known on {day}, {wrong}")


def _what_would_carry(record: Record, name: str, day: str, knowledge: Knowledge) -> str:
    """Say which key to add where, so that a field has a value on the first day of its record."""
    for place, id, _ in references(record):
        if place[0] == name and not knowledge.is_known(id, day):
            other = knowledge.dataset.by_id[id].fault(("evidence",), "").at
            return f"{id!r} is known since {knowledge.since[id]} only: add to its evidence, {other}, one from then"
    entries = enumerate(record.data["evidence"])
    at = next(index for index, entry in entries if knowledge.known_since(entry) <= day)
    return f"add {name} to evidence[{at}].fields, or if it was another then, said: {{{name}: …}} to evidence[{at}]"


def _doubled_ids(dataset: Dataset) -> Iterator[Diagnostic]:
    """An id names one record over all kinds, so that `about=minerven` and `after=minerven` need no kind beside it."""
    for record in dataset.records:
        first = dataset.by_id[record.id]
        if record.id and first is not record:
            what = f"{record.id!r} is taken by {first.fault(('id',), '').at}; choose another"
            yield record.fault(("id",), what)


def _doubled_identifiers(dataset: Dataset) -> Iterator[Diagnostic]:
    """An identifier in a register belongs to one actor: what a list says of it is said of nobody else."""
    owners: dict[tuple[str, str], Record] = {}
    for record in dataset.records:
        if record.resource.name == "actors" and not record.data.get("withdrawn"):
            for index, identifier in enumerate(record.data.get("identifiers") or ()):
                scheme, id = identifier.get("scheme"), identifier.get("id")
                owner = owners.setdefault((scheme, id), record)
                if owner is not record and id:
                    what = f"{scheme} {id} is {owner.id!r} already; correct it, or make the two one"
                    yield record.fault(("identifiers", index, "id"), what)


def _foreign_retractions(record: Record, statements: Mapping[str, Record]) -> Iterator[Diagnostic]:
    """Nobody takes back the words of others, but for one on whose behalf both speak."""
    own = _parties(record)
    for index, id in enumerate(record.data.get("retracts") or ()):
        theirs = _parties(statements[id]) if id in statements else ()
        if own and theirs and not {*own} & {*theirs}:
            what = f"{id!r} is of {joined(theirs)}; name a statement of {' or '.join(own)}"
            yield record.fault(("retracts", index), what)


def _parties(statement: Record) -> Sequence[str]:
    """Return who made a statement, and on whose behalf."""
    return [id for id in (*(statement.data.get("speakers") or ()), statement.data.get("on_behalf_of")) if id]


def _circles(record: Record, meetings: Mapping[str, Record]) -> Iterator[Diagnostic]:
    """No meeting is a round of its own rounds."""
    passed, outer = {record.id}, str(record.data.get("round_of"))
    while outer in meetings and outer not in passed:
        passed.add(outer)
        outer = str(meetings[outer].data.get("round_of"))
    if outer == record.id and len(passed) > 1:
        what = f"{record.data['round_of']!r} is a round of this one; leave out one of the two"
        yield record.fault(("round_of",), what)


def _withdrawn(record: Record, referring: Sequence[Reference], dataset: Dataset) -> Iterator[Diagnostic]:
    """Nothing refers to a withdrawn record; its successor stands; and a former id is not in use."""
    withdrawn = record.data.get("withdrawn")
    for place, id, _ in referring if not withdrawn else ():
        gone = dataset.by_id[id].data.get("withdrawn") if id in dataset.by_id else None
        if gone and gone.get("date"):
            instead = f"refer to {gone.get('superseded_by')}" if gone.get("superseded_by") else "leave it out"
            yield record.fault(place, f"{id!r} was withdrawn on {gone.get('date')}; {instead}")
    successor = (withdrawn or {}).get("superseded_by")
    if successor and successor not in dataset.by_id:
        near = did_you_mean(successor, dataset.by_id)
        yield record.fault(("withdrawn", "superseded_by"), f"no record has the id {successor!r}{near}")
    elif successor and dataset.by_id[successor].data.get("withdrawn"):
        yield record.fault(("withdrawn", "superseded_by"), f"{successor!r} was withdrawn itself; name what stands")
    for index, id in enumerate(record.data.get("former_ids") or []):
        if id in dataset.by_id or dataset.formerly[id] is not record:
            yield record.fault(("former_ids", index), f"{id!r} is taken; an id is never used again")


def _misnamed_file(record: Record, sources: Mapping[str, Record]) -> Iterator[Diagnostic]:
    """A file with a list of records is named by the source that they come from."""
    stem = Path(record.file).stem
    if record.at == (0,) and stem not in sources:
        what = f"no source has the id {stem!r}{did_you_mean(stem, sources)}; name it by its source"
        if not record.resource.filed_by_source:
            what += ", or write the one record, without '- ' before it"
        yield Diagnostic(record.file, 1, "", f"holds a list, but {what}")


def _dangling(
    record: Record, referring: Sequence[Reference], kinds: Mapping[str, Mapping[str, Record]], unread: frozenset[str]
) -> Iterator[Diagnostic]:
    """A reference leads to another record, of a kind that its field allows."""
    for place, id, field in referring:
        if not any(id in kinds[kind] or kind in unread for kind in field.kinds):
            near = did_you_mean(id, (id for kind in field.kinds for id in kinds[kind]))
            what = f"no record of {' or '.join(field.kinds)} has the id {id!r}"
            is_told = bool(record.at) and id == Path(record.file).stem
            yield record.fault(place, f"{what}{near or '; add it, or correct the id'}", follows=is_told)
        elif id == record.id:
            yield record.fault(place, f"{id!r} is this record itself; name another")


def _unknown_fields(record: Record) -> Iterator[Diagnostic]:
    if not values_at(record.data, "evidence.supports"):
        return
    known = field_names(record.resource.loader)
    for (_, index, _, item), name in located_values(record.data, "evidence.supports"):
        if name not in known:
            near = did_you_mean(name, known)
            what = f"{name!r} is not a field of {record.resource.name}{near}"
            yield record.fault(("evidence", index, "fields", item), what)


def _misplaced(record: Record, sources: Mapping[str, Record]) -> Iterator[Diagnostic]:
    """What was recorded has times, what is written has pages, and what was corrected has days of it."""
    for index, entry in enumerate(record.data.get("evidence") or []):
        source = sources.get(entry.get("source"))
        type = source.data.get("type") if source else None
        name, instead = ("page", "time") if type == "video" else ("time", "page")
        if type and entry.get(name):
            what = f"{entry['source']!r} is of the type {type}, which has no {name}"
            yield record.fault(("evidence", index, name), f"{what}; write {instead}, or correct the type")
        corrected = [day for day, _ in texts(source.data)[1:]] if source else []
        for name in ("printed_since", "printed_until") if source else ():
            if (day := entry.get(name)) and day not in corrected:
                days = " or ".join(corrected)
                right = f"write {days}" if days else "leave it out, or add it to corrections there"
                what = f"{day!r} is no day of a correction of {entry['source']!r}"
                yield record.fault(("evidence", index, name), f"{what}; {right}")
        since, until = entry.get("printed_since"), entry.get("printed_until")
        if since and until and until <= since:
            what = f"{until!r} is not after printed_since {since!r}; swap or correct them"
            yield record.fault(("evidence", index, "printed_until"), what)


def _commas(record: Record) -> Iterator[Diagnostic]:
    """A value that a filter looks for holds no comma: commas join the values of a filter."""
    for path in _vocabularies(record.resource):
        for place, value in located_values(record.data, path):
            if "," in str(value):
                yield record.fault(place, f"{value!r} holds a comma, which joins values of a filter; leave it out")


@cache
def _vocabularies(resource: Resource) -> tuple[str, ...]:
    """Return the paths at which a filter takes whatever values the records have."""
    filters = [has for has in resource.all_filters.values() if isinstance(has, Has) and resource.is_vocabulary(has)]
    return tuple(path for has in filters for path in has.paths)


def _unsupported(record: Record) -> Iterator[Diagnostic]:
    """Every value that is not the curator's own rests on a passage."""
    entries = record.data.get("evidence")
    if entries and all(entry.get("supports") for entry in entries):
        supported = set(values_at(record.data, "evidence.supports")) | CURATORIAL
        for name, value in record.data.items():
            if value not in (None, []) and name not in supported:
                shown = quoted(value) if isinstance(value, str) else "it"
                yield record.fault((name,), f"no passage supports {shown}; name {name} in the fields of one that does")
