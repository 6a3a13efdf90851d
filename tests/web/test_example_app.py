"""A small app of another origin, typed by the contract, in a real browser: what its reader sees and can click."""

import html
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from werkzeug.exceptions import NotFound
from werkzeug.middleware.shared_data import SharedDataMiddleware

from tests.browsing import opened, served
from tests.npm import CLIENTS, run
from tests.serving import get, serving
from tests.web.test_contract_clients import CONTRACT_FILE
from tests.web.test_generated_clients import MISSPELT, SPEAKERS, made

pytestmark = pytest.mark.outside("chromium", "npm")

#: What the app shows where a statement has no date.
UNDATED = "on a day that is not known"

#: A reader: looks, turns a page, picks a facet, looks for words, misspells a speaker and takes the correction offered.
READER = """<pre id="told"></pre><script type="module">
const told = {};
const all = (selector) => [...document.querySelectorAll(selector)];
const texts = (selector) => all(selector).map((found) => found.textContent);
const ids = () => all("article").map((article) => article.id);
async function until(holds) {
  for (let n = 0; n < 100; n++) {
    const found = holds();
    if (found) return found;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`never: ${holds}`);
}
async function find(values) {
  for (const [name, value] of Object.entries(values)) document.querySelector(`[name=${name}]`).value = value;
  document.querySelector("#search").requestSubmit();
}
async function read() {
  await until(() => ids().length && all("rect").length);
  told.first = {
    ids: ids(), total: texts("#total")[0], speakers: texts(".speaker"), days: texts(".day"), titles: texts("svg title"),
    about: all(".speaker").map((speaker) => speaker.title),
    evidence: all(".evidence a").map((link) => [link.textContent, link.href]),
    bars: all("rect").map((bar) => ["x", "width"].map((name) => Number(bar.getAttribute(name)))),
  };

  document.querySelector("#next").click();
  await until(() => ids().length && ids()[0] !== told.first.ids[0]);
  told.second = ids();

  const facet = document.querySelector("#facets [name=speaker]");
  told.facet = { value: facet.value, text: facet.textContent };
  facet.click();
  await until(() => all("#facets [aria-pressed=true]").length);
  told.picked = { total: texts("#total")[0], speakers: texts(".speaker") };

  find({ q: "oil", speaker: "" });
  told.marks = await until(() => all(".words mark").length && texts(".words mark"));
  told.markup = all(".words *:not(mark)").length;
  told.fields = all(".words").map((words) => words.title);

  find({ q: "", speaker: "MISSPELT" });
  await until(() => all(".correction").length);
  told.problem = { text: texts("#problem")[0], corrections: texts(".correction"), shown: ids() };
  document.querySelector(".correction").click();
  await until(() => ids().length);
  told.corrected = { speakers: texts(".speaker"), problem: texts("#problem")[0] };
}
read().catch((error) => (told.failed = String(error))).finally(() => {
  document.querySelector("#told").textContent = JSON.stringify(told);
});
</script>"""


@pytest.fixture(scope="module")
def port(shipped: Path) -> Iterator[int]:
    """The port of a server of the shipped release."""
    with serving(shipped) as port:
        yield port


