"""The declaration of a kind: reader, tables, parameters, routes, contract and docs follow from it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from marshmallow import Schema
from marshmallow.fields import Field, Nested

from api.model.fields import Choice, Code, Ref, Several, Token
from api.model.filters import Filter, Has, HasIdentifier, Overlaps, Spans
from api.model.normalization import sort_key
from api.model.paths import getter

#: The order of the results of a search for words: the best match first, and of equals the newest.
RELEVANCE = "relevance"
#: Returns what a record is sorted by: of its values, its days by the filters that find them, and what returns the name
#: of a record by its id.
Sorter = Callable[[Mapping[str, Any], Mapping[str, Spans], Callable[[str], str]], str | None]


@dataclass(frozen=True, eq=False)
class Resource:
    """A kind of fact, or a list that combines several kinds."""

    #: The plural, in paths and folders.
    name: str
    #: The name of its schema in the contract.
    singular: str
    schema: type[Schema]
    #: A format string over the fields of a record: the name by which references show it. A reference in it is replaced
    #: by the name of the record that it leads to; `{subject!s}` has the article of an actor before its name, and
    #: `{subject:warns|warn}` is a word that agrees with it in number.
    label: str
    #: The order of lists: a sort key, with `-` before it for newest or last first.
    order: str
    #: The query parameters of its own.
    filters: Mapping[str, Filter]
    #: The id of one of its records, for readers of the contract.
    example: str = ""
    #: Returns the label of a record by its values and the fields of its schema, where not all follow the same; it names
    #: no field that `label` does not.
    varied_label: Callable[[Mapping[str, Any], Mapping[str, Field[Any]]], str] | None = None
    #: Further sort keys.
    sorts: tuple[str, ...] = ()
    #: The filter of other kinds that lists the facts about a record of this kind.
    facts_by: str = ""
    #: The computed fields of other records that name a record of this kind, each with the path at which it names them.
    backlinks: Mapping[str, str] = field(default_factory=dict)
    #: The field that holds quoted words.
    quotes: str = ""
    #: The field with further names by which a record is found.
    aliases: str = ""
    #: Returns the codes by which a record is known beside its names.
    codes: Callable[[Mapping[str, Any]], Sequence[str]] = lambda values: ()
    #: The kinds of its records, if it combines several.
    holds: tuple[str, ...] = ()
    #: The list of which it shows no more than the dated facts.
    part_of: str = ""
    #: Whether records stand as a list in a file named by their source; others have a file each.
    filed_by_source: bool = False
    description: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", " ".join((self.schema.__doc__ or "").split()))

    @cached_property
    def loader(self) -> Schema:
        """The schema, ready to load and dump."""
        return self.schema()

    def label_of(self, values: Mapping[str, Any]) -> str:
        """Return the label of a record by its values."""
        return self.varied_label(values, self.loader.fields) if self.varied_label else self.label

    @property
    def rests_on_evidence(self) -> bool:
        """Whether its records must have evidence: all but sources."""
        return "evidence" in self.loader.fields

    @cached_property
    def all_filters(self) -> Mapping[str, Filter]:
        """Its own filters and those that every kind has: by id, topic, source, and any actor that a record names."""
        common: dict[str, Filter] = {"id": Has("id")}
        if self.rests_on_evidence:
            common |= {"actor": Has(*self.actor_paths), "topics": Has("topics"), "source": Has("evidence.source")}
        return {**self.filters, **common}

    @cached_property
    def by_value(self) -> Mapping[str, Has]:
        """The filters by value."""
        return {name: has for name, has in self.all_filters.items() if isinstance(has, Has)}

    @cached_property
    def actor_paths(self) -> tuple[str, ...]:
        """Every path at which a record may refer to an actor; those who only carried its evidence do not count."""
        refs = [path for path, leaf in self.leaves.items() if isinstance(leaf, Ref) and "actors" in leaf.kinds]
        return tuple(path for path in refs if not path.startswith("evidence."))

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of the records in its list."""
        return self.holds or (self.name,)

    @cached_property
    def all_sorts(self) -> tuple[str, ...]:
        """Every value of the parameter `sort`, the order of lists first."""
        keys = (self.order.lstrip("-"), *self.sorts)
        both = tuple(f"{sign}{key}" for key in keys for sign in ("", "-"))
        return tuple(dict.fromkeys((self.order, *both)))

    @cached_property
    def leaves(self) -> Mapping[str, Field[Any]]:
        """The field of every single value in a record, those inside lists and objects included, by its path."""
        return dict(_leaves(self.loader, ""))

    @cached_property
    def least(self) -> Mapping[str, int]:
        """How many items those of its lists have that must have more than one."""
        lists = {name: declared for name, declared in self.loader.fields.items() if isinstance(declared, Several)}
        return {name: several.least for name, several in lists.items() if several.least > 1}

    def choices(self, filter: Has) -> Mapping[str, str] | None:
        """Return the closed list that a filter takes its values from; None where it is open."""
        leaf = self.leaves[filter.paths[0]]
        return leaf.values if isinstance(leaf, Choice) else None

    def targets(self, filter: Has) -> tuple[str, ...]:
        """Return the kinds whose ids a filter takes; empty where it takes none."""
        if filter.paths == ("id",):
            return self.kinds
        leaves = [leaf for path in filter.paths if isinstance(leaf := self.leaves[path], Ref)]
        kinds = [kind for leaf in leaves for kind in leaf.kinds]
        return ("actors",) if filter is self.all_filters.get("actor") else tuple(dict.fromkeys(kinds))

    def is_vocabulary(self, filter: Has) -> bool:
        """Whether only the records say which values a filter takes, as with topics."""
        is_code = isinstance(filter, HasIdentifier) or isinstance(self.leaves[filter.paths[0]], Code)
        return not (self.targets(filter) or self.choices(filter) or is_code)

    def sorter(self, key: str) -> Sorter:
        """Return a getter of what a record is sorted by; it returns None where the record has no value for the key.

        A date is sorted by the first and then the last day on which it is stated to be, a reference by the name of the
        record that it leads to, names and titles by their `sort_key`, a list by its first item.
        """
        from_filter = self.all_filters.get(key)
        if isinstance(from_filter, Overlaps):
            return lambda data, spans, name: f"{day.earliest}/{day.latest}" if (day := spans[key].stated) else None
        path = from_filter.paths[0] if from_filter else key
        get, leaf = getter(path), self.leaves[path]
        if isinstance(leaf, Ref):
            return lambda data, spans, name: sort_key(name(found[0])) if (found := get(data)) else None
        written = str.casefold if isinstance(leaf, Token) else sort_key
        return lambda data, spans, name: written(str(found[0])) if (found := get(data)) else None


def _leaves(schema: Schema, prefix: str) -> Iterator[tuple[str, Field[Any]]]:
    for name, declared in schema.fields.items():
        if declared.dump_only:
            continue
        inner = declared.inner if isinstance(declared, Several) else declared
        if isinstance(inner, Nested):
            yield from _leaves(inner.schema, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner
