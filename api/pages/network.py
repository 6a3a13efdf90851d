"""The relations of an actor as a drawing: a trunk with a branch for each, and an arrow from the one who acts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from textwrap import wrap
from typing import Any

from api.model.fields import Choice

_LETTERS, _SMALL_LETTERS = 26, 28


@dataclass(frozen=True)
class Branch:
    """A relation: the other actor, and what stands between the two."""

    y: int
    verb: str
    lines: Sequence[str]
    issue: Sequence[str]
    url: str
    title: str
    outward: bool
    uncertain: bool


@dataclass(frozen=True)
class Network:
    """The relations of an actor; how high the drawing is, in pixels."""

    height: int
    branches: Sequence[Branch]


def drawn(id: str, relations: Iterable[Mapping[str, Any]], predicates: Choice) -> Network | None:
    """Return the relations of the actor with an id as a drawing; None where there are none."""
    branches, y = [], 68
    for one in relations:
        outward = one["subject"]["id"] == id
        lines = wrap(one["object" if outward else "subject"]["name"], _LETTERS)
        issue = wrap(one["issue"] or "", _SMALL_LETTERS)
        start = one["start_date"]
        uncertain = bool(start) and any(sign in start["edtf"] for sign in "?~%")
        verb = predicates.words(one["predicate"])
        branches.append(Branch(y, verb, lines, issue, one["url"], one["name"], outward, uncertain))
        y += 44 + 20 * (len(lines) + len(issue))
    return Network(y, branches) if branches else None
