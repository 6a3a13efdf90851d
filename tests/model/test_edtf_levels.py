"""EDTF read whole: levels 0 and 1, sets and unknown digits; what is refused says what would be right."""

import re
from datetime import date, timedelta

import edtf as second_opinion
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from api.model.edtf import (
    FIRST,
    LAST,
    NOTATION,
    NotADate,
    Span,
    parse,
    possible,
    possible_lasting,
    stated,
    stated_lasting,
)
from api.model.edtf_point import day_after, read
from tests.model.lawful_dates import LAWFUL, LONG_YEARS, POINTS, days, masked, pairs, rewritten

EXAMPLE = "2019-03-19, 2019-03 or 2019-03-18/2019-03-20"


@given(LAWFUL)
@example("[-1667,1668,1670..1672]")
@example("{..1984}")
def test_every_lawful_date_is_read_and_can_be_written_again(text: str) -> None:
    assert rewritten(parse(text)) == text
    assert re.fullmatch(NOTATION, text)


@given(LAWFUL)
def test_a_date_is_stated_within_what_is_possible(text: str) -> None:
    may, said = possible(text), stated(text)
    assert may.earliest <= may.latest
    assert said is None or may.earliest <= said.earliest <= said.latest <= may.latest
    assert (said is None) == (text in ("/", "../", "/..", "../.."))


