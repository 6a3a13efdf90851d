"""Parameters by the names that other APIs have for them: each is told what to write here, with the value given."""

from urllib.parse import parse_qsl

import pytest

from api.kinds import RESOURCES
from api.model.errors import Refused, Wrong
from api.query.list_parameters import parameters_of
from api.query.selection import Selection, day, parse
from api.release.combined import lists

KINDS = {resource.name: resource for resource in lists(RESOURCES)}


def parsed(asked: str, kind: str = "statements") -> Selection:
    return parse(parameters_of(lists(RESOURCES)), KINDS[kind], parse_qsl(asked))


def refused(asked: str, kind: str = "statements") -> list[Wrong]:
    with pytest.raises(Refused) as caught:
        parsed(asked, kind)
    return list(caught.value.errors)


WRITTEN = {
    "search=oil": "q=oil",
    "query={}": "q={}",
    "from=2019-03-01": "date=2019-03-01/..",
    "start_date=2019-03-01T00:00:00Z": "date=2019-03-01/..",
    "since=2019-03": "date=2019-03/..",
    "date_gte=2019-03-01": "date=2019-03-01/..",
    "date[lte]=2019-03-01": "date=../2019-03-01",
    "to=2019-03-20": "date=../2019-03-20",
    "until=yesterday": "date=../2019-03-01",
    "page=2": "after=",
    "offset=50": "after=",
    "cursor=abc": "after=",
    "per_page=20": "limit=20",
    "page_size=20": "limit=20",
    "pagesize=20": "limit=20",
    "searchTerm=oil": "q=oil",
    "page[size]=500": "limit=200",
    "perPage=many": "limit=50",
    "size=20": "limit=20",
    "count=0": "limit=1",
    "order=-date": "sort=-date",
    "order_by=date:desc": "sort=-date",
    "sort_by=speaker asc": "sort=speaker",
    "sort_order=desc": "sort=-date",
    "select=summary,id": "fields=summary,id",
    "group_by=speaker": "facets=speaker",
    "tag=sanctions": "topics=sanctions",
    "filter[speaker]=ada-brook": "speaker=ada-brook",
}


@pytest.mark.parametrize("asked", WRITTEN)
def test_a_parameter_of_other_apis_is_told_what_to_write_here(asked: str) -> None:
    """Row 12 of what clients tried."""
    (found,) = refused(asked)
    written = WRITTEN[asked]
    assert written in found.detail, found.detail
    assert found.nearest == (written.partition("=")[0],) and found.nearest[0] in found.allowed


@pytest.mark.parametrize("written", sorted({written for written in WRITTEN.values() if not written.endswith("=")}))
def test_what_is_told_to_be_written_is_read(written: str) -> None:
    assert parsed(written.replace("{}", "oil"))


def test_two_ends_of_a_time_are_told_as_one_interval() -> None:
    for one in refused("from=2019-03-01&to=2019-03-20"):
        assert "write date=2019-03-01/2019-03-20" in one.detail


def test_what_others_embed_is_opened_here() -> None:
    (found,) = refused("embed=speakers")
    (opens,) = found.nearest
    assert found.detail.endswith(f"write {opens}=speakers") and parsed(f"{opens}=speakers")


def test_what_is_not_needed_here_is_to_be_left_out() -> None:
    for asked in ("lang=en", "api_key=x", "callback=f", "pretty=1"):
        (found,) = refused(asked)
        assert found.detail.endswith("leave it out") and not found.nearest


def test_nothing_is_proposed_that_a_list_does_not_take() -> None:
    (found,) = refused("from=2019-03-01", "actors")
    assert found.detail == "unknown parameter 'from'; the known ones are in `allowed`" and not found.nearest
    with pytest.raises(Refused, match="unknown parameter 'search'; the known ones are in `allowed`"):
        day([("search", "oil")])


def test_a_slip_of_the_pen_comes_before_what_others_call_so() -> None:
    (found,) = refused("facet=type")
    assert found.nearest == ("facets",)
    (found,) = refused("topic=talks")
    assert found.detail == "unknown parameter 'topic'; did you mean topics?"
