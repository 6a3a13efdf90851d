"""The deadline: no query takes longer than it may, and who asks for too much is told so."""

import json
from pathlib import Path

import pytest

from api.kinds import RESOURCES
from api.query.connection import Bounded, QueryTimeout
from api.web.app import create_app

#: A query that never ends: it counts.
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {} FROM n"


@pytest.mark.parametrize("what", ["max(i)", "i"])
def test_an_endless_query_ends(what: str) -> None:
    database = Bounded(":memory:", 0.02)
    with pytest.raises(QueryTimeout, match=r"longer than 0\.02 seconds"), database.in_time():
        list(database.execute_sql(ENDLESS.format(what)))
    with database.in_time():
        assert list(database.execute_sql("SELECT 1")) == [(1,)]
    database.close()


def test_who_works_between_two_rows_begins_anew() -> None:
    database = Bounded(":memory:", 0.02)
    with database.in_time():
        for (number,) in database.execute_sql(ENDLESS.format("i")):
            database.renew()
            if number == 200_000:
                break
    database.close()


def test_other_errors_stay_what_they_are() -> None:
    database = Bounded(":memory:", 0.02)
    with pytest.raises(Exception, match="no such table"), database.in_time():
        database.execute_sql("SELECT * FROM absent")
    database.close()


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
