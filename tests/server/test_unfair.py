"""Nobody starves anybody: what one request may cost, and that who leaves leaves no work; with real gunicorn."""

import json
import os
import socket
import sys
from collections import Counter
from itertools import count
from pathlib import Path

import pytest

from api.kinds import RESOURCES
from api.kinds.statements import STATEMENTS
from api.model import budget
from api.model.budget import spending
from api.model.messages import nearest
from api.query import facets
from api.query.list_parameters import parameters_of
from api.query.selection import parse
from api.query.store import Store
from api.release.combined import lists
from api.web.app import create_app
from tests.contract import CheckedClient, assert_problem
from tests.serving import eventually, get, started
from torture.dearest import Search
from torture.worst import kinds


def unknown_names(number: int) -> str:
    return "&".join(f"n{index:x}" for index in range(number))


def test_of_many_wrong_names_the_first_are_answered_for_and_the_rest_counted(shipped_client: CheckedClient) -> None:
    problem = assert_problem(shipped_client.get(f"/v1/statements?limt=1&{unknown_names(2000)}"), 400, "and 1981 more")
    assert len(problem["errors"]) == 20 and problem["errors"][0]["nearest"] == ["limit"]


@pytest.mark.parametrize("name", ["actor", "topics", "source", "id", "audience", "type", "fields", "facets", "include"])
def test_of_many_wrong_values_a_few_get_help(shipped_client: CheckedClient, name: str) -> None:
    values = ",".join(f"elliot-abram{index}" for index in range(49))
    problem = assert_problem(shipped_client.get(f"/v1/statements?{name}={values}"), 400, "and 29 more")
    assert sum("nearest" in error for error in problem["errors"]) <= 20


def test_help_is_for_a_request_and_begins_anew_with_the_next(shipped_client: CheckedClient) -> None:
    for _ in range(30):
        assert (
            "did you mean /v1/actors/sergei-ryabkov" in shipped_client.get("/v1/actors/sergei-ryabkow").json["detail"]
        )


def test_facets_that_would_take_too_long_are_left_out_and_named(shipped: Path) -> None:
    store = Store(shipped, RESOURCES)
    pairs = [("q", "-nothing"), ("facets", "speaker,topics"), ("limit", "1")]
    selection = parse(parameters_of(lists(RESOURCES)), STATEMENTS, pairs)
    counts, incomplete = facets.count(store, selection)
    assert counts["speaker"] and not incomplete
    with spending(0):
        assert facets.count(store, selection) == ({"speaker": [], "topics": []}, ["speaker", "topics"])


#: How often functions may be called for a request that is new in every way, whatever it asks of the shipped facts: an
#: honest page of records takes 3,000 calls, and a thousand take some 0.4 ms.
MOST_CALLS = 100_000


def test_of_the_worst_requests_none_is_much_work(shipped: Path) -> None:
    """Rows 1 to 4 of what servers tried, and what was found since: work is counted, as times are not the same twice."""
    search = Search(shipped.resolve(), seconds=2)  # to count takes time by itself
    worst = {name: kind(3) for name, kind in kinds(shipped.resolve()).items()}
    assert len(worst) > 10 and all(len(path) < 8_190 for path in worst.values())
    for name, path in worst.items():
        calls: Counter[str] = Counter()
        sys.setprofile(lambda frame, event, argument, calls=calls: calls.update([event]))
        try:
            _, status = search.once(path)
        finally:
            sys.setprofile(None)
        assert calls["call"] + calls["c_call"] < MOST_CALLS, name
        assert status in (200, 400, 404), name


def test_a_wrong_spelling_is_not_compared_with_a_vocabulary_of_any_size() -> None:
    words = [f"word{number}" for number in range(20_000)]
    with spending(None, helps=20):
        assert nearest("wort7", words) == []
    with spending(None, helps=20):
        assert nearest("wort7", words[:100]) and not nearest("wort7", words[:900])


def test_facets_leave_time_for_what_comes_with_an_answer(shipped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Row 6 of what servers tried: an honest question has an answer; here each look at the clock takes a second."""
    ticks = count()
    monkeypatch.setattr(budget, "thread_time", lambda: next(ticks))
    path = "/v1/search?q=-nothing&limit=20&facets=kind,topics,actor,source,date:month,date:day&include=actors&as_of="
    answers = [create_app(shipped, RESOURCES, seconds=120).test_client().get(f"{path}2020-01-0{day}") for day in (1, 2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].json["included"]["actors"] and "topics" in answers[0].json["incomplete_facets"]


def processor(pid: int) -> float:
    """Return how many seconds of a processor a server and its workers have used."""
    ticks = 0
    for one in [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def test_requests_of_clients_that_have_left_are_told_and_not_worked_on(invented: Path) -> None:
    """Row 5 of what servers tried."""
    settings = {"CRISIS_FACTS_WORKERS": "1", "CRISIS_FACTS_LOG": "1", "CRISIS_FACTS_THREADS": "1"}
    with started(invented, **settings) as server:
        for index in range(30):
            with socket.create_connection(("127.0.0.1", server.port)) as client:
                path = f"/v1/search?q=-nothing&facets=kind,topics,actor&limit={index + 1}"
                client.sendall(f"GET {path} HTTP/1.1\r\nHost: a\r\n\r\n".encode())
        assert get(server.port, "/healthz")[0] == 200
        before = processor(server.process.pid)
        eventually(lambda: get(server.port, "/v1/actors?limit=1")[0] == 200)
        assert processor(server.process.pid) - before < 5
    statuses = [json.loads(line)["status"] for line in server.out.splitlines()]
    assert set(statuses) <= {200, 499}
