"""The date object: first and last day, and a label that says what is known and no more."""

import re
from itertools import combinations_with_replacement

import pytest
from hypothesis import given

from api.model.date_object import date_object
from api.model.edtf import FIRST, LAST, NotADate, Span, possible, stated
from tests.model.lawful_dates import LAWFUL


def label(text: str) -> str:
    found = date_object(text)["label"]
    assert found
    return found


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2019-03-19", "19 March 2019"),
        ("2019-03", "March 2019"),
        ("2019", "2019"),
        ("0033-04-03", "3 April AD 33"),
        ("0000", "1 BC"),
        ("-0480", "481 BC"),
        ("-0480-09-20", "20 September 481 BC"),
        ("Y170000002", "AD 170,000,002"),
        ("Y-170000002", "170,000,003 BC"),
        ("2019-03-19T22:00Z", "19 March 2019, 22:00 UTC"),
        ("2019-03-19T22:00:30", "19 March 2019, 22:00:30"),
        ("2019-03-19T22:00-04:30", "19 March 2019, 22:00 UTC-04:30"),
        ("2019-21", "spring 2019"),
        ("2019-24", "winter 2019"),
        ("2019-03-17?", "possibly 17 March 2019"),
        ("2019-03~", "about March 2019"),
        ("2019%", "possibly about 2019"),
        ("201X", "2010s"),
        ("201X~", "about the 2010s"),
        ("200X", "some year from 2000 to 2009"),
        ("20XX", "some year from 2000 to 2099"),
        ("-201X", "some year from 2020 BC to 2011 BC"),
        ("XXXX", "an unknown year"),
        ("20X0", "some year from 2000 to 2090, its third digit unknown"),
        ("1X9X", "some year from 1090 to 1999, its second and fourth digits unknown"),
        ("2019-XX", "a month in 2019"),
        ("2019-03-XX", "a day in March 2019"),
        ("2019-XX-XX", "a day in 2019"),
        ("201X-XX", "a month of some year in the 2010s"),
        ("201X-03-XX", "a day in March of some year in the 2010s"),
        ("XXXX-12-25", "25 December of an unknown year"),
        ("2019-1X", "October, November or December 2019"),
        ("2019-0X", "a month from January to September 2019"),
        ("2019-03-1X", "a day from 10 to 19 March 2019"),
        ("2019-02-2X", "a day from 20 to 28 February 2019"),
        ("2019-03-X2", "2, 12 or 22 March 2019"),
        ("2019-XX-25", "day 25 of a month in 2019"),
        ("2019-X1-XX", "a day in January or November 2019"),
        ("2019-X1-1X", "a day from 10 to 19 of January or November 2019"),
        ("2019-0X-31", "day 31 of a month from January to August 2019"),
        ("2019-X2-30", "30 December 2019"),
        ("201X-21", "spring of some year in the 2010s"),
        ("2015/2019-03-20", "2015 to 20 March 2019"),
        ("2019/2019", "2019"),
        ("2019-03-17/2019-03-19", "17 to 19 March 2019"),
        ("2019-03-30/2019-04-01", "30 March to 1 April 2019"),
        ("2018-12-31/2019-01-01", "31 December 2018 to 1 January 2019"),
        ("2019-03/2019-04", "March to April 2019"),
        ("-0480/-0479", "481 to 480 BC"),
        ("1984~/2004-06?", "from about 1984 to possibly June 2004"),
        ("2004-06-XX/2004-07-03", "from a day in June 2004 to 3 July 2004"),
        ("198X/199X", "from the 1980s to the 1990s"),
        ("2015/..", "since 2015"),
        ("201X/..", "since the 2010s"),
        ("../2019-03-20", "until 20 March 2019"),
        ("2015/", "from 2015 to an unknown date"),
        ("/2015", "from an unknown date to 2015"),
        ("/..", "since an unknown date"),
        ("../", "until an unknown date"),
        ("../..", "open at both ends"),
        ("/", "from an unknown date to an unknown date"),
        ("[..2019-03-20]", "by 20 March 2019"),
        ("[..2019-03]", "March 2019 or earlier"),
        ("[..201X]", "2010s or earlier"),
        ("[..2019-03-20~]", "about 20 March 2019 or earlier"),
        ("[2019-03-20..]", "20 March 2019 or later"),
        ("[2019-03-19..2019-03-20]", "19 or 20 March 2019"),
        ("[2019-03-31..2019-04-01]", "31 March or 1 April 2019"),
        ("[2019-03-30,2019-04-01]", "30 March or 1 April 2019"),
        ("[2019-03-17..2019-03-19]", "between 17 and 19 March 2019"),
        ("[2018..2019]", "2018 or 2019"),
        ("[2019-03..2019-04]", "March or April 2019"),
        ("[2019-21..2019-22]", "spring or summer 2019"),
        ("[2018..2019-01]", "between 2018 and January 2019"),
        ("[2018..2019-03-20]", "between 2018 and 20 March 2019"),
        ("[2018~..2019]", "between about 2018 and 2019"),
        ("[2019-03-17,2019-03-19,2019-03-25]", "17, 19 or 25 March 2019"),
        ("[2018,2018]", "2018"),
        ("[2019-03-17?,2019-03-19?]", "possibly 17 March 2019 or possibly 19 March 2019"),
        ("[..1760,1800]", "1760 or earlier, or 1800"),
        ("[1667..1670,2000..]", "between 1667 and 1670, or 2000 or later"),
        ("{1667,1668}", "1667 and 1668"),
        ("{1667,1668,1670..1672}", "1667, 1668 and all of 1670 to 1672"),
        ("{..1984}", "all up to 1984"),
        ("{1984..}", "1984 and all after"),
    ],
)
def test_a_label_says_what_is_known(text: str, words: str) -> None:
    assert label(text) == words


