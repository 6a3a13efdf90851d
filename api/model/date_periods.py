"""How dates spread over years, months or days: in which of these how many are stated to be."""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, islice

from api.model.edtf import FIRST, LAST
from api.model.edtf_point import day_after


@dataclass(frozen=True)
class Spread:
    """Periods in the order of time, each with its number of dates; `is_whole` if no period with a date is left out."""

    counts: tuple[tuple[str, int], ...]
    is_whole: bool


def spread(spans: Iterable[tuple[str, str, int]], most: int) -> Spread:
    """Return how many dates lie in each period, or in the most telling periods where there are more than `most`.

    A span is given by its first and its last period and the number of dates that have it. An open end makes no period,
    and its span is counted in all periods that it reaches over. A period tells most if dates lie wholly in it, then if
    dates begin or end in it, then if it is late.
    """
    begins: Counter[str] = Counter()
    ends: Counter[str] = Counter()
    within: Counter[str] = Counter()
    for first, last, count in spans:
        begins[first] += count
        ends[last] += count
        within[first] += count if first == last else 0
    bounds = sorted(period for period in {*begins, *ends} if not period.startswith((FIRST[:4], LAST[:4])))
    number = _number(begins, ends)
    every = list(islice(_every(bounds, number), most + 1))
    if len(every) <= most:
        return Spread(tuple(every), is_whole=True)
    telling = sorted(bounds, key=lambda period: (within[period], begins[period] + ends[period], period))[-most:]
    return Spread(tuple((period, number(period)) for period in sorted(telling)), is_whole=False)


def _number(begins: Mapping[str, int], ends: Mapping[str, int]) -> Callable[[str], int]:
    """Return what counts the spans that have a period: those that have begun by then, less those that ended before."""
    starts, stops = sorted(begins), sorted(ends)
    begun = list(accumulate((begins[period] for period in starts), initial=0))
    ended = list(accumulate((ends[period] for period in stops), initial=0))
    return lambda period: begun[bisect_right(starts, period)] - ended[bisect_left(stops, period)]


def _every(bounds: Sequence[str], number: Callable[[str], int]) -> Iterator[tuple[str, int]]:
    period = bounds[0] if bounds else ""
    while bounds and period <= bounds[-1]:
        count = number(period)
        if count:
            yield period, count
        period = _next(period) if count else bounds[bisect_right(bounds, period)]


def _next(period: str) -> str:
    year, *inside = map(int, period.split("-"))
    if not inside:
        return f"{year + 1:04}"
    if len(inside) == 1:
        return f"{year + inside[0] // 12:04}-{inside[0] % 12 + 1:02}"
    return "{:04}-{:02}-{:02}".format(*day_after((year, inside[0], inside[1])))
