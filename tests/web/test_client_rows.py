"""Rows of what clients tried that no other file holds: evidence, preflights, and a run that says what it does."""

import re
import subprocess
from pathlib import Path

import pytest

from api.kinds import RESOURCES
from tests.contract import CheckedClient
from tests.walking import walk

ROOT = Path(__file__).parents[2]
KINDS = [resource.name for resource in RESOURCES if resource.rests_on_evidence]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("day", ["", "&as_of=2019-03-20"])
def test_row_14_each_evidence_says_publisher_and_day(shipped_client: CheckedClient, kind: str, day: str) -> None:
    """And a copy that is kept has its link beside the first one: no second request is needed to show evidence."""
    sources = {source["id"]: source for source in walk(shipped_client, "/v1/sources?limit=200")}
    for record in walk(shipped_client, f"/v1/{kind}?limit=200{day}"):
        assert record["evidence"]
        for passage in record["evidence"]:
            source = sources[passage["source"]["id"]]
            assert passage["source"]["publisher"] == source["publisher"]["name"]
            assert passage["source"]["published"] == source["published"]
            assert ("archive_link" in passage) == bool(source["archive_url"] and passage["link"])
            assert passage["link"] is None or passage["link"].startswith(source["source_url"])


@pytest.mark.parametrize("path", ["/v1", "/v1/actors", "/v1/actors/juan-guaido", "/v1/actors.csv", "/v1/actors/"])
def test_row_28_options_have_no_body_and_lead_nowhere_else(shipped_client: CheckedClient, path: str) -> None:
    """A browser that asks before it asks follows no redirect."""
    headers = {"Origin": "https://a.example", "Access-Control-Request-Method": "GET"}
    answer = shipped_client.options(path, headers=headers)
    assert answer.status_code == 200 and not answer.data and "Content-Type" not in answer.headers
    assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_row_29_a_run_on_a_fresh_machine_has_a_line_for_each_step() -> None:
    dry = subprocess.run(["make", "-nB", "run"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    steps = re.findall(r'^echo "([^"]+)"', dry, re.MULTILINE)
    assert steps[-3:] == ["Compiling", "Building the release", "Serving"] and len(steps) >= 5
    silent = [line for line in dry.splitlines() if not line.startswith("echo ")]
    assert not [line for line in silent if re.search("pip install|venv |compileall|crisis-facts build", line)]
