"""How many facts belonged to a record, day by day: kept beside its document, which says how many on a day asked for.

So a record that a thousand facts name has not a thousand versions.
"""

import json
import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

#: The facts in a document: no other member has this name, nor has a text in JSON a quotation mark, nor an id a bracket.
_FACTS = re.compile(rb'"facts":\[[^\]]*\]')


def written(lists: Mapping[str, str], spans: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> str:
    """Give a tally as text.

    `spans` gives, for each kind, the days on which facts begin and cease to belong to the record; `lists` the path of
    the list of these facts.
    """
    return json.dumps([[kind, lists[kind], *_sums(*found)] for kind, found in spans.items()])


def _sums(begins: Sequence[str], ends: Sequence[str]) -> tuple[list[str], list[int]]:
    """Give the days on which a number changes, in order, and the number from each of them on."""
    change = Counter(begins)
    change.subtract(ends)
    days = sorted(day for day, by in change.items() if by)
    return days, list(accumulate(change[day] for day in days))


def tallied(document: bytes, tally: str, day: str) -> bytes:
    """Give the document of a record with the facts that belonged to it on a day."""
    facts = json.dumps(_counted(tally, day), separators=(",", ":"))
    return _FACTS.sub(lambda _: f'"facts":{facts}'.encode(), document, count=1)


def _counted(tally: str, day: str) -> list[dict[str, Any]]:
    found = ((kind, path, bisect_right(days, day), sums) for kind, path, days, sums in json.loads(tally))
    counts = ((kind, path, sums[place - 1] if place else 0) for kind, path, place, sums in found)
    return [{"kind": kind, "count": count, "url": path} for kind, path, count in counts if count]
