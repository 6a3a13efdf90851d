"""What must hold between records: ids, references, file names, the fields that evidence names; reads no files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from api.dataset import Dataset, Record
from api.faults import Fault
from api.evidence import CURATORIAL
from api.fields import Ref, names
from api.filters import at, located
from api.resource import Resource
from api.spelling import did_you_mean


def faults(dataset: Dataset, resources: Sequence[Resource]) -> Iterator[Fault]:
    """Yield every fault that no record shows by itself."""
    kinds: dict[str, dict[str, Record]] = defaultdict(dict)
    for record in dataset.records:
        kinds[record.resource.name][record.id] = record
    yield from _doubled(dataset)
    for record in dataset.records:
        yield from _misfiled(record, kinds["sources"])
        yield from _dangling(record, kinds)
        yield from _misnamed(record)
        yield from _unsupported(record)


def _doubled(dataset: Dataset) -> Iterator[Fault]:
    """An id names one record over all kinds, so that `about=minerven` and `after=minerven` need no kind beside it."""
    for record in dataset.records:
        first = dataset.by_id[record.id]
        if record.id and first is not record:
            place = first.fault(("id",), "")
            yield record.fault(("id",), f"{record.id!r} is taken by {place.file}:{place.line}; choose another")


def _misfiled(record: Record, sources: Mapping[str, Record]) -> Iterator[Fault]:
    """A list of records is named by the source it comes from."""
    stem = Path(record.file).stem
    if record.at == (0,) and stem not in sources:
        near = did_you_mean(stem, sources)
        yield Fault(record.file, 1, "", f"holds a list, but no source has the id {stem!r}{near}; name it by its source")


def _dangling(record: Record, kinds: Mapping[str, Mapping[str, Record]]) -> Iterator[Fault]:
    """A reference leads to a record of a kind that it may lead to, and not to its own."""
    for path, field in record.resource.leaves:
        if not isinstance(field, Ref):
            continue
        right = {id for kind in field.kinds for id in kinds[kind]}
        for place, id in located(record.data, path):
            if id not in right:
                what = f"no record of {' or '.join(field.kinds)} has the id {id!r}"
                yield record.fault(place, f"{what}{did_you_mean(id, right) or '; add it, or correct the id'}")
            elif id == record.id:
                yield record.fault(place, "refers to its own record; name another")


def _misnamed(record: Record) -> Iterator[Fault]:
    """Evidence supports fields that the kind has."""
    known = names(record.resource.loader)
    for (_, index, _, item), name in located(record.data, "evidence.supports"):
        if name not in known:
            near = did_you_mean(name, known)
            what = f"{name!r} is not a field of {record.resource.name}{near}"
            yield record.fault(("evidence", index, "fields", item), what)


def _unsupported(record: Record) -> Iterator[Fault]:
    """Every value that is not the curator's own rests on a passage."""
    entries = record.data.get("evidence")
    if entries and all(entry.get("supports") for entry in entries):
        supported = set(at(record.data, "evidence.supports")) | CURATORIAL
        for name, value in record.data.items():
            if value not in (None, []) and name not in supported:
                yield record.fault((name,), "no passage supports it; name it in the fields of one that does")
