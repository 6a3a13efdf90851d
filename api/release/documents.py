"""From checked records to the JSON documents that clients read; knows nothing of files, SQL or HTTP.

A record has a document for each state of knowledge. In it references become compact objects, evidence gets its links,
and what can be worked out from the sources is worked out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from typing import Any

from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

from api.curation.dataset import Dataset, Record
from api.curation.knowledge import ALWAYS, KEPT, Knowledge
from api.curation.names import pieces
from api.model.date_object import label, shown_date
from api.model.document_schema import PLACE, ordered
from api.model.edtf import parse
from api.model.fields import Cited, Day, Edtf, Ref, Several, is_sparse
from api.model.filters import Has
from api.model.jsontext import encode
from api.model.passage_link import link
from api.model.resource import Resource
from api.model.schema import ENDS


@dataclass(frozen=True, eq=False, slots=True)
class RecordVersion:
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
        self.knowledge = Knowledge(dataset)
        self._finding = cache(lambda kind: [(name, self._asked(kind, has)) for name, has in kind.by_value.items()])
        self._backlinks = cache(self.knowledge.backlinks)
        self._referred = lru_cache(KEPT)(self._reference)
        self._cited = lru_cache(KEPT)(self._source)
        self._shown_as = cache(self._compiled)

    def versions(self, record: Record) -> list[RecordVersion]:
        """Return the versions of a record, the first one first; the facts that belong to it are not counted yet.

        There is one for each day on which its document changed, or its citation, or the aliases of what it refers to:
        it is found by these.
        """
        found: list[tuple[str, dict[str, Any], bytes, str]] = []
        found_by: list[Sequence[str]] = []
        days = self.knowledge.days(record)
        for day in days:
            values = dict(self.knowledge.values(record, day))
            document, citation = self._rendered(record, values, day), self._citation(record, values, day)
            others = sorted(self.knowledge.referred(record)) if len(days) > 1 else ()
            aliases = [self.knowledge.aliases(id, day) for id in others]
            if not found or (document, citation) != found[-1][2:] or aliases != found_by:
                found.append((day, values, document, citation))
            found_by = aliases
        ends = [*(day for day, *_ in found[1:]), ALWAYS]
        resource, since = record.resource, self.knowledge.since[record.id]
        return [
            RecordVersion(
                record, day, end, values | {"known_since": since}, document, self.found(resource, values), citation
            )
            for (day, values, document, citation), end in zip(found, ends, strict=True)
        ]

    def found(self, resource: Resource, values: Mapping[str, Any]) -> Mapping[str, Sequence[str]]:
        """Return the values by which each filter by value of a kind finds a record."""
        return {name: finding(values) for name, finding in self._finding(resource)}

    def _asked(self, resource: Resource, has: Has) -> Callable[[Mapping[str, Any]], Sequence[str]]:
        """Return what finds the values of a filter in a record: of ids, those of the kinds that it takes."""
        targets = frozenset(resource.targets(has))
        if has.paths == ("id",) or not targets:
            return has.values
        by_id = self.dataset.by_id
        return lambda data: [value for value in has.values(data) if by_id[value].resource.name in targets]

    def _rendered(self, record: Record, values: Mapping[str, Any], day: str) -> bytes:
        """Return the document of a record with the values it has on a day, as UTF-8 JSON on one line."""
        shown = self._shown_as(record.resource.loader)(values, day)
        for entry, was in zip(shown.get("evidence", ()), values.get("evidence", ()), strict=True):
            if "said" in entry:
                entry["said"] = self._said(record, was["said"], day)
        shown |= self._computed(record, values, day)
        return encode({key: shown[key] for key in _keys(record.resource) if key in shown})

    def reference(self, id: str, day: str) -> Mapping[str, str]:
        """Return the compact reference to a record."""
        return self._referred(id, self.knowledge.name_day(id, day))

    def name(self, id: str, day: str = ALWAYS) -> str:
        """Return the name that references show on a day."""
        return self.reference(id, day)["name"]

    def path(self, id: str) -> str:
        """Return the path of a record in the API."""
        return f"/v1/{self.dataset.by_id[id].resource.name}/{id}"

    def _reference(self, id: str, day: str) -> dict[str, str]:
        name = "".join(text for _, text in self.pieces(id, day))
        return {"id": id, "kind": self.dataset.by_id[id].resource.name, "name": name}

    def _source(self, id: str, day: str) -> Mapping[str, Any]:
        source = self.dataset.by_id[id].data
        publisher = self.name(source["publisher"], day)
        return {"id": id, "publisher": publisher, "published": shown_date(source["published"])}

    def pieces(self, id: str, day: str) -> Sequence[tuple[str, str]]:
        """Return the name of a record in pieces, each with the field that it comes from."""
        record = self.dataset.by_id[id]
        return list(pieces(self.dataset, record, self.knowledge.values(record, day), partial(self.name, day=day)))

    def _compiled(self, schema: Schema) -> Callable[[Mapping[str, Any], str], dict[str, Any]]:
        """Return what shows objects of a schema: with each reference in place of its id, and passages linked.

        What is sparse is left out where it says nothing.

        The fields are looked at once for all records; marshmallow's `dump` looks at them for each.
        """
        fields = schema.dump_fields.items()
        parts = [(found.data_key or name, name, self._shows(found)) for name, found in fields if not found.dump_only]
        is_passage = "link" in schema.fields
        sparse = [key for key, found in schema.dump_fields.items() if is_sparse(found)]

        def shown(values: Mapping[str, Any], day: str) -> dict[str, Any]:
            found = {key: shows(values[name], day) if shows else values[name] for key, name, shows in parts}
            if is_passage:
                found |= self._links(values)
            for key in sparse:
                if key in found and not found[key]:
                    del found[key]
            return found

        return shown

    def _shows(self, field: marshmallow_fields.Field[Any]) -> Callable[[Any, str], Any] | None:
        """Return what shows the values of a field; None where they are shown as they are."""
        if isinstance(field, Several):
            inner = self._shows(field.inner)
            return (lambda items, day: [inner(item, day) for item in items]) if inner else None
        if isinstance(field, Cited):
            return lambda id, day: self._cited(id, self.knowledge.name_day(id, day))
        if isinstance(field, Ref):
            return lambda id, day: self.reference(id, day) if id else None
        if isinstance(field, Edtf) and not isinstance(field, Day):
            is_end = field.name in ENDS
            return lambda text, day: shown_date(text, is_end=is_end)
        if isinstance(field, marshmallow_fields.Nested):
            shown = self._shown_as(field.schema)
            return lambda values, day: None if values is None else shown(values, day)
        return None

    def _said(self, record: Record, said: Mapping[str, Any], day: str) -> dict[str, Any]:
        fields = record.resource.loader.fields
        shown = {name: (self._shows(fields[name]), value) for name, value in said.items()}
        return {name: shows(value, day) if shows else value for name, (shows, value) in shown.items()}

    def _links(self, entry: Mapping[str, Any]) -> dict[str, str | None]:
        """Return the links to a passage, by their fields: where its source is, and in an archived copy."""
        source = self.dataset.by_id[entry["source"]].data
        addresses = {"link": source["source_url"], "archive_link": source["archive_url"]}
        places = [entry[name] for name in ("start", "end", "page", "time")]
        return {key: at and link(at, *places) for key, at in addresses.items()}

    def link(self, values: Mapping[str, Any]) -> str | None:
        """Return the address of the first passage that a record rests on; null where it has none."""
        return next((self._links(entry)["link"] for entry in values.get("evidence", ())), None)

    def _computed(self, record: Record, values: Mapping[str, Any], day: str) -> dict[str, Any]:
        """Return what no fixture says, and follows from the rest."""
        kind = record.resource.name
        computed: dict[str, Any] = {"kind": kind, "url": f"/v1/{kind}/{record.id}"}
        computed["known_since"] = self.knowledge.since[record.id]
        if "name" in _keys(record.resource) and "name" not in values:
            computed["name"] = self.name(record.id, day)
        if record.resource.rests_on_evidence:
            sources = [self.dataset.by_id[id] for id in dict.fromkeys(_sources(values))]
            computed["publisher_count"] = len({self._origin(source) for source in sources})
            for field, ids in self._backlinks(day).get(record.id, {}).items():
                computed[field] = [self.reference(id, day) for id in ids]
        if record.resource.facts_by:
            computed["facts"] = []  # they are counted when the document is whole
        return computed

    def _citation(self, record: Record, values: Mapping[str, Any], day: str) -> str:
        """Return a citation: what the record is called, the `PLACE` where it stands, and what it rests on."""
        ids = [record.id] if record.resource.facts_by == "source" else dict.fromkeys(_sources(values))
        sources = [self.dataset.by_id[id] for id in ids]
        told = "; ".join(
            f"{self.name(source.id, day)} ({self.name(source.data['publisher'], day)}, "
            f"{', '.join((label(parse(source.data['published'])), *_places(values, source.id)))})"
            for source in sources
        )
        if sources == [record]:
            return f"{told}, {record.data['source_url'] or 'no address'}."
        name = self.name(record.id, day).removesuffix(".")
        return f"{name}. {self.dataset.about['title']}, {PLACE}. After: {told}."

    def _origin(self, source: Record) -> str:
        """Return who made a source: the agency that supplied it, or else its publisher."""
        for author in source.data["authors"]:
            if self.dataset.by_id[author].data["type"] == "media":
                return str(author)
        return str(source.data["publisher"])


def _places(values: Mapping[str, Any], source: str) -> Iterable[str]:
    """Return the pages and times of the passages in a source, as a citation names them."""
    entries = [entry for entry in values.get("evidence", ()) if entry["source"] == source]
    named = (f"{name} {entry[name]}" for entry in entries for name in ("page", "time") if entry[name])
    return dict.fromkeys(named)


def _sources(values: Mapping[str, Any]) -> list[str]:
    return [entry["source"] for entry in values.get("evidence", ())]


@cache
def _keys(resource: Resource) -> Sequence[str]:
    return ordered(found.data_key or name for name, found in resource.loader.dump_fields.items())
