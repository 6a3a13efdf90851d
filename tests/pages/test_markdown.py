"""Markdown: a value as text, in no other words than the document has."""

import pytest

from api.model.date_object import date_object
from api.pages.markdown import problem, told
from tests.contract import CheckedClient


@pytest.mark.parametrize(
    ("date", "text"),
    [("2009", "2009"), ("2009-03-19", "19 March 2009"), ("2009-03", "March 2009 (2009-03)")],
)
def test_a_date_is_told_in_its_notation_where_that_says_more_than_its_words(date: str, text: str) -> None:
    assert told(date_object(date), lambda path: path) == text


def test_a_problem_is_told_once() -> None:
    detail = "speaker: no record of actors has the id 'a'"
    wrong = {"parameter": "speaker", "value": "a", "detail": detail}
    head = {"status": 400, "title": "A parameter is wrong.", "detail": detail}
    assert problem({**head, "errors": [wrong]}).count("speaker") == 1
    kind = {"parameter": "kind", "value": "b", "detail": "kind: 'b' is not one of c, d", "allowed": ["c", "d"]}
    both = {**head, "detail": f"{detail}; {kind['detail']}", "errors": [wrong, kind]}
    assert problem(both).splitlines()[4:] == [f"- {detail}", "- kind: 'b' is not one of c, d"]
    named = {"parameter": "limt", "value": "3", "detail": "unknown parameter 'limt'", "allowed": ["limit", "q"]}
    assert problem({**head, "errors": [named]}).endswith("\n- unknown parameter 'limt'; right would be limit, q\n")


def test_what_each_side_says_stands_apart(shipped_client: CheckedClient) -> None:
    lines = shipped_client.get("/v1/meetings/rome-2019-03-19/accounts.md").text.splitlines()
    headings = [place for place, line in enumerate(lines) if line.startswith("## ")]
    assert lines[0] == "# What each side said: U.S.-Russian talks on Venezuela in Rome; sides by alphabet: 2"
    assert len(headings) == 2 and all((lines[place - 1], lines[place + 1]) == ("", "") for place in headings)
