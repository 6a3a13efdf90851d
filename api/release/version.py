"""A version of a record: what was known of it from one day to the next; knows no files, SQL or HTTP."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from api.curation.dataset import Record


@dataclass(frozen=True, eq=False, slots=True)
class Version:
    """What was known of a record from one day to the next: its values as loaded, and its document.

    It holds from the day `known_from` up to the day before `known_until`, or for good where that is `ALWAYS`. By
    `found`, each filter by value finds it. The facts that belong to it, which may be others on any day, are not in the
    document, but counted apart.
    """

    record: Record
    known_from: str
    known_until: str
    values: Mapping[str, Any]
    document: bytes
    found: Mapping[str, Sequence[str]]
