"""Dates over periods: each is counted where it is, all periods are given or the most telling, and it is said which."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from api.model.date_periods import Spread, spread

MONTHS = ["0000-00", *(f"{year}-{month:02}" for year in (2019, 2020) for month in range(1, 13)), "9999-99"]
PLACES = st.integers(0, len(MONTHS) - 1)


@given(st.lists(st.tuples(PLACES, PLACES, st.integers(1, 3)), max_size=12), st.integers(1, 30))
def test_a_period_counts_every_span_that_has_it(drawn: list[tuple[int, int, int]], most: int) -> None:
    spans = [(MONTHS[min(one, other)], MONTHS[max(one, other)], count) for one, other, count in drawn]
    right = {month: sum(count for first, last, count in spans if first <= month <= last) for month in MONTHS[1:-1]}
    bounds = {period for span in spans for period in span[:2]} & set(right)
    every = tuple(
        (month, n) for month, n in right.items() if n and min(bounds, default="") <= month <= max(bounds, default="")
    )
    found = spread(spans, most)
    assert found.is_whole == (len(every) <= most)
    if found.is_whole:
        assert found.counts == every
    else:
        assert set(found.counts) <= set(every) and len(found.counts) == min(most, len(bounds))
        assert list(found.counts) == sorted(found.counts)


@given(st.lists(st.tuples(PLACES, PLACES, st.integers(1, 3)), min_size=1, max_size=12), st.integers(1, 3))
def test_no_period_left_out_tells_more_than_one_that_is_given(drawn: list[tuple[int, int, int]], most: int) -> None:
    spans = [(MONTHS[min(one, other)], MONTHS[max(one, other)], count) for one, other, count in drawn]
    found = spread(spans, most)
    if found.is_whole:
        return
    within: Counter[str] = Counter()
    for first, last, count in spans:
        within[first] += count if first == last else 0
    given = [month for month, _ in found.counts]
    left_out = {period for span in spans for period in span[:2]} - {*given, MONTHS[0], MONTHS[-1]}
    assert max((within[month] for month in left_out), default=0) <= min(within[month] for month in given)


def test_periods_are_years_months_or_days() -> None:
    assert spread([("2018", "2020", 1)], 9).counts == (("2018", 1), ("2019", 1), ("2020", 1))
    assert spread([("2018-12", "2019-01", 2)], 9).counts == (("2018-12", 2), ("2019-01", 2))
    days = [("2020-02-28", "2020-03-01", 1), ("2020-12-31", "2021-01-01", 1)]
    assert [day for day, _ in spread(days, 9).counts] == [
        *("2020-02-28", "2020-02-29", "2020-03-01", "2020-12-31", "2021-01-01"),
    ]


def test_what_goes_on_is_counted_in_all_periods_behind_its_beginning() -> None:
    assert spread([("2018", "9999", 1), ("2020", "2020", 2)], 9).counts == (("2018", 1), ("2019", 1), ("2020", 3))


def test_days_on_which_nothing_begins_or_ends_go_first() -> None:
    spans = [("2018-01-01", "2018-12-31", 1), ("2019-03-19", "2019-03-19", 1), ("2019-03-20", "9999-99-99", 1)]
    found = spread(spans, 3)
    assert found == Spread((("2018-12-31", 1), ("2019-03-19", 1), ("2019-03-20", 1)), is_whole=False)


def test_a_day_on_which_one_date_lies_tells_more_than_one_on_which_many_begin() -> None:
    assert spread([("2018", "2020", 5), ("2019", "2019", 1)], 1).counts == (("2019", 6),)


def test_without_dates_there_are_no_periods() -> None:
    assert spread([], 9) == Spread((), is_whole=True)
    assert spread([("0000", "9999", 2)], 9) == Spread((), is_whole=True)
