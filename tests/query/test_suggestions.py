"""Words that find nothing: the nearest words that do find something, under the same filters, as a path."""

import pytest

from tests.contract import CheckedClient

#: Row 13 of what clients tried, and what else people would type.
MISSPELT = {
    "gaido": "guaido",
    "guaiddo": "guaido",
    "Madu\u0301rro": "maduro",
    "ryabkow": "ryabkov",
    "Nicholas Maduro": "nicolas Maduro",
    "Elliot Abrms": "Elliot abrams",
    "benezuela": "venezuela",
    "Venesuella": "venezuela",
    "Vladimri Putin": "vladimir Putin",
    "Guaidó xyzzyq": "Guaidó",
    "guaidó xyzzyq wombatt": "guaido",
    '"gaido"': '"guaido"',
    '"guaido xyzzyq"': '"guaido"',
    "gaido -putin": "guaido -putin",
    "San-Juan": "Juan",
    "xyzzyq-Guaidó": "Guaidó",
    "Guaidó/xyzzyq": "Guaidó",
    "guaidó-xyzzyq -putin": "guaidó -putin",
}


@pytest.mark.parametrize(("q", "right"), MISSPELT.items())
def test_words_that_find_nothing_are_answered_with_the_nearest_that_do(
    shipped_client: CheckedClient, q: str, right: str
) -> None:
    """Row 13 of what clients tried."""
    page = shipped_client.get("/v1/search", query_string={"q": q}).json
    assert page["total"] == 0 and page["data"] == []
    assert page["suggestions"][0]["q"] == right and len(page["suggestions"]) <= 3
    for suggestion in page["suggestions"]:
        found = shipped_client.get(suggestion["url"]).json
        assert found["total"] > 0 and "suggestions" not in found


@pytest.mark.parametrize(
    ("q", "right"),
    [
        ("베네수엘라", []),
        ('"베네수엘라"', []),
        ("l'accord", []),
        ("guaido 베네수엘라", ["guaido"]),
        ("l'accord -putin", []),
        ("guaido l'accord", ["guaido", "accord"]),
    ],
)
def test_no_suggestion_is_empty_or_comes_twice(shipped_client: CheckedClient, q: str, right: list[str]) -> None:
    page = shipped_client.get("/v1/search", query_string={"q": q}).json
    assert [one["q"] for one in page["suggestions"]] == right


def test_what_is_suggested_keeps_filters_day_and_order(shipped_client: CheckedClient) -> None:
    path = "/v1/statements?speaker=sergei-ryabkov&q=gaido&as_of=2019-03-21&sort=date&limit=7"
    asked = shipped_client.get(path).json
    assert asked["total"] == 0
    for suggestion in asked["suggestions"]:
        assert {"speaker=sergei-ryabkov", "as_of=2019-03-21", "sort=date", "limit=7"} <= {
            *suggestion["url"].partition("?")[2].split("&")
        }
        assert shipped_client.get(suggestion["url"]).json["total"] > 0


def test_nothing_is_suggested_that_was_not_known_on_the_day(sample_client: CheckedClient) -> None:
    today = sample_client.get("/v1/statements?q=ferrry").json
    assert [one["q"] for one in today["suggestions"]][:1] == ["ferry"]
    assert sample_client.get("/v1/statements?q=ferrry&as_of=2020-01-01").json["suggestions"] == []


def test_suggestions_are_there_only_where_words_find_nothing(sample_client: CheckedClient) -> None:
    for path in ("/v1/statements", "/v1/statements?q=ferry", "/v1/statements?speaker=sea-wire", "/v1/search?q=ferry"):
        assert "suggestions" not in sample_client.get(path).json
    for path in ("/v1/search?q=zzzzzzzz", "/v1/search?q=zz", f"/v1/search?q={'z' * 200}"):
        assert sample_client.get(path).json["suggestions"] == []
    counted = sample_client.get("/v1/statements?q=ferrry&facets=type&limit=0").json
    assert counted["suggestions"][0]["url"] == "/v1/statements?q=ferry"
    beside = sample_client.get("/v1/timeline?q=ferrry").json
    assert beside["suggestions"][0]["url"] == "/v1/timeline?q=ferry"
