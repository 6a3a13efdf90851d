"""The consolidated list of the UN: what becomes of its entries, what never leaves them, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.curation import evidence_lock

HEAD = '<?xml version="1.0" encoding="utf-8"?>\n<CONSOLIDATED_LIST dateGenerated="2021-02-01T00:00:00Z">\n'
PERSON = """<INDIVIDUAL><DATAID>700012</DATAID><FIRST_NAME>TOMAS</FIRST_NAME><SECOND_NAME>IVER</SECOND_NAME>
<THIRD_NAME>VANE</THIRD_NAME><UN_LIST_TYPE>Ferries</UN_LIST_TYPE><REFERENCE_NUMBER>FEi.002</REFERENCE_NUMBER>
<LISTED_ON>2019-05-07</LISTED_ON><COMMENTS1>Born in Lunden. Listed pursuant to paragraphs 15 and 17 of
resolution 9970 (2018) (Travel Ban, Asset Freeze). Review pursuant to resolution 9822 (2008) was concluded.</COMMENTS1>
<NATIONALITY><VALUE>Syrian Arab Republic</VALUE></NATIONALITY>
<INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Thomas Veyne</ALIAS_NAME></INDIVIDUAL_ALIAS>
<INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>The Pilot</ALIAS_NAME></INDIVIDUAL_ALIAS>
<NAME_ORIGINAL_SCRIPT>Томас Вейн</NAME_ORIGINAL_SCRIPT>
<INDIVIDUAL_ADDRESS><STREET>12 Rope Walk</STREET><COUNTRY>Norway</COUNTRY></INDIVIDUAL_ADDRESS>
<INDIVIDUAL_DATE_OF_BIRTH><DATE>1961-04-07</DATE></INDIVIDUAL_DATE_OF_BIRTH>
<INDIVIDUAL_DOCUMENT><NUMBER>N0012345</NUMBER></INDIVIDUAL_DOCUMENT></INDIVIDUAL>
"""
ENTITY = """<ENTITY><DATAID>700011</DATAID><FIRST_NAME>QUAY &amp; SONS</FIRST_NAME><UN_LIST_TYPE>Ferries</UN_LIST_TYPE>
<REFERENCE_NUMBER>FEe.001</REFERENCE_NUMBER><LISTED_ON>2018-01-02</LISTED_ON>
<ENTITY_ALIAS><QUALITY>a.k.a.</QUALITY><ALIAS_NAME>North Quay</ALIAS_NAME></ENTITY_ALIAS>
<ENTITY_ALIAS><QUALITY/><ALIAS_NAME/></ENTITY_ALIAS>
<ENTITY_ADDRESS><COUNTRY>Old Ferryland</COUNTRY></ENTITY_ADDRESS></ENTITY>
"""


def version(folder: Path, date: str, *entries: str, end: str = "</CONSOLIDATED_LIST>\n") -> Path:
    place = folder / "published" / date
    place.mkdir(parents=True)
    (place / "consolidated.xml").write_text("".join((HEAD, *entries, end)), "utf-8")
    return place


@pytest.fixture
def bring(sample: Path, tmp_path: Path) -> Callable[..., int]:
    """Import versions beside the sample."""
    fixed = ["--fixtures", str(sample), "--output", str(tmp_path / "out")]
    return lambda *folders: cli.main(["import", "un", *map(str, folders), *fixed])


def test_an_entry_of_the_un_becomes_an_actor_and_a_sanction(
    bring: Callable[..., int], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folders = [version(tmp_path, "2021-02-01", PERSON, ENTITY), version(tmp_path, "2021-03-01", ENTITY)]
    assert bring(*folders, "--force") == 0
    lines = (tmp_path / "out/imported/un.ndjson").read_text("utf-8").splitlines()
    found = {record["id"]: record for record in map(json.loads, lines)}
    vane, quay = found["un-fei-002"], found["un-fee-001"]
    assert (vane["type"], vane["name"], vane["countries"]) == ("person", "TOMAS IVER VANE", ["SY"])
    assert vane["aliases"] == ["Thomas Veyne", "The Pilot", "Томас Вейн"] and vane["weak_aliases"] == ["The Pilot"]
    assert vane["identifiers"] == [{"scheme": "UN Security Council", "id": "FEi.002"}]
    assert (quay["type"], quay["name"], quay["aliases"]) == ("organization", "QUAY & SONS", ["North Quay"])
    gone, kept = found["un-fei-002-ferries"], found["un-fee-001-ferries"]
    assert (gone["listing_date"], gone["status"], gone["last_seen"]) == ("2019-05-07", "delisted", "2021-02-01")
    assert gone["legal_basis"] == "paragraphs 15 and 17 of resolution 9970 (2018)"
    assert gone["measures"] == ["Travel Ban", "Asset Freeze"] and not {"legal_basis", "measures"} & set(kept)
    assert (kept["authority"], kept["program"], kept["status"]) == ("un-security-council", "Ferries", "in_force")
    assert "'Old Ferryland' 1" in (said := capsys.readouterr().err)
    assert "does not say of sanctions stays empty: legal_basis of 1, measures of 1;" in said
    text = "".join(path.read_text("utf-8") for path in (tmp_path / "out").rglob("*") if path.is_file())
    assert not [word for word in ("1961", "0012345", "Rope Walk", "Born", "9822") if word in text]
    fixtures = ["--fixtures", str(sample), "--fixtures", str(tmp_path / "out")]
    assert cli.main(["build", *fixtures, "--releases", str(tmp_path / "releases")]) == 0


def test_the_list_of_the_un_proves_the_lock(bring: Callable[..., int], tmp_path: Path) -> None:
    assert bring(version(tmp_path, "2021-02-01", PERSON, ENTITY)) == 0
    [(digest, text)] = evidence_lock.read_texts(tmp_path / "published").items()
    locked = evidence_lock.read_lock(tmp_path / "out/evidence.lock").values()
    assert {(one.start, one.text_sha256) for one in locked} == {("TOMAS", digest), ("QUAY &amp; SONS", digest)}
    assert all(text[one.begin : one.stop] == one.start for one in locked)


BAD: dict[str, Any] = {
    "cut off": ([PERSON], {"end": ""}, "consolidated.xml:1:1: is cut off, or is no XML of <CONSOLIDATED_LIST>"),
    "no number": ([PERSON, ENTITY.replace("FEe.001", "")], {}, "consolidated.xml:14:1: has no REFERENCE_NUMBER"),
    "twice": ([PERSON, PERSON], {}, "the entry FEi.002 stands twice; keep one"),
    "no XML": ([PERSON.replace("<DATAID>", "<DATAID><")], {}, "consolidated.xml:3:1: is not XML"),
    "unprintable": ([PERSON.replace("IVER", "I&#x202e;VER")], {}, "consolidated.xml:3:1: holds the unprintable"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_list_of_the_un_is_refused(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    entries, more, what = BAD[case]
    assert bring(version(tmp_path, "2021-02-01", *entries, **more)) == 1
    assert what in capsys.readouterr().err and not (tmp_path / "out").exists()
