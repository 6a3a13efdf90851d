"""In a real browser: the docs page shows the contract, and a link lands on its sentence."""

import gzip
import html
import json
import re
from pathlib import Path
from urllib.parse import urljoin

import pytest
from flask import Flask
from werkzeug.wrappers import Response

from api.web.papers import TITLES
from tests.browsing import opened, served
from tests.conftest import ROOT, SAMPLE
from tests.contract import CheckedClient, assert_problem
from tests.serving import serving

browser = pytest.mark.outside("chromium")

#: A long page that holds an article, and tells how far it was scrolled after it was loaded.
PAGE = """<!doctype html><meta charset="utf-8"><div style="height:3000px"></div>{}<div style="height:3000px"></div>
<script>setTimeout(() => document.body.setAttribute("data-scrolled", Math.round(scrollY)), 500)</script>"""


@browser
def test_the_page_shows_every_operation(shipped_app: Flask, tmp_path: Path) -> None:
    with served(shipped_app) as address:
        dom = opened(f"{address}/docs", tmp_path)
    shown = re.sub(r"<wbr>|\u200b|<[^>]+>", "", dom)
    for text in ("Crisis Facts", "/v1/statements", "/v1/questions/{id}", "List actors.", "Get one of the sanctions."):
        assert text in shown, text
    assert "Failed to load API definition" not in shown


@browser
def test_the_page_shows_an_operation_with_the_shape_of_its_answer(shipped_app: Flask, tmp_path: Path) -> None:
    with served(shipped_app) as address:
        dom = opened(f"{address}/docs/#/statements/listStatements", tmp_path)
    shown = html.unescape(re.sub(r"<wbr>|\u200b|<[^>]+>", "", dom))
    assert '"total": ' in shown and '"kind": "statements"' in shown
    assert "Resolver error" not in shown and "Errors" not in shown


@browser
def test_a_link_lands_on_its_sentence(sample_client: CheckedClient, tmp_path: Path) -> None:
    text = (SAMPLE / "texts/gazette.txt").read_text("utf-8")
    paragraphs = "".join(f"<p>{html.escape(part)}</p>" for part in text.split("\n\n"))
    article = Response(PAGE.format(paragraphs), mimetype="text/html")
    link = sample_client.get("/v1/statements/brook-listens").json["evidence"][0]["link"]
    with served(article) as address:
        plain = opened(address, tmp_path / "plain")
        landed = opened(link.replace("https://gazette.example", address), tmp_path / "landed")
    assert 'data-scrolled="0"' in plain
    assert int(re.findall(r'data-scrolled="(\d+)"', landed)[0]) > 500


#: A page that asks another origin, and writes down all that it may read of the answers.
ASKING = """<!doctype html><meta charset="utf-8"><pre id="told"></pre><script>
const api = "{}";
const headers = ["Link", "ETag", "Last-Modified", "X-Request-ID", "X-Release", "X-Total-Count", "Content-Disposition"];
async function ask(path, options) {{
  const response = await fetch(api + path, options);
  const body = await response.text();
  const read = Object.fromEntries(headers.map((name) => [name, response.headers.get(name)]));
  return {{status: response.status, type: response.headers.get("Content-Type"), body, headers: read}};
}}
async function tell() {{
  const told = [];
  told.push(await ask("/v1/statements?limit=1"));
  told.push(await ask("/v1/statements?spekaer=x"));
  told.push(await ask("/v1/statements?format=csv&limit=1", {{headers: {{"X-Request-ID": "my-page.1"}}}}));
  told.push(await ask("/v1/nothing", {{headers: {{Accept: "application/json", "If-None-Match": '"x"'}}}}));
  const held = {{headers: {{"If-None-Match": told[0].headers.ETag}}, cache: "no-store"}};
  told.push(await ask("/v1/statements?limit=1", held));
  document.getElementById("told").textContent = JSON.stringify(told);
}}
tell().catch((error) => document.getElementById("told").textContent = JSON.stringify([String(error)]));
</script>"""


