"""What is offered for a wrong id: who is called so, or goes by such a code, before what is spelled so."""

import pytest

from api.model.countries import ALPHA_3, COUNTRIES
from tests.contract import CheckedClient, assert_problem

#: Rows 10 and 11 of what clients tried, and what else people would write.
SHIPPED = {
    "usa": "united-states",
    "us": "united-states",
    "USA": "united-states",
    "u.s.": "united-states",
    "rus": "russia",
    "ven": "venezuela",
    "putin": "vladimir-putin",
    "Putin": "vladimir-putin",
    "trump": "donald-trump",
    "abrams": "elliott-abrams",
    "Abrams": "elliott-abrams",
    "Elliott Abrams": "elliott-abrams",
    "abrams-elliott": "elliott-abrams",
    "guaido": "juan-guaido",
    "Guaidó": "juan-guaido",
    "gaido": "juan-guaido",
    "maduro": "nicolas-maduro",
    "ryabkow": "sergei-ryabkov",
    "juan-guaid": "juan-guaido",
    "rusia": "russia",
}
WORLD = {
    "eu": "european-union",
    "un": "united-nations",
    "usa": "united-states",
    "deu": "germany",
    "de": "germany",
    "DEU": "germany",
    "opc": "port-office",
    "oopc": "port-office",
    "trumble": "vera-trumble",
    "Đinđić": "djindjic",
    "aland": "aland-guard",
    "Montero": "nicolas-montero",
}


@pytest.mark.parametrize(("wrong", "right"), SHIPPED.items())
def test_an_actor_is_named_by_what_people_call_it(shipped_client: CheckedClient, wrong: str, right: str) -> None:
    """Rows 10 and 11 of what clients tried: by name, alias and last name before letters."""
    holds_actor(shipped_client, wrong, right)


@pytest.mark.parametrize(("wrong", "right"), WORLD.items())
def test_so_it_is_by_initials_and_codes_of_states(world_client: CheckedClient, wrong: str, right: str) -> None:
    """Row 10: by codes and initials before letters."""
    holds_actor(world_client, wrong, right)


def holds_actor(client: CheckedClient, wrong: str, right: str) -> None:
    missing = assert_problem(client.get(f"/v1/actors/{wrong}"), 404, f"did you mean /v1/actors/{right}?")
    assert missing["nearest"][0] == f"/v1/actors/{right}" and len(missing["nearest"]) <= 3
    problem = assert_problem(client.get("/v1/statements", query_string={"speaker": wrong}), 400, f"mean {right}?")
    assert problem["errors"][0]["nearest"][0] == right


def test_whoever_most_facts_name_comes_first(shipped_client: CheckedClient) -> None:
    nearest = shipped_client.get("/v1/actors/guaido").json["nearest"]
    assert nearest[:2] == ["/v1/actors/juan-guaido", "/v1/actors/guaido-government"]


def test_nobody_is_named_who_was_not_known_on_the_day(sample_client: CheckedClient) -> None:
    for wrong in ("brook", "ada-brok", "Ada Brook"):
        early = sample_client.get("/v1/statements", query_string={"speaker": wrong, "as_of": "2020-01-01"})
        assert "nearest" not in assert_problem(early, 400)["errors"][0]
        assert not assert_problem(sample_client.get(f"/v1/actors/{wrong}?as_of=2020-01-01"), 404)["nearest"]
        assert assert_problem(sample_client.get(f"/v1/actors/{wrong}"), 404)["nearest"][0] == "/v1/actors/ada-brook"


def test_other_kinds_are_named_by_their_words_too(shipped_client: CheckedClient) -> None:
    problem = assert_problem(shipped_client.get("/v1/sanctions/minerven"), 404)
    assert problem["nearest"][0] == "/v1/sanctions/us-sanctions-minerven"
    of_actor = assert_problem(shipped_client.get("/v1/statements?speaker=zzzzzzzz"), 400, "has the id 'zzzzzzzz'")
    assert "nearest" not in of_actor["errors"][0]


def test_every_country_has_an_alpha_3_code_of_its_own() -> None:
    assert len({*ALPHA_3.values()}) == len(COUNTRIES) and all(len(code) == 3 for code in ALPHA_3.values())
    assert [ALPHA_3[code] for code in ("AD", "CH", "GB", "KP", "VE", "ZW")] == [
        "AND",
        "CHE",
        "GBR",
        "PRK",
        "VEN",
        "ZWE",
    ]
