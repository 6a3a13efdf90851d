"""Memento (RFC 7089): what was known at a time is found by `Accept-Datetime`."""

import re
from datetime import datetime
from pathlib import Path

import pytest
from memento_client import MementoClient

from tests.contract import CheckedClient, assert_problem
from tests.serving import free_port, started
from tests.walking import links, whole

MEETING = "/v1/meetings/rome-2019-03-19"


@pytest.mark.slow
def test_a_client_of_the_standard_finds_both_days(shipped: Path) -> None:
    port = str(free_port())
    url = f"http://127.0.0.1:{port}"
    with started(shipped, PORT=port, CRISIS_FACTS_URL=url):
        client = MementoClient(timegate_uri="", check_native_timegate=False)
        for asked, day in (
            (datetime(2019, 3, 19, 12), 19),
            (datetime(2019, 3, 20, 23, 59), 20),
            (datetime(2018, 1, 1), 19),
            (datetime(2030, 1, 1), 20),
        ):
            closest = client.get_memento_info(f"{url}{MEETING}", asked)["mementos"]["closest"]
            assert closest["datetime"] == datetime(2019, 3, day)
            assert closest["uri"][0].endswith(f"{MEETING}?as_of=2019-03-{day}")


def test_a_time_leads_to_the_last_memento_before_it(shipped_client: CheckedClient) -> None:
    found = shipped_client.get(MEETING, headers={"Accept-Datetime": "Tue, 19 Mar 2019 23:00:00 GMT"})
    assert found.status_code == 302 and found.headers["Location"] == f"{MEETING}?as_of=2019-03-19"
    assert "Accept-Datetime" in found.headers["Vary"] and found.headers["Cache-Control"] == "no-store"
    memento = shipped_client.get(found.headers["Location"])
    assert memento.headers["Memento-Datetime"] == "Tue, 19 Mar 2019 00:00:00 GMT"
    assert links(memento)["original timegate"] == MEETING
    assert memento.json["status"] == "planned"


@pytest.mark.parametrize("path", ["/v1/statements", "/v1/statements.csv", "/v1/timeline?kind=events"])
def test_lists_have_mementos_too(shipped_client: CheckedClient, path: str) -> None:
    found = shipped_client.get(path, headers={"Accept-Datetime": "Wed, 20 Mar 2019 00:00:00 GMT"})
    assert found.headers["Location"] == f"{path}{'&' if '?' in path else '?'}as_of=2019-03-20"


def test_a_day_that_is_asked_for_goes_before_a_time(shipped_client: CheckedClient) -> None:
    answer = shipped_client.get(
        f"{MEETING}?as_of=2019-03-20", headers={"Accept-Datetime": "Tue, 19 Mar 2019 00:00:00 GMT"}
    )
    assert answer.status_code == 200 and answer.json["status"] == "held"


@pytest.mark.parametrize("time", ["yesterday", "2019-03-19", "Tue, 32 Mar 2019 00:00:00 GMT"])
def test_a_wrong_time_is_told_the_right_form(shipped_client: CheckedClient, time: str) -> None:
    answer = shipped_client.get(MEETING, headers={"Accept-Datetime": time})
    assert_problem(answer, 400, "Accept-Datetime", "write Tue, 19 Mar 2019 12:00:00 GMT")


def test_the_timemap_lists_the_days_on_which_something_became_known(shipped_client: CheckedClient) -> None:
    answer = shipped_client.get(links(shipped_client.get(MEETING))["timemap"])
    assert answer.mimetype == "application/link-format"
    lines = answer.text.strip().split(",\n")
    assert lines[0] == f'<{MEETING}>;rel="original timegate"'
    assert lines[2] == f'<{MEETING}?as_of=2019-03-19>;rel="first memento";datetime="Tue, 19 Mar 2019 00:00:00 GMT"'
    assert lines[3] == f'<{MEETING}?as_of=2019-03-20>;rel="last memento";datetime="Wed, 20 Mar 2019 00:00:00 GMT"'
    known = {statement["known_since"] for statement in whole(shipped_client, "statements")}
    mementos = re.findall(r"as_of=([\d-]+)>;rel=\"[^\"]*memento", shipped_client.get("/v1/timemap/statements").text)
    assert known <= set(mementos) and mementos == sorted(set(mementos))
    gone = ("meetings/nothing", "nothing", "statements/a/b", "meetings/rome-2019-03-19/nothing")
    for path in (f"/v1/timemap/{name}" for name in gone):
        assert_problem(shipped_client.get(path), 404)
