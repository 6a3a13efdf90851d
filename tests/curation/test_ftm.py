"""Lists as lines of FollowTheMoney: what becomes of entities, what never leaves them, and what is refused."""

import json
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.curation import evidence_lock


def entity(id: str, schema: str, **properties: list[str]) -> dict[str, Any]:
    return {"id": id, "caption": id, "schema": schema, "properties": properties, "datasets": ["harbour"]}


PRIVATE = {"birthDate": ["1961-04-07"], "passportNumber": ["N0012345"], "address": ["12 Rope Walk"]}
VANE = entity(
    "NK-vane", "Person", **PRIVATE, alias=["Томас Вейн"], weakAlias=["The Pilot"], name=["Tomas Vane"], country=["no"]
)
QUAY = entity("NK-quay", "Company", name=["Lunden Ferries"], previousName=['Quay "Old" Lines'], jurisdiction=["zz"])
LAW = entity("NK-law", "LegalEntity", name=["Skerry Trust"])
ON_VANE = entity(
    "s-1",
    "Sanction",
    entity=["NK-vane"],
    authority=["Harbour Board of Lunden"],
    program=["QUAY"],
    provisions=["Mooring ban", "Asset freeze"],
    reason=["Order 9913"],
    listingDate=["2019-05-07"],
    startDate=["2019-06-01"],
)
ON_QUAY = entity(
    "s-2", "Sanction", entity=["NK-quay", "NK-law"], authority=["Harbour Board of Lunden"], programId=["Q-2"]
)
ON_QUAY["properties"] |= {"startDate": ["2018"], "endDate": ["2020-01-31"]}
UNNAMED = entity("s-3", "Sanction", entity=["NK-quay"], program=["TIMBER"])
EVERYTHING = [ON_VANE, VANE, QUAY, LAW, ON_QUAY, UNNAMED, entity("NK-ship", "Vessel", name=["Grey Gull"])]


@pytest.fixture
def bring(sample: Path, tmp_path: Path) -> Callable[..., int]:
    """Import a version beside the sample, of which curators know the source."""

    def run(*entities: object, known: bool = True) -> int:
        folder = tmp_path / "published/2021-02-01"
        folder.mkdir(parents=True, exist_ok=True)
        lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in entities)
        (folder / "entities.ftm.json").write_text(lines, "utf-8")
        source = {"id": "harbour-list", "title": "Barred", "publisher": "the-gazette", "type": "list"}
        source |= {"published": "2021-02-01", "language": "en", "text_sha256": sha256(lines.encode()).hexdigest()}
        if known:
            (sample / "imported").mkdir(exist_ok=True)
            (sample / "imported/own.ndjson").write_text(json.dumps({"kind": "sources", **source}) + "\n")
        return cli.main(["import", "ftm", str(folder), "--fixtures", str(sample), "--output", str(tmp_path / "out")])

    return run


def test_entities_become_actors_and_sanctions_by_the_authority_that_is_named(
    bring: Callable[..., int], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(*EVERYTHING) == 0
    lines = (tmp_path / "out/imported/ftm.ndjson").read_text("utf-8").splitlines()
    found = {record["id"]: record for record in map(json.loads, lines)}
    vane, board = found["ftm-nk-vane"], found["ftm-harbour-board-of-lunden"]
    assert (vane["type"], vane["name"], vane["countries"]) == ("person", "Tomas Vane", ["NO"])
    assert (vane["aliases"], vane["weak_aliases"]) == (["Томас Вейн", "The Pilot"], ["The Pilot"])
    assert (board["type"], board["name"], board["evidence"][0]["entry"]) == (
        "body",
        "Harbour Board of Lunden",
        "NK-quay",
    )
    barred = found["ftm-nk-vane-quay-harbour-board-of-lunden"]
    assert (barred["authority"], barred["program"]) == ("ftm-harbour-board-of-lunden", "QUAY")
    assert (barred["measures"], barred["reason"]) == (["Mooring ban", "Asset freeze"], "Order 9913")
    assert (barred["listing_date"], barred["start_date"], barred["status"]) == ("2019-05-07", "2019-06-01", "in_force")
    ended = found["ftm-nk-quay-q-2-harbour-board-of-lunden"]
    assert (ended["end_date"], ended["status"]) == ("2020-01-31", "lifted")
    assert not [id for id in found if "nk-ship" in id or "nk-law" in id or "timber" in id]
    said = capsys.readouterr().err
    assert "left out: sanctions that do not name one authority: 1" in said
    assert "left out: targets of the schema LegalEntity, which is no type of actor: 1" in said and "'ZZ' 1" in said
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert not [word for word in ("1961", "0012345", "Rope Walk") if word in text]
    [published] = evidence_lock.read_texts(tmp_path / "published").values()
    for locked in evidence_lock.read_lock(tmp_path / "out/evidence.lock").values():
        assert published[locked.begin : locked.stop] == locked.start
    fixtures = ["--fixtures", str(sample), "--fixtures", str(tmp_path / "out")]
    assert cli.main(["build", *fixtures, "--releases", str(tmp_path / "releases")]) == 0


def test_a_curated_authority_is_joined_by_its_name_as_identifier(
    bring: Callable[..., int], sample: Path, tmp_path: Path
) -> None:
    file = sample / "actors/the-gazette.yaml"
    said = "identifiers:\n  - scheme: FollowTheMoney\n    id: Harbour Board of Lunden\nevidence:\n"
    file.write_text(file.read_text("utf-8").replace("evidence:\n", said), "utf-8")
    assert bring(*EVERYTHING) == 0
    assert '"authority": "the-gazette"' in (tmp_path / "out/imported/ftm.ndjson").read_text("utf-8")


BAD: dict[str, Any] = {
    "no object": ([VANE, "text"], {}, "entities.ftm.json:2:1: is no entity of FollowTheMoney"),
    "no lists": ([{**VANE, "properties": {"name": "Tomas"}}], {}, "entities.ftm.json:1:1: is no entity of"),
    "twice": ([VANE, ON_VANE, VANE], {}, "entities.ftm.json:3:1: the entry NK-vane stands twice; keep one"),
    "empty": ([], {}, "entities.ftm.json:1:1: is empty; get the file again"),
    "nobody": ([VANE], {}, "entities.ftm.json:1:1: holds no entries"),
    "no source": ([VANE, ON_VANE], {"known": False}, "is the text of no curated source; only curators know who publ"),
    "no date": (
        [VANE, {**ON_VANE, "properties": {**ON_VANE["properties"], "startDate": ["soon"]}}],
        {},
        "entities.ftm.json:1:1: 'soon' is not an EDTF date",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_lines_are_refused(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    entities, more, what = BAD[case]
    assert bring(*entities, **more) == 1
    assert what in capsys.readouterr().err and not (tmp_path / "out").exists()
