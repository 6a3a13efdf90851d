"""From a checked data set to one immutable SQLite file, named by the digest of its content; knows nothing of HTTP.

The same fixtures give the same bytes: nothing comes from the clock, from the order of a set or from the file system.
"""

import json
import os
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from peewee import Model, SqliteDatabase

from api import dates
from api.dataset import Dataset, Record
from api.documents import Documents
from api.filters import Overlaps
from api.fixtures import Progress
from api.resource import Resource
from api.tables import APPLICATION, FORMAT, Header, Identity, Tables, shape

#: The link in a folder of releases that leads to the one to serve.
CURRENT = "current"


def publish(dataset: Dataset, resources: Sequence[Resource], folder: Path, progress: Progress) -> Path:
    """Write a release into a folder, point `current` to it, and give its path.

    The file is written beside, and moved to its place when it is whole: who reads `current` finds the old release or
    the new one. Raises `OSError` where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".building-", dir=folder) as scratch:
        draft = Path(scratch) / "release.db"
        name = f"{write(dataset, resources, draft, progress)}.db"
        os.replace(draft, folder / name)
        link = Path(scratch) / CURRENT
        link.symlink_to(name)
        os.replace(link, folder / CURRENT)
    return folder / name


def write(dataset: Dataset, resources: Sequence[Resource], path: Path, progress: Progress) -> str:
    """Write a release to a new file, and give its name: the digest of all it holds."""
    database = SqliteDatabase(str(path), pragmas={"journal_mode": "off", "synchronous": 0, "page_size": 4096})
    writing = _Writing(dataset, resources, database, progress)
    with database.connection_context(), database.bind_ctx([Header, Identity]):
        database.execute_sql(f"PRAGMA application_id = {APPLICATION}")
        database.execute_sql(f"PRAGMA user_version = {FORMAT}")
        with database.atomic():
            writing.write()
        database.execute_sql("ANALYZE")
        database.execute_sql("VACUUM")
    return writing.name


class _Writing:
    """One writing of a release."""

    def __init__(
        self, dataset: Dataset, resources: Sequence[Resource], database: SqliteDatabase, progress: Progress
    ) -> None:
        self.dataset = dataset
        self.resources = resources
        self.database = database
        self.progress = progress
        self.documents = Documents(dataset)
        self.digest = sha256()
        self.done = 0

    @property
    def name(self) -> str:
        """The digest of what was written so far, short enough to read."""
        return self.digest.hexdigest()[:16]

    def write(self) -> None:
        """Write everything."""
        self.database.create_tables([Header, Identity])
        about: Mapping[str, Any] = dict(self.dataset.about)
        self.digest.update(json.dumps([shape(self.resources), about], sort_keys=True).encode())
        counts = {resource.name: self.kind(Tables(resource, self.database)) for resource in self.resources}
        self.insert(Identity, sorted((record.id, record.resource.name) for record in self.dataset.records))
        meta = {
            "about": json.dumps(about, ensure_ascii=False),
            "counts": json.dumps(counts),
            "coverage": json.dumps(_coverage(self.dataset, self.resources)),
            "release": json.dumps(self.name),
            "shape": json.dumps(shape(self.resources)),
        }
        self.insert(Header, sorted(meta.items()))

    def kind(self, tables: Tables) -> int:
        """Write the records of one kind, in the order of lists, and give their number."""
        self.database.create_tables(tables.all())
        resource = tables.resource
        records = self.dataset.of(resource)
        places = {sort: self.placed(resource, sort, records) for sort in resource.all_sorts}
        rows = places[resource.order]
        ordered = sorted(records, key=lambda record: rows[record.id])
        self.insert(tables.record, (self.row(tables, record, places) for record in ordered))
        for name, model in tables.values.items():
            has = tables.has[name]
            pairs = [(value, rows[record.id]) for record in records for value in has.values(record.data)]
            self.insert(model, sorted(pairs))
        return len(records)

    def row(self, tables: Tables, record: Record, places: Mapping[str, Mapping[str, int]]) -> tuple[Any, ...]:
        """Render one record into its row."""
        document = self.documents.rendered(record)
        self.digest.update(document)
        self.done += 1
        self.progress(self.done, len(self.dataset.records))
        ranks = [places[sort][record.id] for sort in tables.places]
        days: list[str | None] = []
        for overlaps in tables.spans.values():
            span = overlaps.span(record.data)
            days += [span.earliest, span.latest] if span else [None, None]
        return (places[tables.resource.order][record.id], record.id, document, *ranks, *days)

    def placed(self, resource: Resource, sort: str, records: Sequence[Record]) -> dict[str, int]:
        """Give each record its place, from 1, in an order: unknown last, ids break ties, both in either direction."""
        key = sort.removeprefix("-")
        values = {record.id: resource.sort_value(key, record.data, self.documents.name) for record in records}
        known = sorted(id for id, value in values.items() if value is not None)
        known.sort(key=lambda id: values[id] or "", reverse=sort.startswith("-"))
        unknown = sorted(id for id, value in values.items() if value is None)
        return {id: place for place, id in enumerate([*known, *unknown], 1)}

    def insert(self, model: type[Model], rows: Any) -> None:
        """Insert rows, given in the order of the columns of a model."""
        columns = dict.fromkeys(model._meta.sorted_field_names, 0)
        sql, _ = model.insert(columns).sql()
        self.database.connection().executemany(sql, rows)


def _coverage(dataset: Dataset, resources: Sequence[Resource]) -> dict[str, str | None]:
    """Give the first and the last day that a dated record may mean, open ends left out."""
    days: list[str] = []
    for resource in resources:
        date = resource.all_filters.get("date")
        if isinstance(date, Overlaps) and resource.rests_on_evidence:
            spans = [date.span(record.data) for record in dataset.of(resource)]
            days += [day for span in spans if span for day in (span.earliest, span.latest)]
    known = [day for day in days if day not in (dates.FIRST, dates.LAST)]
    return {"earliest": min(known, default=None), "latest": max(known, default=None)}
