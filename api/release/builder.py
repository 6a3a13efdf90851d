"""From a checked data set to one immutable SQLite file, named by the digest of its content; knows nothing of HTTP.

The same fixtures give the same bytes: nothing comes from the clock, from the order of a set or from the file system.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from hashlib import sha256
from itertools import accumulate
from pathlib import Path
from typing import Any

from peewee import Model, OperationalError, SqliteDatabase

from api.curation.dataset import Dataset, paused_gc
from api.curation.knowledge import ALWAYS
from api.curation.progress import Progress
from api.model.resource import Resource
from api.model.terms import with_terms
from api.model.words import keys
from api.release import combined, day_statistics, directory, index_terms, search_index, tables, value_counts, word_forms
from api.release.combined import lists
from api.release.day_statistics import ListDays, ListLengths
from api.release.directory import Manifest
from api.release.documents import Documents, RecordVersion
from api.release.related_counts import RelatedCounts
from api.release.staging import StagingTable
from api.release.summaries import summary

#: How a release is written: nobody else reads it, and an unfinished draft is thrown away. Staging tables are in a file,
#: and of it 32 MiB are in memory; of the release 8 MiB, as SQLite takes that much once more for each order it sorts by.
_PRAGMAS = {"journal_mode": "off", "synchronous": 0, "page_size": 8192, "temp_store": "file"}
_PRAGMAS |= {"cache_size": -8 * 1024, "temp.cache_size": -32 * 1024}


@paused_gc()
def publish(
    dataset: Dataset, resources: Sequence[Resource], folder: Path, progress: Progress, revision: str | None = None
) -> Path:
    """Write a release into a folder, with its manifest, point `current` to it, and return its path.

    The file is moved to its place when it is whole: whoever reads `current` finds the old release or the new one. Its
    manifest names the revision of its sources. Raises `OSError` where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with directory.drafting(folder) as draft:
        try:
            name = write(dataset, resources, draft, progress)
        except OperationalError as error:
            raise OSError(f"{folder} cannot be written ({_first(error)})") from error
        counts = {resource.name: len(dataset.by_kind[resource.name]) for resource in resources}
        sha256, shaped = directory.digest(draft), tables.shape(lists(resources))
        path = directory.put(draft, Manifest(name, sha256, tables.FORMAT, shaped, counts, revision), folder)
    directory.point(path)
    return path


def write(dataset: Dataset, resources: Sequence[Resource], path: Path, progress: Progress) -> str:
    """Write a release to a new file, and return its name: the digest of all it holds."""
    resources = with_terms(resources, dataset.about)
    database = SqliteDatabase(str(path), pragmas=_PRAGMAS)
    with database.connection_context(), database.bind_ctx(tables.SHARED):
        writing = _Writing(dataset, resources, database, progress)
        database.execute_sql(f"PRAGMA application_id = {tables.APPLICATION}")
        database.execute_sql(f"PRAGMA user_version = {tables.FORMAT}")
        with database.atomic():
            writing.write()
        database.execute_sql("ANALYZE")
    return writing.name


def _first(error: BaseException) -> BaseException:
    """Return the error that came before all others: without a journal, to take back what was written fails too."""
    while error.__context__:
        error = error.__context__
    return error


