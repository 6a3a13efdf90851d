"""What every answer must be: never a failure of the server, and every error a problem document."""

import json
from collections.abc import Collection

from torture.server import Answer

#: The members that every problem has.
MEMBERS = ("type", "title", "status", "detail")


def fault(answer: Answer, allowed: Collection[int] = ()) -> str | None:
    """Return what is wrong with an answer, or None; with `allowed`, any other status is wrong."""
    if answer.status >= 500 or (allowed and answer.status not in allowed):
        return f"status {answer.status}: {answer.body[:200]!r}"
    return fault_of_a_problem(answer) if answer.status >= 400 else None


def fault_of_a_problem(answer: Answer) -> str | None:
    """Return what is wrong with an answer that must be a problem document (RFC 9457), or None."""
    if answer.headers.get("content-type") != "application/problem+json":
        return f"{answer.status} as {answer.headers.get('content-type')}"
    if answer.headers.get("cache-control") != "no-store":
        return f"{answer.status} that may be stored"
    try:
        document = json.loads(answer.body)
    except ValueError:
        return f"{answer.status} that is no JSON: {answer.body[:200]!r}"
    if [name for name in MEMBERS if not document.get(name)] or document["status"] != answer.status:
        return f"{answer.status} that is no problem: {answer.body[:200]!r}"
    return None
