"""A draft, or many quotations, in one request: every verdict is right, and what cannot be judged is refused."""

import json
import time
from typing import Any

import pytest

from tests.contract import CONTRACT, CheckedClient, assert_problem
from tests.drafts import DRAFT, RIGHT

TRUE = {"quote": "Perhaps we failed to narrow positions", "speaker": "sergei-ryabkov"}


def judged(client: CheckedClient, draft: str | None = None, **body: Any) -> list[dict[str, Any]]:
    given: dict[str, Any] = {"json": body} if draft is None else {"data": draft, "content_type": "text/markdown"}
    answer = client.post("/v1/verify", **given)
    assert answer.status_code == 200, answer.json
    assert answer.json["total"] == len(answer.json["data"]) and answer.json["next"] is None
    found: list[dict[str, Any]] = answer.json["data"]
    return found


def told(found: list[dict[str, Any]]) -> list[tuple[int, int, str, str, str]]:
    return [
        (
            *(*map(int, one["place"].split(":")), one["verdict"]),
            " ".join([one.get("way", "-"), *(actor["id"] for actor in one["named"])]),
            one["quote"][:24],
        )
        for one in found
    ]


def test_every_quotation_of_a_draft_gets_the_right_verdict(shipped_client: CheckedClient) -> None:
    found = judged(shipped_client, draft=DRAFT.read_text("utf-8"))
    assert told(found) == RIGHT
    assert {one["verdict"] for one in found} == {
        "confirmed",
        "misattributed",
        "unattributed",
        "not_found",
        "not_judged",
    }
    for one in found:
        assert bool(one["statements"]) == (one["verdict"] not in ("not_found", "not_judged")), one["quote"]
        said = {speaker["id"] for statement in one["statements"] for speaker in statement["speakers"]}
        assert bool(said & {actor["id"] for actor in one["named"]}) == (one["verdict"] == "confirmed")


def test_whom_titles_and_namesakes_mean(shipped_client: CheckedClient) -> None:
    quote = "“Perhaps we failed to narrow positions on this situation,” said "
    right = {
        "Foreign Minister Sergei Ryabkov": "confirmed",
        "Russia's Deputy Foreign Minister Ryabkov": "confirmed",
        "US Special Representative Elliott Abrams": "misattributed",
        "U.S. President Trump": "misattributed",
        "the President": "unattributed",
        "the ambassador": "unattributed",
        "Natalia Ryabkov": "unattributed",
        "Ryabkov’s spokesman": "unattributed",
        "Secretary-General Antonio Guterres": "unattributed",
    }
    for named, verdict in right.items():
        (one,) = judged(shipped_client, draft=f"{quote}{named}.")
        assert one["verdict"] == verdict, named


def test_a_draft_may_be_sent_as_it_is(shipped_client: CheckedClient) -> None:
    text = DRAFT.read_bytes()
    whole = judged(shipped_client, draft=text.decode())
    sent = shipped_client.post("/v1/verify", data=text, content_type="text/markdown; charset=utf-8")
    assert sent.json["data"] == whole
    form = {"draft": text.decode(), "markdown": "1"}
    assert shipped_client.post("/v1/verify", data=form).json["data"] == whole
    plain = shipped_client.post("/v1/verify", data=b"\xef\xbb\xbf" + text, content_type="text/plain").json["data"]
    assert len(plain) > len(whole), "in text, Markdown is nothing"


def test_quotations_are_judged_with_their_speakers(shipped_client: CheckedClient) -> None:
    quote = TRUE["quote"]
    speakers = ["Ryabkov", "sergei ryabkov", "russia", "elliott-abrams"]
    asked = [{"quote": quote, "speaker": speaker} for speaker in speakers] + [{"quote": quote}, {"quote": "a mess"}]
    verdicts = [one["verdict"] for one in judged(shipped_client, quotations=asked)]
    assert verdicts == ["confirmed"] * 3 + ["misattributed"] + ["unattributed", "not_judged"]
    (one,) = judged(shipped_client, quotations=[{"quote": quote, "speaker": "Abrams"}])
    assert one["detail"].endswith("Said by Sergei Ryabkov, and not by Elliott Abrams, who is named.")
    assert "place" not in one and one["way"] == "given"


def test_words_are_judged_as_known_on_a_day(shipped_client: CheckedClient) -> None:
    (one,) = shipped_client.post("/v1/verify?as_of=2019-03-19", json={"quotations": [TRUE]}).json["data"]
    assert one["verdict"] == "not_found" and one["searched"]["until"] == "2019-03-19"
    answer = shipped_client.post("/v1/verify?as_of=2018-01-01", json={"quotations": [TRUE]}).json
    assert answer["data"][0]["named"] == [], "who was not known yet is not named"


def test_the_example_of_the_contract_is_answered(shipped_client: CheckedClient) -> None:
    body = CONTRACT["paths"]["/v1/verify"]["post"]["requestBody"]["content"]["application/json"]
    assert judged(shipped_client, **body["example"])[0]["verdict"] == "confirmed"


QUOTE: dict[str, Any] = {"quotations": [TRUE]}


