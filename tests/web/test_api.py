"""The API, over all kinds: lists, records, filters, sorts, pages, headers. A new kind is tested by being declared."""

import json
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.kinds import RESOURCES
from api.model import edtf
from api.model.filters import Has, Overlaps
from api.model.normalization import sort_key
from api.model.paths import values_at
from api.model.resource import Resource
from api.query.list_parameters import parameters_of
from api.query.selection import parse
from api.release.combined import lists
from tests import dated
from tests.contract import CheckedClient, assert_problem
from tests.declared import kinds
from tests.through import only_the_app
from tests.walking import ids, references, walk, whole

FILTERS = [(resource, name) for resource in RESOURCES for name in resource.all_filters]
SORTS = [(resource, sort) for resource in RESOURCES for sort in resource.all_sorts]


@kinds
def test_a_record_is_the_document_that_the_list_shows(client: CheckedClient, resource: Resource) -> None:
    records = walk(client, f"/v1/{resource.name}")
    assert records
    for record in records:
        alone = client.get(record["url"]).json
        assert alone == {**record, "citation": alone["citation"]}
        assert record["url"] == f"/v1/{resource.name}/{record['id']}"


@kinds
@pytest.mark.parametrize("limit", [1, 2, 200])
def test_walking_the_pages_visits_each_record_once(client: CheckedClient, resource: Resource, limit: int) -> None:
    records = whole(client, resource.name)
    assert ids(walk(client, f"/v1/{resource.name}?limit={limit}")) == ids(records)
    assert len(set(ids(records))) == len(records)


@pytest.mark.parametrize(("resource", "sort"), SORTS, ids=lambda part: getattr(part, "name", part))
def test_every_order_visits_each_record_once_with_the_unknown_last(
    client: CheckedClient, resource: Resource, sort: str
) -> None:
    records = walk(client, f"/v1/{resource.name}?sort={quote(sort)}&limit=3")
    assert set(ids(records)) == set(ids(whole(client, resource.name)))
    values = [sorted_by(resource, sort.lstrip("-"), record) for record in records]
    known = [value for value in values if value is not None]
    assert values[: len(known)] == known
    assert known == sorted(known, reverse=sort.startswith("-"))
    ties = [(value, record["id"]) for value, record in zip(values, records, strict=True)]
    assert all(one[1] < two[1] for one, two in zip(ties, ties[1:], strict=False) if one[0] == two[0])


def sorted_by(resource: Resource, key: str, record: dict[str, Any]) -> str | None:
    """Work out what a record is sorted by, from what it shows."""
    found = resource.all_filters.get(key)
    if isinstance(found, Overlaps):
        stated = dated.spans(found, record).stated
        return f"{stated.earliest}/{stated.latest}" if stated else None
    value = next(iter(seen(record, found.paths[0] if isinstance(found, Has) else key)), None)
    return sort_key(value["name"] if isinstance(value, dict) else value) if value is not None else None


def shown(record: dict[str, Any], resource: Resource, has: Has) -> set[str]:
    """Give what a filter by value can find in a record: values, and ids of the kinds that the filter takes."""
    values = [value for path in has.paths for value in seen(record, path)]
    references = {
        value["id"]
        for value in values
        if isinstance(value, dict) and value.get("kind", "sources") in resource.targets(has)
    }
    return references | {str(value) for value in values if not isinstance(value, dict)}


def seen(value: Any, path: str) -> list[Any]:
    """Give what stands at a path, references whole."""
    name, _, rest = path.partition(".")
    items = value if isinstance(value, list) else [value]
    found = [item[name] for item in items if item and item.get(name) is not None]
    flat = [item for one in found for item in (one if isinstance(one, list) else [one])]
    return seen(flat, rest) if rest else flat


@pytest.mark.parametrize(("resource", "name"), FILTERS, ids=lambda part: getattr(part, "name", part))
def test_a_filter_gives_exactly_the_records_that_have_the_value(
    client: CheckedClient, resource: Resource, name: str
) -> None:
    records = whole(client, resource.name)
    found = resource.all_filters[name]
    if isinstance(found, Overlaps):
        spans = {record["id"]: dated.spans(found, record) for record in records}
        for asked in ("2019-03", "2018", "../2011", "2019-03-20/..", "2020-05-11/2020-05-12", "2019-03-17"):
            days = edtf.possible(asked)
            for match in ("stated", "possible"):
                right = [id for id, both in spans.items() if (span := getattr(both, match)) and overlap(span, days)]
                path = f"/v1/{resource.name}?{name}={asked}&date_match={match}&limit=3"
                assert ids(walk(client, path)) == right
    else:
        values = sorted({value for record in records for value in shown(record, resource, found)})
        for value in values:
            right = [record["id"] for record in records if value in shown(record, resource, found)]
            assert ids(walk(client, f"/v1/{resource.name}?{name}={quote(value)}&limit=3")) == right
        either = ",".join(quote(value) for value in values[:5])
        if either:
            right = [record["id"] for record in records if shown(record, resource, found) & set(values[:5])]
            assert ids(walk(client, f"/v1/{resource.name}?{name}={either}")) == right