@browser
def test_a_page_of_another_origin_reads_answers_errors_and_headers(shipped: Path, tmp_path: Path) -> None:
    with (
        serving(shipped) as port,
        served(Response(ASKING.format(f"http://127.0.0.1:{port}"), mimetype="text/html")) as page,
    ):
        dom = opened(page, tmp_path)
    written = re.search(r'<pre id="told">(.*?)</pre>', dom, re.DOTALL)
    listed, refused, table, missing, held = json.loads(html.unescape(written[1] if written else "[]"))
    assert listed["status"] == 200 and json.loads(listed["body"])["total"] > 1
    assert listed["headers"]["Link"].startswith(f'<{json.loads(listed["body"])["next"]}>; rel="next"')
    assert all(listed["headers"][name] for name in ("ETag", "Last-Modified", "X-Request-ID", "X-Release"))
    assert refused["status"] == 400 and "did you mean speaker?" in json.loads(refused["body"])["detail"]
    assert refused["type"] == "application/problem+json" and refused["headers"]["X-Request-ID"]
    assert table["headers"]["X-Request-ID"] == "my-page.1"
    assert table["headers"]["X-Total-Count"] and "statements-" in table["headers"]["Content-Disposition"]
    assert missing["status"] == 404 and json.loads(missing["body"])["nearest"] is not None
    assert (held["status"], held["body"]) == (304, "") and held["headers"]["ETag"] == listed["headers"]["ETag"]


@pytest.mark.parametrize("path", ["/docs", "/docs/"])
def test_the_page_names_no_other_server_and_what_it_names_is_there(shipped_client: CheckedClient, path: str) -> None:
    page = shipped_client.get(path).get_data(as_text=True)
    assert not re.findall(r"""(?:src|href)=["'](?:https?:)?//""", page)
    assert "localhost" not in page
    named = re.findall(r"""(?:src|href)=["']([^"']+)""", page)
    assert len(named) == 8
    for found in named:
        assert not found.startswith("/"), "under a path of its own, the page would look elsewhere"
        response = shipped_client.get(urljoin(f"http://localhost{path}", found))
        assert response.status_code == 200
        response.close()


def test_the_files_of_the_page_are_zipped_and_kept_for_good(shipped_client: CheckedClient) -> None:
    page = shipped_client.get("/docs").get_data(as_text=True)
    path = "/" + re.findall(r'src="([^"]+)', page)[0]
    plain = shipped_client.get(path)
    packed = shipped_client.get(path, headers={"Accept-Encoding": "gzip"})
    assert packed.headers["Content-Encoding"] == "gzip" and len(packed.data) < 500_000
    assert gzip.decompress(packed.data) == plain.data
    for answer in (plain, packed):
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        assert answer.headers["Vary"] == "Accept-Encoding"
        held = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": answer.headers.get("Content-Encoding", "")}
        assert shipped_client.get(path, headers=held).status_code == 304
    assert plain.headers["ETag"] != packed.headers["ETag"]


def test_what_the_page_does_not_name_is_not_there(shipped_client: CheckedClient) -> None:
    for path in ("/docs/oauth2-redirect.html", "/docs/index.html", "/docs/swagger-ui.js", "/docs/nothing"):
        assert_problem(shipped_client.get(path), 404)


@pytest.mark.parametrize("name", TITLES)
def test_a_paper_is_a_page_in_a_browser(shipped_client: CheckedClient, name: str) -> None:
    page = shipped_client.get(f"/docs/{name}", headers={"Accept": "text/html"})
    assert page.mimetype == "text/html" and "<h1 id=" in page.text and "```" not in page.text


def test_the_page_links_guide_and_reference(shipped_client: CheckedClient) -> None:
    for name in ("guide", "reference"):
        answer = shipped_client.get(f"/docs/{name}")
        assert answer.content_type == "text/plain; charset=utf-8"
        assert answer.data == (ROOT / f"docs/{name}.md").read_bytes()
