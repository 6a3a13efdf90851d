"""From checked records to the JSON documents that clients read; knows nothing of files, SQL or HTTP.

A record has a document for each state of knowledge. In it references become compact objects, evidence gets its links,
and what can be worked out from the sources is worked out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from api.curation.dataset import CACHED, Dataset, Record
from api.curation.knowledge import ALWAYS, knowledge_of
from api.curation.names import pieces
from api.model.date_object import label
from api.model.document_schema import PLACE
from api.model.edtf import parse
from api.model.fields import Ref
from api.model.filters import Has
from api.model.passage_link import link
from api.model.resource import Resource
from api.release.json_writer import JsonWriter, date, text


class RecordVersion(NamedTuple):
    """What was known of a record from one day to the next: its values as loaded, and its document.

    It holds from the day `known_from` up to the day before `known_until`, or for good where that is `ALWAYS`. Each
    filter by value finds it by the values in `found`. Beside the values, `known_since` stands as in the document. The
    facts that belong to it, which may be others on any day, are not in the document: they are counted apart. Nor is its
    citation, which names the address that it was asked for by: it has `PLACE` there.
    """

    record: Record
    known_from: str
    known_until: str
    values: Mapping[str, Any]
    document: bytes
    found: Mapping[str, Sequence[str]]
    citation: str = ""


class Documents:
    """The documents of a data set: they follow from the records alone, so the same records give the same bytes."""

    def __init__(self, dataset: Dataset, resources: Sequence[Resource]) -> None:
        self.dataset = dataset
        self.resources = resources
        self.knowledge = knowledge_of(dataset)
        self._finding = cache(lambda kind: [(name, self._asked(kind, has)) for name, has in kind.by_value.items()])
        self._backlinks = cache(self.knowledge.backlinks)
        self._called = lru_cache(CACHED)(self._name)
        self._referred = lru_cache(CACHED)(self._reference)
        self._pieces = lru_cache(CACHED)(self._pieces_of_name)
        self._origin = lru_cache(CACHED)(self._maker)
        #: Returns all by which a record is called on a day: its name, and its aliases.
        self.names = lru_cache(CACHED)(lambda id, day: (self.name(id, day), *self.knowledge.aliases(id, day)))
        self._cited = lru_cache(CACHED)(self._source)
        self._told = lru_cache(CACHED)(self._begun_citation)
        self._linked = lru_cache(CACHED)(self._addresses)
        self._writers = cache(lambda kind: JsonWriter(kind, self.reference, self._source_of_passage, self._links))

    def versions(self, record: Record) -> list[RecordVersion]:
        """Return the versions of a record, the first one first; the facts that belong to it are not counted yet.

        There is one for each day on which its document changed, or its citation, or the aliases of what it refers to:
        it is found by these.
        """
        versions: list[tuple[Any, ...]] = []
        state, found_by, since = None, list[Sequence[str]](), self.knowledge.since[record.id]
        writer, days = self._writers(record.resource), self.knowledge.days(record)
        others = sorted(self.knowledge.referred(record)) if len(days) > 1 else ()
        for day in days:
            if state is not (state := self.knowledge.values(record, day)):
                values, found = {**state, "known_since": since}, self._found(record.resource, state)
            document = writer.document(values, day, self._computed(record, values, day))
            citation = self._citation(record, values, day)
            aliases = [self.knowledge.aliases(id, day) for id in others]
            if not versions or (document, citation) != (versions[-1][2], versions[-1][4]) or aliases != found_by:
                versions.append((day, values, document, found, citation))
            found_by = aliases
        ends = [*(day for day, *_ in versions[1:]), ALWAYS]
        return [RecordVersion(record, day, end, *rest) for (day, *rest), end in zip(versions, ends, strict=True)]

    def _found(self, resource: Resource, values: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        """Return the values by which each filter by value of a kind finds a record."""
        return {name: finding(values) for name, finding in self._finding(resource)}

    def _asked(self, resource: Resource, has: Has) -> Callable[[Mapping[str, Any]], Sequence[str]]:
        """Return what finds the values of a filter in a record: of ids, those of the kinds that it takes."""
        targets = frozenset(resource.targets(has))
        kinds = {kind for path in has.paths if isinstance(leaf := resource.leaves[path], Ref) for kind in leaf.kinds}
        if kinds <= targets:
            return has.values
        by_id = self.dataset.by_id
        return lambda data: [value for value in has.values(data) if by_id[value].resource.name in targets]

    def name(self, id: str, day: str) -> str:
        """Return the name that references to a record show on a day."""
        return self._called(id, self.knowledge.name_day(id, day))

    def reference(self, id: str, day: str) -> str:
        """Return the compact reference to a record on a day, as JSON."""
        return self._referred(id, self.knowledge.name_day(id, day))

    def path(self, id: str) -> str:
        """Return the path of a record in the API."""
        return f"/v1/{self.kind(id)}/{id}"

    def kind(self, id: str) -> str:
        """Return the kind of a record."""
        return self.dataset.by_id[id].resource.name

    def _name(self, id: str, day: str) -> str:
        return "".join(text for _, text in self.pieces(id, day))

    def _reference(self, id: str, day: str) -> str:
        return f'{{"id":"{id}","kind":"{self.kind(id)}","name":{text(self.name(id, day))}}}'

    def _source_of_passage(self, id: str, day: str) -> str:
        return self._cited(id, self.knowledge.name_day(id, day))

    def _source(self, id: str, day: str) -> str:
        source = self.dataset.by_id[id].data
        publisher = text(self.name(source["publisher"], day))
        return f'{{"id":"{id}","publisher":{publisher},"published":{date(source["published"])}}}'

    def pieces(self, id: str, day: str) -> Sequence[tuple[str, str]]:
        """Return the name of a record in pieces, each with the field that it comes from."""
        return self._pieces(id, self.knowledge.name_day(id, day))

    def _pieces_of_name(self, id: str, day: str) -> Sequence[tuple[str, str]]:
        record = self.dataset.by_id[id]
        return list(pieces(self.dataset, record, self.knowledge.values(record, day), lambda id: self.name(id, day)))

    def _links(self, entry: Mapping[str, Any]) -> Mapping[str, str]:
        """Return the links to a passage, by their fields: to its source, and to an archived copy if there is one."""
        return self._linked(entry["source"], entry["start"], entry["end"], entry["page"], entry["time"])

    def _addresses(self, id: str, *place: Any) -> Mapping[str, str]:
        source = self.dataset.by_id[id].data
        addresses = {"link": source["source_url"], "archive_link": source["archive_url"]}
        return {key: text(at and link(at, *place)) for key, at in addresses.items() if at or key == "link"}

    def link(self, values: Mapping[str, Any]) -> str:
        """Return the address of the first passage that a record rests on, as JSON; null where it has none."""
        return next((self._links(entry)["link"] for entry in values.get("evidence", ())), "null")

    def _computed(self, record: Record, values: Mapping[str, Any], day: str) -> dict[str, str]:
        """Return what no fixture says, and follows from the rest, as JSON."""
        kind = record.resource
        computed = {"kind": f'"{kind.name}"', "url": f'"/v1/{kind.name}/{record.id}"'}
        computed["known_since"] = f'"{self.knowledge.since[record.id]}"'
        if "name" in kind.loader.fields and "name" not in values:
            computed["name"] = text(self.name(record.id, day))
        if kind.rests_on_evidence:
            computed["publisher_count"] = str(len({*map(self._origin, _sources(values))}))
            for field, ids in self._backlinks(day).get(record.id, {}).items():
                computed[field] = f"[{','.join(self.reference(id, day) for id in ids)}]"
        if kind.facts_by:
            computed["facts"] = "[]"  # they are counted when the document is whole
        return computed

    def _citation(self, record: Record, values: Mapping[str, Any], day: str) -> str:
        """Return a citation: what the record is called, the `PLACE` where it stands, and what it rests on."""
        ids = [record.id] if record.resource.facts_by == "source" else list(dict.fromkeys(_sources(values)))
        each = [", ".join((self._told(id, self.knowledge.name_day(id, day)), *_places(values, id))) for id in ids]
        told = f"{'); '.join(each)})"
        if ids == [record.id]:
            return f"{told}, {record.data['source_url'] or 'no address'}."
        name = self.name(record.id, day)
        end = "" if name.endswith((".", "?", "!")) else "."
        return f"{name}{end} {self.dataset.about['title']}, {PLACE}. After: {told}."

    def _begun_citation(self, id: str, day: str) -> str:
        """Return how a citation begins to name a source: without pages and times, and the bracket behind them."""
        source = self.dataset.by_id[id].data
        publisher, published = self.name(source["publisher"], day), label(parse(source["published"]))
        return f"{self.name(id, day)} ({publisher}, {published}"

    def _maker(self, id: str) -> str:
        """Return who made a source: the agency that supplied it, or else its publisher."""
        source = self.dataset.by_id[id].data
        for author in source["authors"]:
            if self.dataset.by_id[author].data["type"] == "media":
                return str(author)
        return str(source["publisher"])


def _places(values: Mapping[str, Any], source: str) -> Iterable[str]:
    """Return the pages and times of the passages in a source, as a citation names them."""
    entries = [entry for entry in values.get("evidence", ()) if entry["source"] == source]
    return dict.fromkeys([f"{name} {entry[name]}" for entry in entries for name in ("page", "time") if entry[name]])


def _sources(values: Mapping[str, Any]) -> list[str]:
    return [entry["source"] for entry in values.get("evidence", ())]
