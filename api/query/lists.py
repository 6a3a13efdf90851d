"""Lists of a release: pages, whole lists part by part, totals and counts; knows nothing of HTTP."""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from functools import cache
from typing import Any, NamedTuple

from api.model.budget import share
from api.model.errors import Refused
from api.model.resource import Resource
from api.query import list_sql, lookup_sql
from api.query.connection import QueryTimeout
from api.query.day_statistics import LAST_ROW
from api.query.fts_query import WordQuery
from api.query.highlight import Fitting
from api.query.list_parameters import PAGE
from api.query.planner import Plan, Planner
from api.query.relevance import IndexQuery
from api.query.selection import Selection, not_in_list, of_another_release
from api.query.validation import Known, unknown
from api.release.related_counts import with_facts

#: How many records are read at once where all are asked for.
AT_ONCE = 200


class Found(NamedTuple):
    """A record that was found: its document, its id, its entry in the list of all records, its place in the order.

    Where it was looked for by words, what in it fits them.
    """

    document: bytes
    id: str
    entry: int
    place: object
    highlight: str | None = None


class Total(NamedTuple):
    """How many records a selection has in all: so many, or `at_least` so many."""

    number: int
    at_least: bool = False


class Page(NamedTuple):
    """The records of one page, how many records the selection has in all, and the path of the next page."""

    records: tuple[Found, ...]
    total: Total
    next: str | None


