"""From checked records to the JSON documents that clients read; knows nothing of files, SQL or HTTP.

A record has a document for each state of knowledge. In it references become compact objects, evidence gets its links,
and what can be worked out from the sources is worked out.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

from api.belonging import Belonging
from api.dataset import Dataset, Record
from api.fields import Ref, Said, Several
from api.filters import at
from api.knowledge import ALWAYS, Knowledge
from api.outline import ordered
from api.passages import link
from api.resource import Resource


@dataclass(frozen=True, eq=False)
class Version:
    """What was known of a record from one day to the next: its values as loaded, and its document.

    It holds from the day `known_from` up to the day before `known_until`, or for good where that is `ALWAYS`.
    """

    record: Record
    known_from: str
    known_until: str
    values: Mapping[str, Any]
    document: bytes


class Documents:
    """The documents of a data set; they follow from the records alone, so the same records give the same bytes."""

    def __init__(self, dataset: Dataset, resources: Sequence[Resource]) -> None:
        self.dataset = dataset
        self.knowledge = Knowledge(dataset)
        self.belonging = Belonging(dataset, resources, self.knowledge)
        self._named = cache(self._name)

    def versions(self, record: Record) -> list[Version]:
        """Give the versions of a record, one for each day on which its document changed, the first one first."""
        found: list[tuple[str, Mapping[str, Any], bytes]] = []
        for day in self.knowledge.days(record):
            values = self.knowledge.values(record, day)
            document = self._rendered(record, values, day)
            if not found or document != found[-1][2]:
                found.append((day, values, document))
        ends = [*(day for day, _, _ in found[1:]), ALWAYS]
        return [
            Version(record, day, end, values, document)
            for (day, values, document), end in zip(found, ends, strict=True)
        ]

    def _rendered(self, record: Record, values: Mapping[str, Any], day: str) -> bytes:
        """Give the document of a record with the values it has on a day, as UTF-8 JSON on one line."""
        schema = record.resource.loader
        linked = self._linked(schema, values, day)
        for entry, was in zip(linked.get("evidence", []), values.get("evidence", []), strict=True):
            said = was["said"] or {}
            entry["said"] = {name: self._value(schema.fields[name], value, day) for name, value in said.items()} or None
        document: dict[str, Any] = schema.dump(linked | self._computed(record, values, day))
        return dumped({key: document[key] for key in ordered(document)})

    def reference(self, id: str, day: str) -> dict[str, str]:
        """Give the compact reference to a record."""
        kind = self.dataset.by_id[id].resource.name
        return {"id": id, "kind": kind, "name": self.name(id, day), "url": f"/v1/{kind}/{id}"}

    def name(self, id: str, day: str = ALWAYS) -> str:
        """Give the name that references show on a day."""
        return self._named(id, self.knowledge.name_day(id, day))

    def _name(self, id: str, day: str) -> str:
        """Fill in the label of the kind."""
        record = self.dataset.by_id[id]
        values = self.knowledge.values(record, day)
        label = record.resource.label
        return label.format_map({key: self._shown(record, values, key, day) for _, key, _, _ in _FORMAT(label) if key})

    def _shown(self, record: Record, values: Mapping[str, Any], key: str, day: str) -> str:
        value = str(values[key])
        return self.name(value, day) if isinstance(record.resource.leaf(key), Ref) else value.replace("_", " ")

    def _linked(self, schema: Schema, values: Mapping[str, Any], day: str) -> dict[str, Any]:
        """Copy loaded values, with each reference in place of its id, and each passage with its link."""
        linked = {
            name: self._value(field, values[name], day) for name, field in schema.fields.items() if not field.dump_only
        }
        if "link" in schema.fields:
            linked["link"] = self._link(values)
        return linked

    def _value(self, field: marshmallow_fields.Field[Any], value: Any, day: str) -> Any:
        if value is None or isinstance(field, Said):
            return None
        if isinstance(field, Several):
            return [self._value(field.inner, item, day) for item in value]
        if isinstance(field, Ref):
            return self.reference(value, day)
        return self._linked(field.schema, value, day) if isinstance(field, marshmallow_fields.Nested) else value

    def _link(self, entry: Mapping[str, Any]) -> str | None:
        address = self.dataset.by_id[entry["source"]].data["source_url"]
        return link(address, entry["start"], entry["end"]) if address else None

    def _computed(self, record: Record, values: Mapping[str, Any], day: str) -> dict[str, Any]:
        """Work out what no fixture says."""
        kind = record.resource.name
        computed: dict[str, Any] = {"kind": kind, "url": f"/v1/{kind}/{record.id}"}
        computed["known_since"] = self.knowledge.since[record.id]
        if record.resource.rests_on_evidence:
            sources = [self.dataset.by_id[id] for id in dict.fromkeys(at(values, "evidence.source"))]
            computed["source_count"] = len(sources)
            computed["publisher_count"] = len({self._origin(source) for source in sources})
            computed["contested_in"] = [self.reference(id, day) for id in self.belonging.contested(day)[record.id]]
        if record.resource.facts_by:
            computed["facts"] = self.belonging.counts(record, day)
        computed["citation"] = self._citation(record, values, day)
        return computed

    def _citation(self, record: Record, values: Mapping[str, Any], day: str) -> str:
        """Give a citation: what it is called, where it stands, and the sources that it rests on."""
        ids = [record.id] if record.resource.facts_by == "source" else dict.fromkeys(at(values, "evidence.source"))
        sources = [self.dataset.by_id[id] for id in ids]
        told = "; ".join(
            f"{self.name(source.id, day)} ({self.name(source.data['publisher'], day)}, {source.data['published']})"
            for source in sources
        )
        if sources == [record]:
            return f"{told}, {record.data['source_url'] or 'no address'}."
        name = self.name(record.id, day).removesuffix(".")
        return f"{name}. {self.dataset.about['title']}, /v1/{record.resource.name}/{record.id}. After: {told}."

    def _origin(self, source: Record) -> str:
        """Give who made a source: the agency that supplied it, or else its publisher."""
        for author in source.data["authors"]:
            if self.dataset.by_id[author].data["type"] == "media":
                return str(author)
        return str(source.data["publisher"])


_FORMAT = Formatter().parse


def dumped(value: Any) -> bytes:
    """Give a value as UTF-8 JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def array(bodies: Iterable[bytes]) -> bytes:
    """Splice documents into a JSON array, one on a line."""
    joined = b",\n".join(bodies)
    return b"[\n" + joined + b"\n]" if joined else b"[]"