@pytest.fixture(scope="module")
def told(port: int, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """What a reader tells of the app, built for that server and opened in a browser."""
    folder = tmp_path_factory.mktemp("app")
    page = built(folder / "app", f"http://127.0.0.1:{port}")
    reader = READER.replace("MISSPELT", MISSPELT)
    page.write_text(page.read_text("utf-8").replace("</body>", f"{reader}</body>"), "utf-8")
    with served(SharedDataMiddleware(NotFound(), {"/": str(page.parent)})) as address:
        dom = opened(f"{address}/index.html", folder / "profile")
    written = re.search(r'<pre id="told">(.*?)</pre>', dom, re.DOTALL)
    told = json.loads(html.unescape(written[1] if written else "null"))
    assert "failed" not in told, told
    return told


def test_a_reader_sees_statements_with_speakers_days_and_evidence(port: int, told: Any) -> None:
    listed = answer(port, "/v1/statements?limit=20&include=speakers")
    first, second = listed["data"][:10], listed["data"][10:]
    assert told["first"]["ids"] == [record["id"] for record in first]
    assert told["first"]["total"] == f"{listed['total']} statements"
    assert told["first"]["speakers"] == [record["speakers"][0]["name"] for record in first]
    assert all(told["first"]["about"])
    assert told["first"]["days"] == [record["date"]["label"] if record["date"] else UNDATED for record in first]
    linked = [evidence for record in first for evidence in record["evidence"] if evidence["link"]]
    assert [href for _, href in told["first"]["evidence"]] == [evidence["link"] for evidence in linked]
    sources = [evidence["source"] for evidence in linked]
    shown = [f"{source['publisher']}, {source['published']['label']}" for source in sources]
    assert [text for text, _ in told["first"]["evidence"]] == shown
    assert told["second"] == [record["id"] for record in second]


def test_a_reader_picks_a_facet_and_looks_for_words(port: int, told: Any) -> None:
    counted = answer(port, "/v1/statements?facets=speaker&limit=0")["facets"]["speaker"][0]
    assert told["facet"] == {"value": counted["value"], "text": f"{counted['label']} ({counted['count']})"}
    assert told["picked"]["total"] == f"{counted['count']} statements"
    assert set(told["picked"]["speakers"]) == {counted["label"]}
    assert {mark.casefold() for mark in told["marks"]} == {"oil"} and told["markup"] == 0
    found = answer(port, "/v1/statements?q=oil&limit=10")["data"]
    assert told["fields"] == [record["highlight"]["field"] for record in found]


def test_a_reader_takes_the_correction_of_a_misspelt_speaker(port: int, told: Any) -> None:
    assert answer(port, f"/v1/statements?speaker={MISSPELT}")["detail"] in told["problem"]["text"]
    assert SPEAKERS[0] in told["problem"]["corrections"] and told["problem"]["shown"] == []
    assert len(set(told["corrected"]["speakers"])) == 1 and not told["corrected"]["problem"]


def test_the_timeline_is_drawn_from_the_first_to_the_last_day(port: int, told: Any) -> None:
    moments = answer(port, "/v1/timeline?limit=50&sort=date")["data"]
    for moment, title in zip(moments, told["first"]["titles"], strict=True):
        assert title.startswith(f"{moment['title']} ({moment['begin']['label']}")
    spans = [span(moment) for moment in moments]
    first, last = min(begin for begin, _ in spans), max(end for _, end in spans)
    for (begin, end), (x, width) in zip(spans, told["first"]["bars"], strict=True):
        drawn = [900 * (day - first) / (last - first) for day in (begin, end)]
        assert [x, x + width] == pytest.approx([drawn[0], max(drawn[1], drawn[0] + 3)])
    assert any(width > 3 for _, width in told["first"]["bars"])


def span(moment: Any) -> tuple[int, int]:
    """Return the first and the last day that a fact may have, as numbers; for an open one, the nearest known."""
    begin, end = moment["begin"], moment["end"] or moment["begin"]
    first = begin["earliest"] or begin["latest"]
    days = (first, end["latest"] or end["earliest"] or begin["latest"] or first)
    return date.fromisoformat(days[0]).toordinal(), date.fromisoformat(days[1]).toordinal()


def built(app: Path, api: str) -> Path:
    """Build the app for an API, and return its page."""
    shutil.copytree(CLIENTS / "app", app)
    (app / "node_modules").symlink_to(CLIENTS / "node_modules")
    made(run("openapi-typescript", CONTRACT_FILE, "--output", "contract.ts", folder=app))
    made(run("tsc", "--project", ".", "--pretty", "false", folder=app))
    made(run("vite", "build", "--logLevel", "warn", folder=app, VITE_API=api))
    return app / "dist/index.html"


def answer(port: int, path: str) -> Any:
    """Return what the API answers, read from plain JSON."""
    return json.loads(get(port, path)[2])