@given(st.text() | st.text("0123456789-X/.,[]{}?~%YTZ:"))
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        assert rewritten(parse(text)) == text
        assert possible(text).earliest <= possible(text).latest
    except NotADate as refused:
        assert str(refused).startswith(repr(text))


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("0000", "0000-01-01", "0000-12-31"),
        ("0000-02-29", "0000-02-29", "0000-02-29"),
        ("-0480", FIRST, FIRST),
        ("Y-170000002", FIRST, FIRST),
        ("Y170000002", LAST, LAST),
        ("-0480/2019", FIRST, "2019-12-31"),
        ("2019/Y12000", "2019-01-01", LAST),
        ("9999-24", "9999-12-01", LAST),
        ("2019-21", "2019-03-01", "2019-05-31"),
        ("2019-22", "2019-06-01", "2019-08-31"),
        ("2019-23", "2019-09-01", "2019-11-30"),
        ("2019-24", "2019-12-01", "2020-02-29"),
        ("201X-24", "2010-12-01", "2020-02-29"),
        ("201X", "2010-01-01", "2019-12-31"),
        ("20XX", "2000-01-01", "2099-12-31"),
        ("2004-XX", "2004-01-01", "2004-12-31"),
        ("2004-1X", "2004-10-01", "2004-12-31"),
        ("2004-X2-30", "2004-12-30", "2004-12-30"),
        ("1985-02-XX", "1985-02-01", "1985-02-28"),
        ("1560-XX-31", "1560-01-31", "1560-12-31"),
        ("XXXX-02-29", "0000-02-29", "9996-02-29"),
        ("-20XX", FIRST, FIRST),
        ("2019-03-19T23:30:00-11:00", "2019-03-19", "2019-03-19"),
        ("2019-03-19T00:30+14:00", "2019-03-19", "2019-03-19"),
        ("2015/", "2015-01-01", LAST),
        ("/2015", FIRST, "2015-12-31"),
        ("/..", FIRST, LAST),
        ("[1667,1668]", "1667-01-01", "1668-12-31"),
        ("[2019-05,2018-03-02]", "2018-03-02", "2019-05-31"),
        ("{1960,1961-12..}", "1960-01-01", LAST),
    ],
)
def test_a_date_may_mean_all_days_from_its_first_to_its_last(text: str, earliest: str, latest: str) -> None:
    assert possible(text) == Span(earliest, latest)


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2019-03", "2019-03-01", "2019-03-31"),
        ("[2019-03-17..2019-03-19]", "2019-03-17", "2019-03-19"),
        ("[..2019-03-20]", "2019-03-20", "2019-03-20"),
        ("[..2019-03]", "2019-03-01", "2019-03-31"),
        ("[2019-03-20..]", "2019-03-20", "2019-03-20"),
        ("[..1760,1800]", "1760-01-01", "1800-12-31"),
        ("{..1984}", "1984-01-01", "1984-12-31"),
        ("{1984..}", "1984-01-01", LAST),
        ("2015/2019-03-20", "2015-01-01", "2019-03-20"),
        ("2019-03/2019-03-19", "2019-03-01", "2019-03-19"),
        ("2015/..", "2015-01-01", LAST),
        ("2015/", "2015-01-01", "2015-12-31"),
        ("../2019-03-20", "2019-03-20", "2019-03-20"),
        ("/2019-03", "2019-03-01", "2019-03-31"),
    ],
)
def test_a_date_is_stated_where_it_is_written_to_be(text: str, earliest: str, latest: str) -> None:
    assert stated(text) == Span(earliest, latest)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("March 2018", "; write 2018-03"),
        ("2018/12/19", "; write 2018-12-19"),
        ("2018-3/2018-05", "; write 2018-03"),
        ("yesterday", f"; write {EXAMPLE}"),
        ("Month 2018", f"; write {EXAMPLE}"),
        ("", f"; write {EXAMPLE}"),
        ("２０１９", f"; write {EXAMPLE}"),
        (" 2019", f"; write {EXAMPLE}"),
        ("2019/2020/2021", f"; write {EXAMPLE}"),
        ("-0000", f"; write {EXAMPLE}"),
        ("Y2006", f"; write {EXAMPLE}"),
        ("[]", f"; write {EXAMPLE}"),
        ("[2019..2020", f"; write {EXAMPLE}"),
        ("[1667, 1668]", f"; write {EXAMPLE}"),
        ("2019-02-30", "2019-02 has 28 days"),
        ("2019-02-3X", "2019-02 has 28 days"),
        ("2019-02-00", "2019-02 has 28 days"),
        ("XXXX-02-30", "no month that it may mean has one"),
        ("1XX1-02-29", "no month that it may mean has one"),
        ("-0001-02-29", "-0001-02 has 28 days"),
        ("2019-13", "months are 01 to 12, and seasons 21 to 24"),
        ("2019-00", "months are 01 to 12, and seasons 21 to 24"),
        ("2019-21-05", "months are 01 to 12, and seasons 21 to 24"),
        ("2020/2019", "ends before it starts; write 2019/2020"),
        ("2012-24/2012-21", "ends before it starts; write 2012-21/2012-24"),
        ("-1000/-2000", "ends before it starts; write -2000/-1000"),
        ("Y12000/9999", "ends before it starts; write 9999/Y12000"),
        ("[2020..2019]", "ends before it starts; write [2019..2020]"),
        ("[..]", "open at both ends; leave the date out"),
        ("{2018,..}", "open at both ends; leave the date out"),
        ("[....]", f"; write {EXAMPLE}"),
        ("[2018....]", f"; write {EXAMPLE}"),
        ("[2018,..2019]", "open in its middle; write ..2019 first, or 2019.. last"),
        ("[2018..,2019]", "open in its middle; write ..2018 first, or 2018.. last"),
        ("2019-03-19T22:00Z/..", "which only a single day may have; write 2019-03-19 in it"),
        ("[2018,2019-03-19T22:00Z]", "which only a single day may have; write 2019-03-19 in it"),
        ("2019-03-19T22:00:00.000Z", "; write 2019-03-19"),
        ("2019-03-19 22:00", "; write 2019-03-19"),
        ("2019-03-19T24:00:00", "; write 2019-03-19"),
        ("2019-03-19T22:00-04:60", "; write 2019-03-19"),
        ("2019-03-XXT22:00", f"; write {EXAMPLE}"),
        ("-1X32", "leaves out digits amid a year before 0; write -1XXX"),
        ("1950S2", "; write 1950~"),
        ("Y3388E2S3", "; write Y338800~"),
        ("Y-17E7", "; write Y-170000000"),
        ("2001-25", "; write 2001-21"),
        ("2001-29", "; write 2001-09/2001-11"),
        ("2001-33", "; write 2001-01/2001-03"),
        ("-2001-41", "; write -2001-07/-2001-12"),
        ("2001-30", "months are 01 to 12, and seasons 21 to 24"),
        ("?2004-06-04~", "; write 2004-06-04%"),
        ("2004-?06-?11", "; write 2004-06-11?"),
        ("2004-06-~01/2004-06-~20", "; write 2004-06-01~/2004-06-20~"),
    ],
)
def test_what_is_refused_says_what_would_be_right(text: str, advice: str) -> None:
    with pytest.raises(NotADate) as refused:
        parse(text)
    message = str(refused.value)
    assert message.startswith(repr(text)) and message.endswith(advice)
    for offered in re.findall(r"; write (\S+)$", message):
        assert parse(offered)


