"""Dates: what is one, which days it may mean, and what is said of one that is none."""

import edtf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.model.edtf import FIRST, LAST, NotADate, Span, possible

#: What is offered where a text cannot be read as a date at all.
EXAMPLE = "2019-03-19, 2019-03 or 2019-03-18/2019-03-20"


@pytest.mark.parametrize(
    ("text", "earliest", "latest"),
    [
        ("2019-03-19", "2019-03-19", "2019-03-19"),
        ("2019-02", "2019-02-01", "2019-02-28"),
        ("2020-02", "2020-02-01", "2020-02-29"),
        ("2019", "2019-01-01", "2019-12-31"),
        ("2019-03-17?", "2019-03-17", "2019-03-17"),
        ("2019-03~", "2019-03-01", "2019-03-31"),
        ("2019%", "2019-01-01", "2019-12-31"),
        ("2015/2019-03-20", "2015-01-01", "2019-03-20"),
        ("../2019-03-19", FIRST, "2019-03-19"),
        ("2019-03-19/..", "2019-03-19", LAST),
        ("[2019-03-17..2019-03-19]", "2019-03-17", "2019-03-19"),
        ("[..2019-03-19]", FIRST, "2019-03-19"),
        ("[2019-03..]", "2019-03-01", LAST),
        ("0001/9999", "0001-01-01", "9999-12-31"),
    ],
)
def test_a_date_means_its_earliest_and_latest_day(text: str, earliest: str, latest: str) -> None:
    assert possible(text) == Span(earliest, latest)


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("March 2018", "; write 2018-03"),
        ("january 2018", "; write 2018-01"),
        ("DEC 2018", "; write 2018-12"),
        ("9 June 2018", "; write 2018-06-09"),
        ("19. May 2018", "; write 2018-05-19"),
        ("Apr. 19, 2018", "; write 2018-04-19"),
        ("20180719", "; write 2018-07-19"),
        ("2018/12/19", "; write 2018-12-19"),
        ("2018/1/9", "; write 2018-01-09"),
        ("19.3.2018", "; write 2018-03-19"),
        ("19/03/2018", "; write 2018-03-19"),
        ("3/19/2018", "; write 2018-03-19"),
        ("03/04/2018", f"; write {EXAMPLE}"),
        ("19/13/2018", f"; write {EXAMPLE}"),
        ("2018-3", "; write 2018-03"),
        ("190u", "; write 190X"),
        ("2019-uu", "; write 2019-XX"),
        ("2019-03-19/open", "; write 2019-03-19/.."),
        ("unknown/2019", "; write /2019"),
        ("1990s", "; write 199X"),
        ("c. 2019", "; write 2019~"),
        ("circa 2019", "; write 2019~"),
        ("open", f"; write {EXAMPLE}"),
        ("unknown/open", f"; write {EXAMPLE}"),
        ("yesterday", f"; write {EXAMPLE}"),
        ("Month 2018", f"; write {EXAMPLE}"),
        ("2018/13/1", f"; write {EXAMPLE}"),
        ("2018/0/1", f"; write {EXAMPLE}"),
        ("2019-02-30", "2019-02 has 28 days"),
        ("2019-02-00", "2019-02 has 28 days"),
        ("2019-13", "months are 01 to 12, and seasons 21 to 24"),
        ("2019-00", "months are 01 to 12, and seasons 21 to 24"),
        ("2020/2019", "write 2019/2020"),
        ("[2020..2019]", "ends before it starts; write [2019..2020]"),
        ("[..]", "open at both ends; leave the date out"),
        ("2019-W12-2", f"is not an EDTF date; write {EXAMPLE}"),
        ("２０１９", f"is not an EDTF date; write {EXAMPLE}"),
        (" 2019", f"is not an EDTF date; write {EXAMPLE}"),
        ("2019\n", f"is not an EDTF date; write {EXAMPLE}"),
        ("", f"is not an EDTF date; write {EXAMPLE}"),
        ("[2019..2020", f"is not an EDTF date; write {EXAMPLE}"),
        ("2019/2020/2021", f"is not an EDTF date; write {EXAMPLE}"),
        ("2019-99-99 ", f"is not an EDTF date; write {EXAMPLE}"),
        ("20199999", f"is not an EDTF date; write {EXAMPLE}"),
    ],
)
def test_what_is_no_date_is_refused_with_advice(text: str, advice: str) -> None:
    with pytest.raises(NotADate) as refused:
        possible(text)
    assert str(refused.value).startswith(repr(text)) and str(refused.value).endswith(advice)


_DAYS = st.dates().map(str)
_DATES = st.one_of(
    _DAYS,
    _DAYS.map(lambda day: day[:7]),
    _DAYS.map(lambda day: day[:4]),
    st.builds(lambda day, mark: day + mark, _DAYS, st.sampled_from("?~%")),
)


@given(_DATES)
def test_we_and_the_edtf_package_agree_on_single_dates(text: str) -> None:
    theirs = edtf.parse_edtf(text)
    days = [f"{moment.tm_year:04}-{moment.tm_mon:02}-{moment.tm_mday:02}" for moment in _bounds(theirs)]
    assert [possible(text).earliest, possible(text).latest] == days


@given(_DATES, _DATES)
def test_we_and_the_edtf_package_agree_on_intervals(start: str, end: str) -> None:
    text = f"{start}/{end}"
    if possible(start).earliest > possible(end).latest:
        with pytest.raises(NotADate):
            possible(text)
    else:
        assert possible(text) == Span(possible(start).earliest, possible(end).latest)
        assert edtf.parse_edtf(text)


@given(st.text())
def test_any_text_is_a_date_or_refused(text: str) -> None:
    try:
        assert possible(text).earliest <= possible(text).latest
    except NotADate as refused:
        assert str(refused)


def _bounds(date: object) -> tuple:
    return date.lower_strict(), date.upper_strict()
