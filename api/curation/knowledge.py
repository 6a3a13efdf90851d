"""What was known on a day ("knowledge time"): which facts, which values, on which evidence; reads no files, no SQL.

A source is known from the latest day on which it may have been published, a fact from the first day on which one of its
sources is. A field has its value from the first day on which known evidence supports it. Before that it has the value
that earlier evidence `said`, and before that none. A reference to a record that is not known yet is left out, and so is
an object that requires it. While a list of a least length is shorter for that, its record is not known.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from functools import cache, cached_property, lru_cache
from itertools import pairwise, takewhile
from string import Formatter
from typing import Any, cast

from marshmallow import fields as marshmallow_fields

from api.curation.dataset import CACHED, Dataset, Record
from api.curation.diagnostics import Path
from api.curation.source_texts import printed_on
from api.model import edtf
from api.model.evidence import CURATORIAL
from api.model.fields import Ref, Several
from api.model.paths import Getter, getter, located_values, values_at
from api.model.resource import Resource

#: A day on which everything is known.
ALWAYS = edtf.LAST


class Knowledge:
    """The states of knowledge of a data set, one for each day on which a source appeared."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        #: Returns the ids that a record refers to.
        self.referred = lru_cache(CACHED)(referred)
        #: Returns the values of a record, each with the day from which it has them, the newest first.
        self.states = lru_cache(CACHED)(self._states)
        self._own_days = lru_cache(CACHED)(self._days_of_evidence)
        self._name_days = lru_cache(CACHED)(self._renaming_days)
        #: For each record, the day from which it is known: first by its own evidence, then with its lists long enough.
        self.since: dict[str, str] = {}
        #: Each record that others name in a backlink, with that field, and the path at which it names them.
        self._linking: list[tuple[Record, str, str]] = []
        for record in dataset.records:  # once for both: of many, each is read from a file
            if days := self._own_days(record):
                self.since[record.id] = min(days)
            links = record.resource.backlinks.items()
            self._linking += [(record, field, path) for field, path in links if referred(record, (path,))]
        listing = (record for records in dataset.by_kind.values() if records[0].resource.least for record in records)
        self.since |= {record.id: self._long_enough_since(record) for record in listing}

    @cached_property
    def published(self) -> Mapping[str, str]:
        """For each source, the day from which it is known."""
        sources = [record for record in self.dataset.records if "published" in record.resource.loader.fields]
        return {source.id: edtf.possible(source.data["published"]).latest for source in sources}

    @cached_property
    def source_days(self) -> Sequence[str]:
        """The days, in order, on which a source got known or was corrected: on no other day does anything change."""
        return sorted({day for id in self.published for day in self._own_days(self.dataset.by_id[id])})

    def known_since(self, entry: Mapping[str, Any]) -> str:
        """Return the day since which some evidence is known: its source is, and prints the words."""
        return max(self.published[entry["source"]], entry["printed_since"] or "")

    def is_known(self, id: str, day: str) -> bool:
        """Whether a record is known on a day."""
        return self.since[id] <= day

    def days(self, record: Record) -> Sequence[str]:
        """Return the days, in order, on which the document of a record may change; the first is when it gets known.

        A document shows its own evidence, the names of what it refers to, and of what names it in its backlinks. It is
        found by the aliases of what it refers to. The counts of facts that belong to it are not considered.
        """
        days = {*self._own_days(record), *self._backlink_days.get(record.id, ())}
        for id in self.referred(record):
            days.update(self._name_days(id))
        since = self.since[record.id]
        return sorted(day for day in days if day >= since)

    def name_day(self, id: str, day: str) -> str:
        """Return the day since which a record has had the name that it has on a day."""
        days = self._name_days(id)
        return days[bisect_right(days, day) - 1] if len(days) > 1 else days[0]

    def aliases(self, id: str, day: str) -> Sequence[str]:
        """Return the aliases of a record as known on a day; none before it is known."""
        record = self.dataset.by_id[id]
        if not record.resource.aliases or not self.is_known(id, day):
            return ()
        aliases: Sequence[str] = self.values(record, day)[record.resource.aliases]
        return aliases

    def values(self, record: Record, day: str) -> Mapping[str, Any]:
        """Return the values of a record as known on a day, in the form in which they were loaded."""
        states = self.states(record)
        return states[0][1] if states[0][0] <= day else next(values for begun, values in states[1:] if begun <= day)

    def _states(self, record: Record) -> Sequence[tuple[str, Mapping[str, Any]]]:
        since = self.since[record.id]
        first, *later = sorted(day for day in self._value_days(record) if day >= since)
        is_whole = not later and _is_plain(record)
        return [(day, record.data if is_whole else self._values(record, day)) for day in reversed((first, *later))]

    def _values(self, record: Record, day: str) -> dict[str, Any]:
        fields, data = record.resource.loader.fields, record.data
        evidence = data.get("evidence", [])
        entries = [
            {
                **entry,
                "said": self._said(record, entry["said"], day),
                "printed_until": until if (until := entry["printed_until"]) and until <= day else None,
            }
            for entry in evidence
            if self.known_since(entry) <= day
        ]
        known = {
            name: entries if name == "evidence" else self._known_value(name, value, entries, evidence)
            for name, value in data.items()
        }
        if data.get("corrections"):
            known |= printed_on(data, day)
        if all(self.is_known(id, day) for id in self.referred(record)):
            return known
        return {name: self._trimmed(fields[name], value, day) for name, value in known.items()}

    def _said(self, record: Record, said: Mapping[str, Any] | None, day: str) -> dict[str, Any] | None:
        fields = record.resource.loader.fields
        return {name: self._trimmed(fields[name], value, day) for name, value in said.items()} if said else None

    def _known_value(
        self, name: str, value: Any, entries: Sequence[Mapping[str, Any]], evidence: Sequence[Mapping[str, Any]]
    ) -> Any:
        """Return the value of a field by `entries`, which is the part of its `evidence` that is known."""
        if name == "status_note" and len(entries) < len(evidence):
            supported = any(name in entry["supports"] for entry in entries)  # a note is written knowing everything
        else:
            supported = name in CURATORIAL or any(supports(entry, name) for entry in entries)
        if supported or not evidence:
            return value
        said = [entry for entry in entries if name in (entry["said"] or {})]
        if said:
            return max(reversed(said), key=self.known_since)["said"][name]
        return [] if isinstance(value, list) else None

    def _trimmed(self, field: marshmallow_fields.Field[Any], value: Any, day: str) -> Any:
        """Return a value without references to what is not yet known; None where nothing is left."""
        if isinstance(field, Several):
            items = (self._trimmed(field.inner, item, day) for item in value)
            return [item for item in items if item is not None]
        if isinstance(field, Ref):
            return value if value and self.is_known(value, day) else None
        if isinstance(field, marshmallow_fields.Nested) and value is not None:
            members = field.schema.fields
            kept = {name: self._trimmed(members[name], part, day) for name, part in value.items()}
            return None if any(members[name].required and kept[name] in (None, []) for name in kept) else kept
        return value

    def _days_of_evidence(self, record: Record) -> Set[str]:
        data = record.data
        if record.id in self.published:
            return {self.published[record.id], *(one["date"] for one in data["corrections"] or ())}
        entries = data.get("evidence", ())
        ends = {entry["printed_until"] for entry in entries if entry["printed_until"]}
        return ends.union(map(self.known_since, entries))

    def _renaming_days(self, id: str) -> Sequence[str]:
        """Return the days, in order, on which the name or the aliases of a record change, first when it gets known.

        So does the name of the publisher of a source, by which passages name it.
        """
        record = self.dataset.by_id[id]
        named, leads = _label(record.resource)
        states = [(day, [values[name] for name in named]) for day, values in reversed(self.states(record))]
        own = {now[0] for before, now in pairwise([("", None), *states]) if now[1] != before[1]}
        led = {id for _, values in self.states(record) for path in leads for id in values_at(values, path)}
        return sorted(own.union(day for id in led for day in self._name_days(id) if day > self.since[record.id]))

    def _long_enough_since(self, record: Record) -> str:
        """Return the day from which on the lists of a record have their least lengths; at the latest, its last one."""
        days = sorted((day for day in self._value_days(record) if day >= self.since[record.id]), reverse=True)

        def is_enough(day: str) -> bool:
            values = self._values(record, day)
            return all(len(values[name]) >= least for name, least in record.resource.least.items())

        return min(takewhile(is_enough, days), default=days[0])

    def _value_days(self, record: Record) -> Set[str]:
        """Return the days on which the values of a record may change: its own, and those of what it refers to."""
        return self._own_days(record) | {self.since[id] for id in self.referred(record)}

    def backlinks(self, day: str) -> Mapping[str, Mapping[str, Sequence[str]]]:
        """Return for each record the ids of those that name it in its backlinks on a day, by the name of the field."""
        found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        for record, field, path in self._linking:
            if self.is_known(record.id, day):
                for id in dict.fromkeys(values_at(self.values(record, day), path)):
                    found[id][field].append(record.id)
        return found

    @cached_property
    def _backlink_days(self) -> Mapping[str, set[str]]:
        """For each record, the days on which its backlinks, or their names, may change."""
        by_record: dict[str, set[str]] = defaultdict(set)
        for record, _, path in self._linking:
            for id in referred(record, (path,)):
                by_record[id] |= self._value_days(record) | {*self._name_days(record.id)}
        return by_record


