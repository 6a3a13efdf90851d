"""Every form of date that is read, made by its grammar from days that there are."""

from calendar import monthrange

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from api.model.edtf import Date, DateForm, End
from api.model.edtf_point import Point, read

MARKS = st.sampled_from(["", "", "?", "~", "%"])
_OFFSETS = st.sampled_from(["", "Z", "+00:59", "-04", "+05:30", "-23:59"])


@st.composite
def days(draw: DrawFn, first: int = 0, last: int = 9999) -> str:
    year, month = draw(st.integers(first, last)), draw(st.integers(1, 12))
    return f"{year:04}-{month:02}-{draw(st.integers(1, monthrange(year, month)[1])):02}"


@st.composite
def masked(draw: DrawFn) -> str:
    """A year, month or day, of which some digits may be unknown; before the year 0, no digits amid the year."""
    text = draw(days())[: draw(st.sampled_from([4, 7, 10]))]
    unknown = draw(st.sets(st.sampled_from([place for place, sign in enumerate(text) if sign != "-"])))
    found = "".join("X" if place in unknown else sign for place, sign in enumerate(text))
    is_before_0 = draw(st.booleans()) and "X" not in found[:4].rstrip("X") and text[:4] != "0000"
    return f"-{found}" if is_before_0 else found


@st.composite
def times(draw: DrawFn) -> str:
    clock = draw(st.times()).isoformat("seconds")[: draw(st.sampled_from([5, 8]))]
    return f"{draw(st.sampled_from(['', '-']))}{draw(days(first=1))}T{clock}{draw(_OFFSETS)}"


SEASONS = st.builds(lambda year, season: f"{year:04}-{season}", st.integers(0, 9999), st.integers(21, 24))
LONG_YEARS = st.builds(lambda sign, year: f"Y{sign}{year}", st.sampled_from(["", "-"]), st.integers(10**4, 10**12 - 1))
POINTS = st.builds(
    lambda date, mark: date + mark, st.one_of(days(), masked(), SEASONS, LONG_YEARS), MARKS
)  # all but times, which stand alone


@st.composite
def pairs(draw: DrawFn, points: SearchStrategy[str] = POINTS) -> tuple[str, str]:
    """Two dates of which the first may be the earlier one."""
    one, other = draw(points), draw(points)
    return (one, other) if read(one, one).first <= read(other, other).last else (other, one)


@st.composite
def sets(draw: DrawFn) -> str:
    ranges = pairs().map("..".join)
    items = draw(st.lists(st.one_of(POINTS, ranges), max_size=3))
    items = [*draw(st.sampled_from([[], [f"..{draw(POINTS)}"]])), *items]
    items += draw(st.sampled_from([[], [f"{draw(POINTS)}.."]])) or ([] if items else [draw(POINTS)])
    return draw(st.sampled_from(["[{}]", "{{{}}}"])).format(",".join(items))


ENDS = st.sampled_from(["", ".."])
INTERVALS = st.one_of(
    pairs().map("/".join),
    st.builds(lambda start, end: f"{start}/{end}", ENDS, st.one_of(POINTS, ENDS)),
    st.builds(lambda start, end: f"{start}/{end}", POINTS, ENDS),
)
LAWFUL = st.one_of(POINTS, times(), INTERVALS, sets())


def rewritten(date: Date) -> str:
    """Write a date that was read."""
    if date.form is DateForm.DATE:
        return _end(date.parts[0][0])
    if date.form is DateForm.INTERVAL:
        return "/".join(map(_end, date.parts[0]))
    opening, closing = date.form.value
    items = [_end(start) if start is end else _range(start, end) for start, end in date.parts]
    return f"{opening}{','.join(items)}{closing}"


def _range(start: End, end: End) -> str:
    return "..".join(_end(one).removeprefix("..") for one in (start, end))


def _end(end: End) -> str:
    if not isinstance(end, Point):
        return end
    day = "-".join(part for part in (end.year, end.month, end.day) if part)
    return f"{day}{f'T{end.time}' if end.time else ''}{end.offset}{end.mark}"
