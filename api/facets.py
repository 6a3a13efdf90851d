"""How the records of a list spread over the values of its filters: counts, each with the path of what it counts.

A facet is counted under all filters of the list but itself, so that a count is the total of its path, and a reader who
has chosen a value sees what the others would give. Knows nothing of SQL or HTTP.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable
from typing import Any

from api.fields import Choice, Country
from api.filters import Has
from api.listing import MOST_COUNTED, facets
from api.query import Selection
from api.store import Store


def counted(store: Store, selection: Selection) -> dict[str, list[dict[str, Any]]]:
    """Give every facet that a selection asks for: value, label, count, and the path of the list of that value."""
    return {facet: _facet(store, selection, *facets(selection.resource)[facet]) for facet in selection.facets}


def _facet(store: Store, selection: Selection, name: str, length: int) -> list[dict[str, Any]]:
    others = selection.without(name)
    if length:
        counts = spread(store.periods(others, name, length))[-MOST_COUNTED:]
    else:
        counts = store.counts(others, name, MOST_COUNTED)
    labels = _labels(store, selection, name, [value for value, _ in counts])
    return [
        {"value": value, "label": shown, "count": count, "url": selection.narrowed(name, value).path()}
        for (value, count), shown in zip(counts, labels, strict=True)
    ]


def _labels(store: Store, selection: Selection, name: str, values: list[str]) -> list[str]:
    """Name values as a reader would: records by their names, closed lists in words, all else as it is."""
    has = selection.resource.all_filters[name]
    if not isinstance(has, Has):
        return values
    leaf = selection.resource.leaf(has.paths[0])
    if isinstance(leaf, Choice | Country):
        return [leaf.label(value) for value in values]
    names = store.names(values, selection.as_of) if selection.resource.targets(has) else {}
    return [names.get(value, value) for value in values]


def spread(spans: Iterable[tuple[str, str, int]]) -> list[tuple[str, int]]:
    """Count spans by the periods that they may share, in the order of time.

    Each span is given by its first and its last period, with how many there are of it. The periods are those in which
    a span begins or ends; ends that are open make no period, but their spans are counted in all that they reach over.
    """
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    for first, last, count in spans:
        begins[first] += count
        ends[last] += count
    periods = sorted(period for period in {*begins, *ends} if not period.startswith(("0000", "9999")))
    begun, ended = _running(begins, periods, until=True), _running(ends, periods, until=False)
    return [(period, begun[at] - ended[at]) for at, period in enumerate(periods)]


def _running(counts: Counter[str], periods: list[str], *, until: bool) -> list[int]:
    """Give, for each period, the sum of the counts up to it; without it, unless `until`."""
    ordered = sorted(counts)
    sums = [0]
    for period in ordered:
        sums.append(sums[-1] + counts[period])
    place = bisect_right if until else bisect_left
    return [sums[place(ordered, period)] for period in periods]