@lru_cache(maxsize=1)
def knowledge_of(dataset: Dataset) -> Knowledge:
    """Return what was known when in a data set; that of the last one is kept, as what is checked is released next."""
    return Knowledge(dataset)


def referred(record: Record, paths: Sequence[str] = ()) -> set[str]:
    """Return the ids that a record refers to, at all paths or some, in its values and in what evidence said."""
    data, getters = record.data, [getter(path) for path in paths] or _references(record.resource).values()
    said = [entry["said"] for entry in data.get("evidence", ()) if entry["said"]]
    return {id for values in (data, *said) for get in getters for id in get(values)}


@cache
def _references(resource: Resource) -> Mapping[str, Getter]:
    """Return the paths at which records of a kind refer to others, each with its getter."""
    return {path: getter(path) for path, leaf in resource.leaves.items() if isinstance(leaf, Ref)}


@cache
def _label(resource: Resource) -> tuple[Sequence[str], Sequence[str]]:
    """Return the fields of the names and aliases of a kind, and the references by whose names it is named."""
    named = [name for _, name, _, _ in Formatter().parse(resource.label) if name]
    leads = [name for name in named if isinstance(resource.leaves[name], Ref)]
    return [*named, *filter(None, [resource.aliases])], [*leads, *{"publisher"}.intersection(resource.leaves)]


def _is_plain(record: Record) -> bool:
    """Whether a record has the same values on every day: no evidence said others, and some supports all of them."""
    entries = record.data.get("evidence", ())
    if any(entry["said"] for entry in entries):
        return False
    return not entries or any(not entry["supports"] for entry in entries)


#: A reference of a record: its path, the id of the other record, and its field.
Reference = tuple[Path, str, Ref]


def references(record: Record) -> Iterator[Reference]:
    """Yield every reference of a record, in its values and in what evidence said."""
    data, resource = record.data, record.resource
    said = [
        (("evidence", index, "said"), entry["said"])
        for index, entry in enumerate(data.get("evidence") or [])
        if entry.get("said")
    ]
    for prefix, values in [((), data), *said]:
        for path in [path for path, get in _references(resource).items() if get(values)]:
            leaf = cast(Ref, resource.leaves[path])
            yield from [((*prefix, *place), id, leaf) for place, id in located_values(values, path)]


def supports(entry: Mapping[str, Any], name: str) -> bool:
    """Whether a piece of evidence supports the value that its record gives a field."""
    return name not in (entry.get("said") or {}) and (not entry.get("supports") or name in entry["supports"])
