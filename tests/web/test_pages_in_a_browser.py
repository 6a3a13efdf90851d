"""Pages in a real browser, with scripts off: they fit, lead to a sentence in three clicks, and are accessible."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsing import Page, driven
from tests.npm import CLIENTS
from tests.serving import serving

pytestmark = pytest.mark.outside("chromium")

#: One page of each kind.
PAGES = (
    "/",
    "/v1/statements",
    "/v1/statements?type=quoted&speaker=sergei-ryabkov",
    "/v1/statements/ryabkov-failed-to-narrow-positions",
    "/v1/meetings/rome-2019-03-19",
    "/v1/meetings/rome-2019-03-19/accounts",
    "/v1/questions/who-is-president-of-venezuela",
    "/v1/actors/united-states",
    "/v1/actors/nicolas-maduro/history",
    "/v1/sanctions/us-sanctions-perdomo?as_of=2023-03-29",
    "/v1/sources/moscow-times-2019-03-20",
    "/v1/timeline",
    "/v1/search?q=venezuella",
    "/v1/verify?quote=Perhaps+we+failed+to+narrow+positions",
    "/v1/changes?since=2019-03-19",
    "/v1/vocabulary",
    "/v1/statements?spekaer=reuters",
)
WIDTHS, SCHEMES = (1280, 375), ("light", "dark")
#: WCAG 2.2, A and AA, and all that it takes over.
_RULES = "['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']"
_CHECK = f"""axe.run(document, {{runOnly: {_RULES}}}).then((told) => ({{
  passes: told.passes.length,
  faults: told.violations.map((one) => one.id + ": " + one.nodes.map((node) => node.html + node.failureSummary)),
}}))"""


@pytest.fixture(scope="module")
def address(shipped: Path) -> Iterator[str]:
    """The address of a real server."""
    with serving(shipped) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of a browser."""
    with driven(tmp_path_factory.mktemp("profile")) as page:
        yield page


def test_a_sentence_is_three_clicks_away(page: Page, address: str) -> None:
    page.open(f"{address}/")
    page.click("nav a[href='/v1/statements']")
    assert page.run("document.querySelector('h1').textContent") == "Statements"
    page.click("main .hits a")
    assert page.run("document.querySelector('.kind').textContent").startswith("Statement")
    third = page.run("document.querySelector('.ev a[href^=http]').href")
    assert third.startswith("https://") and "#:~:text=" in third, "the third click would leave for the source"


def test_a_box_to_tick_stands_beside_its_words(page: Page, address: str) -> None:
    page.open(f"{address}/v1/verify")
    middle = "((box) => (box.top + box.bottom) / 2)(document.querySelector('{}').getBoundingClientRect())"
    box, words = (page.run(middle.format(one)) for one in ("input[type=checkbox]", "label:has(input)"))
    assert abs(box - words) < 4
    assert page.run("document.querySelector('input[type=checkbox]').getBoundingClientRect().height") >= 24


@pytest.mark.parametrize("width", WIDTHS)
def test_no_page_scrolls_sideways(page: Page, address: str, width: int) -> None:
    for path in PAGES:
        page.open(address + path, width)
        assert page.run("document.documentElement.scrollWidth") == width, path


@pytest.mark.slow
@pytest.mark.outside("npm")
@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing(page: Page, address: str, width: int, scheme: str) -> None:
    axe = (CLIENTS / "node_modules/axe-core/axe.min.js").read_text("utf-8")
    found = {}
    for path in PAGES:
        page.open(address + path, width, scheme, scripts=True)
        page.run(axe)
        told = page.run(_CHECK)
        assert told["passes"] > 10, path
        if told["faults"]:
            found[path] = told["faults"]
    assert found == {}
