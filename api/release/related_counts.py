"""How many facts belong to a record, day by day: the field `facts`; knows nothing of the curation, SQL or HTTP.

The counts are kept beside the document of a record, which tells those of the day asked for. So a record that a thousand
facts name has not a thousand versions.
"""

import json
import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import Any

from api.model.edtf import LAST
from api.model.resource import Resource

#: The facts in a document: no other member has this name, nor has a text in JSON a quotation mark, nor an id a bracket.
_FACTS = re.compile(rb'"facts":\[[^\]]*\]')


class RelatedCounts:
    """The days on which facts begin and cease to belong to records, gathered from one version after the other."""

    def __init__(self, resources: Sequence[Resource]) -> None:
        counting = {resource.facts_by for resource in resources if resource.facts_by}
        self._filters = {kind.name: sorted(counting & set(kind.by_value)) for kind in resources}
        #: For each filter and id, by kind, the days on which facts begin and cease to be found by it.
        self._spans: dict[tuple[str, str], dict[str, tuple[list[str], list[str]]]] = defaultdict(dict)

    def note(self, kind: str, found: Mapping[str, Sequence[str]], known_from: str, known_until: str) -> None:
        """Take a version of a fact into account, which filters have found by these values."""
        for by in self._filters[kind]:
            for id in found[by]:
                begins, ends = self._spans[by, id].setdefault(kind, ([], []))
                begins.append(known_from)
                if known_until != LAST:
                    ends.append(known_until)

    def text(self, by: str, id: str) -> str:
        """Return the counts of the facts that a filter finds by an id; to be asked when all versions are noted."""
        found = self._spans.get((by, id), {})
        return counts_text({kind: f"/v1/{kind}?{by}={id}" for kind in found}, found)


def counts_text(lists: Mapping[str, str], spans: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> str:
    """Return counts as they are kept.

    `spans` has, for each kind, the days on which facts begin and cease to belong to the record; `lists` has the path of
    the list of these facts.
    """
    return json.dumps([[kind, lists[kind], *_sums(*found)] for kind, found in spans.items()])


def _sums(begins: Sequence[str], ends: Sequence[str]) -> tuple[list[str], list[int]]:
    change = Counter(begins)
    change.subtract(ends)
    days = sorted(day for day, by in change.items() if by)
    return days, list(accumulate(change[day] for day in days))


def with_facts(document: bytes, counts: str | None, day: str | None) -> bytes:
    """Return the document of a record with the facts that belonged to it on a day, where both are given."""
    if counts is None or day is None:
        return document
    facts = json.dumps(_on_day(counts, day), separators=(",", ":"))
    return _FACTS.sub(lambda _: f'"facts":{facts}'.encode(), document, count=1)


def _on_day(counts: str, day: str) -> list[dict[str, Any]]:
    found = ((kind, path, bisect_right(days, day), sums) for kind, path, days, sums in json.loads(counts))
    numbers = ((kind, path, sums[place - 1] if place else 0) for kind, path, place, sums in found)
    return [{"kind": kind, "count": number, "url": path} for kind, path, number in numbers if number]
