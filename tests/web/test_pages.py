"""Pages: they say all that the JSON says, lead on by links alone, and are valid and self-contained."""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from api.kinds import RESOURCES
from api.pages.values import label
from api.web.papers import TITLES
from tests.conftest import ROOT
from tests.contract import CheckedClient
from tests.markup import Page
from tests.walking import walk
from tools.pictures import PICTURES

PAGE, TEXT = {"Accept": "text/html"}, {"Accept": "text/markdown"}
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
#: What is worked out of `edtf`, which is shown; the days stand beside a date that is not plain.
_OF_A_DATE = {"earliest", "latest"}
KINDS = [resource.name for resource in RESOURCES]


def leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the values of a document, each with its path; passages name fields and parts as readers call them."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, (*path, name))
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, path)
    elif value is not None and path[-1] not in _OF_A_DATE:
        yield path, label(str(value)) if path in (("evidence", "fields"), ("evidence", "part")) else str(value)


def missing(document: dict[str, Any], text: str) -> list[tuple[tuple[str, ...], str]]:
    """Return the values of a document that a text does not have; case does not count, as codes begin labels."""
    shown = " ".join(text.split()).casefold()
    return [
        (path, value)
        for path, value in leaves(document)
        if not re.search(rf"(?<!\w){re.escape(' '.join(value.split()).casefold())}(?!\w)", shown)
    ]


def seen(page: TestResponse) -> str:
    """Return the body of a page without what is for machines alone, unescaped."""
    body = page.get_data(as_text=True).partition("<body>")[2]
    assert page.status_code == 200 and body
    return html.unescape(re.sub(r"<script.*?</script>", "", body, flags=re.DOTALL)).replace("\xa0", " ")


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_says_all_that_the_json_says(client: CheckedClient, kind: str) -> None:
    for document in walk(client, f"/v1/{kind}"):
        document = client.get(document["url"]).json
        assert missing(document, seen(client.get(document["url"], headers=PAGE))) == [], document["url"]


@pytest.mark.parametrize("kind", KINDS)
def test_markdown_says_all_that_the_json_says(client: CheckedClient, kind: str) -> None:
    for document in walk(client, f"/v1/{kind}"):
        document = client.get(document["url"]).json
        text = client.get(document["url"], headers=TEXT).get_data(as_text=True)
        told = missing(document, re.sub(r"\\(.)", r"\1", text))
        # a plain day is told by its label, which says the same; passages name fields and parts as the API does
        plain = re.compile(r"\d{4}-\d\d-\d\d")
        left = [(path, value) for path, value in told if not (path[-1] == "edtf" and plain.fullmatch(value))]
        passages = document.get("evidence", ())
        fields = {label(name): name for entry in passages for name in (*entry["fields"], entry.get("part") or "text")}
        assert [found for found in left if fields.get(found[1], "\0") not in text] == [], document["url"]


def test_of_a_list_of_objects_each_has_a_line_of_its_own(sample_client: CheckedClient) -> None:
    text = sample_client.get("/v1/questions/how-many-left", headers=TEXT).get_data(as_text=True)
    told = text.partition("- Accounts:")[2].splitlines()[1:7]
    assert [line.partition(": ")[0] for line in told] == ["    - summary", "        - held_by", "        - facts"] * 2
    assert told[0].endswith("- summary: About 4,000.") and told[3].endswith("- summary: About 3,500.")


def test_what_a_page_leaves_out_is_noticed() -> None:
    document = {
        "name": "Ann",
        "dates": [{"edtf": "2019~", "earliest": "2019-01-01"}],
        "evidence": [{"fields": ["start_date"]}],
    }
    assert missing(document, "ann, 2019~; supports Start date") == []
    assert [path for path, _ in missing(document, "Anna, 2019")] == [
        ("name",),
        ("dates", "edtf"),
        ("evidence", "fields"),
    ]


#: What is the same whatever day is asked for.
_UNDATED = re.compile(r"^/(docs|static|problems)|^/v1/(changes|vocabulary|releases)|^/releases/")


def visited(client: FlaskClient, start: str, sources: set[str], most: int) -> dict[str, str]:
    """Follow links from a page on, and return all pages by path; hold all of them against what pages promise.

    Of lists, those with more than one filter are left out: there are millions of them. So many pages of a sort are
    asked for at most: those of a kind's records, say, or those of a list that is filtered by an actor.
    """
    sorts: Counter[str] = Counter()
    found: dict[str, str] = {}
    faults: dict[str, list[str]] = {}
    asked, waiting = {start}, [start]
    day = dict(parse_qsl(urlsplit(start).query)).get("as_of")
    while waiting:
        path = waiting.pop()
        response = client.get(path, headers=BROWSER)
        assert response.status_code in (200, 301, 308), (path, response.status_code)
        if not response.content_type.startswith("text/html") or path.startswith(("/docs", "/releases/")):
            continue  # what a release that is kept has is what stands here
        found[path] = response.get_data(as_text=True)
        page = Page(found[path])
        faults |= {path: page.faults} if page.faults else {}
        for link in [*page.links, *page.resources]:
            target = urljoin(path, link).partition("#")[0]
            if link.startswith("#") or link in sources:
                continue
            assert target.startswith("/"), (path, link)
            query = dict(parse_qsl(urlsplit(target).query))
            keeps_the_day = not day or query.get("as_of") == day or _UNDATED.match(target)
            assert keeps_the_day or f'<a href="{html.escape(link)}">Show what is known now</a>' in found[path], (
                path,
                link,
            )
            if day and query.get("as_of") != day:
                continue
            if target in asked or len(query.keys() - {"as_of"}) >= 2:
                continue
            sort = re.sub(r"^(/v1/[a-z]+)/[^/.?]+", r"\1/{id}", re.sub(r"=[^&]*", "", target))
            sorts[sort] += 1
            if sorts[sort] <= most:
                asked.add(target)
                waiting.append(target)
    assert faults == {}
    return found


