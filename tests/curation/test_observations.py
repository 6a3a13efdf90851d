"""Observations: whatever versions of a list said, each day shows what the last of them by then had said."""

import json
from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from api.curation import validate
from api.curation.dataset import Dataset, Record
from api.curation.diagnostics import SourceMap
from api.curation.knowledge import Knowledge
from api.curation.lists.records import Observation, changes, merge
from api.kinds import RESOURCES
from tests.conftest import SAMPLE

KINDS = {resource.name: resource for resource in RESOURCES}
BASE = validate.load_valid(SAMPLE / "fixtures", RESOURCES)
DAYS = [f"2021-01-0{number}" for number in range(1, 6)]

values = st.fixed_dictionaries(
    {
        "status": st.sampled_from(["in_force", "delisted"]),
        "last_seen": st.sampled_from(["2020-06", "2020-07", "2020-08"]),
        "program": st.sampled_from(["FERRIES", "TIMBER"]),
        "measures": st.sampled_from([["A freeze"], ["A freeze", "A ban"]]),
    }
)
said = st.lists(values, min_size=1, max_size=len(DAYS))


def record(kind: str, written: dict[str, Any]) -> Record:
    resource = KINDS[kind]
    return Record(
        resource, resource.loader.load(json.loads(json.dumps(written))), "invented.ndjson", SourceMap().position
    )


def dataset(merged: dict[str, Any]) -> tuple[Dataset, Record]:
    """Return the sample with a dated version of a list for each day, and the sanction that they tell of."""
    sanction = record("sanctions", {"id": "listed", "target": "skerry", "authority": "norland", **merged})
    fixed = {"title": "List", "publisher": "norland", "type": "list", "language": "en"}
    sources = [record("sources", {"id": f"list-{day}", "published": day, **fixed}) for day in DAYS]
    return replace(BASE, records=(*BASE.records, *sources, sanction)), sanction


def observations(versions: list[dict[str, Any]]) -> list[Observation]:
    whole = {"target": "skerry", "authority": "norland"}
    return [
        Observation({"source": f"list-{day}", "part": "entry", "entry": "7", "start": "SKERRY"}, {**whole, **found})
        for day, found in zip(DAYS, versions, strict=False)
    ]


@given(said)
def test_each_day_has_the_values_of_the_last_version_by_then(versions: list[dict[str, Any]]) -> None:
    everything, sanction = dataset(merge(observations(versions)))
    knowledge = Knowledge(everything)
    for day, expected in zip(DAYS, versions, strict=False):
        shown = knowledge.values(sanction, day)
        assert {name: shown[name] for name in expected} == expected


@given(said)
def test_versions_that_change_nothing_can_be_left_out(versions: list[dict[str, Any]]) -> None:
    everything, sanction = dataset(merge(changes(observations(versions))))
    knowledge = Knowledge(everything)
    for day, expected in zip(DAYS, versions, strict=False):
        shown = knowledge.values(sanction, day)
        assert {name: shown[name] for name in expected} == expected


def test_what_an_early_version_did_not_say_is_not_known_then() -> None:
    early, late = ({"status": "in_force", "program": program} for program in (None, "TIMBER"))
    everything, sanction = dataset(merge(observations([early, late])))
    knowledge = Knowledge(everything)
    assert [knowledge.values(sanction, day)["program"] for day in DAYS[:2]] == [None, "TIMBER"]
