"""Releases that are kept stand under paths of their own, where nothing changes."""

import gc
import html
import os
import re
from pathlib import Path

import pytest
import yaml

from api.kinds import RESOURCES
from api.web.app import create_app
from tests.conftest import built
from tests.contract import CheckedClient, assert_problem
from tests.walking import ids, links

PATHS = ("/v1", "/v1/actors?limit=2", "/v1/meetings/lunden-2020-05-11?as_of=2020-05-11", "/v1/statements.csv?limit=all")


#: The name of a release that is nowhere.
NONE = "0123456789abcdef"


@pytest.fixture
def releases(sample: Path, tmp_path: Path) -> list[Path]:
    """Two releases in one folder: the second one knows one actor more by a further name."""
    first = built(sample, tmp_path / "releases")
    path = sample / "actors" / "ada-brook.yaml"
    actor = yaml.safe_load(path.read_text("utf-8"))
    actor["topics"] = [*actor.get("topics", []), "ferries"]
    path.write_text(yaml.safe_dump(actor, allow_unicode=True, sort_keys=False), "utf-8")
    return [first, built(sample, tmp_path / "releases")]


def test_what_stands_under_a_release_stays_byte_for_byte(releases: list[Path]) -> None:
    """Asked for while it was served, and when another one is."""
    name = releases[0].stem
    before, after = (create_app(path, RESOURCES).test_client() for path in releases)
    for path in PATHS:
        for accept in ("*/*", "text/html", "text/markdown"):
            old = before.get(f"/releases/{name}{path}", headers={"Accept": accept})
            new = after.get(f"/releases/{name}{path}", headers={"Accept": accept})
            assert old.status_code == new.status_code
            assert (old.data, old.headers.get("ETag")) == (new.data, new.headers.get("ETag"))
    assert before.get("/v1/actors/ada-brook").data != after.get("/v1/actors/ada-brook").data


def test_every_link_stays_in_the_release(sample_client: CheckedClient) -> None:
    name = sample_client.get("/v1").json["release"]["id"]
    page = sample_client.get(f"/releases/{name}/v1/actors?limit=2").json
    assert page["next"].startswith(f"/releases/{name}/v1/actors?limit=2&after=")
    assert page["data"][0]["url"].startswith(f"/releases/{name}/v1/actors/")
    record = sample_client.get(page["data"][0]["url"])
    assert f", /releases/{name}/v1/actors/" in record.json["citation"]
    assert (
        f"</releases/{name}/v1/actors/" in record.headers["Link"] and "/releases/releases" not in record.headers["Link"]
    )
    shown = sample_client.get(f"/releases/{name}/v1/actors", headers={"Accept": "text/html"}).text
    assert f'href="/releases/{name}/v1/actors/ada-brook"' in shown and 'href="/v1/' not in shown


def test_the_releases_that_are_kept_are_listed(sample_client: CheckedClient) -> None:
    name = sample_client.get("/v1").json["release"]["id"]
    found = sample_client.get("/v1/releases").json
    assert found["data"][0] == {"id": name, "revised": "2020-06-01", "served": True, "url": f"/releases/{name}/v1"}
    assert sample_client.get(found["data"][0]["url"]).json["release"]["id"] == name
    assert name in sample_client.get("/v1/releases.html").text


def test_a_release_that_is_not_kept_is_gone(sample_client: CheckedClient) -> None:
    for gone in (f"/releases/{NONE}/v1/actors?limit=2", f"/v1/actors?limit=2&after=ada-brook@{NONE}"):
        problem = assert_problem(sample_client.get(gone), 410, "begin anew")
        assert problem["type"] == "/problems/release-not-kept"
        assert problem["nearest"] == ["/v1/actors?limit=2"]
    for path in ("/releases/nonsense/v1", "/releases/0123456789ABCDEF/v1", "/releases/"):
        assert_problem(sample_client.get(path), 404)


def test_a_path_that_a_release_has_not_is_none(sample_client: CheckedClient) -> None:
    name = sample_client.get("/v1").json["release"]["id"]
    for path in ("/nothing", "/v1/actors/nobody", "/v1/nothing", f"/releases/{name}/v1"):
        assert_problem(sample_client.get(f"/releases/{name}{path}"), 404)