@pytest.mark.slow
@pytest.mark.parametrize("start", ["/", "/?as_of=2019-03-19"])
def test_links_alone_lead_to_every_kind_of_page(shipped_app: Flask, start: str) -> None:
    client = FlaskClient(shipped_app)
    data = [json.loads(line) for line in client.get("/v1/dataset").data.splitlines()]
    sources = {value for record in data for _, value in leaves(record) if value.startswith(("https://", "http://"))}
    pages = visited(client, start, sources, most=3)
    paths = {re.sub(r"\?.*", "", path) for path in pages}
    for kind in KINDS:
        assert f"/v1/{kind}" in paths
        assert any(re.fullmatch(rf"/v1/{kind}/[^/.]+", path) for path in paths), kind
        assert any(re.fullmatch(rf"/v1/{kind}/[^/]+/history", path) for path in paths), kind
    for path in ("/v1/timeline", "/v1/search", "/v1/verify", "/v1/meetings/rome-2019-03-19/accounts"):
        assert path in paths
    if "as_of" not in start:
        assert {"/v1/changes", "/v1/releases", "/v1/vocabulary"} <= paths


def test_links_alone_lead_to_every_record(sample_app: Flask) -> None:
    client = FlaskClient(sample_app)
    data = [json.loads(line) for line in client.get("/v1/dataset").data.splitlines()]
    sources = {value for record in data for _, value in leaves(record) if value.startswith(("https://", "http://"))}
    pages = visited(client, "/", sources, most=len(data))
    records = {record["url"] for record in data if "id" in record}
    assert len(records) > 20 and records <= pages.keys()


@pytest.mark.parametrize("path", ["/v1/statements?limit=2", "/v1/search?q=the&limit=2", "/v1/timeline.html?limit=2"])
def test_a_page_of_a_list_leads_on_to_pages(sample_app: Flask, path: str) -> None:
    client = FlaskClient(sample_app)
    body = client.get(path, headers=PAGE).text
    [on] = re.findall(r'<a rel="next" href="([^"]+)"', body)
    narrower = re.findall(r'<li><a href="([^"]+)">', body.partition('id="facets"')[2])
    assert narrower
    for link in (on, *narrower):
        assert client.get(html.unescape(link), headers=PAGE).mimetype == "text/html", link


PROBLEMS = {
    "/v1/statements?spekaer=reuters&limit=2": 400,
    "/v1/statements?type=quotd": 400,
    "/v1/statements?as_of=2020-13-01": 400,
    "/v1/statements/board-promises-boat": 404,
    "/v1/statements/brook-listens?as_of=2020-05-01": 404,
    "/v1/statements/board-promises-boats": 410,
    "/releases/0123456789abcdef/v1/statements": 410,
    "/v1/nothing": 404,
}


@pytest.mark.parametrize("path", PROBLEMS)
def test_a_problem_has_the_same_words_in_every_form(sample_app: Flask, path: str) -> None:
    client = FlaskClient(sample_app)
    shown, text = client.get(path, headers=PAGE), client.get(path, headers=TEXT)
    problem = client.get(path).get_json()
    assert shown.status_code == text.status_code == problem["status"] == PROBLEMS[path]
    assert shown.content_type == "text/html; charset=utf-8" and text.content_type == "text/markdown; charset=utf-8"
    page, words = Page(shown.get_data(as_text=True)), html.unescape(shown.get_data(as_text=True))
    told = re.sub(r"\\(.)", r"\1", text.get_data(as_text=True))
    assert page.faults == []
    errors = [one for part in problem.get("errors", ()) for one in (part["detail"], *part.get("allowed", ()))]
    near = problem.get("nearest", [])
    for word in (problem["title"], problem["detail"], str(problem["status"]), *errors, *near):
        assert word in words and word in told, word
    assert set(near) <= set(page.links)


@pytest.mark.parametrize("name", TITLES)
def test_every_paper_is_a_page_that_says_which_one_it_is(client: CheckedClient, name: str) -> None:
    page = client.get(f"/docs/{name}", headers=PAGE)
    body = page.get_data(as_text=True)
    assert page.status_code == 200 and Page(body).faults == []
    assert f'<a href="/docs/{name}" aria-current="page">{TITLES[name]}</a>' in body


def test_a_form_that_is_not_there_is_refused_in_json(sample_app: Flask) -> None:
    for path, accept in (("/v1/statements", "image/png"), ("/v1/dataset", "text/html")):
        refused = FlaskClient(sample_app).get(path, headers={"Accept": accept})
        assert refused.status_code == 406, path


@pytest.mark.parametrize("path", ["/v1/statements?spekaer=ada-brook&limit=2", "/v1/statements?type=relayed,quotd"])
def test_a_link_of_a_problem_leads_to_what_was_meant(sample_app: Flask, path: str) -> None:
    client = FlaskClient(sample_app)
    links = Page(client.get(path, headers=PAGE).get_data(as_text=True)).links
    meant = [link for link in links if link.startswith("/v1/statements?")]
    assert meant and {client.get(link).status_code for link in meant} == {200}


def test_the_pictures_of_the_readme_are_there_and_small() -> None:
    named = re.findall(r'<img src="(docs/[^"]+)"', (ROOT / "README.md").read_text("utf-8"))
    assert named == [f"docs/{name}" for name in PICTURES]
    assert all(1_000 < (ROOT / name).stat().st_size < 150_000 for name in named)
    assert all((ROOT / name).read_bytes()[8:12] == b"WEBP" for name in named)