@pytest.mark.parametrize(
    ("body", "at", "what"),
    [
        (b"", "", "is no JSON: Expecting value"),
        (b"[" * 60_000, "", "is no JSON"),
        (b"\xff", "", "byte 1 is no UTF-8"),
        ([], "", "is no object; its members are quotations"),
        ({}, "/quotations", "give a list of 1 to 100"),
        ({"quotation": "x"}, "/quotation", "did you mean quotations?"),
        ({"quotations": []}, "/quotations", "give a list of 1 to 100"),
        ({"quotations": [TRUE] * 101}, "/quotations", "give a list of 1 to 100, not of 101"),
        (b'{"quotations": [], "quotations": []}', "/quotations", "is given 2 times; give it once"),
        (b'{"quotations": [{"quote": "x", "quote": "y"}]}', "/quote", "is given 2 times; give it once"),
        ({"quotations": [TRUE, 3]}, "/quotations/1", "is no object; its members are quote, speaker"),
        ({"quotations": [{"speaker": "russia"}]}, "/quotations/0/quote", "is missing"),
        ({"quotations": [TRUE, {"quote": "\ud800"}]}, "/quotations/1/quote", "a character that no text has"),
        ({"quotations": [{**TRUE, "speaker": "ryabkow"}]}, "/quotations/0/speaker", "no actor has this id or name"),
        ({"quotations": [{**TRUE, "speeker": "x"}]}, "/quotations/0/speeker", "did you mean speaker?"),
    ],
)
def test_what_is_wrong_in_a_body_is_told_with_its_place(
    shipped_client: CheckedClient, body: Any, at: str, what: str
) -> None:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    problem = assert_problem(shipped_client.post("/v1/verify", data=data, content_type="application/json"), 400, what)
    assert [wrong["parameter"] for wrong in problem["errors"]] == [at]


@pytest.mark.parametrize(
    ("form", "text", "at", "what"),
    [
        ("text/plain", "“a” " * 101, "", "has more than 100 quotations"),
        ("text/markdown", "\0", "", "a character that no text has"),
        ("application/x-www-form-urlencoded", "markdown=1", "/draft", "is missing"),
        ("application/x-www-form-urlencoded", "draft=%00", "/draft", "a character that no text has"),
        ("application/x-www-form-urlencoded", "draft=x&draft=y", "/draft", "is given 2 times; give it once"),
        ("application/x-www-form-urlencoded", "draft=%FF", "", "has a % with what is no UTF-8"),
        ("application/x-www-form-urlencoded", "drafd=x", "/drafd", "did you mean draft?"),
        ("application/x-www-form-urlencoded", "draft=x&as_of=1", "/as_of", "'1' is not a single day"),
    ],
)
def test_what_is_wrong_in_a_draft_is_told(
    shipped_client: CheckedClient, form: str, text: str, at: str, what: str
) -> None:
    problem = assert_problem(shipped_client.post("/v1/verify", data=text.encode(), content_type=form), 400, what)
    assert [wrong["parameter"] for wrong in problem["errors"]] == [at]


def test_all_that_is_wrong_is_told_at_once(shipped_client: CheckedClient) -> None:
    problem = assert_problem(shipped_client.post("/v1/verify", json={"quotations": [{}, TRUE, {"quote": 1}]}), 400)
    assert [wrong["parameter"] for wrong in problem["errors"]] == ["/quotations/0/quote", "/quotations/2/quote"]


def test_what_is_too_long_or_of_another_form_is_refused(shipped_client: CheckedClient) -> None:
    long = shipped_client.post("/v1/verify", data=b"x" * 65_537, content_type="text/plain")
    assert_problem(long, 413, "At most 65,536 bytes")
    for form in ("", "text/css", "application/x-yaml"):
        problem = assert_problem(shipped_client.post("/v1/verify", data=b"x", content_type=form), 415, "Content-Type")
        assert problem["allowed"] == ["application/json", "text/plain", "text/markdown"]
    assert_problem(shipped_client.post("/v1/verify?quote=x", json=QUOTE), 400, "unknown parameter 'quote'")


def test_an_answer_to_a_draft_is_never_kept(shipped_client: CheckedClient) -> None:
    headers = {"If-None-Match": "*", "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    answer = shipped_client.post("/v1/verify", json=QUOTE, headers=headers)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")


@pytest.mark.parametrize("path", ["/v1/verify", "/v1/verify.md", "/v1/verify.json"])
def test_only_what_takes_a_body_may_be_posted_to(shipped_client: CheckedClient, path: str) -> None:
    asked = {"Origin": "https://a.example", "Access-Control-Request-Method": "POST"}
    answer = shipped_client.options(path, headers=asked)
    assert answer.headers["Access-Control-Allow-Methods"] == answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"
    assert shipped_client.post(path, json=QUOTE).status_code == 200
    assert_problem(shipped_client.put(path, json=QUOTE), 405, "POST")
    for other in ("/v1", "/v1/statements", "/v1/search"):
        assert_problem(shipped_client.post(other, json=QUOTE), 405, "GET, HEAD, OPTIONS.")


def test_a_long_draft_costs_little(shipped_client: CheckedClient) -> None:
    """Every quotation is looked for, however many there are."""
    line = "“Perhaps we failed to narrow positions number {} on this situation”, said Sergei Ryabkov of Russia.\n\n"
    found = judged(shipped_client, draft="".join(map(line.format, range(100))))
    assert [one["verdict"] for one in found] == ["not_found"] * 100


@pytest.mark.parametrize("told", ["Sergei Ryabkov said so and then ", "the US said so and then ", "he said "])
def test_a_long_sentence_of_names_costs_little(shipped_client: CheckedClient, told: str) -> None:
    """Only what stands near a name says what its bearer does: four times as much to read costs no sixteen times."""

    def cost(length: int) -> float:
        draft = told * (length // len(told.encode())) + "“Perhaps we failed to narrow positions”"
        begun = time.process_time()
        assert len(judged(shipped_client, draft=draft)) == 1
        return time.process_time() - begun

    assert min(cost(60_000), cost(60_000)) < 10 * min(cost(15_000), cost(15_000))
