"""From a checked data set to one immutable SQLite file, named by the digest of its content; knows nothing of HTTP.

The same fixtures give the same bytes: nothing comes from the clock, from the order of a set or from the file system.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from peewee import Model, OperationalError, SqliteDatabase

from api import chronicle, marks, releases, search, timeline
from api.dataset import Dataset
from api.documents import Documents
from api.entries import entry
from api.folding import fold
from api.garbage import uncollected
from api.knowledge import ALWAYS
from api.lists import lists
from api.progress import Progress
from api.releases import Manifest
from api.resource import Resource
from api.search import BETWEEN
from api.tables import (
    APPLICATION,
    FORMAT,
    Gone,
    Header,
    Identity,
    Quote,
    QuoteIndex,
    Tables,
    Term,
    Trigram,
    Wording,
    Words,
    shape,
)
from api.version import Version

#: The tables that all kinds share.
SHARED = (Header, Identity, Gone, Quote, QuoteIndex, Trigram, Wording, Words, Term)


@uncollected()
def publish(
    dataset: Dataset,
    resources: Sequence[Resource],
    folder: Path,
    progress: Progress,
    revision: str | None = None,
) -> Path:
    """Write a release into a folder, with its manifest, point `current` to it, and give its path.

    The file is written beside, and moved to its place when it is whole: who reads `current` finds the old release or
    the new one. Its manifest names the revision of its sources. Raises `OSError` where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(prefix=".building-", dir=folder) as scratch:
        draft = Path(scratch) / "release.db"
        try:
            name = write(dataset, resources, draft, progress)
        except OperationalError as error:
            raise OSError(f"{folder} cannot be written ({error})") from error
        counts = {resource.name: len(dataset.of(resource)) for resource in resources}
        sha256, shaped = releases.digest(draft), shape(lists(resources))
        return releases.place(draft, Manifest(name, sha256, FORMAT, shaped, counts, revision), folder)


