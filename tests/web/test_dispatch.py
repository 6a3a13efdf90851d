"""The dispatcher: the same answers as Flask's, for the paths of the API; Flask gets the rest."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder, run_wsgi_app

from api.kinds import RESOURCES
from api.web.app import Application, create_app
from api.web.request import Request
from tests.through import only_the_app

pytestmark = only_the_app

PATHS = [
    "/v1",
    "/v1/actors?type=person,state&sort=-name",
    "/v1/statements/brook-listens?as_of=2021-01-01",
    "/v1/statements/brook-listens/history",
    "/v1/statements?limit=2&facets=speaker&fields=summary",
    "/v1/statements?limit=all&format=csv",
    "/v1/meetings/lunden-2020-05-11/accounts",
    "/v1/search?q=talks",
    "/v1/timeline?format=ndjson",
    "/v1/dataset",
    "/v1/vocabulary",
    "/problems/gone",
    "/healthz",
]
WRONG = [
    "/v1/actors/nobody",
    "/v1/actor",
    "/v1/statements?spekaer=ada-brook",
    "/v1/statements/brook-listens?as_of=1999",
    "/v1/statements?q=%FF&limit=%C3",
    "/v1/statements/Brook-Listens",
    "/v1/statements/brook%20listens",
    "/problems/nothing",
]
HEADERS: list[dict[str, str]] = [{}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}, {"Accept": "text/csv;q=0.5"}]


@pytest.fixture(scope="module")
def app(invented: Path) -> Application:
    return create_app(invented, RESOURCES)


def asked(path: str, headers: dict[str, str] | None = None, method: str = "GET") -> dict[str, Any]:
    return EnvironBuilder(path, method=method, headers=headers).get_environ()


def through_flask(app: Application, environ: dict[str, Any]) -> Any:
    """Return status, headers and body as Flask gives them, but for the name of the request."""
    pieces, status, told = run_wsgi_app(app, environ)
    return int(status[:3]), [pair for pair in told if pair[0] != "X-Request-ID"], b"".join(pieces)


def dispatched(app: Application, environ: dict[str, Any]) -> Any:
    """Return status, headers and body as the dispatcher gives them."""
    request = Request.from_environ(environ)
    response = app.dispatcher.answer(request)
    assert response
    sent = response.to(request)
    headers = [(name.decode(), value.decode()) for name, value in sent.headers]
    return sent.status, headers, b"".join(sent.pieces or [sent.body])


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("path", PATHS + WRONG)
def test_an_answer_is_that_of_flask(app: Application, path: str, headers: dict[str, str]) -> None:
    assert dispatched(app, asked(path, headers)) == through_flask(app, asked(path, headers))


@pytest.mark.parametrize("path", ["/docs/", "/v1/nothing/at/all", "/v1/statements/", "/v1/statements/a/history/"])
def test_flask_is_left_what_is_none_of_the_paths(app: Application, path: str) -> None:
    assert app.dispatcher.answer(Request.from_environ(asked(path))) is None


@pytest.mark.parametrize("method", ["POST", "OPTIONS", "PUT", "get"])
def test_flask_is_left_every_other_method(app: Application, method: str) -> None:
    assert app.dispatcher.answer(Request.from_environ(asked("/v1", method=method))) is None


@pytest.mark.parametrize("path", WRONG)
def test_a_problem_costs_no_more_queries_than_through_flask(app: Application, path: str) -> None:
    store, said = app.extensions["crisis-facts"], []
    numbers = []
    ways: list[Callable[[Application, dict[str, Any]], Any]] = [dispatched, through_flask]
    for way in ways:
        said.clear()
        store.trace(said.append)
        way(app, asked(path))
        store.trace(None)
        numbers.append(len(said))
    assert numbers[0] == numbers[1]


SEGMENT = st.sampled_from(
    ["v1", "statements", "search", "meetings", "history", "accounts", "healthz", "problems", "x-1", "A", "", "é", "a b"]
)


@given(segments=st.lists(SEGMENT, max_size=5))
def test_what_flask_finds_is_dispatched_and_nothing_else(app: Application, segments: list[str]) -> None:
    path = "/" + "/".join(segments)
    answer = app.dispatcher.answer(Request("GET", path))
    try:
        rule, _ = app.url_map.bind("host").match(path, return_rule=True)
    except HTTPException:
        assert answer is None
    else:
        assert answer and answer.route == rule.rule
