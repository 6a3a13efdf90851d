"""An actor may belong to several countries, and to such as are no more; an office may stand alone."""

from pathlib import Path

import pytest

from api.curation import validate
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from api.model.countries import ALPHA_3, COUNTRIES, FORMER
from tests.conftest import built, checked_app
from tests.contract import CheckedClient, assert_problem
from tests.editing import BROOK, VANE, edit
from tests.walking import ids, walk

SKERRY = "actors/skerry.yaml"


@pytest.fixture
def client_of_former(sample: Path, tmp_path: Path) -> CheckedClient:
    """A client of the sample, where two have several countries, and one is a state that is no more."""
    edit(sample / VANE, "name: Tom Vane\n", "name: Tom Vane\ncountries:\n  - YUCS\n  - DK\n")
    edit(sample / BROOK, "offices:\n", 'countries:\n  - "NO"\n  - DK\noffices:\n')
    edit(sample / BROOK, "    organization: norland\n", "")
    edit(sample / SKERRY, "name: Isle of Skerry\n", "name: Isle of Skerry\ncountries:\n  - SUHH\n")
    client: CheckedClient = checked_app(built(sample, tmp_path / "releases")).test_client()
    return client


def test_row_8_each_country_finds_the_actor_and_the_first_sorts_it(client_of_former: CheckedClient) -> None:
    record = client_of_former.get("/v1/actors/tom-vane").json
    assert record["countries"] == ["YUCS", "DK"]
    for code in ("YUCS", "DK"):
        assert "tom-vane" in ids(walk(client_of_former, f"/v1/actors?country={code}"))
    listed = ids(walk(client_of_former, "/v1/actors?sort=country"))
    assert listed[:4] == ["ada-brook", "skerry-shipping", "skerry", "tom-vane"]
    assert ids(client_of_former.get("/v1/actors?country=DK&as_of=2020-05-11").json["data"]) == []
    counted = client_of_former.get("/v1/actors?facets=country&limit=0").json["facets"]["country"]
    assert {(value["value"], value["label"]) for value in counted} >= {("YUCS", "Yugoslavia"), ("DK", "Denmark")}


def test_row_8_every_form_shows_all_countries_and_an_office_without_a_place(client_of_former: CheckedClient) -> None:
    page = client_of_former.get("/v1/actors/tom-vane.html").get_data(as_text=True)
    assert '<abbr title="YUCS">Yugoslavia</abbr>, <abbr title="DK">Denmark</abbr>' in page
    assert "- Countries: YUCS; DK" in client_of_former.get("/v1/actors/tom-vane.md").get_data(as_text=True)
    assert '"YUCS; DK"' in client_of_former.get("/v1/actors.csv").get_data(as_text=True)
    (office,) = client_of_former.get("/v1/actors/ada-brook").json["offices"]
    assert office["role"] == "envoy" and office["organization"] is None
    assert "envoy" in client_of_former.get("/v1/actors/ada-brook.html").get_data(as_text=True)


def test_row_8_a_state_that_is_no_more_is_found_by_its_code(client_of_former: CheckedClient) -> None:
    assert_problem(client_of_former.get("/v1/statements?about=suhh"), 400, "did you mean skerry?")
    labels = {
        value["value"]: value["label"]
        for found in client_of_former.get("/v1/vocabulary").json["data"]
        for value in found["values"]
        if found["name"] == "country"
    }
    assert labels["SUHH"] == "Soviet Union" and labels.keys() == {*COUNTRIES, *FORMER}
    assert_problem(client_of_former.get("/v1/actors?country=SU"), 400, "write SUHH (Soviet Union)")


@pytest.mark.parametrize(
    ("code", "cure"),
    [
        ("SU", "is the code of no country today; write SUHH (Soviet Union)"),
        ("CS", "is the code of no country today; write CSHH (Czechoslovakia) or CSXX (Serbia & Montenegro)"),
        ("XQ", "is not assigned in ISO 3166-1 alpha-2 or ISO 3166-3; look the code up"),
        ("su", "is not an ISO 3166-1 alpha-2 code; write VE, for one"),
    ],
)
def test_row_8_a_code_that_is_no_longer_used_is_refused_with_those_that_are(sample: Path, code: str, cure: str) -> None:
    edit(sample / VANE, "name: Tom Vane\n", f"name: Tom Vane\ncountries:\n  - {code}\n")
    with pytest.raises(InvalidFixtures) as refused:
        validate.load_valid(sample, RESOURCES)
    (fault,) = map(str, refused.value.faults)
    assert fault.endswith(f"{VANE}:5:5: countries[0]: {code!r} {cure}")


def test_row_8_the_former_field_says_what_to_write(sample: Path) -> None:
    edit(sample / VANE, "name: Tom Vane\n", "name: Tom Vane\ncountry: DK\n")
    with pytest.raises(InvalidFixtures) as refused:
        validate.load_valid(sample, RESOURCES)
    assert "country: is not a field here; did you mean countries?" in str(refused.value.faults[0])


def test_the_codes_of_former_countries_are_those_of_iso_3166_3() -> None:
    assert len(FORMER) == 31 and all(len(code) == 4 and code.isupper() and code.isalpha() for code in FORMER)
    assert not {*FORMER} & {*COUNTRIES, *ALPHA_3.values()}
    assert len({*FORMER.values()} | {*COUNTRIES.values()}) == len(FORMER) + len(COUNTRIES)
