"""Every error a client can cause: a problem that says what, where, and what would be right."""

import pytest

from api.web.app import Application
from api.web.problems import TYPES
from tests.contract import CONTRACT, CheckedClient, assert_problem, parameters
from tests.through import THROUGH, only_the_app

#: How long the first line of a request may be, before a server refuses to read it.
LONGEST_LINE = 8_000

BAD = {
    "spekaer=ada-brook": "unknown parameter 'spekaer'; did you mean speaker?",
    "date=2019&date=2020": "date: is given twice; give it once",
    "speaker=ada-brook&speaker=norlnd": "speaker: no record of actors has the id 'norlnd'; did you mean norland?",
    "speaker=ada-brook&speaker=": "speaker: is empty; give a value, or leave the parameter out",
    "type=quoted&" * 51 + "q=a": "type: takes at most 50 values",
    "limit=1&limit=1": "limit: is given twice",
    "filter%5Bspeaker%5D=x": "unknown parameter 'filter[speaker]'",
    "=x": "unknown parameter ''",
    "type=quotd": "type: 'quotd' is not one of quoted, reported, announced, position, relayed; did you mean quoted?",
    "type=Quoted": "type: 'Quoted' is not one of",
    "type=quoted,": "type: is empty",
    "type=": "type: is empty; give a value, or leave the parameter out",
    "limit=0": "limit: 0 goes with facets alone, for counts; give a number from 1 to 200",
    "limit=all": "limit: all records at once come as ndjson or csv; ask for /v1/statements.ndjson",
    "limit=al": "limit: 'al' is not a number from 1 to 200; did you mean all?",
    "limit=all&format=csv&after=brook-listens": "after: with limit=all there are no pages",
    "limit=00": "limit: '00' is not a number",
    "q=": "q: is empty; give a value, or leave the parameter out",
    f"q={'a' * 201}": "q: has 201 characters; at most 200 are read",
    f"q={'%20' * 10000}": "q: has 10000 characters; at most 200 are read",
    "sort=relevance": "sort: without q, nothing is more relevant; give q, or -date",
    "facets=speker": "facets: 'speker' is not one of",
    "facets=date": "facets: 'date' is not one of",
    "facets=date:week": "did you mean date:year?",
    "facets=speaker,speaker,": "facets: is empty",
    "facets=speaker&format=csv": "facets: come as json alone",
    "fields=sumary": "fields: no record of statements has 'sumary'; did you mean summary?",
    "fields=evidence.lnk": "did you mean evidence.link?",
    "fields=speakers.countries": "fields: 'speakers.countries' is in the record that 'speakers' refers to; add",
    "fields=summary..x": "fields: 'summary..x' is not the path of a field",
    "fields=speakers.nam": "did you mean speakers.name?",
    "limit=0&facets=type&after=brook-listens": "after: with limit=0 there is no page; leave one of them out",
    "fields=**": "fields: '**' is not the path of a field",
    "include=speker": "did you mean speakers?",
    "include=speakers&include=evidence.sorce": "did you mean evidence.source?",
    "include=summary": "include: 'summary' is not one of",
    "include=evidence.source.publisher.evidence.source": "include: 'evidence.source.publisher.evidence.source' is not",
    "include=speakers&format=csv": "include: comes as json alone",
    "format=xml": "format: 'xml' is not one of json, ndjson, csv",
    "format=cvs": "did you mean csv?",
    "limit=201": "limit: '201' is not a number from 1 to 200",
    "limit=-1": "limit: '-1' is not a number",
    "limit=%2B5": "limit: '+5' is not a number",
    "limit=1_0": "limit: '1_0' is not a number",
    "limit=%EF%BC%91%EF%BC%92": "limit: '１２' is not a number",
    "limit=9223372036854775808": "limit: '9223372036854775808' is not a number",
    f"limit={'9' * 5000}": "limit: has 5000 characters; at most 200 are read",
    "limit=1,2": "limit: '1,2' is not a number",
    "limit=ten": "limit: 'ten' is not a number",
    "date=yesterday": "date: 'yesterday' is not an EDTF date; write 2019-03-19",
    "date=2019-02-30": "date: '2019-02-30' has no such day; 2019-02 has 28 days",
    "date=20190319": "date: '20190319' is not an EDTF date; write 2019-03-19",
    "date=2019-W12-2": "date: '2019-W12-2' is not an EDTF date",
    "date=2020/2019": "date: '2020/2019' ends before it starts; write 2019/2020",
    "date=2019-03-19,2019-03-20": "date: '2019-03-19,2019-03-20' is not an EDTF date",
    "date=..": "date: '..' is not an EDTF date",
    "date=[..]": "date: '[..]' is open at both ends; leave the date out",
    "after=nobody": "after: no record of statements has the id 'nobody'; begin the list anew, without after",
    "after=board-promises-boats": "after: 'board-promises-boats' was withdrawn on 2020-05-21; begin the list anew",
    "after=ada-brook": "after: no record of statements has the id 'ada-brook'",
    "after=brook-listen": "did you mean brook-listens?",
    "after=a,b": "after: 'a,b' is not an id",
    "speaker=ada-brok": "speaker: no record of actors has the id 'ada-brok'; did you mean ada-brook?",
    "speaker=brook-listens": "speaker: no record of actors has the id 'brook-listens'",
    "speaker=Ada+Brook": "speaker: 'Ada Brook' is not an id",
    "speaker=..%2F..%2Fetc": "speaker: '../../etc' is not an id",
    "speaker=a%00b": "is not an id",
    "speaker=%FF": "is not an id",
    "speaker=a%0D%0Ab": "is not an id",
    f"speaker={'a' * 4000}": "speaker: has 4000 characters; at most 200 are read",
    f"about={','.join(f'a{n}' for n in range(51))}": "about: takes at most 50 values",
    "topics=ferrys": "topics: no record has 'ferrys'; did you mean ferries?",
    "topics=a%00": "topics: holds the unprintable character U+0000",
    "sort=up": "sort: 'up' is not one of -date, date",
    "sort=-spaeker": "did you mean -speaker?",
    "sort=date,speaker": "sort: 'date,speaker' is not one of",
}


