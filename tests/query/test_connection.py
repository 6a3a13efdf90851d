"""The deadline: no query takes longer than it may, and who asks for too much is told so."""

import json
from collections.abc import Iterator
from pathlib import Path
from sqlite3 import OperationalError

import pytest

from api.kinds import RESOURCES
from api.model.budget import share, spending
from api.query.connection import QueryTimeout
from api.query.sqlite import SqliteEngine
from api.web.app import create_app

#: A query that never ends: it counts.
ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT {} FROM n"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqliteEngine]:
    (tmp_path / "empty.db").touch()
    database = SqliteEngine(tmp_path / "empty.db")
    yield database
    database.close()


@pytest.mark.parametrize("what", ["max(i)", "i"])
def test_an_endless_query_ends(database: SqliteEngine, what: str) -> None:
    with pytest.raises(QueryTimeout), spending(0.02):
        database.rows(ENDLESS.format(what), {})
    assert database.rows("SELECT :one", {"one": 1}) == [(1,)]


def test_all_queries_of_a_request_have_its_time_together(database: SqliteEngine) -> None:
    some = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n LIMIT 20000) SELECT max(i) FROM n"
    with pytest.raises(QueryTimeout), spending(0.02):
        for _ in range(10_000):
            assert database.rows(some, {}) == [(20_000,)]


def test_a_part_of_a_request_has_a_share_of_its_time_and_the_rest_goes_on(database: SqliteEngine) -> None:
    with spending(0.1):
        with pytest.raises(QueryTimeout), share(0.2):
            database.rows(ENDLESS.format("max(i)"), {})
        assert database.rows("SELECT 1", {}) == [(1,)]


def test_a_query_ends_when_nobody_waits_for_it(database: SqliteEngine) -> None:
    asked: list[int] = []
    with pytest.raises(QueryTimeout), spending(None, is_departed=lambda: bool(asked.append(1)) or len(asked) > 3):
        database.rows(ENDLESS.format("max(i)"), {})
    assert len(asked) == 4


def test_beside_a_request_a_query_has_any_time(database: SqliteEngine) -> None:
    assert database.rows(f"{ENDLESS.format('i')} LIMIT 1 OFFSET 200000", {}) == [(200_001,)]


def test_other_errors_stay_what_they_are(database: SqliteEngine) -> None:
    with pytest.raises(OperationalError, match="no such table"):
        database.rows("SELECT * FROM absent", {})


@pytest.mark.parametrize(
    "form", ["&limit=200", "&format=csv&limit=200", "&format=ndjson&limit=all", "&limit=1&facets=topics"]
)
def test_a_query_that_takes_too_long_is_a_problem(shipped: Path, form: str) -> None:
    client = create_app(shipped, RESOURCES, seconds=0).test_client()
    found = client.get(f"/v1/search?q=v*&{form}")
    problem = json.loads(found.get_data())
    assert (found.status_code, problem["type"]) == (503, "/problems/query-timeout")
    assert (found.headers["Retry-After"], found.headers["Cache-Control"]) == ("1", "no-store")
    assert client.get("/v1/actors/venezuela").status_code == 200
