"""From checked records to the JSON documents that clients read; knows nothing of files, SQL or HTTP.

References become compact objects, evidence gets its links, and what can be worked out from the sources is worked out.
"""

import json
from collections.abc import Iterable, Mapping
from functools import cache
from string import Formatter
from typing import Any

from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

from api import dates
from api.dataset import Dataset, Record
from api.evidence import Fact
from api.fields import Ref, Several
from api.filters import at
from api.passages import link

#: What a document shows first and last; between them stand the fields of its kind.
FIRST, LAST = ("id", "kind", "url"), tuple(Fact().fields)[3:]


class Documents:
    """The documents of a data set; they follow from the records alone, so the same records give the same bytes."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.name = cache(self._name)

    def rendered(self, record: Record) -> bytes:
        """Give the document of a record, as UTF-8 JSON on one line."""
        schema = record.resource.loader
        values = self._linked(schema, record.data) | self._computed(record)
        document: dict[str, Any] = schema.dump(values)
        own = [key for key in document if key not in FIRST and key not in LAST]
        keys = [*FIRST, *own, *(key for key in LAST if key in document)]
        return dumped({key: document[key] for key in keys})

    def reference(self, id: str) -> dict[str, str]:
        """Give the compact reference to a record."""
        kind = self.dataset.by_id[id].resource.name
        return {"id": id, "kind": kind, "name": self.name(id), "url": f"/v1/{kind}/{id}"}

    def _name(self, id: str) -> str:
        """Give the name that references show: the label of the kind, filled in."""
        record = self.dataset.by_id[id]
        label = record.resource.label
        names = {key: self._shown(record, key) for _, key, _, _ in Formatter().parse(label) if key}
        return label.format_map(names)

    def _shown(self, record: Record, key: str) -> str:
        value = str(record.data[key])
        return self.name(value) if isinstance(record.resource.leaf(key), Ref) else value.replace("_", " ")

    def _linked(self, schema: Schema, data: Mapping[str, Any]) -> dict[str, Any]:
        """Copy loaded values, with each reference in place of its id, and each passage with its link."""
        linked = {name: self._value(field, data[name]) for name, field in schema.fields.items() if not field.dump_only}
        if "link" in schema.fields:
            linked["link"] = self._link(data)
        return linked

    def _value(self, field: marshmallow_fields.Field[Any], value: Any) -> Any:
        if value is None:
            return None
        if isinstance(field, Several):
            return [self._value(field.inner, item) for item in value]
        if isinstance(field, Ref):
            return self.reference(value)
        return self._linked(field.schema, value) if isinstance(field, marshmallow_fields.Nested) else value

    def _link(self, entry: Mapping[str, Any]) -> str | None:
        address = self.dataset.by_id[entry["source"]].data["source_url"]
        return link(address, entry["start"], entry["end"]) if address else None

    def _computed(self, record: Record) -> dict[str, Any]:
        """Work out what no fixture says."""
        kind = record.resource.name
        computed: dict[str, Any] = {"kind": kind, "url": f"/v1/{kind}/{record.id}"}
        if record.resource.rests_on_evidence:
            sources = [self.dataset.by_id[id] for id in dict.fromkeys(at(record.data, "evidence.source"))]
            computed["known_since"] = min(dates.span(source.data["published"]).latest for source in sources)
            computed["source_count"] = len(sources)
            computed["publisher_count"] = len({self._origin(source) for source in sources})
        return computed

    def _origin(self, source: Record) -> str:
        """Give who made a source: the agency that supplied it, or else its publisher."""
        for author in source.data["authors"]:
            if self.dataset.by_id[author].data["type"] == "media":
                return str(author)
        return str(source.data["publisher"])


def dumped(value: Any) -> bytes:
    """Give a value as UTF-8 JSON on one line."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def array(bodies: Iterable[bytes]) -> bytes:
    """Splice documents into a JSON array, one on a line."""
    joined = b",\n".join(bodies)
    return b"[\n" + joined + b"\n]" if joined else b"[]"
