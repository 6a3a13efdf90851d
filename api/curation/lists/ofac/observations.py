"""What dated versions of a list said of one thing, told as one record: the values by the last one, and the evidence.

Where an earlier version had another value, its passage says so, and thus `as_of` gives what the list said on a day.
Knows nothing of files or of single lists.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Sighting:
    """What one version says: the passage that says it, and the values by it, empty where it says nothing."""

    passage: Mapping[str, str]
    values: Mapping[str, Any]


def told(sightings: Sequence[Sighting]) -> dict[str, Any]:
    """Give the values of a record and its evidence, from sightings in order of time."""
    last = sightings[-1].values
    settled = {name: _settled(name, sightings) for name in last}
    evidence = [_entry(index, sighting, settled, last) for index, sighting in enumerate(sightings)]
    return {**{name: value for name, value in last.items() if value}, "evidence": evidence}


def changes(sightings: Iterable[Sighting]) -> list[Sighting]:
    """Give the first of some sightings, and those that say something else than the one before."""
    found: list[Sighting] = []
    for sighting in sightings:
        if not found or found[-1].values != sighting.values:
            found.append(sighting)
    return found


def _settled(name: str, sightings: Sequence[Sighting]) -> int:
    """Give the first sighting from which on a field has its last value."""
    last = sightings[-1].values[name]
    return max((index + 1 for index, found in enumerate(sightings) if found.values[name] != last), default=0)


def _entry(index: int, sighting: Sighting, settled: Mapping[str, int], last: Mapping[str, Any]) -> dict[str, Any]:
    """Give one piece of evidence: what it says otherwise, and what it supports, where that is not everything."""
    otherwise = [name for name in settled if index < settled[name]]
    said = {name: sighting.values[name] for name in otherwise if sighting.values[name]}
    entry: dict[str, Any] = dict(sighting.passage)
    if len(said) < len(otherwise):
        entry["fields"] = [name for name, value in last.items() if value and name not in otherwise]
    return {**entry, "said": said} if said else entry
