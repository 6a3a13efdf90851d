"""Identifiers in registers as a filter: by the number alone, or with the register before it."""

import pytest

from tests.contract import CheckedClient, assert_problem
from tests.walking import ids


@pytest.mark.parametrize("asked", ["26523", "OFAC SDN:26523", "26523,OFAC SDN:26523", "1,26523"])
def test_who_has_a_number_in_a_register_is_found_by_it(shipped_client: CheckedClient, asked: str) -> None:
    """Row 24 of what clients tried."""
    page = shipped_client.get("/v1/actors", query_string={"identifiers": asked}).json
    assert page["total"] == 1 and ids(page["data"]) == ["minerven"]
    (sanction,) = shipped_client.get("/v1/sanctions", query_string={"identifiers": asked}).json["data"]
    assert sanction["target"]["id"] == "minerven"


def test_a_number_in_no_register_is_no_mistake(shipped_client: CheckedClient) -> None:
    for asked in ("99999999", "Companies House:26523", "26523:OFAC SDN"):
        assert shipped_client.get("/v1/actors", query_string={"identifiers": asked}).json["total"] == 0


def test_identifiers_are_not_counted_as_facets_and_belong_to_kinds_that_have_them(
    shipped_client: CheckedClient,
) -> None:
    assert_problem(shipped_client.get("/v1/actors?facets=identifiers"), 400, "'identifiers' is not one of")
    assert_problem(shipped_client.get("/v1/statements?identifiers=26523"), 400, "unknown parameter 'identifiers'")
