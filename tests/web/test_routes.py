"""The way past Flask: the same answers, for the same paths; Flask gets the rest, and what a view has raised."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import HTTPException
from werkzeug.test import EnvironBuilder, run_wsgi_app

from api.kinds import RESOURCES
from api.web.app import create_app
from api.web.routes import ROUTES, finder
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
    "/v1/statements/",
    "/v1/statements/Brook-Listens",
    "/v1/statements/brook%20listens",
    "/problems/nothing",
]
HEADERS: list[dict[str, str]] = [{}, {"Accept-Encoding": "gzip"}, {"If-None-Match": "*"}, {"Accept": "text/csv;q=0.5"}]


@pytest.fixture(scope="module")
def app(invented: Path) -> Flask:
    return create_app(invented, RESOURCES)


def answered(wsgi: Callable[..., Any], path: str, headers: dict[str, str], method: str = "GET") -> Any:
    """Give status, headers and body, but for the headers of every answer, which are put around both ways."""
    pieces, status, told = run_wsgi_app(wsgi, EnvironBuilder(path, method=method, headers=headers).get_environ())
    always = ("Access-Control-", "Cross-Origin", "Content-Security", "Referrer", "X-Content-Type", "X-Request-ID")
    return int(status[:3]), sorted(pair for pair in told if not pair[0].startswith(always)), b"".join(pieces)


def through_flask(app: Flask) -> Callable[..., Any]:
    """Give the application as Flask has it, with no other way."""

    def wsgi(environ: dict[str, Any], start: Any) -> Any:
        return Flask.wsgi_app(app, environ, start)

    return wsgi


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("path", PATHS + WRONG)
def test_an_answer_is_that_of_flask(app: Flask, path: str, headers: dict[str, str]) -> None:
    assert answered(app, path, headers) == answered(through_flask(app), path, headers)


@pytest.mark.parametrize("path", PATHS)
def test_flask_is_not_asked_for_what_there_is(app: Flask, path: str) -> None:
    seen: list[str] = []
    app.before_request_funcs[None] = [lambda: seen.append(path)]
    answered(app, path, {})
    assert not seen
    answered(app, "/v1/nothing/at/all", {})
    assert seen


@pytest.mark.parametrize("path", WRONG)
def test_what_a_view_has_raised_becomes_a_problem_without_being_asked_again(app: Flask, path: str) -> None:
    store, said = app.extensions["crisis-facts"], []
    numbers = []
    for wsgi in (app, through_flask(app)):
        said.clear()
        store.trace(said.append)
        answered(wsgi, path, {})
        store.trace(None)
        numbers.append(len(said))
    assert numbers[0] == numbers[1]


SEGMENT = st.sampled_from(
    ["v1", "statements", "search", "meetings", "history", "accounts", "healthz", "problems", "x-1", "A", "", "é", "a b"]
)


@given(segments=st.lists(SEGMENT, max_size=5))
def test_a_path_leads_where_flask_would_lead_it(app: Flask, segments: list[str]) -> None:
    path = "/" + "/".join(segments)
    found = finder(ROUTES)(path)
    if found:
        route, places = found
        assert app.url_map.bind("host").match(path) == (f"api.{route.view}", places)
    elif all(segment in ("v1", "x-1", "statements", "meetings", "history", "accounts") for segment in segments):
        with pytest.raises(HTTPException):
            app.url_map.bind("host").match(path)
