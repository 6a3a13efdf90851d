"""The application: one answer, whether a request comes from our server or by WSGI, and one route for a path."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from werkzeug.exceptions import NotFound
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


def through_wsgi(app: Application, environ: dict[str, Any]) -> Any:
    """Return status, headers and body as a server of WSGI gets them, but for the name of the request."""
    pieces, status, told = run_wsgi_app(app, environ)
    return int(status[:3]), [pair for pair in told if pair[0] != "X-Request-ID"], b"".join(pieces)


def answered(app: Application, environ: dict[str, Any]) -> Any:
    """Return status, headers and body as the server gets them."""
    request = Request.from_environ(environ)
    sent = app.answer(request).to(request)
    return sent.status, [*sent.headers.items()], b"".join(sent.pieces or [sent.body])


@pytest.mark.parametrize("headers", HEADERS)
@pytest.mark.parametrize("path", PATHS + WRONG)
def test_an_answer_is_the_same_through_wsgi(app: Application, path: str, headers: dict[str, str]) -> None:
    assert answered(app, asked(path, headers)) == through_wsgi(app, asked(path, headers))


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "get"])
def test_every_other_method_is_refused(app: Application, method: str) -> None:
    response = app.answer(Request(method, "/v1"))
    assert response.status == 405 and response.headers["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", WRONG)
def test_a_problem_costs_no_more_queries_through_wsgi(app: Application, path: str) -> None:
    numbers = []
    ways: list[Callable[[Application, dict[str, Any]], Any]] = [answered, through_wsgi]
    for way in ways:
        said: list[str] = []
        app.store.trace(said.append)
        way(app, asked(path))
        app.store.trace(None)
        numbers.append(len(said))
    assert numbers[0] == numbers[1]


SEGMENT = st.sampled_from(
    ["v1", "statements", "search", "meetings", "history", "accounts", "healthz", "problems", "x-1", "A", "", "é", "a b"]
)


@given(segments=st.lists(SEGMENT, max_size=5))
def test_what_is_no_path_has_no_route(app: Application, segments: list[str]) -> None:
    path = "/" + "/".join(segments)
    answer = app.answer(Request("GET", path))
    try:
        rule, _ = app.url_map.bind("host").match(path, return_rule=True)
    except NotFound:
        assert answer.status in (308, 404) and not answer.route
    else:
        assert answer.route == rule.rule
