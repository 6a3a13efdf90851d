"""What a client asks for, as it is read, told again as a path, and refused: word for word."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from api.kinds import RESOURCES
from api.model.edtf import Span
from api.model.errors import Refused, Wrong
from api.query.formats import FORMATS
from api.query.list_parameters import parameters_of
from api.query.projection import Projection
from api.query.selection import Selection, day, of_record, parse, unfit
from api.query.store import Store
from api.query.validation import unknown
from api.release.combined import lists

KINDS = {resource.name: resource for resource in lists(RESOURCES)}
LISTING = parameters_of(lists(RESOURCES))
STATEMENTS = KINDS["statements"]
CSV, JSON = (next(found for found in FORMATS if found.name == name) for name in ("csv", "json"))
EVERYTHING = (
    "speaker=ada-brook,norland&topics=talks&date=../2020-05&q=ferry+-aid&as_of=2020-05-12&sort=date"
    "&facets=speaker,date:month&fields=summary,speakers&include=speakers&format=json&limit=7&after=brook-listens"
)


def parsed(asked: str, kind: str = "statements") -> Selection:
    return parse(LISTING, KINDS[kind], parse_qsl(asked))


def test_all_that_is_asked_for_is_read() -> None:
    assert parsed(EVERYTHING) == Selection(
        STATEMENTS,
        {"speaker": ("ada-brook", "norland"), "date": ("../2020-05",), "topics": ("talks",)},
        q="ferry -aid",
        sort="date",
        after="brook-listens",
        limit=7,
        as_of="2020-05-12",
        facets=("speaker", "date:month"),
        projection=Projection(("summary", "speakers"), ("speakers",)),
        format="json",
    )
    assert parsed("") == Selection(STATEMENTS, {}, sort="-date", limit=50)
    assert parsed("limit=all&q=x") == Selection(STATEMENTS, {}, q="x", sort="relevance", limit=None)


def test_dates_and_values_are_told_apart() -> None:
    selection = parsed("date=2020-05&speaker=norland&topics=talks,ferries")
    assert selection.spans == {"date": Span("2020-05-01", "2020-05-31")}
    assert selection.values == {"speaker": ("norland",), "topics": ("talks", "ferries")}
    assert parsed("").words.is_empty and not parsed("q=a").words.is_empty


@pytest.mark.parametrize(
    ("asked", "path"),
    [
        ("", "/v1/statements"),
        ("limit=50&sort=-date", "/v1/statements"),
        ("q=a&sort=relevance&limit=all&format=csv", "/v1/statements.csv?q=a&limit=all"),
        ("format=excel&fields=*", "/v1/statements.csv?fields=*&format=excel"),
        ("q=a&sort=-date", "/v1/statements?q=a&sort=-date"),
        ("limit=0&facets=type", "/v1/statements?facets=type&limit=0"),
        ("include=speakers&include=meeting", "/v1/statements?include=speakers,meeting"),
        ("type=quoted&type=reported,quoted&topics=talks", "/v1/statements?type=quoted,reported&topics=talks"),
        ("date=../2020&topics=talks,aid", "/v1/statements?date=../2020&topics=talks,aid"),
        ("q=a%26b+%22c%22&facets=date:year", "/v1/statements?q=a%26b+%22c%22&facets=date:year"),
        (
            EVERYTHING,
            "/v1/statements.json?speaker=ada-brook,norland&date=../2020-05&topics=talks&q=ferry+-aid&as_of=2020-05-12"
            "&sort=date&facets=speaker,date:month&fields=summary,speakers&include=speakers&limit=7"
            "&after=brook-listens",
        ),
    ],
)
def test_a_selection_has_one_path(asked: str, path: str) -> None:
    assert parsed(asked).path() == path


@pytest.mark.parametrize(
    ("change", "path"),
    [
        (lambda asked: asked.behind("vane-waits"), "speaker=norland&facets=type&limit=7&after=vane-waits"),
        (lambda asked: asked.without("speaker"), "facets=type&limit=7&after=brook-listens"),
    ],
)
def test_a_selection_leads_to_others(change: Callable[[Selection], Selection], path: str) -> None:
    asked = parsed("speaker=norland&facets=type&limit=7&after=brook-listens")
    assert change(asked).path() == f"/v1/statements?{path}"


def test_the_list_that_a_count_leads_to_has_a_first_page() -> None:
    asked = parsed("facets=type&limit=0")
    assert asked.paths_with("type", ["quoted", "a&b"]) == ["/v1/statements?type=quoted", "/v1/statements?type=a%26b"]
    assert asked.paths_with("type", []) == []


@pytest.mark.parametrize(
    ("name", "value", "path"),
    [("type", "quoted", "type=quoted&speaker=norland"), ("speaker", "ada-brook", "speaker=ada-brook")],
)
def test_the_list_that_a_count_leads_to_has_one_value_for_its_filter(name: str, value: str, path: str) -> None:
    asked = parsed("speaker=norland&facets=type&limit=7&after=brook-listens")
    assert asked.paths_with(name, [value]) == [f"/v1/statements?{path}&limit=7"]


def refused(read: Callable[[], object]) -> tuple[Wrong, ...]:
    with pytest.raises(Refused) as found:
        read()
    return found.value.errors


NO_PAGE = "with limit=0 there is no page; leave one of them out"
ALL_PAGES = "with limit=all there are no pages; leave one of them out"


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("sort=relevance", ("sort", "relevance", "without q, nothing is more relevant; give q, or -date")),
        ("limit=0", ("limit", "0", "0 goes with facets alone, for counts; give a number from 1 to 200")),
        ("limit=0&facets=type&after=a", ("after", "a", NO_PAGE)),
        ("limit=all&format=csv&after=a", ("after", "a", ALL_PAGES)),
    ],
)
def test_what_is_at_odds_is_refused(asked: str, wrong: tuple[str, str, str]) -> None:
    parameter, value, what = wrong
    assert refused(lambda: parsed(asked)) == (Wrong(parameter, value, f"{parameter}: {what}"),)


@pytest.mark.parametrize(
    "asked",
    ["", "sort=relevance&q=a", "limit=1", "limit=0&facets=type", "limit=all&format=csv", "after=a", "limit=all"],
)
def test_what_fits_is_not(asked: str) -> None:
    assert parsed(asked)


@pytest.mark.parametrize(
    ("asked", "format", "wrong"),
    [
        (
            "limit=all",
            JSON,
            ("limit", "all", "limit: all records at once come as ndjson or csv; ask for /v1/statements.ndjson"),
        ),
        ("limit=all", CSV, None),
        (
            "facets=type,speaker",
            CSV,
            ("facets", "type,speaker", "facets: come as json alone; leave them out, or ask for json"),
        ),
        ("facets=type,speaker", JSON, None),
        ("limit=200", JSON, None),
    ],
)
def test_a_format_may_be_unfit(asked: str, format: Any, wrong: tuple[str, str, str] | None) -> None:
    assert list(unfit(parsed(asked), format)) == ([Wrong(*wrong)] if wrong else [])


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("fields=summary&include=speakers", []),
        ("include=speakers,evidence.source.publisher", []),
        ("fields=summary,evidence.link", []),
        ("fields=highlight&q=a", []),
        (
            "fields=speakers.countries",
            [
                (
                    "fields",
                    "speakers.countries",
                    "fields: 'speakers.countries' is in the record that 'speakers' refers to; add include=speakers, "
                    "which gives it whole, and leave speakers.countries out",
                    tuple(LISTING.outlines.known(STATEMENTS)),
                )
            ],
        ),
    ],
)
def test_a_shape_that_no_record_has_is_refused(asked: str, wrong: list[tuple[Any, ...]]) -> None:
    right = tuple(Wrong(*one) for one in wrong)
    for read in (parsed, lambda asked: of_record(LISTING, STATEMENTS, parse_qsl(asked))):
        if "q=" not in asked or read is parsed:
            assert (refused(lambda read=read: read(asked)) if right else read(asked) and ()) == right


@pytest.mark.parametrize("field", ["sumary", "highligt", "highlight"])
def test_a_field_that_is_none_is_refused_with_those_that_are(field: str) -> None:
    known = tuple(LISTING.outlines.known(STATEMENTS))
    (found,) = refused(lambda: parsed(f"fields={field},summary"))
    near = "; did you mean summary?" if field == "sumary" else ""
    assert (found.parameter, found.value, found.allowed) == ("fields", field, known)
    assert found.detail == f"fields: no record of statements has {field!r}{near}"
    assert ("summary" in found.nearest) is bool(near) and len(found.nearest) <= 3


def test_a_record_is_asked_for_by_day_and_shape() -> None:
    asked = parse_qsl("as_of=2020-05-12&fields=summary,speakers&include=speakers")
    shape = Projection(("summary", "speakers"), ("speakers",))
    assert of_record(LISTING, STATEMENTS, asked) == ("2020-05-12", shape)
    assert of_record(LISTING, STATEMENTS, []) == (None, Projection())
    assert day([("as_of", "2020-05-12")]) == "2020-05-12" and day([]) is None
    (found,) = refused(lambda: day([("asof", "2020-05-12")]))
    assert found.detail == "unknown parameter 'asof'; did you mean as_of?" and found.allowed == ("as_of",)


@pytest.fixture(scope="module")
def store(invented: Path) -> Iterator[Store]:
    with closing(Store(invented, RESOURCES)) as store:
        yield store


ANEW = "; begin the list anew, without after"


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ("speaker=ada-brook&topics=talks,ferries&after=brook-listens", []),
        ("about=norland,brook-listens", []),
        ("topics=talks&as_of=2020-05-11", []),
        (
            "speaker=ada-brok",
            [
                Wrong(
                    "speaker", "ada-brok", "speaker: no record of actors has the id 'ada-brok'; did you mean ada-brook?"
                )
            ],
        ),
        (
            "speaker=brook-listens",
            [Wrong("speaker", "brook-listens", "speaker: no record of actors has the id 'brook-listens'")],
        ),
        (
            "speaker=zzzzzzzzzzzz&topics=xxxxxxxxxxxxx",
            [
                Wrong("speaker", "zzzzzzzzzzzz", "speaker: no record of actors has the id 'zzzzzzzzzzzz'"),
                Wrong("topics", "xxxxxxxxxxxxx", "topics: no record has 'xxxxxxxxxxxxx'"),
            ],
        ),
        (
            "about=zzzzzzzzzzzz",
            [
                Wrong(
                    "about",
                    "zzzzzzzzzzzz",
                    "about: no record of actors or sanctions or meetings or statements or figures or events has the id "
                    "'zzzzzzzzzzzz'",
                )
            ],
        ),
        (
            "topics=talks,ferrys",
            [Wrong("topics", "ferrys", "topics: no record has 'ferrys'; did you mean ferries?", nearest=("ferries",))],
        ),
        ("topics=ferrys&as_of=2020-05-11", [Wrong("topics", "ferrys", "topics: no record has 'ferrys'")]),
        (
            "after=nobody-at-all-here",
            [
                Wrong(
                    "after",
                    "nobody-at-all-here",
                    f"after: no record of statements has the id 'nobody-at-all-here'{ANEW}",
                )
            ],
        ),
        ("after=norland", [Wrong("after", "norland", f"after: no record of statements has the id 'norland'{ANEW}")]),
        (
            "after=board-promises-boats",
            [
                Wrong(
                    "after",
                    "board-promises-boats",
                    f"after: 'board-promises-boats' was withdrawn on 2020-05-21{ANEW}",
                )
            ],
        ),
        (
            "in_reply_to=board-promises-boats",
            [
                Wrong(
                    "in_reply_to",
                    "board-promises-boats",
                    "in_reply_to: 'board-promises-boats' was withdrawn on 2020-05-21",
                )
            ],
        ),
    ],
)
def test_what_a_release_does_not_know_is_refused(store: Store, asked: str, wrong: list[Wrong]) -> None:
    found = list(unknown(parsed(asked), store))
    told = [(one.parameter, one.value, one.detail, one.allowed) for one in found]
    assert told == [(one.parameter, one.value, one.detail, one.allowed) for one in wrong]
    for one in found:
        near = one.detail.partition("did you mean ")[2].rstrip("?")
        assert one.nearest[:1] == ((near,) if near else ()) and len(one.nearest) <= 3, one


def test_an_id_that_has_changed_is_told_as_it_is_now(store: Store) -> None:
    what = "speaker: 'ada-broke' is called 'ada-brook' now"
    found = list(unknown(parsed("speaker=ada-broke"), store))
    assert found == [Wrong("speaker", "ada-broke", what, nearest=("ada-brook",))]


def test_a_page_cannot_go_on_after_what_was_not_known(store: Store) -> None:
    selection = parsed("after=brook-listens&as_of=2020-01-01")
    known = store.identified("brook-listens")
    assert known
    what = f"after: 'brook-listens' is known only since {known.known_since}, after the day of `as_of`{ANEW}"
    assert list(unknown(selection, store)) == [Wrong("after", "brook-listens", what)]
    assert not list(unknown(parsed(f"after=brook-listens&as_of={known.known_since}"), store))


def test_a_day_keeps_back_what_was_not_known_on_it(store: Store) -> None:
    for asked in ("speaker=ada-brok", "after=brook-listen"):
        (on_that_day,), (today,) = (unknown(parsed(f"{asked}{day}"), store) for day in ("&as_of=2020-01-01", ""))
        assert today.nearest and not on_that_day.nearest and "did you mean" not in on_that_day.detail


def test_who_goes_on_after_what_is_gone_is_told_to_begin_anew_whatever_is_near(store: Store) -> None:
    (found,) = unknown(parsed("after=brook-listen"), store)
    what = "did you mean brook-listens? Else begin the list anew, without after"
    assert found.detail == f"after: no record of statements has the id 'brook-listen'; {what}"


def test_a_code_of_a_standard_is_never_unknown(store: Store) -> None:
    assert not list(unknown(parsed("country=ZW", "actors"), store))


def test_three_fields_are_offered_at_most() -> None:
    for asked in ("fields=evidenc.stat", "fields=speaker_rol"):
        (found,) = refused(lambda asked=asked: parsed(asked))
        assert len(found.nearest) == 3
