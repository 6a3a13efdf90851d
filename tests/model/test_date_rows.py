"""Dates as readers tried them: what each row of a list of ten trials was right to answer."""

import pytest

from api.model.date_object import date_object
from api.model.date_periods import spread
from api.model.edtf import LAST, Span, parse, possible, stated, stated_lasting

#: Dates of the first data set.
CRISIS = "../2019-03-20"
RELATION = "[..2019-03-19]"
DEPARTURES = "2015/2019-03-20"


def finds(asked: str, span: Span | None) -> bool:
    """Whether a filter by date finds what has a span."""
    days = possible(asked)
    return span is not None and span.earliest <= days.latest and days.earliest <= span.latest


def test_row_1_a_date_is_an_object_that_can_be_shown_and_placed() -> None:
    assert date_object("[2019-03-19..2019-03-20]") == {
        "edtf": "[2019-03-19..2019-03-20]",
        "earliest": "2019-03-19",
        "latest": "2019-03-20",
        "label": "19 or 20 March 2019",
    }


@pytest.mark.parametrize(
    ("asked", "is_stated", "is_possible"),
    [
        ("1990", False, True),
        ("2019-03-19", False, True),
        ("2019-03-20", True, True),
        ("2019-03", True, True),
        ("2019", True, True),
        ("../2019-03-19", False, True),
        ("2019-03-20/..", True, True),
        ("2019-03-21", False, False),
    ],
)
def test_row_2_what_is_known_by_a_day_is_found_around_that_day(asked: str, is_stated: bool, is_possible: bool) -> None:
    assert finds(asked, stated("[..2019-03-20]")) == is_stated
    assert finds(asked, possible("[..2019-03-20]")) == is_possible


@pytest.mark.parametrize("text", [CRISIS, RELATION, "/2019-03-20", "/..", "../.."])
def test_row_3_nothing_is_found_long_before_it_is_known_to_be(text: str) -> None:
    assert not finds("1900", stated(text))
    assert not finds("1900", stated_lasting(text, None, goes_on=True))
    assert finds("1900", possible(text))


@pytest.mark.parametrize(
    ("start", "end", "seen", "in_force", "found"),
    [
        (None, None, ("2019-01", "2023-03-30"), True, "2019 2020 2022 2023-03-29 2023-04 2030"),
        ("2019-03-19?", None, ("2021-07", "2023-03-30"), True, "2019 2020 2022 2023-03-29 2023-04 2030"),
        ("2019-03-19?", "[2023-03-28..2023-03-30]", ("2021-07", "2023-03-28"), False, "2019 2020 2022 2023-03-29"),
        (None, None, ("2021-07", "2023-03-28"), False, "2022"),
        ("[..2019-03-19]", None, (), True, "2019 2020 2022 2023-03-29 2023-04 2030"),
    ],
)
def test_row_4_a_sanction_is_there_from_the_first_list_to_the_last_and_on_while_in_force(
    start: str | None, end: str | None, seen: tuple[str, ...], in_force: bool, found: str
) -> None:
    span = stated_lasting(start, end, seen, goes_on=in_force)
    asked = "2018 2019 2020 2022 2023-03-29 2023-04 2030".split()
    assert [date for date in asked if finds(date, span)] == found.split()


def test_row_5_what_goes_on_has_an_open_end() -> None:
    assert finds("2019-04", stated("2019-03-20/.."))
    assert finds("2019-04", stated_lasting(RELATION, None, goes_on=True))
    assert parse("/..").goes_on and not parse(CRISIS).goes_on
    crisis = stated_lasting("/..", None, ("2019-03-19",), goes_on=True)
    assert crisis == Span("2019-03-19", LAST)
    assert finds("2019-04", crisis) and not finds("1900", crisis)
    assert date_object("/..") == {"edtf": "/..", "earliest": None, "latest": None, "label": "since an unknown date"}


def by(length: int, *dates: str) -> list[tuple[str, str, int]]:
    """Return the first and last period of dates, as the release counts them."""
    spans = [span for text in dates if (span := stated(text))]
    return [(span.earliest[:length], span.latest[:length], 1) for span in spans]


def test_row_6_the_days_on_which_something_is_known_to_be_are_counted() -> None:
    dates = ["2018", DEPARTURES, "2019-03-19", "2019-03-19?", "[..2019-03-20]", "2023-03-30", "2019-03-19/.."]
    found = spread(by(10, *dates), 200)
    days = dict(found.counts)
    assert not found.is_whole, "so that it can be said that days are left out"
    assert list(days) == sorted(days)
    assert {"2019-03-19", "2019-03-20", "2023-03-30"} <= set(days)
    assert [day for day, _ in spread(by(10, *dates), 2).counts] == ["2019-03-19", "2019-03-20"]
    assert all(count == sum(finds(day, stated(text)) for text in dates) for day, count in found.counts)


