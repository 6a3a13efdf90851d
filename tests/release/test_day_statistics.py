"""What is said of a list day by day is what its versions say, though none of them is kept."""

from hypothesis import given
from hypothesis import strategies as st

from api.curation.knowledge import ALWAYS
from api.release.day_statistics import ListDays, coverage

DAYS = [f"2020-02-{day:02}" for day in range(1, 8)]
HELD = st.lists(
    st.tuples(st.sampled_from(DAYS), st.sampled_from([*DAYS, ALWAYS])).filter(lambda held: held[0] < held[1])
)


@given(HELD)
def test_a_list_counts_what_holds_on_a_day(held: list[tuple[str, str]]) -> None:
    assert ListDays(held).counts(DAYS) == [sum(since <= day < until for since, until in held) for day in DAYS]


@given(HELD)
def test_before_the_first_place_of_a_day_nothing_was_known(held: list[tuple[str, str]]) -> None:
    places = [[place for place, (since, _) in enumerate(held, 1) if since <= day] for day in DAYS]
    assert ListDays(held).first(DAYS) == [min(found, default=len(held) + 1) for found in places]


@given(HELD)
def test_the_last_place_of_a_day_is_that_of_what_is_known_otherwise_by_now(held: list[tuple[str, str]]) -> None:
    gone = [(place, since, until) for place, (since, until) in enumerate(held, 1) if until != ALWAYS]
    places = [[place for place, since, until in gone if since <= day < until] for day in DAYS]
    assert ListDays(held).last(DAYS) == [max(found, default=0) for found in places]


@given(HELD)
def test_the_days_that_are_covered_are_those_of_what_holds(held: list[tuple[str, str]]) -> None:
    moments = [(since, until, since, f"{since}~") for since, until in held]
    then = [[since for since, until in held if since <= day < until] for day in DAYS]
    last = [f"{max(found)}~" if found else None for found in then]
    assert coverage(moments, DAYS) == [
        {"earliest": min(found, default=None), "latest": until} for found, until in zip(then, last, strict=True)
    ]
