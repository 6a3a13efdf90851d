"""Generated input for everything that parses input: Hypothesis, in this process, from shapes that are nearly right."""

import csv
import json
from collections.abc import Callable
from io import StringIO
from itertools import count
from urllib.parse import quote

from flask.testing import FlaskClient
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from api.kinds import RESOURCES
from api.model import edtf
from api.model.normalization import normalize_casefold
from api.web.app import create_app
from torture import answers
from torture.facts import prepared
from torture.rows import Figure, Row
from torture.server import Answer

#: How many cases each target gets.
CASES = 4_000
FILTERS = {name for resource in RESOURCES for name in resource.filters}
NAMES = [*sorted(FILTERS), *"q limit after sort fields include facets format as_of x limit[] Q".split(), ""]
DATE_LIKE = st.text("0123456789-/.~?%[]{}XuW+TZ: ", max_size=24)
ODD = st.sampled_from(["", ",", "a,b", "*", "..", "%"])
VALUE = st.one_of(st.text(max_size=40), DATE_LIKE, st.integers().map(str), ODD)
PAIRS = st.lists(st.tuples(st.sampled_from(NAMES), VALUE), max_size=5)
QUOTED = st.text(st.characters(exclude_categories=()), max_size=60)

Case = Callable[[], object]


def run() -> Figure:
    """Run every target."""
    done = count()
    with prepared() as releases, create_app(releases.file(releases.names[0]), RESOURCES).test_client() as client:
        for target in targets(client):
            target(done)
    return Figure(f"0 failed of {next(done):,} cases", True)


def targets(client: FlaskClient) -> list[Callable[["count[int]"], None]]:
    """Return the targets; each counts its cases, and fails with the smallest case that Hypothesis finds."""
    return [
        _made(VALUE, _is_a_date_or_refused),
        _made(DATE_LIKE, _is_a_date_or_refused),
        _made(QUOTED, _folds_once_and_for_all),
        _made(PAIRS, lambda pairs: _asked(client, "/v1/statements", pairs)),
        _made(PAIRS, lambda pairs: _asked(client, "/v1/search", pairs)),
        _made(QUOTED, lambda text: _asked(client, "/v1/actors", [("after", text)])),
        _made(QUOTED, lambda text: _asked(client, "/v1/verify", [("quote", text)])),
        _made(st.binary(max_size=60), lambda raw: _told(client, "/v1/actors?" + raw.decode("latin-1"))),
        _made(PAIRS, lambda pairs: _is_a_table(client, pairs)),
    ]


def _made(strategy: st.SearchStrategy[object], check: Callable[..., object]) -> Callable[["count[int]"], None]:
    def target(done: "count[int]") -> None:
        @seed(1)
        @settings(
            max_examples=CASES,
            database=None,
            deadline=None,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(strategy)
        def cases(made: object) -> None:
            next(done)
            check(made)

        cases()

    return target


def _is_a_date_or_refused(text: str) -> None:
    """Check that a text is a date with bounds in order, or is refused with a reason."""
    try:
        span = edtf.possible(text)
    except ValueError as error:
        assert str(error)
    else:
        assert not span.earliest or not span.latest or span.earliest <= span.latest, text


def _folds_once_and_for_all(text: str) -> None:
    assert normalize_casefold(normalize_casefold(text)) == normalize_casefold(text)


def _asked(client: FlaskClient, path: str, pairs: list[tuple[str, str]]) -> Answer:
    asked = "&".join(f"{quote(name)}={quote(value, errors='surrogatepass')}" for name, value in pairs)
    return _told(client, f"{path}?{asked}")


def _told(client: FlaskClient, path: str) -> Answer:
    found = client.get(path)
    answer = Answer(found.status_code, {name.lower(): value for name, value in found.headers.items()}, found.data)
    assert not (fault := answers.fault(answer)), f"{path}: {fault}"
    return answer


def _is_a_table(client: FlaskClient, pairs: list[tuple[str, str]]) -> None:
    """Check that a list as CSV has equally long rows, one for each record of the list as JSON."""
    pairs = [pair for pair in pairs if pair[0] not in ("format", "facets")]
    table = _asked(client, "/v1/statements", [*pairs, ("format", "csv")])
    if table.status == 200:
        rows = list(csv.reader(StringIO(table.body.decode("utf-8-sig"), newline=""), strict=True))
        listed = _asked(client, "/v1/statements", [*pairs, ("format", "json")])
        assert len({len(row) for row in rows}) == 1 and len(rows) - 1 == len(json.loads(listed.body)["data"]), pairs


ROW = Row(
    "fuzz",
    "No input gives a 5xx: what reads parameters, dates, cursors",
    f"Hypothesis, {CASES:,} cases each of: EDTF ×2, folding, query parameters ×2, cursor, quote, raw query strings, "
    "CSV against JSON",
    "0 failed; every error a problem document",
    run,
    calm=True,
)