def test_row_7_a_record_counts_where_its_date_is() -> None:
    dates = [RELATION] * 24 + [CRISIS] * 12 + ["2019-03-19"] * 5 + [DEPARTURES, "2018"]
    found = spread(by(4, *dates), 200)
    assert found.is_whole
    assert found.counts == (("2015", 1), ("2016", 1), ("2017", 1), ("2018", 2), ("2019", 42))


def test_row_8_nobody_takes_an_end_that_may_come_later_for_an_end() -> None:
    assert date_object("[2019-03-20..]", is_end=True) == {
        "edtf": "[2019-03-20..]",
        "earliest": "2019-03-20",
        "latest": None,
        "label": "not before 20 March 2019, if at all",
    }


#: The valid strings in the tests of unt-libraries/edtf-validate, by level.
LEVEL_0 = """
1985-04-12 1985-04 1985 0000 1985-04-12T23:20:30 1985-04-12T23:20:30Z 1985-04-12T23:20:30-04 1985-04-12T23:20:30+04:30
2004-01-01T10:10:10+00:59 1964/2008 2004-06/2006-08 2004-02-01/2005-02-08 2004-02-01/2005-02 2004-02-01/2005
2005/2006-02 0000/0000 0000-02/1111 0000-01/0000-01-03 0000-01-13/0000-01-23 1111-01-01/1111 0000-01/0000
""".split()
LEVEL_1 = """
Y170000002 Y-170000002 2001-21 -2004-23 -2010 1984? 2006% 2004-06~ 2004-06-11% -2004~ -2004-06? -2004-06-11% 201X 19XX
2004-XX 1985-04-XX 1985-XX-XX -20XX -2004-XX -1985-04-XX -1985-XX-XX -1985-04-12T23:20:30 -1985-04-12T23:20:30Z
-1985-04-12T23:20:30-04 -1985-04-12T23:20:30+04:30 -2001-02-03 -1000/-0999 -2004-02-01/2005 -1980-11-01/1989-11-30
1923-21/1924 2019-12/2020% 1984~/2004-06 1984/2004-06~ 1984~/2004~ -1984?/2004% 1984?/2004-06~ 1984-06?/2004-08?
1984-06-02?/2004-08-08~ 2004-06~/2004-06-11% 1984-06-02?/ 2003/2004-06-11% 1952-23~/1953 -2004-06-01/ 1985-04-12/
1985-04/ 1985/ /1985-04-12 /1985-04 /1985 2003-22/2004-22 2003-22/2003-22 2003-22/2003-23 1985-04-12/.. 1985-04/..
1985/.. ../1985-04-12 ../1985-04 ../1985 /.. ../ ../.. -1985-04-12/.. -1985-04/.. -1985/
""".split()
LEVEL_2 = """
[-1667,1668,1670..1672] [..1760-12-03] [1760-12..] [1760-01,-1760-02,1760-12..] [-1740-02-12..-1200-01-29]
[-1890-05..-1200-01] [-1667,1760-12] [..1984] {-1667,1668,1670..1672} {1960,-1961-12} {-1640-06..-1200-01} {..1984}
{1760-12..} 1560-XX-25 156X-12-25 15XX-12-25 XXXX-12-XX 1XXX-XX 1XXX-12 1984-1X 20X0-10-02 1X99-01-XX -156X-12-25
-XXXX-12-XX -1XXX-XX -1984-1X 20X3-06-25/2004-X1-03 XXXX-12-21/1890-09-2X 198X/199X 2015-02-27/2015-02-X8
""".split()
TRIED = "/2019 2019/ 201X 2019-03-XX 2019-21 2019-03-19T22:00Z 0000 -0480 [1667,1668]".split()


def test_row_9_the_lists_are_whole() -> None:
    assert (len(LEVEL_0), len(LEVEL_1)) == (21, 64)


@pytest.mark.parametrize("text", [*TRIED, *LEVEL_0, *LEVEL_1, *LEVEL_2])
def test_row_9_all_of_levels_0_and_1_and_sets_and_unknown_digits_are_read(text: str) -> None:
    assert date_object(text)["label"]


def test_row_10_a_date_is_sorted_at_its_known_bound() -> None:
    dates = ["[..2019-03-20]", "2015", CRISIS, "2019-03-19", "2015/2019-03-20", "2020", "2018/.."]
    spans = {text: span for text in dates if (span := stated(text))}
    ordered = sorted(spans, key=lambda text: (spans[text].earliest, spans[text].latest))
    assert ordered == ["2015", "2015/2019-03-20", "2018/..", "2019-03-19", "[..2019-03-20]", CRISIS, "2020"]