@pytest.mark.parametrize("query_string", BAD)
def test_a_wrong_parameter_is_refused_by_name_and_value(sample_client: CheckedClient, query_string: str) -> None:
    response = sample_client.get(f"/v1/statements?{query_string}")
    if THROUGH == "server" and len(query_string) > LONGEST_LINE:
        assert_problem(response, 414)
        return
    problem = assert_problem(response, 400, BAD[query_string])
    assert problem["type"] == "/problems/invalid-parameter"
    assert all(len(error["value"]) <= 200 and error["detail"] for error in problem["errors"])


def test_everything_wrong_is_told_at_once(sample_client: CheckedClient) -> None:
    problem = assert_problem(sample_client.get("/v1/statements?spekaer=x&limit=-1&date=never&type=a,b"), 400)
    assert [(error["parameter"], error["value"]) for error in problem["errors"]] == [
        ("spekaer", "x"),
        ("limit", "-1"),
        ("date", "never"),
        ("type", "a"),
        ("type", "b"),
    ]
    assert problem["errors"][0]["nearest"] == ["speaker"]
    assert problem["errors"][3]["allowed"] == ["quoted", "reported", "announced", "position", "relayed"]


@pytest.mark.slow
@pytest.mark.parametrize("path", [path for path in CONTRACT["paths"] if path.startswith("/v1") and "{" not in path])
def test_every_parameter_misspelt_by_a_letter_is_refused_with_the_right_one(
    sample_client: CheckedClient, path: str
) -> None:
    """Every letter left out, doubled, swapped with the next, or another one: with the contract as the list of names."""
    taken = [parameter["name"] for parameter in parameters(CONTRACT["paths"][path]["get"])]
    for name in taken:
        for misspelt in slips(name) - set(taken):
            problem = assert_problem(sample_client.get(f"{path}?{misspelt}=x"), 400)
            error = next(error for error in problem["errors"] if error["parameter"] == misspelt)
            assert name in error["nearest"] and name in error["detail"], misspelt


def slips(name: str) -> set[str]:
    """Give ways to miss a name by one letter."""
    cuts = [(name[:at], name[at:]) for at in range(len(name))]
    found = {f"{head}{tail[1:]}" for head, tail in cuts} | {f"{head}{tail[0]}{tail}" for head, tail in cuts}
    found |= {f"{head}x{tail[1:]}" for head, tail in cuts}
    found |= {f"{head}{tail[1]}{tail[0]}{tail[2:]}" for head, tail in cuts if len(tail) > 1}
    return found - {name}


def test_an_open_value_is_checked_by_its_field(sample_client: CheckedClient) -> None:
    assert_problem(sample_client.get("/v1/actors?country=Norway"), 400, "'Norway' is not an ISO 3166-1 alpha-2 code")
    assert sample_client.get("/v1/actors?country=VE,NO").json["total"] == 1, "a code of a standard is never wrong"
    assert_problem(sample_client.get("/v1/sanctions?program=FERY"), 400, "did you mean FERRY?")


@pytest.mark.parametrize("path", ["/healthz", "/openapi.json", "/openapi.yaml", "/problems/not-found"])
def test_a_path_without_parameters_takes_none(sample_client: CheckedClient, path: str) -> None:
    assert_problem(sample_client.get(f"{path}?x=1"), 400, "unknown parameter 'x'; this path takes no parameters")


