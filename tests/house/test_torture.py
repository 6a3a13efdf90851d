"""The campaign: its page has every row, and its judgements tell good from bad."""

import json
from pathlib import Path
from random import Random

import pytest

from torture import mutants, suite
from torture.__main__ import ROWS
from torture.answers import fault
from torture.bytes import mutated
from torture.dearest import Search
from torture.load import Tally
from torture.report import FIGURES, PAGE, page
from torture.server import Answer

PROBLEM = {"type": "/problems/not-found", "title": "There is nothing.", "status": 404, "detail": "Nothing."}
HEADERS = {"content-type": "application/problem+json", "cache-control": "no-store"}


def test_the_page_has_every_row_as_it_was_last_found() -> None:
    figures = json.loads(FIGURES.read_text("utf-8"))
    assert set(figures) == {row.name for row in ROWS} and len(figures) == len(ROWS)
    shown = PAGE.read_text("utf-8")
    for line in page(ROWS, figures):
        assert not line.startswith("| `") or line in shown


def test_a_row_that_does_not_hold_is_not_shown_as_held() -> None:
    figures = {row.name: {"figure": "7 lost", "held": False, "seconds": 1} for row in ROWS}
    assert all("**not held**" in line for line in page(ROWS, figures) if line.startswith("| `"))


@pytest.mark.parametrize(
    ("answer", "what"),
    [
        (Answer(200, {}, b""), None),
        (Answer(404, HEADERS, json.dumps(PROBLEM).encode()), None),
        (Answer(404, {**HEADERS, "cache-control": "max-age=60"}, json.dumps(PROBLEM).encode()), "may be stored"),
        (Answer(404, {**HEADERS, "content-type": "text/plain"}, b"not found"), "as text/plain"),
        (Answer(404, HEADERS, b"not found"), "no JSON"),
        (Answer(400, HEADERS, json.dumps(PROBLEM).encode()), "no problem"),
        (Answer(503, HEADERS, json.dumps({**PROBLEM, "status": 503}).encode()), "status 503"),
    ],
)
def test_an_answer_is_judged(answer: Answer, what: str | None) -> None:
    found = fault(answer)
    assert (what in str(found)) if what else found is None


def test_what_is_lost_is_told() -> None:
    assert not Tally().held, "who asked nothing has shown nothing"
    assert Tally(asked=1).held and not Tally(asked=1, lost=["/v1"]).held and not Tally(asked=1, wrong=["/v1"]).held


def test_a_change_that_no_test_runs_was_not_noticed(tmp_path: Path) -> None:
    meta = tmp_path / "query.py.meta"
    meta.write_text(json.dumps({"exit_code_by_key": {"a": 1, "b": 0, "c": 33, "hangs": -24}}), "utf-8")
    assert mutants.counted(meta) == mutants.Found(4, ("b", "c")) and mutants.counted(meta).share == 50
    meta.write_text(json.dumps({"exit_code_by_key": {"a": 1, "b": None}}), "utf-8")
    with pytest.raises(AssertionError, match="1 were not tried"):
        mutants.counted(meta)


@pytest.mark.parametrize(("percent", "held"), [(98.04, True), (97.96, False)])
def test_coverage_is_read_with_its_branches(tmp_path: Path, percent: float, held: bool) -> None:
    report = tmp_path / "covered"
    totals = {"percent_covered": percent, "covered_branches": 970, "num_branches": 1000}
    report.write_text(json.dumps({"totals": totals}), "utf-8")
    found = suite.covered(report)
    assert found.held is held and found.text == f"{percent:.1f} % of statements and branches, 97.0 % of 1,000 branches"


def test_the_search_for_the_dearest_request_asks_every_path(shipped: Path) -> None:
    search = Search(shipped.resolve())
    found = search.run(1)
    assert len(found) == len(search.schemas) and all(one.cost > 0 for one in found)
    assert all(one.status < 500 or one.status == 503 for one in found), "where all is slow, what takes long is refused"
    assert {"/v1/search", "/v1/verify", "/v1/changes", "/openapi.yaml"} < {one.path for one in found}
    for name in ("q", "facets", "as_of", "date", "speaker", "sort", "include", "after", "format", "limit"):
        values = [search.values("/v1/statements", name, search.schemas["/v1/statements"][name], 9) for _ in range(9)]
        assert all(values) and max(map(len, values)) == (1 if name not in ("facets", "speaker", "include") else 9), name


def test_chance_repeats_itself() -> None:
    assert [mutated(Random(seed)) for seed in range(50)] == [mutated(Random(seed)) for seed in range(50)]