def overlap(one: edtf.Span, other: edtf.Span) -> bool:
    return one.earliest <= other.latest and other.earliest <= one.latest


@pytest.mark.slow
@given(st.dates(date(2010, 1, 1), date(2021, 1, 1)), st.dates(date(2010, 1, 1), date(2021, 1, 1)))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=15)
def test_overlap_is_symmetric_and_whole(shipped_client: CheckedClient, one: date, other: date) -> None:
    start, end = sorted((one, other))

    def found(asked: str) -> set[str]:
        return set(ids(shipped_client.get(f"/v1/events?date={asked}&limit=200").json["data"]))

    events = walk(shipped_client, "/v1/events")
    spans = {event["id"]: span for event in events if (span := dated.spans(Overlaps("date"), event).stated)}
    assert found(f"../{start}") | found(f"{start}/{end}") | found(f"{end}/..") == set(spans)
    for id, span in spans.items():
        assert (id in found(f"{start}/{end}")) == overlap(span, edtf.Span(str(start), str(end)))


def test_different_parameters_narrow_and_commas_widen(sample_client: CheckedClient) -> None:
    assert ids(walk(sample_client, "/v1/statements?speaker=harbour-board&topics=talks")) == ["board-announces-talks"]
    assert len(walk(sample_client, "/v1/statements?speaker=harbour-board,ada-brook")) == 3
    assert walk(sample_client, "/v1/statements?speaker=ada-brook&topics=departures") == []


def test_a_list_of_values_comes_by_commas_or_one_by_one(sample_client: CheckedClient) -> None:
    """Row 1 of what clients tried: as openapi-fetch, orval and openapi-python-client send a list."""
    right = sample_client.get("/v1/actors?type=media,person,state&fields=name,type&limit=2")
    for asked in (
        "type=media&type=person&type=state",
        "type=media,person&type=state",
        "type=media&type=person,media,state",
    ):
        found = sample_client.get(f"/v1/actors?{asked}&fields=name&fields=type&limit=2")
        assert found.json == right.json, "the path of the next page too"
    assert_problem(sample_client.get("/v1/actors?limit=2&limit=3"), 400, "limit: is given twice; give it once")


def test_an_actor_is_found_in_whatever_part_it_takes(sample_client: CheckedClient) -> None:
    assert ids(walk(sample_client, "/v1/statements?actor=norland")) == ["brook-listens"]
    assert ids(walk(sample_client, "/v1/meetings?actor=skerry")) == ["lunden-2020-05-11"]
    assert ids(walk(sample_client, "/v1/relations?actor=ferrymen")) == ["norland-supports-ferrymen"]


def test_several_records_come_by_id_in_one_request(sample_client: CheckedClient) -> None:
    assert ids(walk(sample_client, "/v1/actors?id=norland,ada-brook")) == ["ada-brook", "norland"]


def test_next_is_a_path_that_says_all_that_was_asked(sample_client: CheckedClient) -> None:
    page = sample_client.get("/v1/actors?sort=-name&limit=2&type=person,media,state").json
    path, release = page["next"].split("@")
    assert path == "/v1/actors?type=person,media,state&sort=-name&limit=2&after=the-gazette"
    assert release == sample_client.get("/v1").json["release"]["id"]
    assert page["total"] == 7


def test_an_empty_list_is_a_list(sample_client: CheckedClient) -> None:
    response = sample_client.get("/v1/statements?date=2021")
    assert response.json == {"data": [], "total": 0, "next": None}


def test_each_record_stands_on_a_line_of_its_own(sample_client: CheckedClient) -> None:
    lines = sample_client.get("/v1/statements").get_data(as_text=True).splitlines()
    assert len(lines) == 5
    assert json.loads(lines[1].rstrip(","))["id"] == "brook-listens"


def test_the_index_says_what_there_is(client: CheckedClient) -> None:
    index = client.get("/v1").json
    assert [kind["kind"] for kind in index["kinds"]] == [resource.name for resource in RESOURCES]
    for kind in index["kinds"]:
        assert client.get(kind["url"]).json["total"] == kind["count"]
    filled = {"words": "talks", "quote": "nothing of the kind", "since": index["release"]["id"]}
    for asked in ("", "?as_of=2019-03-19"):
        for name, path in client.get(f"/v1{asked}").json["links"].items():
            assert client.get(path.format(**filled)).status_code == 200
            assert ("as_of=" in path) == (bool(asked) and name in ("timeline", "search", "verify", "dataset"))


