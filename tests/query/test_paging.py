"""Pages: whatever the list, its order, its filters and its day, walking `next` visits each record once."""

from urllib.parse import quote

import pytest

from api.kinds import RESOURCES
from api.model.resource import RELEVANCE, Resource
from api.release.combined import lists
from tests.contract import CheckedClient
from tests.walking import ids, walk

#: Days before, between and after the sources of both releases.
DAYS = ("2019-03-18", "2019-03-19", "2019-03-20", "2020-05-11", "2020-05-12", "2999-01-01")
SLOW = pytest.mark.slow
WORDS = ("talks", pytest.param("-talks", marks=SLOW), pytest.param("a", marks=SLOW))

#: Every order of every list; `make test` takes the first one of each.
ORDERS = [
    pytest.param(resource, sort, marks=[SLOW] if number else [])
    for resource in lists(RESOURCES)
    for number, sort in enumerate(resource.all_sorts)
]
#: A walk has at most so many steps, or pages of `LARGE`: a longer one says what this one said.
STEPS, LARGE = 25, 50
orders = pytest.mark.parametrize(("resource", "sort"), ORDERS, ids=lambda part: getattr(part, "name", part))


def sizes(whole: list[str]) -> list[int]:
    """Return the sizes of page that a list is walked in, the least one first."""
    return [limit for limit in (1, 7, LARGE) if limit == LARGE or len(whole) <= STEPS * limit]


def asked(resource: Resource, sort: str, **more: str) -> str:
    """Give the path of a list; the search gets a word that most records have."""
    sought = {"q": "a"} if resource.name == "search" and "q" not in more else {}
    query = "&".join(f"{name}={quote(value)}" for name, value in {**sought, **more}.items())
    return f"/v1/{resource.name}?sort={quote(sort)}&{query}"


@orders
def test_pages_of_any_size_make_the_same_list(client: CheckedClient, resource: Resource, sort: str) -> None:
    whole = ids(walk(client, asked(resource, sort, limit="200")))
    for limit in sizes(whole):
        assert ids(walk(client, asked(resource, sort, limit=str(limit)))) == whole


@orders
def test_so_they_do_on_every_day(client: CheckedClient, resource: Resource, sort: str) -> None:
    for day in DAYS:
        whole = ids(walk(client, asked(resource, sort, limit="200", as_of=day)))
        for limit in sizes(whole):
            assert ids(walk(client, asked(resource, sort, limit=str(limit), as_of=day))) == whole
    now = ids(walk(client, asked(resource, sort, limit="200")))
    assert whole == now, "a day in the future is the present"


@orders
def test_so_they_do_under_filters_and_words(client: CheckedClient, resource: Resource, sort: str) -> None:
    filters = {"topics": "talks", "date": "../2020-05-12", "type": "person"}
    for name, value in filters.items():
        found = {name: value} if name in resource.all_filters else {}
        if client.get(asked(resource, sort, **found)).status_code == 200:
            for day in ({}, {"as_of": "2019-03-19"}, {"as_of": "2020-05-11"}):
                whole = ids(walk(client, asked(resource, sort, limit="200", **found, **day)))
                least, *_ = sizes(whole)
                assert ids(walk(client, asked(resource, sort, limit=str(least), **found, **day))) == whole


@pytest.mark.parametrize("resource", lists(RESOURCES), ids=lambda resource: resource.name)
@pytest.mark.parametrize("words", WORDS)
def test_so_they_do_by_relevance(client: CheckedClient, resource: Resource, words: str) -> None:
    for day in ({}, {"as_of": "2019-03-19"}, {"as_of": "2020-05-11"}):
        whole = ids(walk(client, asked(resource, RELEVANCE, q=words, limit="200", **day)))
        for limit in sizes(whole):
            assert ids(walk(client, asked(resource, RELEVANCE, q=words, limit=str(limit), **day))) == whole
        for sort in resource.all_sorts:
            assert set(ids(walk(client, asked(resource, sort, q=words, limit=str(LARGE), **day)))) == set(whole)


def test_a_record_that_the_words_do_not_find_is_no_place_to_go_on_after(sample_client: CheckedClient) -> None:
    answer = sample_client.get("/v1/actors?q=norland&after=tom-vane")
    assert answer.status_code == 400
    assert answer.json["detail"] == "after: 'tom-vane' is not in this list; begin the list anew, without after"
