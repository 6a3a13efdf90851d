"""What other APIs call the parameters of this one, and what to write here instead; knows no request, no release."""

import re
from collections.abc import Callable, Container, Iterable, Sequence
from typing import NamedTuple

from api.model import edtf

#: A name in parts: `perPage`, `per-page`, `page[size]` and `date__gte` are all written with `_` here.
_BETWEEN = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+")
_BEGINS, _ENDS = ("gte", "gt", "min", "from", "after", "since", "start"), ("lte", "lt", "max", "to", "before", "until")
_OF_DATE = re.compile(rf"(?P<name>.+)_(?P<end>{'|'.join((*_BEGINS, *_ENDS))})")
_DAY = "2019-03-01"


class _Foreign(NamedTuple):
    """Names for the same thing, the parameters by which it is asked for here, and what to write for a value."""

    names: str
    ours: tuple[str, ...]
    write: Callable[[str, str], str]


class Instead(NamedTuple):
    """What to write in place of a foreign parameter: the end of a sentence, and the names of our parameters."""

    what: str
    ours: tuple[str, ...]


def instead(name: str, value: str, known: Container[str], pairs: Iterable[tuple[str, str]] = ()) -> Instead | None:
    """Return what to write for a parameter as others call it; None for a name of which nothing is known.

    `known` are the parameters that are taken, `pairs` all that were given: two ends of a time make one interval.
    """
    parts = _parts(name)
    if parts.startswith("filter_") and (own := parts.removeprefix("filter_")) in known:
        return Instead(f"; write {own}={value}", (own,))
    if end := _end(parts, known):
        return _interval(*end, value, known, pairs)
    for foreign in _FOREIGN:
        if parts in foreign.names.split():
            ours = tuple(one for one in foreign.ours if one in known)[:1]
            if ours or not foreign.ours:
                return Instead(f"; {foreign.write(''.join(ours), value)}", ours)
    return None


def is_foreign(name: str) -> bool:
    """Whether others have a parameter of this name: then none that is only spelled like it is meant."""
    return _parts(name) in {*_DATE_ENDS, *(one for foreign in _FOREIGN for one in foreign.names.split())}


def _parts(name: str) -> str:
    return _BETWEEN.sub("_", name).strip("_").lower()


def _end(parts: str, known: Container[str]) -> tuple[str, bool] | None:
    """Return the filter by date of which a parameter gives an end, and whether that is the beginning."""
    found = _OF_DATE.fullmatch(parts)
    if found and found["name"] in known and found["name"].endswith("date"):
        return found["name"], found["end"] in _BEGINS
    return ("date", _DATE_ENDS[parts]) if parts in _DATE_ENDS and "date" in known else None


def _interval(
    ours: str, is_start: bool, value: str, known: Container[str], pairs: Iterable[tuple[str, str]]
) -> Instead:
    """Return the interval to write, up to the other end if that was given too."""
    other = next((text for name, text in pairs if _end(_parts(name), known) == (ours, not is_start)), "")
    ends: Sequence[str] = [_day(value) or _DAY, _day(other) or ".."]
    return Instead(f"; write {ours}={'/'.join(ends if is_start else ends[::-1])}", (ours,))


def _day(value: str) -> str:
    """Return the date in a value, its time left out; empty where there is none."""
    date = value.partition("T")[0]
    try:
        edtf.parse(date)
    except edtf.NotADate:
        return ""
    return "" if "/" in date else date


def _sorted(ours: str, value: str) -> str:
    """Say how an order is asked for: `-` stands for the descending one."""
    key, _, direction = value.partition(":" if ":" in value else " ")
    if value.lower() in ("asc", "desc", "ascending", "descending", ""):
        return "write the key of the order, with - before it for the descending one: sort=-date"
    return f"write {ours}={'-' * direction.lower().startswith('desc')}{key}"


def _size(ours: str, value: str) -> str:
    return f"write {ours}={min(int(value), 200) or 1}" if value.isdecimal() and len(value) < 9 else f"write {ours}=50"


def _as_given(ours: str, value: str) -> str:
    return f"write {ours}={value}" if value else f"write {ours} instead"


def _saying(what: str) -> Callable[[str, str], str]:
    return lambda ours, value: what


#: Which names mean the beginning of a time, and which its end.
_DATE_ENDS = {
    **dict.fromkeys("from since after start start_date date_start begin min_date published_after".split(), True),
    **dict.fromkeys("to until till before end end_date date_end max_date published_before".split(), False),
}
_FOREIGN = (
    _Foreign("search search_term query text keyword keywords term terms s find title name", ("q", "quote"), _as_given),
    _Foreign(
        "page offset cursor skip start_at pagenumber page_number page_offset page_token page_after starting_after p",
        ("after",),
        _saying("ask for the path in `next` of each page, or write after= with the id of its last record"),
    ),
    _Foreign(
        "per_page perpage page_size pagesize page_limit size count max_results max rows first top n num take",
        ("limit",),
        _size,
    ),
    _Foreign("include expand embed populate with relations join", ("include",), _as_given),
    _Foreign("order order_by orderby sort_by sortby ordering sort_order direction", ("sort",), _sorted),
    _Foreign("select columns only attributes properties field", ("fields",), _as_given),
    _Foreign("facet aggs aggregations aggregate group_by groupby count_by", ("facets",), _as_given),
    _Foreign("output fmt accept alt wt content_type", ("format",), _as_given),
    _Foreign("tag tags category categories subject", ("topics",), _as_given),
    _Foreign("at on_date version snapshot known_at", ("as_of",), _as_given),
    _Foreign("filter filters where", (), _saying("each filter is a parameter of its own, in `allowed`: speaker=…")),
    _Foreign("lang language locale hl", (), _saying("records come in one language; leave it out")),
    _Foreign("api_key apikey key token access_token", (), _saying("no key is needed; leave it out")),
    _Foreign("callback jsonp", (), _saying("every origin may read the answer as it is; leave it out")),
    _Foreign("pretty indent envelope", (), _saying("the answer has one form; leave it out")),
)
