"""The ends of paths: a path may say its form by an extension, and a slash too many leads to the path without it."""

from typing import Any
from urllib.parse import urljoin

import pytest

from api.web.routes import FIXED
from tests.contract import CheckedClient, assert_problem
from tests.declared import all_lists
from tests.web.test_formats import of

#: What has one form alone.
JSON_ALONE = [
    "/v1",
    "/v1/actors/ada-brook",
    "/v1/actors/ada-brook/history",
    "/v1/meetings/lunden-2020-05-11/accounts",
    "/v1/verify?quote=nothing",
    "/v1/changes?since=2100-01-01",
    "/v1/vocabulary",
]


def ending(path: str, extension: str) -> str:
    head, mark, query = path.partition("?")
    return f"{head}.{extension}{mark}{query}"


@all_lists
@pytest.mark.parametrize("extension", ["json", "ndjson", "csv"])
def test_a_list_has_its_form_at_the_end_of_its_path(client: CheckedClient, resource: Any, extension: str) -> None:
    """Row 20 of what clients tried: the answer in that form, whatever is accepted."""
    for more in ("limit=3", "limit=3&sort=-date", "as_of=2019-03-19"):
        right = client.get(of(resource, f"{more}&format={extension}"))
        found = client.get(ending(of(resource, more), extension), headers={"Accept": "text/html"})
        assert (found.status_code, found.data) == (right.status_code, right.data)
        assert found.headers.get("Link") == right.headers.get("Link")


def test_the_next_page_comes_in_the_form_of_this_one(sample_client: CheckedClient) -> None:
    assert sample_client.get("/v1/actors.json?limit=2").json["next"].startswith("/v1/actors.json?limit=2&after=")
    link = sample_client.get("/v1/actors.csv?limit=2&type=person&type=media").headers["Link"]
    assert link.startswith("</v1/actors.csv?type=person,media&limit=2&after=")
    facet = sample_client.get("/v1/sanctions.json?facets=status").json["facets"]["status"][0]
    assert sample_client.get(facet["url"]).json["total"] == facet["count"] and "sanctions.json?" in facet["url"]


def test_the_dataset_has_its_forms_at_the_end_of_its_path(sample_client: CheckedClient) -> None:
    for form in ("ndjson", "json"):
        right = sample_client.get(f"/v1/dataset?format={form}")
        found = sample_client.get(f"/v1/dataset.{form}")
        assert (found.mimetype, found.data) == (right.mimetype, right.data)
    problem = assert_problem(sample_client.get("/v1/dataset.csv"), 404, "did you mean /v1/dataset.ndjson?")
    assert problem["nearest"] == ["/v1/dataset.ndjson", "/v1/dataset.json"]


@pytest.mark.parametrize("path", JSON_ALONE)
def test_what_is_json_alone_may_end_so_and_in_nothing_else(sample_client: CheckedClient, path: str) -> None:
    right = sample_client.get(path)
    found = sample_client.get(ending(path, "json"), headers={"Accept": "text/csv"})
    assert right.status_code in (200, 400) and found.data == right.data
    assert found.headers.get("Link") == right.headers.get("Link")
    bare = path.partition("?")[0]
    instead = bare if bare.endswith("ada-brook") else f"{bare}.json"
    assert assert_problem(sample_client.get(f"{bare}.csv"), 404, f"did you mean {instead}?")["nearest"][0] == instead


@pytest.mark.parametrize("extension", ["xml", "xlsx", "CSV", "yaml"])
def test_an_unknown_extension_is_told_the_known_ones(sample_client: CheckedClient, extension: str) -> None:
    problem = assert_problem(sample_client.get(f"/v1/actors.{extension}"), 404, f"/v1/actors.{extension}")
    assert problem["nearest"] == [f"/v1/actors.{form}" for form in ("json", "ndjson", "csv", "md", "html")]


@pytest.mark.parametrize(
    ("path", "instead"),
    [
        ("/v1/actrs.csv", "/v1/actors"),
        ("/v1/actrs.xml", "/v1/actors"),
        ("/v1/actors/ada-brok.json", "/v1/actors/ada-brook"),
        ("/v1/actors/tom.vane", "/v1/actors/tom-vane"),
        ("/healthz.json", "/healthz"),
        ("/problems/gone.json", "/problems/gone"),
    ],
)
def test_an_extension_brings_no_path_into_being(sample_client: CheckedClient, path: str, instead: str) -> None:
    assert_problem(sample_client.get(path), 404, "There is nothing at", f"did you mean {instead}?")


def test_a_form_that_is_not_that_of_the_path_is_refused(sample_client: CheckedClient) -> None:
    for path, right in (
        ("/v1/actors.csv?format=json", "format: the path ends in .csv; leave it out, or ask for /v1/actors.json"),
        ("/v1/actors.json?format=excel", "format: the path ends in .json; leave it out, or ask for /v1/actors.csv"),
        (
            "/v1/dataset.ndjson?format=json",
            "format: the path ends in .ndjson; leave it out, or ask for /v1/dataset.json",
        ),
    ):
        assert_problem(sample_client.get(path), 400, right)
    assert sample_client.get("/v1/actors.csv?format=csv").data == sample_client.get("/v1/actors.csv").data


def test_a_former_id_leads_on_in_the_same_form(sample_client: CheckedClient) -> None:
    moved = sample_client.get("/v1/actors/ada-broke.json?fields=name")
    assert moved.status_code == 308 and moved.headers["Location"] == "/v1/actors/ada-brook.json?fields=name"


PATHS = [path for path in FIXED if path != "/docs"]  # whose page stands behind a slash too


@pytest.mark.parametrize("path", [*PATHS, "/v1/actors", "/v1/actors/ada-brook", "/v1/actors.csv"])
def test_a_slash_too_many_leads_to_the_path_without_it(sample_client: CheckedClient, path: str) -> None:
    """Row 20: relative, so that it holds behind any proxy, whatever Host says."""
    for query in ("", "?type=person&sort=-name", "?q=%22a%20b%22&x=é"):
        response = sample_client.get(f"{path}/{query}", headers={"Host": "evil.example"})
        location = response.headers["Location"]
        assert response.status_code == 308 and not response.data
        assert location.startswith("../") and "evil" not in location
        there = urljoin(f"http://host/facts{path}/", location)
        assert there == f"http://host/facts{path}{query.replace('é', '%C3%A9')}"


@pytest.mark.parametrize("path", ["/v1/actors//", "/v1/actrs/", "/%2Fevil.example/", "/nothing/", "/v1/a/b/c/"])
def test_a_slash_behind_nothing_leads_nowhere(sample_client: CheckedClient, path: str) -> None:
    response = sample_client.get(path)
    if path == "/v1/actrs/":
        assert response.headers["Location"] == "../actrs", "any word may be a kind"
    else:
        assert_problem(response, 404, "There is nothing at")
