"""How the records of a list spread over the values of its filters: counts, each with the path of what it counts.

A facet is counted under all filters of the list but itself, so that a count is the total of its path, and a reader who
has chosen a value sees what the others would give. Knows nothing of SQL or HTTP.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from api.model.budget import is_over, share
from api.model.date_object import label as date_label
from api.model.date_periods import spread
from api.model.edtf import parse
from api.model.fields import Choice, Country, Slug
from api.model.filters import Has
from api.query.connection import QueryTimeout
from api.query.list_parameters import MOST_COUNTED, facets
from api.query.selection import Selection
from api.query.store import Store

#: The part of the time left that all facets may take.
_MOST = 0.75


def count(store: Store, selection: Selection) -> tuple[Mapping[str, Sequence[Mapping[str, Any]]], Sequence[str]]:
    """Return the values of each facet that a selection asks for, and the facets that have more of them.

    A value has a label, a count, and the path of its list. A facet that would take too long is empty and incomplete;
    all together leave some of the time to what comes with the answer.
    """
    with share(_MOST):
        found = {facet: _in_time(store, selection, *facets(selection.resource)[facet]) for facet in selection.facets}
    incomplete = [facet for facet, (_, is_whole) in found.items() if not is_whole]
    return {facet: counts for facet, (counts, _) in found.items()}, incomplete


def _in_time(store: Store, selection: Selection, name: str, length: int) -> tuple[list[dict[str, Any]], bool]:
    """Return the values of a facet, and whether there are no others, if that takes no more than half the time left."""
    try:
        with share(0.5):
            if is_over():  # nor is SQL written for what will not be asked
                return [], False
            return _facet(store, selection, name, length)
    except QueryTimeout:
        return [], False


def _facet(store: Store, selection: Selection, name: str, length: int) -> tuple[list[dict[str, Any]], bool]:
    others = selection.without(name)
    if length:
        found = spread(store.lists.periods(others, name, length), MOST_COUNTED)
        counts, is_whole = list(found.counts), found.is_whole
    else:
        counts = store.lists.counts(others, name, MOST_COUNTED + 1)
        counts, is_whole = counts[:MOST_COUNTED], len(counts) <= MOST_COUNTED
    shown = labels(store, selection, name, [value for value, _ in counts])
    paths = selection.paths_with(name, [value for value, _ in counts])
    listed = [
        {"value": value, "label": label, "count": count, "url": path}
        for (value, count), label, path in zip(counts, shown, paths, strict=True)
    ]
    return listed, is_whole


def labels(store: Store, selection: Selection, name: str, values: Sequence[str]) -> list[str]:
    """Return values as a reader would name them: records by their names, dates and closed lists in words."""
    has = selection.resource.all_filters[name]
    if not isinstance(has, Has):
        return [date_label(parse(value)) for value in values]
    leaf = selection.resource.leaves[has.paths[0]]
    if isinstance(leaf, Choice | Country):
        return [leaf.label(value) for value in values]
    if isinstance(leaf, Slug) and not selection.resource.targets(has):
        topics = {topic["id"]: topic["label"] for topic in store.topics}
        return [topics.get(value) or value.replace("-", " ").capitalize() for value in values]
    names = store.names(values, selection.as_of) if selection.resource.targets(has) else {}
    return [names.get(value, value) for value in values]
