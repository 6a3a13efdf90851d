"""The invented crisis in a real browser: its pages fit, each script is drawn, and what runs from right to left does."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browsing import Page, driven
from tests.crisis.conftest import FIXTURES
from tests.serving import serving

pytestmark = pytest.mark.outside("chromium")

PAGES = (
    "/",
    "/v1/timeline",
    "/v1/sources",
    "/v1/statements?sort=speaker",
    "/v1/actors/zuhara",
    "/v1/actors/polynya",
    "/v1/actors/lada-runeva/history",
    "/v1/questions/whose-is-merel",
    "/v1/questions/how-many-islanders-left/accounts",
    "/v1/meetings/merel-talks-round-1",
    "/v1/meetings/merel-talks-round-1/accounts",
    "/v1/sanctions/zuharan-sanctions-torvel-ferries",
    "/v1/events/polynya-blocks-the-harbour",
    "/v1/search?q=%D9%85%D9%8A%D8%B1%D9%8A%D9%84",
    "/v1/search?q=%E5%B2%9A%E6%B5%B7",
    "/v1/verify?quote=%D8%A7%D9%84%D8%AC%D8%B2%D9%8A%D8%B1%D8%A9+%D9%84%D9%86%D8%A7",
    "/v1/vocabulary",
    *(f"/v1/sources/{path.stem}" for path in sorted((FIXTURES / "sources").iterdir())),
)
#: A statement in each script, and the direction that its quote runs in.
QUOTES = {
    "natur-the-isle-is-ours": "rtl",
    "runeva-we-mend-the-lighthouse": "ltr",
    "natur-nobody-fired": "ltr",
    "fishers-no-flag-but-water": "ltr",
    "polynya-allows-no-entry": "ltr",
    "valbuena-takes-no-side": "ltr",
}
#: The direction of an element, and the places of its first and its last letter.
_RUNS = """(() => {
  const found = document.querySelector("SELECTOR"), node = found.firstChild, range = document.createRange();
  const at = (from) => { range.setStart(node, from); range.setEnd(node, from + 1); return range.getClientRects()[0]; };
  return [getComputedStyle(found).direction, at(0).left, at(3).left];
})()"""


@pytest.fixture(scope="module")
def address(crisis: Path) -> Iterator[str]:
    """The address of a real server."""
    with serving(crisis) as port:
        yield f"http://127.0.0.1:{port}"


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    """A page of a browser."""
    with driven(tmp_path_factory.mktemp("profile")) as page:
        yield page


@pytest.mark.parametrize("width", (1280, 375))
def test_no_page_scrolls_sideways(page: Page, address: str, width: int) -> None:
    for path in (*PAGES, *(f"/v1/statements/{id}" for id in QUOTES)):
        page.open(address + path, width)
        assert page.run("document.documentElement.scrollWidth") == width, path


def test_a_quote_runs_as_its_script_does(page: Page, address: str) -> None:
    for id, direction in QUOTES.items():
        page.open(f"{address}/v1/statements/{id}")
        for selector in ("h1", ".ev blockquote"):
            assert page.run(f"getComputedStyle(document.querySelector('{selector}')).direction") == direction, id
        _, first, fourth = page.run(_RUNS.replace("SELECTOR", "h1 q"))
        assert (first > fourth) == (direction == "rtl"), id


def test_names_in_arabic_leave_what_stands_around_them_in_place(page: Page, address: str) -> None:
    page.open(f"{address}/v1/actors/zuhara")
    places = page.run(
        "[...document.querySelectorAll('.vals dd')].find((one) => one.textContent.includes('주하라')).innerText"
    )
    assert places.startswith("Зухара; زهارة; 주하라")
    assert page.run("document.querySelector('bdi').matches(':dir(rtl)')")


def test_a_reader_goes_from_the_front_page_to_a_passage_in_arabic(page: Page, address: str) -> None:
    page.open(f"{address}/")
    page.click("nav a[href='/v1/statements']")
    page.click("main .hits a[href='/v1/statements/natur-the-isle-is-ours']")
    link = page.run("document.querySelector('.ev a[href^=http]').href")
    assert link.startswith("https://lawz.example/2021/03/06/%D8%B9%D9%82%D9%88%D8%A8%D8%A7%D8%AA#:~:text=%D9%88")
