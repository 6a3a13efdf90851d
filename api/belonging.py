"""Which facts belong to a record, and which questions contest it, on a day; knows nothing of documents, SQL or HTTP."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property

from api import tally
from api.dataset import Dataset, Record
from api.filters import Has, at
from api.knowledge import ALWAYS, Knowledge
from api.resource import Resource


class Belonging:
    """What stands in relation to a record without being written in it."""

    def __init__(self, dataset: Dataset, resources: Sequence[Resource], knowledge: Knowledge) -> None:
        self.dataset = dataset
        self.resources = resources
        self.knowledge = knowledge
        #: For a day, the questions by the records that carry one of their accounts.
        self.contested = cache(self._contests)

    def tally(self, record: Record) -> str | None:
        """Say how many facts of each kind belong to a record on each day; None for the kinds that count none."""
        by = record.resource.facts_by
        if not by:
            return None
        spans = self._belonging.get((by, record.id), {})
        return tally.written({kind: f"/v1/{kind}?{by}={record.id}" for kind in spans}, spans)

    @cached_property
    def _belonging(self) -> Mapping[tuple[str, str], Mapping[str, tuple[list[str], list[str]]]]:
        """For each filter and id, by kind, the days on which facts begin and cease to be found by it."""
        found: dict[tuple[str, str], dict[str, tuple[list[str], list[str]]]] = defaultdict(dict)
        filters = {resource.facts_by for resource in self.resources if resource.facts_by}
        for resource in self.resources:
            for by in sorted(filters & set(resource.all_filters)):
                has = resource.all_filters[by]
                assert isinstance(has, Has)  # noqa: S101 - the filters that count facts are by value
                for record in self.dataset.of(resource):
                    for id, begin, end in self._found_by(record, has):
                        begins, ends = found[by, id].setdefault(resource.name, ([], []))
                        begins.append(begin)
                        if end != ALWAYS:
                            ends.append(end)
        return found

    def _found_by(self, record: Record, has: Has) -> Iterable[tuple[str, str, str]]:
        """Yield each value by which a filter finds a record, with the days from which and until which it does."""
        since: dict[str, str] = {}
        for day, known in reversed(self.knowledge.states(record)):
            values = set(has.values(known))
            for gone in [value for value in since if value not in values]:
                yield gone, since.pop(gone), day
            since |= {value: day for value in values if value not in since}
        yield from ((value, day, ALWAYS) for value, day in since.items())

    def _contests(self, day: str) -> Mapping[str, list[str]]:
        """Give, for each record, the questions of a day in which it carries an account."""
        found: dict[str, list[str]] = defaultdict(list)
        for resource in self.resources:
            for record in self.dataset.of(resource) if resource.contests else []:
                if self.knowledge.is_known(record.id, day):
                    for id in dict.fromkeys(at(self.knowledge.values(record, day), resource.contests)):
                        found[id].append(record.id)
        return found