@given(LAWFUL)
def test_a_label_is_in_words(text: str) -> None:
    said = label(text)
    assert re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9 ,:+-]*", said), said
    assert not re.search(r"X|\d-\d\d-|,,|  ", said)


POINTS = (
    *(
        "2018",
        "2019",
        "2020",
        "201X",
        "200X",
        "20XX",
        "2XXX",
        "XXXX",
        "20X9",
        "X019",
        "0033",
        "-0033",
        "0000",
        "Y20190",
    ),
    *("2019-21", "2019-24", "2019-03", "2019-04", "2019-XX", "2019-0X", "2019-1X", "2019-X1"),
    *("2019-03-19", "2019-03-20", "2019-03-21", "2019-03-XX", "2019-03-1X", "2019-03-X9", "2019-XX-19", "2019-XX-XX"),
    *("2019-03-19?", "2019-03-20~", "2019%", "201X-03-19", "201X-XX-XX"),
)
OPEN_FORMS = ("{}", "{}/", "/{}", "{}/..", "../{}", "[..{}]", "[{}..]", "{{..{}}}", "{{{}..}}")
FORMS = ("{}/{}", "[{}..{}]", "[{},{}]", "{{{}..{}}}", "{{{},{}}}")


def many_forms() -> list[str]:
    """Return dates that are alike and do not say the same: every pair of some, in each form."""
    single = [
        form.format(date) for date in POINTS for form in ("{}", "{}/", "/{}", "{}/..", "../{}", "[..{}]", "[{}..]")
    ]
    single += [form.format(date) for date in POINTS for form in ("{{..{}}}", "{{{}..}}")]
    pairs = [form.format(*pair) for pair in combinations_with_replacement(POINTS, 2) for form in FORMS]
    return [text for text in [*single, *pairs, "/", "/..", "../", "../.."] if _is_read(text)]


def _is_read(text: str) -> bool:
    try:
        return bool(possible(text))
    except NotADate:
        return False


def test_dates_of_one_label_mean_the_same_days() -> None:
    meant: dict[str, tuple[Span, Span | None, str]] = {}
    for text in many_forms():
        means = possible(text), stated(text), text
        other = meant.setdefault(label(text), means)
        assert other[:2] == means[:2], f"{other[2]} and {text} are both {label(text)!r}"
    assert len(meant) > 2000


@given(LAWFUL)
def test_the_object_has_the_days_that_are_possible(text: str) -> None:
    found, span = date_object(text), possible(text)
    assert list(found) == ["edtf", "earliest", "latest", "label"]
    assert found["edtf"] == text
    for name, day in (("earliest", span.earliest), ("latest", span.latest)):
        assert found[name] == (None if day in (FIRST, LAST) else day)
        assert found[name] is None or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found[name])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("[2019-03-20..]", "not before 20 March 2019, if at all"),
        ("[2019..]", "not before 2019, if at all"),
        ("[2018,2019..]", "2018, or 2019 or later"),
        ("2019-03-20", "20 March 2019"),
        ("[..2019-03-20]", "by 20 March 2019"),
        ("2019/..", "since 2019"),
    ],
)
def test_an_end_that_may_not_have_come_is_not_shown_as_one(text: str, words: str) -> None:
    assert date_object(text, is_end=True)["label"] == words