def test_what_the_data_have_of_a_text_is_told(shipped_client: CheckedClient) -> None:
    """Quotes and the ends of passages are words of a source, so that none may say that there are no such."""
    told = {kind["kind"]: kind["description"] for kind in shipped_client.get("/v1").json["kinds"]}["sources"]
    assert "never" not in told and all(words in told for words in ("quotes", "passages", "not the whole"))


def test_a_reference_leads_to_what_it_names(client: CheckedClient) -> None:
    seen_ids = set()
    for resource in RESOURCES:
        for record in whole(client, resource.name):
            for reference in references(record):
                if reference["id"] not in seen_ids:
                    target = client.get(f"/v1/{reference['kind']}/{reference['id']}").json
                    assert (target["id"], target["kind"]) == (reference["id"], reference["kind"])
                    seen_ids.add(reference["id"])
    assert len(seen_ids) > 10


def test_what_is_worked_out_from_the_sources_is_right(sample_client: CheckedClient) -> None:
    meeting = sample_client.get("/v1/meetings/lunden-2020-05-11").json
    assert meeting["known_since"] == "2020-05-11"
    assert meeting["publisher_count"] == 1, "both outlets print the same agency"
    assert sample_client.get("/v1/statements/brook-listens").json["known_since"] == "2020-05-12"


def test_unknown_is_null_and_lists_are_lists(sample_client: CheckedClient) -> None:
    statement = sample_client.get("/v1/statements/board-counts-departures").json
    assert statement["quote"] is None and statement["meeting"] is None and statement["date"] is None
    assert statement["about"] == [] and statement["via"] == []


def test_numbers_are_numbers(sample_client: CheckedClient) -> None:
    figure = sample_client.get("/v1/figures/islanders-gone").json
    assert (figure["value"], figure["value_min"], figure["value_max"]) == (3500, 3500, None)
    place = sample_client.get("/v1/meetings/lunden-2020-05-11").json["place"]
    assert place == {"name": "Lunden", "country": None, "latitude": 55.7, "longitude": 13}


def test_a_link_lands_on_the_passage_and_is_null_without_an_address(sample_client: CheckedClient) -> None:
    evidence = sample_client.get("/v1/meetings/lunden-2020-05-11").json["evidence"]
    assert evidence[0]["link"] is None
    assert (
        evidence[1]["link"] == "https://gazette.example/2020/05/12/ferry-talks#:~:text=The%20talks%20lasted%20an%20hour"
    )
    assert evidence[1]["source"]["id"] == "gazette-2020-05-12"


@pytest.mark.parametrize("path", ["/v1", "/v1/statements", "/v1/statements/brook-listens", "/openapi.yaml"])
def test_what_a_client_has_is_not_sent_again(sample_client: CheckedClient, path: str) -> None:
    first = sample_client.get(path)
    etag = first.headers["ETag"]
    assert first.headers["Last-Modified"] == "Mon, 01 Jun 2020 00:00:00 GMT"
    assert etag.startswith('"') and first.headers["Cache-Control"].startswith("public, max-age=60")
    for held in (etag, f'"other", {etag}', "*"):
        again = sample_client.get(path, headers={"If-None-Match": held})
        assert again.status_code == 304 and again.headers["ETag"] == etag
    assert sample_client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("path", ["/v1", "/v1/statements", "/v1/statements/brook-listens", "/v1/dataset"])
def test_what_a_client_has_by_its_day_is_not_sent_again(sample_client: CheckedClient, path: str) -> None:
    """Row 21 of what clients tried."""
    first = sample_client.get(path)
    day = first.headers["Last-Modified"]
    for since in (day, "Tue, 02 Jun 2020 00:00:00 GMT", "Monday, 01-Jun-20 00:00:00 GMT"):
        again = sample_client.get(path, headers={"If-Modified-Since": since})
        assert again.status_code == 304 and again.headers["ETag"] == first.headers["ETag"]
    for since in ("Sun, 31 May 2020 23:59:59 GMT", "yesterday", "2020-06-02"):
        assert sample_client.get(path, headers={"If-Modified-Since": since}).status_code == 200
    both = {"If-Modified-Since": day, "If-None-Match": '"other"'}
    assert sample_client.get(path, headers=both).status_code == 200
    assert sample_client.get("/readyz", headers={"If-Modified-Since": day}).status_code == 200