#: As the `edtf` package bounds years before 0 and over 9999 too: by numbers.
_THEIRS = st.one_of(
    days(first=1),
    days(first=1).map(lambda day: day[:7]),
    days().map(lambda day: day[:4]),
    days(first=1).map(lambda day: f"-{day}"),
    LONG_YEARS,
    days(first=1).map(lambda day: f"{day[:7]}-XX"),
    days(first=1).map(lambda day: f"{day[:4]}-XX"),
    days(first=1).map(lambda day: f"{day[:4]}-XX-XX"),
    days(first=1000).map(lambda day: f"{day[:3]}X"),
    days(first=1000).map(lambda day: f"{day[:2]}XX"),
)


@given(_THEIRS)
@example("0000")
@example("2019-21")
@example("2019-22")
@example("2019-23")
def test_we_and_the_edtf_package_agree_on_levels_0_and_1(text: str) -> None:
    theirs = second_opinion.parse_edtf(text)
    ours = read(text, text)
    assert [ours.first, ours.last] == [tuple(bound[:3]) for bound in (theirs.lower_strict(), theirs.upper_strict())]


@given(st.integers(1000, 3000), st.data())
def test_unknown_digits_mean_all_days_that_fit(year: int, data: st.DataObject) -> None:
    text = f"{year}{data.draw(masked().filter(lambda date: date[0] != '-' and len(date) > 4))[4:]}"
    pattern = re.compile(text.replace("X", "[0-9]"))
    every = [str(date(year, 1, 1) + timedelta(days=number)) for number in range(366)]
    fitting = [day for day in every if day[:4] == str(year) and pattern.match(day)]
    if fitting:
        assert possible(text) == Span(fitting[0], fitting[-1])
    else:
        with pytest.raises(NotADate):
            parse(text)


@given(st.dates(max_value=date(9998, 12, 31)))
def test_the_day_after_is_the_next_one(day: date) -> None:
    later = day + timedelta(days=1)
    assert day_after((day.year, day.month, day.day)) == (later.year, later.month, later.day)


def test_years_before_1_have_days_after_too() -> None:
    assert day_after((-1, 12, 31)) == (0, 1, 1)
    assert day_after((0, 2, 28)) == (0, 2, 29)


_MAYBE = st.none() | POINTS | POINTS.map(lambda date: f"[..{date}]") | POINTS.map(lambda date: f"[{date}..]")


@given(_MAYBE, _MAYBE, st.just((None, None)) | pairs(), st.booleans())
def test_what_lasts_is_stated_within_what_is_possible(
    start: str | None, end: str | None, seen: tuple[str | None, ...], goes_on: bool
) -> None:
    said = stated_lasting(start, end, seen, goes_on=goes_on)
    may = possible_lasting(start, end, seen, goes_on=goes_on)
    assert (may is None) == (said is None) == (not any((start, end, *seen)))
    if said and may:
        assert may.earliest <= said.earliest <= said.latest <= may.latest


@pytest.mark.parametrize(
    ("start", "end", "seen", "goes_on", "spans"),
    [
        ("2019", None, (), False, (Span("2019-01-01", "2019-12-31"), Span("2019-01-01", "2019-12-31"))),
        ("2019", None, (), True, (Span("2019-01-01", LAST), Span("2019-01-01", LAST))),
        ("2018", "2019", (), True, (Span("2018-01-01", "2019-12-31"), Span("2018-01-01", "2019-12-31"))),
        ("[..2018]", "[2019..]", (), False, (Span("2018-01-01", "2019-12-31"), Span(FIRST, LAST))),
        ("[2018..]", "[..2019]", (), False, (Span("2018-01-01", "2019-12-31"), Span("2018-01-01", "2019-12-31"))),
        (None, "2019", (), False, (Span("2019-01-01", "2019-12-31"), Span(FIRST, "2019-12-31"))),
        (None, None, ("2018", "2020-05"), False, (Span("2018-01-01", "2020-05-31"), Span(FIRST, LAST))),
        (None, None, ("2018", "2020-05"), True, (Span("2018-01-01", LAST), Span(FIRST, LAST))),
        ("2017", "2021", ("2018", None), True, (Span("2017-01-01", "2021-12-31"), Span("2017-01-01", "2021-12-31"))),
        ("/..", None, ("2019-03-20",), True, (Span("2019-03-20", LAST), Span(FIRST, LAST))),
    ],
)
def test_what_lasts_is_there_from_its_first_to_its_last_known_day(
    start: str | None, end: str | None, seen: tuple[str | None, ...], goes_on: bool, spans: tuple[Span, Span]
) -> None:
    assert stated_lasting(start, end, seen, goes_on=goes_on) == spans[0]
    assert possible_lasting(start, end, seen, goes_on=goes_on) == spans[1]
