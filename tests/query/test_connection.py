"""The deadline: no query takes longer than it may, and who asks for too much is told so."""

import json
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import OperationalError

import pytest

from api.kinds import RESOURCES
from api.query.connection import QueryTimeout, TimedDatabase
from api.web.app import create_app

#: A query that never ends: it counts.
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {} FROM n"


@pytest.fixture
def database() -> Iterator[TimedDatabase]:
    database = TimedDatabase(":memory:", 0.02)
    yield database
    database.close()


@pytest.mark.parametrize("what", ["max(i)", "i"])
def test_an_endless_query_ends(database: TimedDatabase, what: str) -> None:
    with pytest.raises(QueryTimeout, match=r"longer than 0\.02 seconds"):
        database.rows(ENDLESS.format(what), {})
    assert database.rows("SELECT :one", {"one": 1}) == [(1,)]


def test_a_row_that_never_comes_ends_a_query_that_is_read_row_by_row(database: TimedDatabase) -> None:
    with pytest.raises(QueryTimeout):
        list(database.each(ENDLESS.format("max(i)"), {}))


def test_each_row_has_the_whole_time(database: TimedDatabase) -> None:
    numbers = database.each(ENDLESS.format("i"), {})
    assert next(number for (number,) in numbers if number == 200_000)


def test_other_errors_stay_what_they_are(database: TimedDatabase) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        database.rows("SELECT * FROM absent", {})


@pytest.mark.parametrize(
    "form", ["&limit=200", "&format=csv&limit=200", "&format=ndjson&limit=all", "&limit=0&facets=topics"]
)
def test_a_query_that_takes_too_long_is_a_problem(shipped: Path, form: str) -> None:
    client = create_app(shipped, RESOURCES, seconds=0).test_client()
    found = client.get(f"/v1/search?q=v*&{form}")
    problem = json.loads(found.get_data())
    assert (found.status_code, problem["type"]) == (503, "/problems/query-timeout")
    assert (found.headers["Retry-After"], found.headers["Cache-Control"]) == ("1", "no-store")
    assert client.get("/v1/actors/venezuela").status_code == 200
