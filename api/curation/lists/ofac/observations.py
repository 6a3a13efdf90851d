"""What dated versions of a list say of one thing, merged into one record: the last values, and all evidence.

Where an earlier version has another value, its evidence says so: thus `as_of` shows what the list said on a day. Knows
nothing of files or of single lists.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Observation:
    """What one version says: its passage, and the values by it."""

    passage: Mapping[str, str]
    values: Mapping[str, Any]


def merge(observations: Sequence[Observation]) -> dict[str, Any]:
    """Return the values of a record and its evidence; the observations are in order of time."""
    last = observations[-1].values
    settled = {name: _settled(name, observations) for name in last}
    evidence = [_evidence(index, observed, settled, last) for index, observed in enumerate(observations)]
    return {**{name: value for name, value in last.items() if value}, "evidence": evidence}


def changes(observations: Iterable[Observation]) -> list[Observation]:
    """Return the first observation, and those that differ from the one before."""
    changed: list[Observation] = []
    for observed in observations:
        if not changed or changed[-1].values != observed.values:
            changed.append(observed)
    return changed


def _settled(name: str, observations: Sequence[Observation]) -> int:
    """Return the index of the observation since which a field has had its last value."""
    last = observations[-1].values[name]
    return max((index + 1 for index, observed in enumerate(observations) if observed.values[name] != last), default=0)


def _evidence(index: int, observed: Observation, settled: Mapping[str, int], last: Mapping[str, Any]) -> dict[str, Any]:
    """Return one piece of evidence: other values that it said, and the fields that it supports, if not all."""
    others = [name for name in settled if index < settled[name]]
    said = {name: observed.values[name] for name in others if observed.values[name]}
    evidence: dict[str, Any] = dict(observed.passage)
    if len(said) < len(others):
        evidence["fields"] = [name for name, value in last.items() if value and name not in others]
    return {**evidence, "said": said} if said else evidence
