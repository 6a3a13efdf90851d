"""Search among many: no walk is longer than a page, what is not counted to the end says so, and nothing is lost."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from api.kinds import RESOURCES
from api.query.fts_query import parse
from api.query.store import MOST_FOUND
from api.web.app import create_app
from tests.conftest import ROOT
from tests.contract import CheckedClient
from tests.walking import ids, walk

#: Up to how many records are counted here.
FEW = 3
SOUGHT = ("a", "the", "talks", "norland", '"the harbour"', "-talks", "t -ferry", "nothingatall")
MORE = ("", "&as_of=2020-05-11", "&topics=talks", "&date=../2020-05-12", "&topics=talks&as_of=2020-05-11")


@pytest.fixture(scope="module")
def bounded(invented: Path) -> CheckedClient:
    """A client of the sample, where only a few records are counted."""
    app = create_app(invented, RESOURCES, most_found=FEW)
    app.test_client_class = CheckedClient
    return app.test_client()


def paged(client: CheckedClient, path: str) -> tuple[list[str], set[tuple[int, str | None]]]:
    """Follow `next` to the end, and give the ids and what the pages said of their number."""
    found, totals, url = [], set(), path
    while url:
        page = client.get(url).json
        found += ids(page["data"])
        totals.add((page["total"], page.get("total_relation")))
        url = page["next"]
    return found, totals


@pytest.mark.parametrize("more", MORE)
@pytest.mark.parametrize("text", SOUGHT)
@pytest.mark.parametrize("path", ["search", "statements", "timeline"])
def test_what_is_not_counted_is_found_all_the_same(
    bounded: CheckedClient, sample_client: CheckedClient, path: str, text: str, more: str
) -> None:
    for sort in ("", "&sort=-date", "&sort=date"):
        asked = f"/v1/{path}?q={quote(text)}{more}{sort}"
        right = ids(walk(sample_client, f"{asked}&limit=200"))
        for limit in (1, 7):
            found, totals = paged(bounded, f"{asked}&limit={limit}")
            assert found == right
            assert totals == {(FEW, "gte") if len(right) > max(FEW, limit) else (len(right), None)}


def test_a_bound_says_so_in_every_format(bounded: CheckedClient) -> None:
    for format in ("csv", "ndjson"):
        for limit in ("2", "all"):
            headers = bounded.get(f"/v1/search?q=a&format={format}&limit={limit}").headers
            assert (headers["X-Total-Count"], headers["X-Total-Relation"]) == (str(FEW), "gte")
            assert "X-Total-Relation" not in bounded.get(f"/v1/search?q=nowhere&format={format}&limit={limit}").headers
    assert len(bounded.get("/v1/search?q=a&format=ndjson&limit=all").data.splitlines()) > FEW
    assert "total_relation" not in bounded.get("/v1/statements?topics=talks").json, "only words are not counted out"


@pytest.mark.parametrize("more", MORE)
def test_with_facets_all_is_counted_to_the_end(bounded: CheckedClient, sample_client: CheckedClient, more: str) -> None:
    for limit in (0, 2):
        path = f"/v1/statements?q=a&facets=type&limit={limit}{more}"
        counted = bounded.get(path).json
        assert counted == sample_client.get(path).json and "total_relation" not in counted


def test_the_guide_names_the_bound() -> None:
    assert f"`total` is exact up to {MOST_FOUND} matches" in (ROOT / "docs/guide.md").read_text("utf-8")


def test_names_come_before_texts_and_texts_before_what_is_referred_to(shipped_client: CheckedClient) -> None:
    for sought in ("guaido", "talks", "venezuela", "russia"):
        places = [place(shipped_client, hit, sought) for hit in walk(shipped_client, f"/v1/search?q={sought}")]
        assert places == sorted(places) and len(set(places)) > 1, sought


def place(client: CheckedClient, hit: dict[str, Any], sought: str) -> int:
    """Say in which tier a hit must be: of who is called just so, of names, or of the rest."""
    record = client.get(hit["url"]).json
    plain = [name.lower().replace("ó", "o") for name in (hit["title"], *record.get("aliases", []))]
    return 0 if sought in plain else 1 if any(sought in name for name in plain) else 2


def test_a_filter_narrows_what_words_find(sample_client: CheckedClient) -> None:
    all = {record["id"] for record in walk(sample_client, "/v1/statements?q=the")}
    of_one = {record["id"] for record in walk(sample_client, "/v1/statements?speaker=ada-brook")}
    assert set(ids(walk(sample_client, "/v1/statements?q=the&speaker=ada-brook"))) == all & of_one != set()


def test_a_beginning_leads_to_its_words(shipped: Path) -> None:
    store = create_app(shipped, RESOURCES).store
    spelled = store.vocabulary.spelled
    [oil, elect] = spelled(parse("oil re-elec")).wanted
    assert (oil.begun, elect.begun) == (False, False) and {"re elec", "reelected", "reelection"} <= {*elect.phrases}
    for text in ("re", "xyzzyq"):
        [term] = spelled(parse(text)).wanted
        assert term.phrases == (text,), "what is short, or what no word begins with, is looked for as it is"
    assert not spelled(parse('"guaid"')).wanted[0].begun


def test_the_index_is_walked_without_sorting_or_weighing(invented: Path) -> None:
    """No query of a search by relevance sorts, or asks FTS5 for a rank, which would walk along every match."""
    app = create_app(invented, RESOURCES)
    store, sent = app.store, []
    store.trace(sent.append)
    for day in ("", "&as_of=2020-05-11"):
        assert app.test_client().get(f"/v1/statements?q=the&speaker=ada-brook{day}").status_code == 200
    store.trace(None)
    walks = [text for text in sent if "MATCH" in text]
    assert walks and not any("rank" in text or "bm25" in text for text in walks)
    with closing(sqlite3.connect(f"file:{invented}?mode=ro&immutable=1", uri=True)) as connection:
        for text in walks:
            plan = " ".join(row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {text}"))
            assert "TEMP B-TREE" not in plan and "VIRTUAL TABLE INDEX" in plan, (text, plan)
