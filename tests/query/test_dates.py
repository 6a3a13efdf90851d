"""Dates as readers tried them: the rows of a list of ten trials, each with what is right to answer."""

import pytest

from tests.contract import CheckedClient, assert_problem
from tests.walking import ids, walk


def found(client: CheckedClient, path: str) -> list[str]:
    return ids(walk(client, path))


def test_row_1_a_date_is_an_object_in_every_place(shipped_client: CheckedClient) -> None:
    meeting = shipped_client.get("/v1/meetings/rome-2019-03-19").json
    assert meeting["end_date"] == {
        "edtf": "2019-03-19",
        "earliest": "2019-03-19",
        "latest": "2019-03-19",
        "label": "19 March 2019",
    }
    office = shipped_client.get("/v1/actors/juan-guaido").json["offices"][0]
    assert office["start_date"]["label"].startswith("by ") and office["start_date"]["earliest"] is None
    assert shipped_client.get("/v1/statements?fields=date.label&limit=1").json["data"][0]["date"].keys() == {"label"}
    heading = shipped_client.get("/v1/sources?fields=published&format=csv").text.partition("\r\n")[0]
    assert heading == ",".join(f'"published.{part}"' for part in ("edtf", "earliest", "latest", "label"))


def test_row_2_a_statement_is_found_around_the_day_by_which_it_was_made(shipped_client: CheckedClient) -> None:
    assert found(shipped_client, "/v1/statements?date=1990") == []
    by_the_day = found(shipped_client, "/v1/statements?date=1990&date_match=possible")
    assert by_the_day
    assert set(by_the_day) <= set(found(shipped_client, "/v1/statements?date=2019"))
    by_march = "/v1/statements?date=1990&date_match=possible&source=moscow-times-2019-03-20"
    assert set(found(shipped_client, by_march)) <= set(found(shipped_client, "/v1/statements?date=2019-03"))


def test_row_3_nothing_is_found_long_before_all(shipped_client: CheckedClient) -> None:
    assert found(shipped_client, "/v1/timeline?date=1900") == []
    assert found(shipped_client, "/v1/timeline?date=1900&date_match=possible")


def test_row_4_a_sanction_is_there_from_list_to_list_and_on_while_in_force(shipped_client: CheckedClient) -> None:
    assert found(shipped_client, "/v1/sanctions?date=2020&target=nicolas-maduro")
    listed = walk(shipped_client, "/v1/sanctions")
    for sanction in listed:
        years = [sanction[name]["latest"][:4] for name in ("first_seen", "last_seen") if sanction.get(name)]
        for year in years:
            assert sanction["id"] in found(shipped_client, f"/v1/sanctions?date={year}")
        in_force = sanction["id"] in found(shipped_client, "/v1/sanctions?date=2100")
        assert in_force == (sanction["status"] == "in_force")
    assert any(sanction["status"] == "delisted" for sanction in listed)


def test_row_5_what_goes_on_has_an_open_end(shipped_client: CheckedClient) -> None:
    for day in ("", "&as_of=2019-03-19"):
        assert "venezuela-crisis" in found(shipped_client, f"/v1/events?date=2019-04{day}")
        assert "venezuela-crisis" not in found(shipped_client, f"/v1/events?date=2018{day}")
        crisis = shipped_client.get(f"/v1/events/venezuela-crisis?{day.strip('&')}").json["date"]
        assert crisis == {"edtf": "/..", "earliest": None, "latest": None, "label": "since an unknown date"}


def test_row_6_days_are_those_on_which_something_is_known_to_be(shipped_client: CheckedClient) -> None:
    answer = shipped_client.get("/v1/timeline?facets=date:day&limit=0").json
    days = [value["value"] for value in answer["facets"]["date:day"]]
    assert days == sorted(days) and {"2019-03-19", "2019-03-20"} <= set(days)
    assert answer["incomplete_facets"] == ["date:day"], "more days are reached over than are given"


def test_row_7_a_record_counts_where_its_date_is(shipped_client: CheckedClient) -> None:
    for kind in ("statements", "timeline"):
        for value in shipped_client.get(f"/v1/{kind}?facets=date:year&limit=0").json["facets"]["date:year"]:
            assert value["count"] == len(found(shipped_client, f"/v1/{kind}?date={value['value']}"))
    wide = shipped_client.get("/v1/timeline?facets=date:year&limit=0&date_match=possible").json["facets"]["date:year"]
    narrow = shipped_client.get("/v1/timeline?facets=date:year&limit=0").json["facets"]["date:year"]
    assert {value["value"]: value["count"] for value in wide}["2015"] > {v["value"]: v["count"] for v in narrow}["2015"]


def test_row_8_an_office_that_may_not_have_ended_does_not_read_as_ended(shipped_client: CheckedClient) -> None:
    for actor in walk(shipped_client, "/v1/actors"):
        for office in actor["offices"]:
            if office["end_date"] and office["end_date"]["edtf"].startswith("["):
                assert office["end_date"]["label"].startswith("not before ")
                assert office["end_date"]["label"].endswith(", if at all")


@pytest.mark.parametrize(
    "text",
    [
        *("/2019", "2019/", "201X", "2019-03-XX", "2019-21", "2019-03-19T22:00Z", "0000", "-0480"),
        *("[1667,1668]", "{1667..1668}", "Y170000002", "1984?/2004~"),
    ],
)
def test_row_9_edtf_is_read_whole(shipped_client: CheckedClient, text: str) -> None:
    assert shipped_client.get("/v1/timeline", query_string={"date": text}).status_code == 200


def test_row_9_what_is_no_date_names_the_nearest_form(shipped_client: CheckedClient) -> None:
    assert_problem(shipped_client.get("/v1/timeline?date=19.3.2019"), 400, "write 2019-03-19")
    assert_problem(shipped_client.get("/v1/timeline?date=2019-13"), 400, "months are 01 to 12")


def test_row_10_a_date_stands_at_its_known_bound(shipped_client: CheckedClient) -> None:
    dates = [record["date"] for record in walk(shipped_client, "/v1/statements?sort=date") if record["date"]]
    years = [(date["earliest"] or date["latest"])[:4] for date in dates]
    assert years == sorted(years)


def test_date_match_goes_with_a_date(shipped_client: CheckedClient) -> None:
    detail = "date_match: goes with a date; give date or listing_date, or leave it out"
    assert_problem(shipped_client.get("/v1/sanctions?date_match=possible"), 400, detail)
    assert_problem(shipped_client.get("/v1/sanctions?date=2019&date_match=perhaps"), 400, "not one of stated, possible")
    assert_problem(shipped_client.get("/v1/actors?date_match=possible"), 400, "unknown parameter 'date_match'")
    counted = shipped_client.get("/v1/statements?facets=date:year,speaker&date_match=possible&limit=0").json["facets"]
    for value in (*counted["date:year"], *counted["speaker"]):
        assert shipped_client.get(value["url"]).json["total"] == value["count"]