def write(dataset: Dataset, resources: Sequence[Resource], path: Path, progress: Progress) -> str:
    """Write a release to a new file, and give its name: the digest of all it holds."""
    database = SqliteDatabase(str(path), pragmas={"journal_mode": "off", "synchronous": 0, "page_size": 4096})
    writing = _Writing(dataset, resources, database, progress)
    with database.connection_context(), database.bind_ctx(SHARED):
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
        self.timeline = timeline.declared(tuple(resources))
        self.entries = search.declared(tuple(resources))
        self.database = database
        self.progress = progress
        self.documents = Documents(dataset, resources)
        self.digest = sha256()
        #: The days from which the quotes are known.
        self.quoted: list[str] = []

    @property
    def name(self) -> str:
        """The digest of what was written so far, short enough to read."""
        return self.digest.hexdigest()[:16]

    @property
    def shape(self) -> str:
        """The digest of the declarations."""
        return shape(lists(self.resources))

    def write(self) -> None:
        """Write everything."""
        self.database.create_tables(SHARED)
        about: Mapping[str, Any] = dict(self.dataset.about)
        self.digest.update(json.dumps([self.shape, about], sort_keys=True).encode())
        ordered: dict[str, Sequence[Version]] = {}
        found = self.rendered()
        rows = self.searchable([version for versions in found.values() for version in versions], ordered)
        for resource in self.resources:
            ordered[resource.name] = self.listed(resource, found[resource.name], rows)
            if resource.quotes:
                self.quotes(resource, ordered[resource.name])
        self.trigrams()
        since = self.documents.knowledge.since
        ids = sorted((record.id, record.resource.name, since[record.id]) for record in self.dataset.records)
        self.insert(Identity, ids)
        self.insert(Gone, self.gone())
        kinds = [resource.name for resource in self.resources]
        header = {"about": about, "kinds": kinds, "days": self.days(ordered), "release": self.name, "shape": self.shape}
        self.insert(Header, [(name, json.dumps(value, ensure_ascii=False)) for name, value in sorted(header.items())])

    def gone(self) -> list[tuple[str, str, str | None, str | None]]:
        """Give the ids that lead elsewhere, and take them into the digest."""
        found: list[tuple[str, str, str | None, str | None]] = []
        for id, record in self.dataset.formerly.items():
            found.append((id, record.resource.name, f"/v1/{record.resource.name}/{record.id}", None))
        for record in self.dataset.withdrawn:
            said = dict(record.data["withdrawn"])
            successor = said.pop("superseded_by")
            said["superseded_by"] = self.documents.reference(successor, ALWAYS)["url"] if successor else None
            found.append((record.id, record.resource.name, None, json.dumps(said, ensure_ascii=False)))
            path = f"/v1/{record.resource.name}/{record.id}"
            found += [(id, record.resource.name, path, None) for id in record.data["former_ids"]]
        self.digest.update(json.dumps(sorted(found, key=str)).encode())
        return sorted(found, key=str)

    def searchable(self, versions: Sequence[Version], ordered: dict[str, Sequence[Version]]) -> Mapping[Version, int]:
        """Write the list of all records and its words, and give the row that each version has there."""
        short = {entry(self.entries, version, self.documents): version for version in versions}
        entries = self.listed(self.entries, list(short), {})
        ordered[self.entries.name] = entries
        ordered[self.timeline.name] = [version for version in entries if version.values["dated"]]
        self.words(self.searched(version, short[version]) for version in entries)
        return {short[version]: row for row, version in enumerate(entries, 1)}

    def searched(self, short: Version, version: Version) -> tuple[search.Searched, str]:
        """Give the words by which a version is found, given in short and in full, and its marks."""
        words = search.found_by(version, self.documents)
        found = [marks.of_list(name, past=version.known_until != ALWAYS) for name in self.lists(short, version)]
        finding = {**short.found, **version.found}
        found += [marks.of_value(name, value) for name, values in finding.items() for value in values]
        return words, search.marks(words, found)

    def lists(self, short: Version, version: Version) -> list[str]:
        """Name the lists in which a version stands, given in short and in full."""
        dated = [self.timeline.name] if short.values["dated"] else []
        return [self.entries.name, *dated, version.record.resource.name]

    def words(self, found: Iterable[tuple[search.Searched, str]]) -> None:
        """Write the words and the marks by which entries are found, given in the order of entries."""
        columns = dict.fromkeys(search.COLUMNS, "")
        kept, _ = Wording.insert({Wording.row: 0, **columns}).sql()
        indexed, _ = Words.insert({Words.rowid: 0, **columns, Words.marks: ""}).sql()
        connection = self.database.connection()
        for row, (searched, marked) in enumerate(found, 1):
            texts = [BETWEEN.join(texts) for texts in searched]
            connection.execute(kept, (row, *texts))
            connection.execute(indexed, (row, *texts, marked))
        self.database.execute_sql("INSERT INTO words(words) VALUES ('optimize')")
        self.terms()

    def terms(self) -> None:
        """Write every word of the index: a beginning leads to its words."""
        self.database.execute_sql("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, row)")
        found = self.database.execute_sql("SELECT term FROM temp.vocabulary WHERE term < ?", (marks.LISTED,))
        self.insert(Term, list(found))
        self.database.execute_sql("DROP TABLE temp.vocabulary")

    def listed(self, resource: Resource, versions: Sequence[Version], entries: Mapping[Version, int]) -> list[Version]:
        """Write the versions of a list, in its order, and give them so."""
        versions = sorted(versions, key=_identity)
        places: dict[str, Mapping[Version, int]] = {}
        for key in dict.fromkeys(sort.removeprefix("-") for sort in resource.all_sorts):
            places |= self.placed(resource, key, versions)
        versions = sorted(versions, key=lambda version: places[resource.order][version])
        for past in (False, True):
            shown = [version for version in versions if (version.known_until != ALWAYS) is past]
            self.rows(Tables(resource, self.database, past), shown, places, entries)
        return versions

    def rows(
        self,
        tables: Tables,
        versions: Sequence[Version],
        places: Mapping[str, Mapping[Version, int]],
        entries: Mapping[Version, int],
    ) -> None:
        """Write versions into their tables."""
        self.database.create_tables(tables.all())
        self.insert(tables.record, (_row(tables, version, places, entries) for version in versions))
        rows = places[tables.resource.order]
        for name, model in tables.values.items():
            self.insert(model, sorted((value, rows[version]) for version in versions for value in version.found[name]))

    def quotes(self, resource: Resource, versions: Sequence[Version]) -> None:
        """Write the quotes of one kind, each from the day it is known, and index them folded."""
        since: dict[tuple[str, str], str] = {}
        for version in versions:
            if text := version.values[resource.quotes]:
                quote = version.record.id, text
                since[quote] = min(version.known_from, since.get(quote, ALWAYS))
        start = len(self.quoted)
        self.quoted += since.values()
        rows = [(row, id, text, fold(text), day) for row, ((id, text), day) in enumerate(since.items(), start + 1)]
        self.insert(Quote, [(row, id, resource.name, text, folded, day) for row, id, text, folded, day in rows])
        sql, _ = QuoteIndex.insert({QuoteIndex.rowid: 0, QuoteIndex.folded: ""}).sql()
        self.database.connection().executemany(sql, [(row, folded) for row, _, _, folded, _ in rows])

    def trigrams(self) -> None:
        """Count, for each three characters, the quotes that hold them: the rarest lead to a quote fastest."""
        index = QuoteIndex._meta.table_name
        self.database.execute_sql(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {index}, row)")
        self.insert(Trigram, list(self.database.execute_sql("SELECT term, doc FROM temp.vocabulary ORDER BY term")))
        self.database.execute_sql("DROP TABLE temp.vocabulary")

    def rendered(self) -> Mapping[str, Sequence[Version]]:
        """Render all records into their versions, kind by kind, and take them into the digest."""
        found = self.documents.all(self.progress)
        for versions in found.values():
            for version in versions:
                self.digest.update(version.known_from.encode())
                self.digest.update(version.document)
                self.digest.update((version.tally or "").encode())
        return found

    def placed(self, resource: Resource, key: str, versions: Sequence[Version]) -> dict[str, dict[Version, int]]:
        """Give each version its place, from 1, in the two orders of a key: unknown last; `versions` come by their ids.

        Ids break ties, both in either direction.
        """
        values: dict[Version, str] = {}
        unknown: list[Version] = []
        for version in versions:
            name = partial(self.documents.name, day=version.known_from)
            value = resource.sort_value(key, version.values, name)
            if value is None:
                unknown.append(version)
            else:
                values[version] = value
        known = {sign: sorted(values, key=values.__getitem__, reverse=sign == "-") for sign in ("", "-")}
        return {
            f"{sign}{key}": {version: place for place, version in enumerate([*found, *unknown], 1)}
            for sign, found in known.items()
        }

    def days(self, ordered: Mapping[str, Sequence[Version]]) -> dict[str, Any]:
        """Say, for each day on which a source became known, what was known by then; `ordered` gives all lists in order.

        `first` is a place in each list before which nothing was known yet, and `last` one behind which nothing was
        known otherwise than it is, so that nobody looks there; `most` says how many items the lists of objects in a
        record had at most, so that a table has columns for them; `read` says from how many sources quotes were taken,
        and up to which day: from all but lists, in which nobody speaks.
        """
        knowledge = self.documents.knowledge
        days = sorted(set(knowledge.published.values()))
        by_id = self.dataset.by_id
        read = sorted(day for id, day in knowledge.published.items() if by_id[id].data["type"] != "list")
        counts = {name: chronicle.counts(versions, days) for name, versions in ordered.items()}
        first = {name: chronicle.first(versions, days) for name, versions in ordered.items()}
        last = {name: chronicle.last(versions, days) for name, versions in ordered.items()}
        coverage = chronicle.coverage(ordered[self.timeline.name], days)
        quotes = sorted(self.quoted)
        most = {resource.name: chronicle.most(resource, ordered[resource.name], days) for resource in self.resources}
        return {
            day: {
                "read": chronicle.up_to(read, day),
                "counts": {name: found[index] for name, found in counts.items()},
                "first": {name: found[index] for name, found in first.items()},
                "last": {name: found[index] for name, found in last.items()},
                "coverage": coverage[index],
                "quotes": bisect_right(quotes, day),
                "most": {name: found[index] for name, found in most.items()},
            }
            for index, day in enumerate(days)
        }

    def insert(self, model: type[Model], rows: Any) -> None:
        """Insert rows, given in the order of the columns of a model."""
        columns = dict.fromkeys(model._meta.sorted_field_names, 0)
        sql, _ = model.insert(columns).sql()
        self.database.connection().executemany(sql, rows)


def _row(
    tables: Tables, version: Version, places: Mapping[str, Mapping[Version, int]], entries: Mapping[Version, int]
) -> tuple[Any, ...]:
    """Give a version as a row of its table."""
    ranks = [places[sort][version] for sort in tables.places]
    days: list[str | None] = []
    for overlaps in tables.spans.values():
        span = overlaps.span(version.values)
        days += [span.earliest, span.latest] if span else [None, None]
    place = places[tables.resource.order][version]
    mark = version.values[tables.mark] if tables.is_entries else entries[version]
    tally = [version.tally] if tables.resource.facts_by else []
    held = version.known_from, version.known_until
    return (place, version.record.id, version.document, *held, mark, *tally, *ranks, *days)


def _identity(version: Version) -> tuple[str, str]:
    return version.record.id, version.known_from
