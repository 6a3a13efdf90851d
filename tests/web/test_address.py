"""A public address: every link is under its path, citations are absolute; what is said in words stays as it is."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from api import cli
from api.kinds import RESOURCES
from api.web.address import Address
from api.web.app import create_app
from tests.contract import CheckedClient, assert_problem
from tests.walking import links

PUBLIC = Address.of("https://facts.example/facts/")
LINK = re.compile(r"/(v1|problems|docs|openapi|healthz|readyz)\b")
PATHS = (
    *("/v1", "/v1?as_of=2020-05-11", "/v1/statements?limit=2&facets=speaker,topics", "/v1/statements/brook-listens"),
    *("/v1/timeline?limit=3", "/v1/search?q=talks&limit=2", "/v1/changes?since=2020-01-01", "/v1/actors/norland"),
    *("/v1/statements/brook-listens/history", "/v1/meetings/lunden-2020-05-11/accounts", "/v1/vocabulary"),
    *("/v1/verify?quote=we+shall+listen", "/v1/dataset?format=json", "/healthz"),
    *("/v1/statement", "/v1/statements/brook-listen", "/v1/events/islanders-leave", "/v1/actors?limt=1", "/nothing"),
)


WITHOUT_LINKS = ("/v1/vocabulary", "/healthz", "/v1/statements/brook-listens/history")


@pytest.fixture(scope="module")
def public(invented: Path) -> CheckedClient:
    app = create_app(invented, RESOURCES, address=PUBLIC)
    return CheckedClient(app, app.response_class)


def texts(value: Any) -> Iterator[str]:
    """Yield every text in a value of JSON."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from texts(part)
    elif isinstance(value, str):
        yield value


@pytest.mark.parametrize("path", PATHS)
def test_every_link_is_under_the_public_path(public: CheckedClient, sample_client: CheckedClient, path: str) -> None:
    """Row 18 of what clients tried."""
    here, there = sample_client.get(path), public.get(path)
    found = [text for text in texts(here.json) if LINK.match(text)]
    moved = [text for text in texts(there.json) if text.startswith("/facts/")]
    assert moved == [f"/facts{text}" for text in found] and (
        found or path in ("/v1/vocabulary", "/healthz", "/v1/statements/brook-listens/history")
    )
    assert not [text for text in texts(there.json) if LINK.match(text)]
    if "ETag" in here.headers and found:
        assert here.headers["ETag"] != there.headers["ETag"]
    if "Content-Length" in there.headers:
        assert there.headers["Content-Length"] == str(len(there.data))


def test_a_walk_follows_next_as_a_proxy_leads_it(public: CheckedClient) -> None:
    path, ids = "/facts/v1/statements?limit=2", []
    while path:
        page = public.get(path.removeprefix("/facts"))
        ids += [record["id"] for record in page.json["data"]]
        path = page.json["next"]
        assert links(page).get("next") == path
    assert len(ids) == len(set(ids)) == public.get("/v1/statements").json["total"]


def test_lines_and_tables_have_the_same_links(public: CheckedClient) -> None:
    for form in ("ndjson", "csv"):
        answer = public.get(f"/v1/statements?format={form}&limit=all")
        assert "/facts/v1/statements/brook-listens" in answer.text
        assert not re.search(r"(?<!/facts)/v1/", answer.text)
    assert '"/facts/v1/' in public.get("/v1/dataset").text and '"/v1/' not in public.get("/v1/dataset").text


def test_a_citation_is_absolute_and_names_the_release(public: CheckedClient) -> None:
    """Row 17 of what clients tried."""
    for asked in ("", "?as_of=2020-05-12"):
        answer = public.get(f"/v1/meetings/lunden-2020-05-11{asked}")
        address = f"https://facts.example/facts/v1/meetings/lunden-2020-05-11{asked}"
        assert links(answer)["cite-as"] == address
        assert f", {address}, release {answer.headers['X-Release']}. After: " in answer.json["citation"]
        assert answer.json["url"] == "/facts/v1/meetings/lunden-2020-05-11"


def test_what_moved_leads_to_where_it_is_for_the_public(public: CheckedClient) -> None:
    assert public.get("/v1/actors/ada-broke").headers["Location"] == "/facts/v1/actors/ada-brook"


def test_the_contract_and_its_page_are_those_of_the_public_address(
    public: CheckedClient, sample_client: CheckedClient
) -> None:
    """Row 18: the contract and the docs follow."""
    here, there = (client.get("/openapi.json").json for client in (sample_client, public))
    assert [server["url"] for server in there["servers"]] == ["https://facts.example/facts"]
    assert {**there, "servers": None} == {**here, "servers": None}
    assert yaml.safe_load(public.get("/openapi.yaml").text)["servers"] == there["servers"]
    page = public.get("/docs").text
    assert '"openapi.json"' in page and not re.search(r'"/', page), "links of the page lead on from where it is"


def test_a_host_alone_moves_nothing(invented: Path, sample_client: CheckedClient) -> None:
    app = create_app(invented, RESOURCES, address=Address.of("http://[::1]:8000"))
    client = CheckedClient(app, app.response_class)
    for path in ("/v1", "/v1/statements?limit=2", "/v1/dataset"):
        assert client.get(path).data == sample_client.get(path).data
    assert "http://[::1]:8000/v1/actors/norland, release" in client.get("/v1/actors/norland").json["citation"]


def test_what_a_client_wrote_is_repeated_as_it_is(public: CheckedClient) -> None:
    problem = assert_problem(public.get("/v1/statements?speaker=/v1/actors/x"), 400, "/v1/actors/x")
    assert problem["errors"][0]["value"] == "/v1/actors/x" and problem["type"] == "/facts/problems/invalid-parameter"


def test_words_in_a_record_are_no_links() -> None:
    body = json.dumps({"url": "/v1/a", "summary": 'He wrote "/v1/b", ["/v1/c"] and :"/v1/d"'}, separators=(",", ":"))
    assert PUBLIC.moved(body.encode(), "application/json").decode() == body.replace('"/v1/a"', '"/facts/v1/a"')


@pytest.mark.parametrize(
    "wrong",
    ["facts.example", "/facts", "ftp://facts.example", "https://", "https://a/b?c", "https://a/b#c", "https://u@a/b"]
    + ["https://a//b", "https://a/b c", 'https://a/"b"'],
)
def test_an_address_is_scheme_host_and_path(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["serve", "--url", wrong]) == 2
    said = capsys.readouterr().err
    assert "'--url'" in said and "no address of scheme, host and path alone" in said and "https://facts.example" in said
