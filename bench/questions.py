"""The questions: the same for every server, each in as many variants as a cold measurement needs."""

import itertools
import random
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bench.facts import WORDS
from bench.release import documents

#: How many variants of a question there are at most, and how many where answers are to come from memory.
MOST, MANY = 4000, 100
#: A day on which four fifths of the facts are known.
DAY = "2019-06-01"
#: A page is deep at five sixths of so many facts.
DEEP = 120_000
PAGE = 50


@dataclass(frozen=True)
class Variant:
    """One variant of a question: the values that the path templates of the servers take."""

    id: str = ""
    speaker: str = ""
    words: str = ""
    #: The first record of a page by its place in the list, from 0; the page by its number, from 1.
    offset: int = 0
    page: int = 1
    #: The last record before the page.
    after: str = ""
    after_date: str = ""


@cache
def variants(release: Path) -> dict[str, list[Variant]]:
    """Return the variants of each question to a release, by the question's name; the same on every call."""
    chance = random.Random(7)  # noqa: S311 - for a benchmark, not for a secret
    order, speakers = [], set()
    for one in documents(release, "statements"):
        order.append((one["id"], one["date"]["edtf"], one["known_since"]))
        speakers.add(one["speakers"][0]["id"])
    known = sorted(id for id, _, since in order if since <= DAY)
    most = min(len(order), DEEP)
    places = range(most * 5 // 6 // PAGE * PAGE, most - PAGE + 1, PAGE)
    pairs = chance.sample(list(itertools.combinations(WORDS, 2)), MOST)
    return {
        "record": [Variant(id=id) for id in chance.sample(known, min(len(known), MOST))],
        "list": [Variant(speaker=id) for id in chance.sample(sorted(speakers), min(len(speakers), MOST))],
        "page": [
            Variant(offset=at, page=at // PAGE + 1, after=order[at - 1][0], after_date=order[at - 1][1])
            for at in places
        ],
        **{question: [Variant()] for question in ("newest", "frequent", "month")},
        "search": [Variant(words="+".join(pair)) for pair in pairs],
    }
