"""Releases that are kept stand under paths of their own, where nothing changes."""

from pathlib import Path

import pytest
import yaml

from api.kinds import RESOURCES
from api.web.app import create_app
from tests.conftest import built
from tests.contract import CheckedClient, assert_problem

PATHS = ("/v1", "/v1/actors?limit=2", "/v1/meetings/lunden-2020-05-11?as_of=2020-05-11", "/v1/statements.csv?limit=all")


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
    problem = assert_problem(sample_client.get("/releases/0123456789abcdef/v1/actors"), 410, "/v1/releases")
    assert problem["type"] == "/problems/release-not-kept"
    for path in ("/releases/nonsense/v1", "/releases/0123456789ABCDEF/v1", "/releases/"):
        assert_problem(sample_client.get(path), 404)


def test_a_path_that_a_release_has_not_is_none(sample_client: CheckedClient) -> None:
    name = sample_client.get("/v1").json["release"]["id"]
    for path in ("/nothing", "/v1/actors/nobody", "/v1/nothing", f"/releases/{name}/v1"):
        assert_problem(sample_client.get(f"/releases/{name}{path}"), 404)
