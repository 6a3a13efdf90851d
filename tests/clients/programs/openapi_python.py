"""The client that openapi-python-client generates, as its README shows it: openapi_python.py QUESTIONS."""

import json
import sys
from typing import TypedDict

from crisis_facts_client import Client
from crisis_facts_client.api.statements import get_statement, list_statements
from crisis_facts_client.models import (
    Actor,
    Problem,
    Source,
    Statement,
    StatementPage,
)
from crisis_facts_client.types import UNSET, Unset


class Questions(TypedDict):
    address: str
    page: int
    speakers: list[str]
    record: str
    misspelt: str


def report(questions: Questions) -> dict[str, object]:
    """Ask all there is to ask, and return what the other programs return."""
    with Client(base_url=questions["address"]) as client:
        page = list_statements.sync(client=client, speaker=questions["speakers"], sort="-date")
        assert isinstance(page, StatementPage)
        record = get_statement.sync(questions["record"], client=client, include=["speakers", "evidence.source"])
        assert isinstance(record, Statement)
        problem = list_statements.sync(client=client, speaker=[questions["misspelt"]])
        assert isinstance(problem, Problem)
        return {
            "filtered": [statement.id for statement in page.data],
            "walked": walked(client, questions["page"]),
            "speakers": [{"name": one.name, "type": actor(record, one.id).type_.value} for one in record.speakers],
            "evidence": evidence(record),
            "dates": dates(page),
            "problem": {"detail": problem.detail, "nearest": nearest(problem)},
        }


def walked(client: Client, limit: int) -> list[str]:
    """Return the ids of all statements, page by page."""
    ids: list[str] = []
    more = True
    while more:
        page = list_statements.sync(client=client, limit=limit, after=ids[-1] if ids else UNSET)
        assert isinstance(page, StatementPage)
        ids += [statement.id for statement in page.data]
        more = page.next_ is not None
    return ids


def actor(record: Statement, id: str) -> Actor:
    """Return a speaker of a record, who was included."""
    assert not isinstance(record.included, Unset) and not isinstance(record.included.actors, Unset)
    return record.included.actors[id]


def source(record: Statement, id: str) -> Source:
    """Return a source of a record, which was included."""
    assert not isinstance(record.included, Unset) and not isinstance(record.included.sources, Unset)
    return record.included.sources[id]


def evidence(record: Statement) -> list[dict[str, str | None]]:
    """Return what each evidence of a record rests on."""
    return [
        {
            "publisher": item.source.publisher,
            "published": item.source.published.label if item.source.published else "no date",
            "title": source(record, item.source.id).title,
            "link": item.link,
        }
        for item in record.evidence
    ]


def dates(page: StatementPage) -> list[dict[str, str | None]]:
    """Return the dates of a page, in words, and as days."""
    found = [statement.date for statement in page.data]
    return [
        {
            "label": date.label if date else "no date",
            "earliest": date.earliest.isoformat() if date and date.earliest else None,
        }
        for date in found
    ]


def nearest(problem: Problem) -> list[str]:
    """Return the right values that are nearest to what was given."""
    assert not isinstance(problem.errors, Unset)
    return problem.errors[0].nearest or []


if __name__ == "__main__":
    asked: Questions = json.loads(sys.argv[1])
    print(json.dumps(report(asked)))