def test_other_answers_have_other_etags(client: CheckedClient) -> None:
    names = ["timeline", *(resource.name for resource in RESOURCES)]
    known = days_of_knowledge(client)
    days = ["", *(f"&as_of={day}" for day in known[:: 1 + len(known) // 8])]
    shapes = (
        "limit=1",
        "limit=50",
        "sort=date",
        "sort=-date",
        "limit=50&fields=id",
        "limit=50&format=ndjson",
        "limit=0&facets=id",
        "q=a",
    )
    bodies: dict[str, bytes] = {}
    for path in (f"/v1/{name}?{shape}{day}" for name in names for shape in shapes for day in days):
        answer = client.get(path)
        if answer.status_code == 200:
            assert bodies.setdefault(answer.headers["ETag"], answer.data) == answer.data, path
    assert len(bodies) >= len(names) * len(days)


def test_facts_counted_on_another_day_have_another_etag(client: CheckedClient) -> None:
    answers = [client.get(f"/v1/actors?as_of={day}") for day in days_of_knowledge(client)]
    etags = {answer.headers["ETag"]: [record["facts"] for record in answer.json["data"]] for answer in answers}
    assert len(etags) == len(answers) and any(facts for counted in etags.values() for facts in counted)


def days_of_knowledge(client: CheckedClient) -> list[str]:
    """Give the days on which a source became known."""
    return sorted({source["known_since"] for source in client.get("/v1/sources").json["data"]})


@kinds
def test_head_is_get_without_a_body(client: CheckedClient, resource: Resource) -> None:
    get, head = client.get(f"/v1/{resource.name}"), client.head(f"/v1/{resource.name}")
    assert head.data == b"" and head.status_code == 200
    for answer in (get, head):
        del answer.headers["X-Request-ID"]
    assert list(head.headers) == list(get.headers)


def test_any_web_page_may_read_the_answers(client: CheckedClient) -> None:
    for path in ("/v1", "/v1/actors", "/v1/nothing", "/v1/actors?limit=0", "/docs"):
        headers = client.get(path, headers={"Origin": "https://a.example"}).headers
        assert headers["Access-Control-Allow-Origin"] == "*"
        exposed = headers["Access-Control-Expose-Headers"].split(", ")
        needed = {"ETag", "Link", "X-Total-Count", "Retry-After", "X-Request-ID", "X-Release", "Content-Range"}
        assert exposed == sorted(exposed, key=str.lower) and needed <= set(exposed)
        assert headers["X-Content-Type-Options"] == "nosniff"
    preflight = client.options("/v1/actors", headers={"Access-Control-Request-Headers": "if-none-match"})
    assert (preflight.status_code, preflight.data) == (200, b"") and "Content-Type" not in preflight.headers
    assert "GET" in preflight.headers["Access-Control-Allow-Methods"]
    assert preflight.headers["Access-Control-Allow-Headers"] == "*"


@only_the_app
def test_a_list_costs_few_queries(
    sample_client: CheckedClient, monkeypatch: pytest.MonkeyPatch, queries: list[str]
) -> None:
    for path, price in (
        ("/v1/statements/brook-listens", 1),
        ("/v1/statements", 1),
        ("/v1/statements?as_of=2020-05-11", 1),
        ("/v1/statements?speaker=ada-brook", 2),  # what fits on one page is its own total
        ("/v1/statements?speaker=ada-brook&limit=1&after=brook-listens", 4),
        ("/v1/timeline", 1),
    ):
        queries.clear()
        assert sample_client.get(path).status_code == 200
        assert len(queries) == price, queries


@pytest.fixture
def queries(sample_app: Any) -> Any:
    """The queries that reach the database, as SQLite itself reports them."""
    texts: list[str] = []
    store = sample_app.store
    store.trace(texts.append)
    yield texts
    store.trace(None)


@kinds
def test_every_parameter_has_a_description_and_a_type(resource: Resource) -> None:
    for name, parameter in parameters_of(lists(RESOURCES)).parameters(resource).items():
        assert parameter.description.endswith((".", ": None.")) and parameter.schema, name


def test_the_path_of_a_selection_asks_for_the_same_selection() -> None:
    statements = next(resource for resource in RESOURCES if resource.name == "statements")
    pairs = [("topics", "talks,ferries"), ("sort", "date"), ("limit", "7"), ("after", "a"), ("date", "../2019-03")]
    pairs += [("q", 'ferry "the talks" -aid'), ("facets", "speaker,date:month"), ("format", "excel")]
    pairs += [("fields", "summary,speakers.name"), ("include", "speakers"), ("as_of", "2020-05-12")]
    selection = parse(parameters_of(lists(RESOURCES)), statements, pairs)
    again = parse(parameters_of(lists(RESOURCES)), statements, parse_qsl(selection.path().partition("?")[2]))
    assert again == selection


def test_at_finds_values_through_lists() -> None:
    assert values_at({"a": [{"b": 1}, {"b": None}, {"b": [2, 3]}]}, "a.b") == [1, 2, 3]


def test_a_missing_record_names_the_nearest(sample_client: CheckedClient) -> None:
    problem = assert_problem(sample_client.get("/v1/actors/ada-brok"), 404, "did you mean /v1/actors/ada-brook?")
    assert problem["nearest"][0] == "/v1/actors/ada-brook"
