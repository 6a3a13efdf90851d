"""Drawings: columns say their days, and a branch says what a relation is about."""

from typing import Any

from api.kinds.relations import RELATIONS
from api.model.date_object import date_object
from api.pages import network, timeline

#: The predicates of the core.
PREDICATES: Any = RELATIONS.leaves["predicate"]


def _entry(edtf: str, id: str = "one") -> dict[str, Any]:
    date = date_object(edtf)
    return {"kind": "events", "title": id, "url": f"/v1/events/{id}", "begin": date, "end": date}


def _relation(issue: str | None) -> dict[str, Any]:
    ends = {"subject": {"id": "a", "name": "A"}, "object": {"id": "b", "name": "B"}}
    start = date_object("2019-03-19?")
    return {
        **ends,
        "predicate": "part_of",
        "issue": issue,
        "url": "/v1/relations/r",
        "name": "A r B",
        "start_date": start,
    }


def test_columns_say_their_days_in_few_words() -> None:
    drawing = timeline.drawn(
        [_entry(edtf) for edtf in ("2015/2017", "2018", "2019-01", "2019-03-19", "2019-03-20/2021")]
    )
    assert drawing
    told = [list(column.lines) for column in drawing.columns]
    assert told == [
        ["2015–17"],
        ["2018"],
        ["Jan", "2019"],
        ["1 Feb–", "18 Mar", "2019"],
        ["19 Mar", "2019"],
        ["20 Mar–", "31 Dec", "2019–21"],
    ]
    assert [column.is_day for column in drawing.columns] == [False, False, False, False, True, False]


def test_a_date_alone_is_no_drawing() -> None:
    assert timeline.drawn([]) is None
    assert timeline.drawn([{**_entry("2019"), "begin": None, "end": None}]) is None


def test_a_branch_says_what_the_relation_is_about() -> None:
    drawing = network.drawn("b", [_relation("the way of the aid into the country"), _relation(None)], PREDICATES)
    assert drawing
    first, second = drawing.branches
    assert (first.verb, first.lines, first.outward, first.uncertain) == ("is part of", ["A"], False, True)
    assert first.issue == ["the way of the aid into the", "country"] and second.issue == []
    assert second.y - first.y == 44 + 20 * 3
    assert network.drawn("b", [], PREDICATES) is None