FORMS = ("/v1/actors?limit=2", "/v1/actors.csv?limit=2", "/v1/timeline.ndjson?limit=3", "/v1/search?q=a&limit=4")


@pytest.mark.parametrize("path", FORMS)
def test_a_walk_stays_on_the_release_that_it_began_in(releases: list[Path], path: str) -> None:
    """By a server that has the next one already, and by one that has not taken it yet, with headers of that release."""
    old, new = (create_app(file, RESOURCES).test_client() for file in releases)
    for began, other, name in ((old, new, releases[0].stem), (new, old, releases[1].stem)):
        url = path
        while url := links(began.get(url)).get("next", ""):
            assert f"@{name}" in url
            for goes_on in (url, url.replace("@", "%40")):
                right, found = began.get(goes_on), other.get(goes_on)
                assert (right.status_code, right.data) == (found.status_code, found.data)
                for header in ("ETag", "X-Release", "Last-Modified", "Cache-Control", "Link", "Vary"):
                    assert right.headers.get(header) == found.headers.get(header)
                assert found.headers["X-Release"] == name
                assert other.get(goes_on, headers={"If-None-Match": right.headers["ETag"]}).status_code == 304


def test_a_page_for_readers_stays_on_it_too(releases: list[Path]) -> None:
    old, new = (create_app(file, RESOURCES).test_client() for file in releases)
    for accept in ("text/html", "text/markdown"):
        first = old.get("/v1/actors?limit=2", headers={"Accept": accept}).text
        [next] = set(re.findall(r"/v1/actors[^\s\">]*after=[^\s\">]*", html.unescape(first)))
        assert f"@{releases[0].stem}" in next
        assert old.get(next, headers={"Accept": accept}).data == new.get(next, headers={"Accept": accept}).data


def test_a_walk_leads_to_a_day_of_its_release(releases: list[Path]) -> None:
    new = create_app(releases[1], RESOURCES).test_client()
    first = new.get("/v1/actors?as_of=2020-05-11").json["data"][0]["id"]
    path = f"/v1/actors?limit=2&after={first}@{releases[0].stem}"
    found = new.get(path, headers={"Accept-Datetime": "Mon, 11 May 2020 12:00:00 GMT"})
    assert found.status_code == 302 and f"after={first}%40{releases[0].stem}&as_of=2020-05-11" in found.location
    assert new.get(found.location).headers["X-Release"] == releases[0].stem


def test_an_id_alone_goes_on_in_what_is_served(releases: list[Path]) -> None:
    new = create_app(releases[1], RESOURCES).test_client()
    found = new.get("/v1/actors?limit=2&after=ada-brook")
    assert found.headers["X-Release"] == releases[1].stem
    assert ids(found.json["data"]) == ids(
        new.get(f"/v1/actors?limit=2&after=ada-brook@{releases[0].stem}").json["data"]
    )


def test_a_path_of_one_release_does_not_go_on_in_another(releases: list[Path]) -> None:
    new = create_app(releases[1], RESOURCES).test_client()
    path = f"/releases/{releases[1].stem}/v1/actors?after=ada-brook@{releases[0].stem}"
    assert_problem(new.get(path), 400, "is of another release than this path; begin the list anew")


@pytest.mark.parametrize(
    "after", ["@0123456789abcdef", "ada-brook@", "ada-brook@1", "ada-brook@0123456789ABCDEF", "a@b@c"]
)
def test_what_names_no_release_is_told(sample_client: CheckedClient, after: str) -> None:
    assert_problem(sample_client.get(f"/v1/actors?after={after}"), 400, "or that with @ and a release; begin the list")


def test_few_releases_are_open_however_many_are_asked_for(releases: list[Path], tmp_path: Path) -> None:
    """A release is opened when it is asked for, and closed when others are."""
    app = create_app(releases[1], RESOURCES)
    for number in range(8):
        file = releases[0].with_name(f"{number:016x}.db")
        file.hardlink_to(releases[0])
        for path in (f"/v1/actors?after=ada-brook@{file.stem}", f"/releases/{file.stem}/v1/actors"):
            assert app.test_client().get(path).status_code in (200, 400)
    gc.collect()
    opened = [os.readlink(file) for file in Path("/proc/self/fd").iterdir() if file.is_symlink()]
    assert len([name for name in opened if str(releases[0].parent) in name]) <= 4
