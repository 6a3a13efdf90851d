"""The declaration of a kind of fact, from which reader, tables, parameters, routes, contract and docs follow.

Knows the shape of records; nothing of files, SQL or HTTP.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from marshmallow import Schema
from marshmallow import fields as marshmallow_fields

from api.model.evidence import Fact, Strict
from api.model.fields import Choice, Code, Ref, Several
from api.model.filters import Filter, Has, Overlaps

#: The order of what was searched for words: what fits them best first, and of equals the newest.
RELEVANCE = "relevance"


@dataclass(frozen=True, eq=False)
class Resource:
    """A kind of fact.

    `name` is the plural in paths and folders, `singular` the name of its schema in the contract. `label` is a format
    string over the fields of a record, and gives the name by which references show it; a reference in it stands for the
    name of the record it leads to. `order` is the order of lists, a sort key with `-` before it for newest or last
    first; `sorts` gives the further keys. `filters` gives the query parameters of its own. `facts_by` names the filter
    by which lists give the facts that belong to a record of this kind, `contests` the path at which such a record names
    facts that rival one another, `quotes` the field that holds quoted words, and `aliases` the field with further names
    by which a record is found, for the kinds that have such.

    A list may be of records of other kinds: `holds` names these kinds. It may show no more than the dated facts of
    another list: then `part_of` names that one. Records that come with one source, `filed_by_source`, stand as a list
    in a file named by it; others have a file each.
    """

    name: str
    singular: str
    schema: type[Strict]
    label: str
    order: str
    filters: Mapping[str, Filter]
    sorts: tuple[str, ...] = ()
    facts_by: str = ""
    contests: str = ""
    quotes: str = ""
    aliases: str = ""
    holds: tuple[str, ...] = ()
    part_of: str = ""
    filed_by_source: bool = False
    description: str = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "description", " ".join((self.schema.__doc__ or "").split()))

    @cached_property
    def loader(self) -> Schema:
        """The schema, ready to load and dump."""
        return self.schema()

    @property
    def rests_on_evidence(self) -> bool:
        """Whether its records must have evidence: all but sources."""
        return issubclass(self.schema, Fact)

    @cached_property
    def all_filters(self) -> Mapping[str, Filter]:
        """Its own filters and those that every kind has: by id, by topic, by source and by any part an actor takes."""
        common: dict[str, Filter] = {"id": Has("id")}
        if self.rests_on_evidence:
            common |= {"actor": Has(*self.actor_paths), "topics": Has("topics"), "source": Has("evidence.source")}
        return {**self.filters, **common}

    @cached_property
    def by_value(self) -> Mapping[str, Has]:
        """The filters by value."""
        return {name: found for name, found in self.all_filters.items() if isinstance(found, Has)}

    @cached_property
    def actor_paths(self) -> tuple[str, ...]:
        """Every path at which a record may refer to an actor, but for those who only carried its evidence."""
        found = [path for path, leaf in self.leaves if isinstance(leaf, Ref) and "actors" in leaf.kinds]
        return tuple(path for path in found if not path.startswith("evidence."))

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

    def default_sort(self, *, searched: bool) -> str:
        """Give the order of a list that no `sort` is given for: what fits best first, if it is searched for words."""
        return RELEVANCE if searched else self.order

    @cached_property
    def leaves(self) -> tuple[tuple[str, marshmallow_fields.Field[Any]], ...]:
        """Every single value that a record can have: its path and its field, lists and objects passed through."""
        return tuple(_leaves(self.loader, ""))

    def leaf(self, path: str) -> marshmallow_fields.Field[Any]:
        """Give the field of a path; raises `KeyError` where there is none."""
        return self._leaves[path]

    @cached_property
    def _leaves(self) -> Mapping[str, marshmallow_fields.Field[Any]]:
        return dict(self.leaves)

    def choices(self, filter: Has) -> Mapping[str, str] | None:
        """Give the closed list that a filter takes its values from; None where it is open."""
        found = self.leaf(filter.paths[0])
        return found.values if isinstance(found, Choice) else None

    def targets(self, filter: Has) -> tuple[str, ...]:
        """Give the kinds whose ids a filter takes; empty where it takes none."""
        kinds = [kind for path in filter.paths for kind in _kinds(self.leaf(path))]
        if filter.paths == ("id",):
            return self.kinds
        return ("actors",) if filter is self.all_filters.get("actor") else tuple(dict.fromkeys(kinds))

    def is_vocabulary(self, filter: Has) -> bool:
        """Whether a filter takes words that only the records themselves define, such as topics."""
        return not (self.targets(filter) or self.choices(filter) or isinstance(self.leaf(filter.paths[0]), Code))

    def sort_value(self, key: str, data: Mapping[str, Any], name: Callable[[str], str]) -> str | None:
        """Give what a record is sorted by: its earliest day and then its latest, its text, or the name it refers to.

        `name` gives the name of a record by its id. None where the record has nothing there.
        """
        from_filter = self.all_filters.get(key)
        if isinstance(from_filter, Overlaps):
            days = from_filter.span(data)
            return f"{days.earliest}/{days.latest}" if days else None
        value = data.get(key)
        if value is None:
            return None
        return (name(value) if isinstance(self.leaf(key), Ref) else str(value)).casefold()


def _leaves(schema: Schema, prefix: str) -> Iterator[tuple[str, marshmallow_fields.Field[Any]]]:
    for name, found in schema.fields.items():
        if found.dump_only:
            continue
        inner = found.inner if isinstance(found, Several) else found
        if isinstance(inner, marshmallow_fields.Nested):
            yield from _leaves(inner.schema, f"{prefix}{name}.")
        else:
            yield f"{prefix}{name}", inner


def _kinds(found: marshmallow_fields.Field[Any]) -> tuple[str, ...]:
    return found.kinds if isinstance(found, Ref) else ()