class Lists:
    """The lists of one release. Of what words find, up to `most_found` records are counted."""

    def __init__(self, planner: Planner, release: Known, most_found: int) -> None:
        self._planner, self._rows = planner, planner.rows
        self._release = release
        self._most_found = most_found

    def page(self, selection: Selection) -> Page:
        """Return a page of a list; raises `Refused` where the selection names what the release does not know.

        What fits on one page is counted as it stands there.
        """
        plan = self._checked(selection)
        if selection.limit == 0:
            return Page((), self._total(plan), None)
        rows = self._found(plan)
        shown = rows[: selection.limit]
        if plan.words:
            shown = self._highlighted(plan.words, shown)
        more = selection.behind(shown[-1].id, self._release.name).path() if len(rows) > len(shown) else None
        is_all = not more and not selection.after
        return Page(tuple(shown), Total(len(shown)) if is_all else self._total(plan), more)

    def finds(self, selection: Selection) -> bool:
        """Whether a list has any records."""
        return any(row[0] for row in self._rows(*Plan(self._planner, selection).total(1)))

    def stream(self, selection: Selection) -> tuple[Total, Iterator[tuple[Found, ...]]]:
        """Return how many records a list has, and all of them, so many at a time; raises `Refused` as `page` does."""
        return self._total(self._checked(selection)), self._parts(replace(selection, limit=AT_ONCE))

    def counts(self, selection: Selection, name: str, most: int) -> list[tuple[str, int]]:
        """Return the most frequent values that a filter by value finds in a list, and how many records have each."""
        return self._rows(*Plan(self._planner, selection).counts(name, most))

    def periods(self, selection: Selection, name: str, length: int) -> list[tuple[str, str, int]]:
        """Return first and last period of the dates that a filter by date finds, with the number of such records."""
        return self._rows(*Plan(self._planner, selection).periods(name, length))

    def _checked(self, selection: Selection) -> Plan:
        if selection.release not in ("", self._release.name):
            raise of_another_release(selection)
        if not self._knows(selection):
            raise Refused(*unknown(selection, self._release))
        return Plan(self._planner, selection)

    def _knows(self, selection: Selection) -> bool:
        """Whether the release knows what a selection names: all ids are looked up at once."""
        kinds, vocabularies = _taken(selection.resource)
        named = [(id, kinds[name]) for name, ids in selection.values.items() if name in kinds for id in ids]
        if selection.after:
            named.append((selection.after, selection.resource.kinds))
        if named:
            ids = {f"id_{index}": id for index, (id, _) in enumerate(named)}
            found = self._rows(lookup_sql.identities(len(named)), ids)
            known = {id: (kind, since) for id, kind, since in found}
            if not all(id in known and known[id][0] in right for id, right in named):
                return False
            if selection.after and selection.as_of and selection.as_of < known[selection.after][1]:
                return False
        terms = [(value, name) for name, values in selection.values.items() if name in vocabularies for value in values]
        return all(value in self._release.terms(name) for value, name in terms)

    def _found(self, plan: Plan) -> list[Found]:
        """Return the records of a page, and one more where there is one."""
        return self._walked(plan) if plan.shape.ranked else _records(plan, self._rows(*plan.page()))

    def _walked(self, plan: Plan) -> list[Found]:
        """Return the same of what words find, tier after tier, from the place on after which the page begins."""
        found: list[Found] = []
        tiers, begin = plan.tiers(), plan.values["first_entry"]
        first, after = self._standing(plan, tiers) if plan.selection.after else (0, begin)
        left = (plan.selection.limit or PAGE) + 1
        sql = list_sql.page(plan.resource, plan.shape)
        for tier in tiers[first:]:
            rows = self._rows(sql, plan.values | tier._asdict() | {"after": after, "limit": left})
            found += _records(plan, rows)
            left -= len(rows)
            if not left:
                break
            after = begin
        return found

    def _standing(self, plan: Plan, tiers: Sequence[IndexQuery]) -> tuple[int, int]:
        """Return the tier and the entry of the record after which a page begins."""
        entry, sql = plan.place(), list_sql.has_entry(plan.resource, plan.shape)
        for index, tier in enumerate(tiers):
            if self._rows(sql, tier._asdict() | {"entry": entry}):
                return index, entry
        raise not_in_list(plan.selection)

    def _highlighted(self, words: WordQuery, found: Sequence[Found]) -> list[Found]:
        """Return records with what in each fits the words that were looked for."""
        values = {"entries": json.dumps([record.entry for record in found])}
        texts = dict(self._rows(lookup_sql.WORDINGS, values)) if words.wanted else {}
        fitting = Fitting(words)
        return [record._replace(highlight=fitting.shown(texts.get(record.entry))) for record in found]

    def _total(self, plan: Plan) -> Total:
        """Return the number of records in a list; what words find is counted to the end beside facets alone.

        Facets look at all of it anyway. Where that takes too long, it is counted up to the bound.
        """
        if (number := plan.number()) is not None:
            return Total(number)
        if not plan.words or plan.selection.facets:
            try:
                with share(0.5) if plan.words else nullcontext():
                    return Total(self._counted(plan, LAST_ROW))
            except QueryTimeout:
                if not plan.words:
                    raise
        found = self._counted(plan, self._most_found + 1)
        return Total(self._most_found, at_least=True) if found > self._most_found else Total(found)

    def _counted(self, plan: Plan, most: int) -> int:
        return sum(row[0] for row in self._rows(*plan.total(most)))

    def _parts(self, selection: Selection) -> Iterator[tuple[Found, ...]]:
        """Yield part after part, each with a query of its own: the next one may be asked for by another thread."""
        while part := self._found(plan := Plan(self._planner, selection)):
            shown = part[:AT_ONCE]
            yield tuple(self._highlighted(plan.words, shown) if plan.words else shown)
            if len(part) <= AT_ONCE:
                return
            selection = selection.behind(part[AT_ONCE - 1].id)


def _records(plan: Plan, rows: Sequence[Any]) -> list[Found]:
    as_of = plan.selection.as_of
    return [Found(with_facts(document, facts, as_of), *found) for document, facts, *found in rows]


@cache
def _taken(resource: Resource) -> tuple[Mapping[str, tuple[str, ...]], frozenset[str]]:
    """Return the filters of a list that take ids, each with the kinds of these, and those that take terms."""
    kinds = {name: resource.targets(has) for name, has in resource.by_value.items()}
    vocabularies = frozenset(name for name, has in resource.by_value.items() if resource.is_vocabulary(has))
    return {name: found for name, found in kinds.items() if found}, vocabularies
