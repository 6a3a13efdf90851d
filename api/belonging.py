"""Which facts belong to a record, and which questions contest it, on a day; knows nothing of documents, SQL or HTTP."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from api.dataset import Dataset
from api.filters import at
from api.knowledge import ALWAYS, Knowledge
from api.resource import Resource
from api.tally import tallied, written
from api.version import Version

#: For each filter and id, by kind, the days on which facts begin and cease to be found by it.
Spans = Mapping[tuple[str, str], Mapping[str, tuple[list[str], list[str]]]]


def counted(resources: Sequence[Resource], versions: Mapping[str, Sequence[Version]]) -> dict[str, Sequence[Version]]:
    """Give all versions, kind by kind, with the facts counted that belong to their records on each day."""
    spans = _spans(resources, versions)
    counting = {resource.name: resource.facts_by for resource in resources if resource.facts_by}
    return {
        kind: [_counted(version, counting[kind], spans) for version in found] if kind in counting else found
        for kind, found in versions.items()
    }


def _counted(version: Version, by: str, spans: Spans) -> Version:
    id = version.record.id
    found = spans.get((by, id), {})
    tally = written({kind: f"/v1/{kind}?{by}={id}" for kind in found}, found)
    return replace(version, document=tallied(version.document, tally, ALWAYS), tally=tally)


def _spans(resources: Sequence[Resource], versions: Mapping[str, Sequence[Version]]) -> Spans:
    found: dict[tuple[str, str], dict[str, tuple[list[str], list[str]]]] = defaultdict(dict)
    counting = {resource.facts_by for resource in resources if resource.facts_by}
    for resource in resources:
        for by in sorted(counting & set(resource.by_value)):
            for version in versions[resource.name]:
                for id in version.found[by]:
                    begins, ends = found[by, id].setdefault(resource.name, ([], []))
                    begins.append(version.known_from)
                    if version.known_until != ALWAYS:
                        ends.append(version.known_until)
    return found


def contested(dataset: Dataset, knowledge: Knowledge, day: str) -> Mapping[str, Sequence[str]]:
    """Give, for each record, the questions of a day in which it carries one of the rival accounts."""
    found: dict[str, list[str]] = defaultdict(list)
    for question, path in _questions(dataset):
        if knowledge.is_known(question, day):
            for id in dict.fromkeys(at(knowledge.values(dataset.by_id[question], day), path)):
                found[id].append(question)
    return found


def _questions(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield each question by its id, with the path at which it names the facts that rival one another."""
    for record in dataset.records:
        if record.resource.contests:
            yield record.id, record.resource.contests
