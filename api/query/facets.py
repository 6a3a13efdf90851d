"""How the records of a list spread over the values of its filters: counts, each with the path of what it counts.

A facet is counted under all filters of the list but itself, so that a count is the total of its path, and a reader who
has chosen a value sees what the others would give. Knows nothing of SQL or HTTP.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from api.model.edtf import FIRST, LAST
from api.model.fields import Choice, Country, Slug
from api.model.filters import Has
from api.query.list_parameters import MOST_COUNTED, PERIODS, facets
from api.query.selection import Selection
from api.query.store import Store


def count(store: Store, selection: Selection) -> dict[str, list[dict[str, Any]]]:
    """Return every facet that a selection asks for: value, label, count, and the path of the list of that value."""
    return {facet: _facet(store, selection, *facets(selection.resource)[facet]) for facet in selection.facets}


def _facet(store: Store, selection: Selection, name: str, length: int) -> list[dict[str, Any]]:
    others = selection.without(name)
    if length:
        counts = spread(store.lists.periods(others, name, length))
    else:
        counts = store.lists.counts(others, name, MOST_COUNTED)
    labels = _labels(store, selection, name, [value for value, _ in counts])
    return [
        {"value": value, "label": shown, "count": count, "url": selection.path_narrowed(name, value)}
        for (value, count), shown in zip(counts, labels, strict=True)
    ]


def _labels(store: Store, selection: Selection, name: str, values: list[str]) -> list[str]:
    """Return values as a reader would name them: records by their names, closed lists in words, all else as it is."""
    has = selection.resource.all_filters[name]
    if not isinstance(has, Has):
        return values
    leaf = selection.resource.leaf(has.paths[0])
    if isinstance(leaf, Choice | Country):
        return [leaf.label(value) for value in values]
    if isinstance(leaf, Slug) and not selection.resource.targets(has):
        labels = {topic["id"]: topic["label"] for topic in store.topics}
        return [labels.get(value) or value.replace("-", " ").capitalize() for value in values]
    names = store.names(values, selection.as_of) if selection.resource.targets(has) else {}
    return [names.get(value, value) for value in values]


def spread(spans: Iterable[tuple[str, str, int]], most: int = MOST_COUNTED) -> list[tuple[str, int]]:
    """Count spans by the periods that they may share, in the order of time; return the last that any shares.

    Each span is given by its first and its last period, with how many there are of it. They are counted from the first
    to the last period in which a span begins or ends; an end that is open makes no period, but its span is counted in
    all that it reaches over.
    """
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for first, last, count in spans:
        begins[first] += count
        ends[last] += count
    bounds = sorted(period for period in {*begins, *ends} if not period.startswith((FIRST[:4], LAST[:4])))
    found: list[tuple[str, int]] = []
    period = bounds[-1] if bounds else ""
    shared = sum(count for end, count in ends.items() if end > period)
    shared -= sum(count for begin, count in begins.items() if begin > period)
    while bounds and period >= bounds[0] and len(found) < most:
        shared += ends[period]
        if shared:
            found.append((period, shared))
        shared -= begins[period]
        period = _before(period) if shared else max((bound for bound in bounds if bound < period), default="")
    return found[::-1]


def _before(period: str) -> str:
    """Return the year, month or day before one."""
    if len(period) == PERIODS["day"]:
        return str(date.fromisoformat(period) - timedelta(days=1))
    if len(period) == PERIODS["year"]:
        return f"{int(period) - 1:04}"
    year, month = map(int, period.split("-"))
    return f"{year:04}-{month - 1:02}" if month > 1 else f"{year - 1:04}-12"
