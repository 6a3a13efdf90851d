"""The tables of a release, as peewee models made from the declarations; knows nothing of records or queries.

The number of a row is its place in the order of lists, so the primary key is the sort key. Each further order is one
more column of places. The values that filters find stand in a table of their own, sorted by filter, value and row.

What is known now and what was known before stand in separate tables of the same form: a question about the present pays
nothing for the past. Their places are counted together, so that both make one list.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from types import SimpleNamespace
from typing import Any

from peewee import BlobField, CompositeKey, Database, IntegerField, Model, TextField
from playhouse.sqlite_ext import FTS5Model, SearchField

from api.model.filters import Overlaps
from api.model.resource import Resource

#: What an SQLite file says it is: `PRAGMA application_id` ("CrFa") and `PRAGMA user_version`.
APPLICATION, FORMAT = 0x43724661, 11
#: In the place of a day: the present; and the day before all days, on which nothing was known.
PRESENT, UNKNOWN = "", "0"
#: Sorts a table on disk by its key, so that neighbours in it are neighbours there.
_SORTED = SimpleNamespace(without_rowid=True)


class Header(Model):
    """What a release says of itself: texts by name."""

    name = TextField(primary_key=True)
    value = TextField()


class Identity(Model):
    """Every id of the release, over all kinds, and the day from which its record is known."""

    id = TextField(primary_key=True)
    kind = TextField()
    known_since = TextField()
    Meta = SimpleNamespace(indexes=((("kind", "id"), False),), without_rowid=True)


class Gone(Model):
    """Every id that no record has now: with the `path` of the record it was, or with why that was withdrawn."""

    id = TextField(primary_key=True)
    kind = TextField()
    path = TextField(null=True)
    withdrawal = TextField(null=True)


class Quote(Model):
    """Every quote of the release, in the order of lists, and the day from which it is known.

    `folded` has the keys of its words, with a space on each side.
    """

    row = IntegerField(primary_key=True)
    id = TextField()
    kind = TextField()
    text = TextField()
    folded = TextField()
    known_from = TextField()


class Passage(Model):
    """The records that rest on each locked passage, by a number from the digest of its normalized words."""

    digest = IntegerField()
    id = TextField()
    kind = TextField()
    Meta = SimpleNamespace(primary_key=CompositeKey("digest", "kind", "id"), without_rowid=True)


class Trigram(Model):
    """Every three characters that follow each other in a folded quote, and in how many quotes they do."""

    term = TextField(primary_key=True)
    count = IntegerField()
    Meta = _SORTED


class QuoteIndex(FTS5Model):  # type: ignore[misc]  # playhouse has no types
    """The folded quotes by every three characters that follow each other, so that any part of one is found at once.

    The text itself stands in `Quote` alone, by the same row.
    """

    folded = SearchField()
    Meta = SimpleNamespace(options={"tokenize": "trigram case_sensitive 1", "content": ""})


class Wording(Model):
    """The texts by which records are found: a row for each version of each record of every kind.

    It has the number of the row of the version in the list of all records, `ENTRIES`. `texts` is JSON: the names of the
    record, and its other texts, each with the field from which it comes.
    """

    row = IntegerField(primary_key=True)
    texts = TextField()


class WordsIndex(FTS5Model):  # type: ignore[misc]  # playhouse has no types
    """The words of those texts, as `api.release.spelling` writes them, and the index terms of each row.

    SQLite only splits them at spaces: what a word is, and what does not count, we say ourselves.
    """

    written = SearchField()
    Meta = SimpleNamespace(
        table_name="words", options={"tokenize": "ascii tokenchars '.'", "content": "", "columnsize": 0}
    )


class Term(Model):
    """Every word of the index, but for the index terms, and in how many rows it stands; a beginning finds its words."""

    term = TextField(primary_key=True)
    count = IntegerField()
    Meta = _SORTED


class Form(Model):
    """Every word of the index that is a form of another: the stem that its forms share in a language, and the word."""

    stem = TextField()
    term = TextField()
    Meta = SimpleNamespace(primary_key=CompositeKey("stem", "term"), without_rowid=True)


class Frequency(Model):
    """How many records of a list have a value that a filter finds, in the present or from a day of knowledge on.

    Of a filter by date, a value is the first and the last day on which a record is stated to be, with a slash between
    them. They are sorted so that what was known on a day is the last number up to it.
    """

    list = TextField()
    filter_name = TextField()
    value = TextField()
    since = TextField()
    records = IntegerField()
    Meta = SimpleNamespace(primary_key=CompositeKey("list", "filter_name", "value", "since"), without_rowid=True)


#: The tables that all kinds share.
SHARED = (*(Header, Identity, Gone, Passage, Quote, QuoteIndex, Trigram, Wording, WordsIndex, Term, Form, Frequency),)

#: The first and the last day on which a record is stated to be, and those on which it may be.
BOUNDS = ("earliest", "latest", "first", "last")

#: The end of the name of a table of values.
VALUES = "values"

#: The list of all records of all kinds, by whose rows words lead to records.
ENTRIES = "search"


@dataclass(frozen=True, eq=False)
class Tables:
    """The tables of one list: of the latest versions of its records, or of the `past` ones.

    Their models are bound to the database, if there is one.
    """

    resource: Resource
    database: Database | None = None
    past: bool = False

    def table_name(self, of: str = "") -> str:
        """Return the name of the table of records, or that of their `values`.

        A list that shows a part of another one has no tables of its own.
        """
        parts = (self.resource.part_of or self.resource.name, of, "past" if self.past else "")
        return "__".join(part for part in parts if part)

    @property
    def is_entries(self) -> bool:
        """Whether this is the list of all records: the row of each of them is the row of its words."""
        return ENTRIES in (self.resource.name, self.resource.part_of)

    @cached_property
    def record(self) -> Any:
        """The table of records, a row for each version: its document, when it was known, its places in every order.

        Each row has its citation, and leads to its `entry` in the list of all records; a row of that list has none, and
        says whether it is a `dated` fact.
        Where facts are counted, `tally` says how many there were on each day.
        """
        columns = {
            "row": IntegerField(primary_key=True),
            "id": TextField(index=True, unique=not self.past),
            "document": BlobField(),
            "known_from": TextField(),
            "known_until": TextField(),
            "dated" if self.is_entries else "entry": IntegerField(unique=not self.is_entries),
            **({} if self.is_entries else {"citation": TextField()}),
            **({"tally": TextField()} if self.resource.facts_by else {}),
            **{column: IntegerField(unique=True) for column in self.places.values()},
        }
        for name in self.spans:
            columns |= {f"{name}_{bound}": TextField(null=True) for bound in BOUNDS}
        return self._model("", columns, [(f"{name}_earliest", f"{name}_latest") for name in self.spans])

    @cached_property
    def values(self) -> Any:
        """The table of the values by which filters find records: a row for each value of each, but for its id."""
        columns = {"filter": IntegerField(), "value": TextField(), "row": IntegerField()}
        return self._model(VALUES, columns)

    @cached_property
    def filters(self) -> Mapping[str, int]:
        """The filters by value but that by id, each with the number that it has in the table of values."""
        return {name: number for number, name in enumerate(self.resource.by_value) if name != "id"}

    @cached_property
    def spans(self) -> Mapping[str, Overlaps]:
        """The filters by date: a column for each of the `BOUNDS` of the days that it finds a record by."""
        return {name: found for name, found in self.resource.all_filters.items() if isinstance(found, Overlaps)}

    @cached_property
    def places(self) -> Mapping[str, str]:
        """For each sort but the order of lists, its column of places."""
        names = {sort: sort.replace("-", "last_") for sort in self.resource.all_sorts}
        return {sort: f"place_{name}" for sort, name in names.items() if sort != self.resource.order}

    def all(self) -> list[Any]:
        """Every model of the kind."""
        return [self.record, self.values]

    def _model(self, of: str, columns: Mapping[str, object], indexes: Sequence[tuple[str, str]] = ()) -> type[Model]:
        name = self.table_name(of)
        options: dict[str, object] = {"database": self.database, "table_name": name}
        options["indexes"] = tuple((index, False) for index in indexes)
        if of:
            options |= {"primary_key": CompositeKey(*columns), "without_rowid": True}
        return type(name, (Model,), {**columns, "Meta": SimpleNamespace(**options)})


def passage_number(digest: str) -> int:
    """Return the number by which a passage is found, of 63 bits, from its SHA-256 digest."""
    return int(digest[:16], 16) >> 1


def shape(resources: Iterable[Resource]) -> str:
    """Return a digest of the declarations: a release can be read by the declarations that it was built with."""
    lines = [repr((found.name, dict(found.all_filters), found.all_sorts, [*found.leaves])) for found in resources]
    return sha256("\n".join([str(FORMAT), *lines]).encode()).hexdigest()[:16]
