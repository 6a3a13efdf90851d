"""The record of the crisis: how much there is, what was known on which day, and what it holds of the texts."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.curation import evidence_lock, yaml_reader
from api.model.normalization import normalize_casefold
from tests.conftest import FIXTURES
from tests.contract import CheckedClient

LOCKED = [json.loads(line) for line in (FIXTURES / "evidence.lock").read_text("utf-8").splitlines()]
#: The passages of texts; those of lists are the names of their entries.
PASSAGES = [passage for passage in LOCKED if not passage.get("entry")]
#: What may have words of a text in a row: what is verbatim by its nature, the address and the title of the text, and
#: offices as they are printed.
VERBATIM = {"quote", "as_written", "start", "end", "title", "source_url", "archive_url", "role", "speaker_role"}
#: How many words of a text in a row are its own.
RUN = 7


@pytest.mark.parametrize(
    ("path", "least"),
    [
        ("sources", 34),
        ("statements", 180),
        ("statements?type=quoted", 90),
        ("meetings", 10),
        ("sanctions", 20),
        ("figures", 40),
        ("events", 50),
    ],
)
def test_there_is_enough_for_a_visit(shipped_client: CheckedClient, path: str, least: int) -> None:
    assert shipped_client.get(f"/v1/{path}").json["total"] >= least


def test_at_least_600_records_rest_on_sources(shipped_client: CheckedClient) -> None:
    kinds = shipped_client.get("/v1").json["kinds"]
    assert sum(kind["count"] for kind in kinds if kind["kind"] != "sources") >= 600
    rested_on = {passage["source"] for passage in LOCKED}
    assert len(rested_on) >= 34 and shipped_client.get("/v1/sources").json["total"] == len(rested_on)


#: A day, a fact that was known by then, and one that was not yet.
WALKS = [
    ("2019-01-10", "sources/us-eo-13850-2018-11-01-first-page", "actors/juan-guaido"),
    ("2019-01-24", "figures/us-initial-aid-20-million", "meetings/security-council-2019-01-26"),
    ("2019-03-01", "events/us-draft-resolution-vetoed", "sanctions/us-sanctions-evrofinance"),
    ("2019-03-12", "sanctions/us-sanctions-evrofinance", "figures/visas-revoked-march-2019"),
    ("2019-03-18", "figures/visas-revoked-march-2019", "meetings/rome-2019-03-19"),
    ("2019-03-20", "meetings/rome-2019-03-19", "sanctions/us-sanctions-bandes"),
    ("2019-04-01", "sanctions/us-sanctions-bandes", "meetings/un-security-council-2019-04-10"),
    ("2019-05-01", "events/eu-declaration-2019-04-30", "sanctions/us-sanctions-ex-cle"),
]


@pytest.mark.parametrize(("day", "known", "later"), WALKS)
def test_a_day_shows_what_was_known_and_nothing_more(
    shipped_client: CheckedClient, day: str, known: str, later: str
) -> None:
    assert shipped_client.get(f"/v1/{known}?as_of={day}").json["known_since"] <= day
    assert shipped_client.get(f"/v1/{later}").json["known_since"] > day
    assert shipped_client.get(f"/v1/{later}?as_of={day}").status_code == 404
    for path, there in ((known, True), (later, False)):
        kind, _, id = path.partition("/")
        listed = shipped_client.get(f"/v1/{kind}.ndjson?limit=all&fields=known_since&as_of={day}").text
        records = [json.loads(line) for line in listed.splitlines()]
        assert (id in {record["id"] for record in records}) == there
        assert all(record["known_since"] <= day for record in records)


def test_a_relation_is_told_in_a_sentence(shipped_client: CheckedClient) -> None:
    names = {one["name"] for one in shipped_client.get("/v1/relations?limit=200").json["data"]}
    for sentence in (
        "The Lima Group condemns armed groups serving the government of Nicolás Maduro for violence against the "
        "distribution of aid",
        "The locally employed staff of the U.S. Embassy in Venezuela assists the diplomatic staff of the U.S. Embassy "
        "in Venezuela in their work for democracy in Venezuela",
        "Many other Western countries support Juan Guaidó",
    ):
        assert sentence in names


def test_an_anchor_is_a_few_words() -> None:
    for passage in PASSAGES:
        assert len(passage["start"].split()) <= 7 and len((passage["end"] or "").split()) <= 6, passage
    words = [len(passage[end].split()) for passage in PASSAGES for end in ("start", "end") if passage["end"]]
    assert sum(count <= 5 for count in words) >= 0.95 * len(words)


#: Two fifths.
MOST_HELD = 0.4


def test_anchors_hold_at_most_two_fifths_of_a_text(texts: Path) -> None:
    read = evidence_lock.read_texts(texts)
    for source, digest in {(passage["source"], passage["text_sha256"]) for passage in PASSAGES}:
        spans = [word.span() for word in re.finditer(r"\S+", read[digest])]
        held = set()
        for passage in PASSAGES:
            if passage["source"] == source:
                inside = [span for span in spans if span[1] > passage["begin"] and span[0] < passage["stop"]]
                held |= set(inside[: len(passage["start"].split())])
                held |= set(inside[len(inside) - len((passage["end"] or "").split()) :])
        assert len(held) <= MOST_HELD * len(spans), source


def test_no_words_of_a_text_stand_in_a_row_but_where_they_are_verbatim(texts: Path) -> None:
    read = evidence_lock.read_texts(texts)
    runs = {run for digest in {passage["text_sha256"] for passage in PASSAGES} for run in runs_of(read[digest])}
    titles = {run for record in records() for run in runs_of(record.get("title", ""))}
    for record in records():
        for value in worded(record):
            taken = runs & set(runs_of(value)) - titles
            assert not taken, f"{record['id']}: {value}"


def runs_of(text: str) -> Iterator[tuple[str, ...]]:
    """Return the runs of words of a text."""
    words = re.findall(r"\w+(?:['.-]\w+)*", normalize_casefold(text))
    return (tuple(words[place : place + RUN]) for place in range(len(words) - RUN + 1))


def worded(value: Any) -> Iterator[str]:
    """Return the texts in a record that are in words of ours."""
    if isinstance(value, dict):
        value = [part for key, part in value.items() if key not in VERBATIM]
    if isinstance(value, list):
        for part in value:
            yield from worded(part)
    else:
        yield value


def records() -> Iterator[dict[str, Any]]:
    """Return the records as curators wrote them."""
    for file in FIXTURES.glob("*/*.yaml"):
        read = yaml_reader.parse(file.read_text("utf-8"), file.name).value
        yield from read if isinstance(read, list) else [read]
