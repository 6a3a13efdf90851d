"""Which facts belong to a record, and which questions contest it, on a day; knows nothing of documents, SQL or HTTP."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from api.curation.dataset import Dataset
from api.curation.knowledge import ALWAYS, Knowledge
from api.model.paths import values_at
from api.model.resource import Resource
from api.release.related_counts import written
from api.release.version import Version


class Belonging:
    """The days on which facts begin and cease to belong to records, gathered from one version after the other."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        counting = {resource.facts_by for resource in resources if resource.facts_by}
        self._filters = {kind.name: sorted(counting & set(kind.by_value)) for kind in resources}
        #: For each filter and id, by kind, the days on which facts begin and cease to be found by it.
        self._spans: dict[tuple[str, str], dict[str, tuple[list[str], list[str]]]] = defaultdict(dict)

    def note(self, version: Version) -> None:
        """Take a version of a fact into account."""
        kind = version.record.resource.name
        for by in self._filters[kind]:
            for id in version.found[by]:
                begins, ends = self._spans[by, id].setdefault(kind, ([], []))
                begins.append(version.known_from)
                if version.known_until != ALWAYS:
                    ends.append(version.known_until)

    def tally(self, by: str, id: str) -> str:
        """Count the facts that a filter finds by an id on each day; to be asked when all versions are noted."""
        found = self._spans.get((by, id), {})
        return written({kind: f"/v1/{kind}?{by}={id}" for kind in found}, found)


def contested(dataset: Dataset, knowledge: Knowledge, day: str) -> Mapping[str, Sequence[str]]:
    """Give, for each record, the questions of a day in which it carries one of the rival accounts."""
    found: dict[str, list[str]] = defaultdict(list)
    for question, path in _questions(dataset):
        if knowledge.is_known(question, day):
            for id in dict.fromkeys(values_at(knowledge.values(dataset.by_id[question], day), path)):
                found[id].append(question)
    return found


def _questions(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield each question by its id, with the path at which it names the facts that rival one another."""
    for record in dataset.records:
        if record.resource.contests:
            yield record.id, record.resource.contests