@pytest.mark.parametrize(
    ("path", "nearest"),
    [
        ("/v1/statments", "/v1/statements"),
        ("/v1/serch", "/v1/search"),
        ("/v1/timelin", "/v1/timeline"),
        ("/v1/Dataset", "/v1/dataset"),
        ("/v1/statements/brook-listen", "/v1/statements/brook-listens"),
        ("/v1/statements/norland", None),
        ("/v1/actors/Norland", "/v1/actors/norland"),
        ("/v1/actors/a%2Fb", None),
        ("/v1/actors/..%2F..%2Fetc", None),
        ("/v1/actors/%00", None),
        ("/v1/actors/%FF", None),
        (f"/v1/actors/{'a' * 4000}", None),
        ("/v2", "/v1"),
        ("/healtz", "/healthz"),
        ("/doc", "/docs"),
        ("/problems/not-fund", "/problems/not-found"),
        ("/V1/actors", "/v1/actors"),
    ],
)
def test_a_path_that_leads_nowhere_names_the_nearest(
    sample_client: CheckedClient, path: str, nearest: str | None
) -> None:
    problem = assert_problem(sample_client.get(path), 404)
    assert "Location" not in problem
    assert (nearest in problem["nearest"]) if nearest else True


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE", "FROB"])
@pytest.mark.parametrize("path", ["/v1", "/v1/actors", "/v1/actors/norland", "/healthz", "/openapi.json"])
def test_other_methods_are_refused(sample_client: CheckedClient, method: str, path: str) -> None:
    response = sample_client.open(path, method=method)
    assert_problem(response, 405, "GET, HEAD, OPTIONS")
    assert {"GET", "HEAD", "OPTIONS"} == set(response.headers["Allow"].split(", "))


@pytest.mark.parametrize("accept", ["image/*", "application/xml, text/xml", "application/json;q=0"])
def test_what_cannot_be_accepted_is_refused(sample_client: CheckedClient, accept: str) -> None:
    problem = assert_problem(sample_client.get("/v1/actors", headers={"Accept": accept}), 406, "application/json")
    assert problem["allowed"] == ["application/json", "application/x-ndjson", "text/csv", "text/markdown", "text/html"]
    problem = assert_problem(sample_client.get("/v1/actors/norland", headers={"Accept": accept}), 406)
    assert problem["allowed"][:3] == ["application/json", "text/markdown", "text/html"]


@pytest.mark.parametrize("path", ["/v1", "/v1/actors/norland/history"])
def test_a_path_with_one_parameter_names_it(sample_client: CheckedClient, path: str) -> None:
    problem = assert_problem(sample_client.get(f"{path}?asof=2019-03-19"), 400, "did you mean as_of?")
    assert problem["errors"][0]["allowed"] == ["as_of"]


def test_a_short_request_gets_no_endless_answer(sample_client: CheckedClient) -> None:
    asked = "&".join(f"x{number}=1" for number in range(600))
    response = sample_client.get(f"/v1/actors?{asked}")
    problem = assert_problem(response, 400, "and 580 more")
    assert len(problem["errors"]) == 20 and len(response.data) < 20_000


def test_what_a_path_is_comes_before_how_it_is_served(sample_client: CheckedClient) -> None:
    assert_problem(sample_client.get("/v1/nope", headers={"Accept": "image/png"}), 404)


def test_a_condition_on_writing_is_no_matter(sample_client: CheckedClient) -> None:
    assert sample_client.get("/v1", headers={"If-Match": '"x"'}).status_code == 200


def test_a_vocabulary_without_words_knows_none(sample_client: CheckedClient) -> None:
    problem = assert_problem(sample_client.get("/v1/sanctions?program=nothing"), 400, "no record has 'nothing'")
    assert problem["errors"][0]["value"] == "nothing"


ACCEPTED = ("application/json; charset=utf-8", "application/json;v=2", "application/json", "application/*", "*/*", "")


@pytest.mark.parametrize("accept", [*ACCEPTED, "text/html, */*;q=0.1"])
def test_what_can_be_accepted_is_served(sample_client: CheckedClient, accept: str) -> None:
    assert sample_client.get("/v1/actors", headers={"Accept": accept}).status_code == 200


@only_the_app
def test_a_fault_of_the_server_is_a_problem_and_tells_nothing_of_it(
    sample_app: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sample_app.store, "cited", lambda *asked: 1 / 0)
    response = sample_app.test_client().get("/v1/actors/ada-brook")
    assert_problem(response, 500, "it has been logged")
    assert "division" not in response.get_data(as_text=True)


@pytest.mark.parametrize("slug", TYPES)
def test_every_type_of_problem_says_what_it_means(sample_client: CheckedClient, slug: str) -> None:
    response = sample_client.get(f"/problems/{slug}")
    status, title, meaning = TYPES[slug]
    assert response.get_data(as_text=True) == f"{status} {title}\n{meaning}\n"
    assert title.endswith(".") and meaning.endswith(".")


@pytest.mark.parametrize("path", ["/v1", "/v1/actors?limt=1", "/nothing", "/healthz", "/docs/", "/docs/guide"])
def test_every_answer_says_what_a_browser_may_do_with_it(client: CheckedClient, path: str) -> None:
    with client.get(path) as answer:
        headers = answer.headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe-eval" not in headers["Content-Security-Policy"]
    assert ("script-src" in headers["Content-Security-Policy"]) is (path == "/docs/")
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin" and headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Content-Type-Options"] == "nosniff" and headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in headers
