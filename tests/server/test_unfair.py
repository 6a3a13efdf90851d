"""Nobody starves anybody: what one request may cost, and that who leaves leaves no work; with real gunicorn."""

import json
import os
import socket
from pathlib import Path

import pytest

from api.kinds import RESOURCES
from api.kinds.statements import STATEMENTS
from api.model.budget import spending
from api.query import facets
from api.query.list_parameters import parameters_of
from api.query.selection import parse
from api.query.store import Store
from api.release.combined import lists
from tests.contract import CheckedClient, assert_problem
from tests.serving import eventually, get, started


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


def processor(pid: int) -> float:
    """Return how many seconds of a processor a server and its workers have used."""
    ticks = 0
    for one in [pid, *map(int, Path(f"/proc/{pid}/task/{pid}/children").read_text().split())]:
        fields = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def test_requests_of_clients_that_have_left_are_told_and_not_worked_on(invented: Path) -> None:
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