class _Writing:
    def __init__(
        self, dataset: Dataset, resources: Sequence[Resource], database: SqliteDatabase, progress: Progress
    ) -> None:
        self.dataset = dataset
        self.resources = resources
        self.timeline = combined.timeline(tuple(resources))
        self.database = database
        self.progress = progress
        self.documents = Documents(dataset, resources)
        self.digest = sha256()
        self.entries = StagingTable(combined.search(tuple(resources)), database, "dated", "wording", "indexed")
        self.staged = {kind.name: StagingTable(kind, database, "quote", "citation", "tally") for kind in resources}
        self.lists = (self.entries, *self.staged.values())
        self.related = RelatedCounts(resources)
        #: The languages whose word forms find each other.
        self.languages = word_forms.known(record.data["language"] for record in dataset.by_kind.get("sources", ()))
        #: The ids that records had before, each with the path of its record now.
        self.former: list[tuple[str, str, str | None, str | None]] = []
        self.lengths = {resource.name: ListLengths(resource) for resource in resources}
        #: How many quotes are known from each day.
        self.quoted: Counter[str] = Counter()

    @property
    def name(self) -> str:
        """The digest of what was written so far, short enough to read."""
        return self.digest.hexdigest()[:16]

    def write(self) -> None:
        """Write everything."""
        self.database.create_tables(tables.SHARED)
        about, shape = dict(self.dataset.about), tables.shape(lists(self.resources))
        self.digest.update(json.dumps([shape, about], sort_keys=True).encode())
        self.stage()
        self.take()
        for table in self.lists:
            table.place()
        self.words()  # first, so that all else takes the pages that merging the index leaves free
        for resource in self.resources:
            self.staged[resource.name].identify()
            if resource.quotes:
                self.quotes(resource)
        self.passages()
        self.trigrams()
        for table in self.lists:
            table.fill()
        self.frequencies()
        self.insert(tables.Gone, self.gone())
        header = {"about": about, "kinds": [*self.staged], "release": self.name, "shape": shape, "days": self.days()}
        header["languages"] = self.languages
        texts = [(name, json.dumps(value, ensure_ascii=False)) for name, value in sorted(header.items())]
        self.insert(tables.Header, texts)

    def stage(self) -> None:
        """Render all records into their versions, kind by kind, and put them into staging tables."""
        number, done, of = 0, 0, len(self.dataset.records)
        for resource in self.resources:
            for record in self.dataset.by_kind[resource.name]:
                path = self.documents.path(record.id)
                self.former += [(id, resource.name, path, None) for id in record.data.get("former_ids") or ()]
                for version in self.documents.versions(record):
                    number += 1
                    self.put(number, version)
                done += 1
                self.progress(done, of)
        for table in self.lists:
            table.flush()

    def put(self, number: int, version: RecordVersion) -> None:
        """Put a version into the list of its kind, and in short into that of all records, with all that finds it."""
        resource, day = version.record.resource, version.known_from

        def name(id: str) -> str:
            return self.documents.name(id, day)

        quote = version.values[resource.quotes] if resource.quotes else None
        self.staged[resource.name].put(number, version, name, quote, version.citation, None)
        short = summary(version, self.documents)
        columns = search_index.columns_of(version, self.documents)
        called = name(version.record.id)
        names = [called, *(text for _, text in columns[1])]
        terms = self.terms(short, version) + search_index.shorthands(version, names)
        indexed = search_index.indexed(called, columns, terms)
        self.entries.put(number, short, name, short.values["dated"], search_index.wording(columns), indexed)
        self.related.note(resource.name, version.found, version.known_from, version.known_until)
        self.lengths[resource.name].note(version)

    def terms(self, short: RecordVersion, version: RecordVersion) -> list[str]:
        """Return the index terms of a version, in short and in full: of its lists, and of the values that find it."""
        dated = [self.timeline.name] if short.values["dated"] else []
        names = [self.entries.resource.name, *dated, version.record.resource.name]
        found = [index_terms.of_list(name, past=version.known_until != ALWAYS) for name in names]
        finding = {**short.found, **version.found}
        return found + [index_terms.of_value(name, value) for name, values in finding.items() for value in values]

    def take(self) -> None:
        """Count the facts that belong to records on each day, and take all versions into the digest."""
        for resource in self.resources:
            table = self.staged[resource.name]
            if resource.facts_by:
                table.add_facts(partial(self.related.text, resource.facts_by))
            for known_from, document, citation, counts in table.documents():
                self.digest.update(known_from.encode())
                self.digest.update(document)
                self.digest.update(f"{citation}{counts or ''}".encode())

    def gone(self) -> list[tuple[str, str, str | None, str | None]]:
        """Return the ids that lead elsewhere, and take them into the digest."""
        found = [*self.former]
        for record in self.dataset.withdrawn:
            said = dict(record.data["withdrawn"])
            successor = said.pop("superseded_by")
            said["superseded_by"] = self.documents.path(successor) if successor else None
            found.append((record.id, record.resource.name, None, json.dumps(said, ensure_ascii=False)))
            path = f"/v1/{record.resource.name}/{record.id}"
            found += [(id, record.resource.name, path, None) for id in record.data["former_ids"]]
        self.digest.update(json.dumps(sorted(found, key=str)).encode())
        return sorted(found, key=str)

    def words(self) -> None:
        """Write all by which entries are found, each word once: beginnings and stems lead to them."""
        self.entries.copy(tables.Wording, {"row": "row", "texts": "wording"})
        self.entries.copy(tables.WordsIndex, {"rowid": "row", "written": "indexed"})
        self.database.execute_sql("INSERT INTO words(words) VALUES ('optimize')")
        found = "INSERT INTO main.term SELECT term, doc FROM temp.vocabulary WHERE term < ?"
        self.read_off(tables.WordsIndex, found, index_terms.LISTED)
        terms = self.database.execute_sql("SELECT term FROM main.term")
        self.insert(tables.Form, self.forms(term for (term,) in terms))

    def forms(self, words: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Yield the words that are no stem themselves, each with its stems."""
        for word in words:
            yield from ((key, word) for stem, key in word_forms.stems(word, self.languages) if stem != word)

    def passages(self) -> None:
        """Write which records rest on which passage, and take it into the digest."""
        by_id, passages = self.dataset.by_id, self.dataset.passages.items()
        found = ((tables.passage_number(digest), id, by_id[id].resource.name) for id, of in passages for digest in of)
        rows = sorted(set(found))
        self.digest.update(json.dumps(rows).encode())
        self.insert(tables.Passage, rows)

    def trigrams(self) -> None:
        """Count the quotes that hold each three characters: the rarest lead to a quote fastest."""
        self.read_off(tables.QuoteIndex, "INSERT INTO main.trigram SELECT term, doc FROM temp.vocabulary")

    def frequencies(self) -> None:
        """Count the values of each list; that of all records is never asked for without words."""
        for resource in lists(self.resources):
            if resource.name != tables.ENTRIES:
                both = (tables.Tables(resource, self.database, past=past) for past in (False, True))
                for sql in value_counts.counting(*both):
                    self.database.execute_sql(sql)

    def read_off(self, index: type[Model], sql: str, *values: str) -> None:
        """Run a statement that reads the `vocabulary` of an index."""
        name = index._meta.table_name
        self.database.execute_sql(f"CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, {name}, row)")
        self.database.execute_sql(sql, values)
        self.database.execute_sql("DROP TABLE temp.vocabulary")

    def quotes(self, resource: Resource) -> None:
        """Write the quotes of one kind, each from the day it is known, and index the keys of their words."""
        first = self.quoted.total() + 1
        quotes = enumerate(self.staged[resource.name].quotes(), first)
        rows = ((row, id, resource.name, text, f" {' '.join(keys(text))} ", day) for row, (id, text, day) in quotes)
        self.insert(tables.Quote, rows)
        new = "FROM quote WHERE row >= ?"
        self.database.execute_sql(f"INSERT INTO quoteindex (rowid, folded) SELECT row, folded {new}", (first,))
        self.quoted.update(day for (day,) in self.database.execute_sql(f"SELECT known_from {new}", (first,)))

    def days(self) -> dict[str, Any]:
        """Return what was known by each day on which a source became known or was corrected.

        Nobody looks in a list before its place `first`, where nothing was known yet, and behind `last`, where nothing
        was known otherwise than it is now. `most` says how many items the lists of objects in a record had at most, so
        that a table has columns for them. `read` says from how many sources quotes were taken, and up to which day:
        from all but lists, in which nobody speaks.
        """
        knowledge = self.documents.knowledge
        days = knowledge.source_days
        by_id = self.dataset.by_id
        read = sorted(day for id, day in knowledge.published.items() if by_id[id].data["type"] != "list")
        by_list = {
            self.entries.resource.name: ListDays(self.entries.held()),
            self.timeline.name: ListDays((since, until) for since, until, *_ in self.entries.dated()),
            **{name: ListDays(table.held()) for name, table in self.staged.items()},
        }
        counts = {name: found.counts(days) for name, found in by_list.items()}
        first = {name: found.first(days) for name, found in by_list.items()}
        last = {name: found.last(days) for name, found in by_list.items()}
        coverage = day_statistics.coverage(self.entries.dated(), days)
        quotes = list(accumulate(self.quoted[day] for day in days))
        most = {name: lengths.most(days) for name, lengths in self.lengths.items()}
        return {
            day: {
                "read": day_statistics.up_to(read, day),
                "counts": {name: found[index] for name, found in counts.items()},
                "first": {name: found[index] for name, found in first.items()},
                "last": {name: found[index] for name, found in last.items()},
                "coverage": coverage[index],
                "quotes": quotes[index],
                "most": {name: found[index] for name, found in most.items()},
            }
            for index, day in enumerate(days)
        }

    def insert(self, model: type[Model], rows: Any) -> None:
        """Insert rows, given in the order of the columns of a model."""
        columns = dict.fromkeys(model._meta.sorted_field_names, 0)
        sql, _ = model.insert(columns).sql()
        self.database.connection().executemany(sql, rows)
