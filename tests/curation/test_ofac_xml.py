"""OFAC's list in XML: the same entries as in CSV, what it says of measures, and what is refused."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.curation import evidence_lock
from tests.published import MILL, QUAY, version

HEAD = '<?xml version="1.0" standalone="yes"?>\n<sdnList xmlns="http://tempuri.org/sdnList.xsd">\n'
VANE = """  <sdnEntry>
    <uid>7</uid>
    <firstName>Tomas</firstName>
    <lastName>VANE</lastName>
    <sdnType>Individual</sdnType>
    <remarks>(Linked To: NORTH &amp; QUAY)</remarks>
    <programList><program>FERRIES</program></programList>
    <idList><id><uid>70</uid><idType>Passport</idType><idNumber>N0012345</idNumber></id></idList>
    <akaList>
      <aka><uid>1</uid><category>strong</category><lastName>VEYNE</lastName><firstName>Thomas</firstName></aka>
      <aka><uid>2</uid><category>weak</category><lastName>THE PILOT</lastName></aka>
    </akaList>
    <addressList><address><uid>3</uid><address1>12 Rope Walk</address1><country>Norway</country></address></addressList>
    <dateOfBirthList><dateOfBirthItem><dateOfBirth>07 Apr 1961</dateOfBirth></dateOfBirthItem></dateOfBirthList>
  </sdnEntry>
"""
QUAY_XML = """  <sdnEntry><uid>11</uid><lastName>NORTH &amp; QUAY</lastName><sdnType>Entity</sdnType>
    <programList><program>TIMBER-EO9913</program><program>FERRIES</program></programList>
    <remarks>Executive Order 9913 Directive Determination - Subject to Directive 1;
    Secondary sanctions risk: Ferry Act.</remarks>
  </sdnEntry>
"""


@pytest.fixture
def bring(sample: Path, tmp_path: Path) -> Callable[..., int]:
    """Import versions beside the sample."""
    fixed = ["--fixtures", str(sample), "--output", str(tmp_path / "out")]
    return lambda *folders: cli.main(["import", "ofac", *map(str, folders), *fixed])


def in_xml(folder: Path, date: str, *entries: str, end: str = "</sdnList>\n", file: str = "SDN.XML") -> Path:
    place = folder / date
    place.mkdir(parents=True)
    (place / file).write_text("".join((HEAD, *entries, end)), "utf-8")
    return place


def written(folder: Path) -> dict[str, dict[str, Any]]:
    lines = (folder / "out/imported/ofac.ndjson").read_text("utf-8").splitlines()
    return {record["id"]: record for record in map(json.loads, lines)}


def test_versions_in_csv_and_in_xml_are_of_one_list(
    bring: Callable[..., int], sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    older = version(tmp_path / "published", "2020-06", [(7, "VANE, Tomas", "individual", "FERRIES", "-0- ")])
    newer = in_xml(tmp_path / "published", "2021-02-01", VANE, QUAY_XML)
    assert bring(older, newer) == 0
    found = written(tmp_path)
    vane = found["ofac-7"]
    assert (vane["name"], vane["type"], vane["countries"]) == ("Tomas VANE", "person", ["NO"])
    assert vane["aliases"] == ["VANE, Tomas", "VEYNE, Thomas", "THE PILOT"] and vane["weak_aliases"] == ["THE PILOT"]
    ferries = found["ofac-7-ferries"]
    assert (ferries["first_seen"], ferries["last_seen"]) == ("2020-06", "2021-02-01")
    assert found["ofac-7-linked-to-11"]["last_seen"] == "2021-02-01"
    text = (tmp_path / "out/imported/ofac.ndjson").read_text("utf-8")
    assert not [word for word in ("1961", "0012345", "Rope Walk") if word in text]
    texts = evidence_lock.read_texts(tmp_path / "published")
    for locked in evidence_lock.read_lock(tmp_path / "out/evidence.lock").values():
        assert texts[locked.text_sha256][locked.begin : locked.stop] == locked.start
    fixtures = ["--fixtures", str(sample), "--fixtures", str(tmp_path / "out")]
    assert cli.main(["check", *fixtures]) == 0


def test_what_the_list_says_of_measures_is_told_of_the_programme_it_belongs_to(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert bring(in_xml(tmp_path, "2021-02-01", VANE, QUAY_XML)) == 0
    found = written(tmp_path)
    timber = found["ofac-11-timber-eo9913"]
    assert timber["legal_basis"] == "Executive Order 9913" and timber["measures"] == ["Subject to Directive 1"]
    assert [one["part"] for one in timber["evidence"]] == ["entry"]
    assert not {"legal_basis", "measures"} & set(found["ofac-11-ferries"]), "a tag alone is no legal basis"
    said = capsys.readouterr().err
    assert "2021-02-01: left out: remarks on what one of several programmes restricts: 1" in said
    assert "what the list does not say of sanctions stays empty: legal_basis of 2, measures of 2" in said


def test_remarks_of_one_programme_in_csv_are_its_measures(bring: Callable[..., int], tmp_path: Path) -> None:
    remarks = "Secondary sanctions risk: section 1(b) of Executive Order 9913."
    assert bring(version(tmp_path, "2021-02", [(*MILL[:4], remarks)])) == 0
    timber = written(tmp_path)["ofac-20-timber"]
    assert timber["measures"] == ["Secondary sanctions risk: section 1(b) of Executive Order 9913"]
    assert "legal_basis" not in timber, "a risk is not what the listing rests on"


def test_a_number_that_comes_back_with_wholly_other_names_is_told(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = (20, "GREY GULL SHIPPING", *MILL[2:])
    renamed = (11, "SOUTH QUAY LINES", *QUAY[2:])
    assert bring(version(tmp_path, "2020-06", [QUAY, MILL]), version(tmp_path, "2021-07", [renamed, again])) == 0
    said = capsys.readouterr().err
    assert "2021-07/sdn.csv:2:1: the entry 20 is 'GREY GULL SHIPPING', of type organization, and was 'LUND" in said
    assert "without a word in common; if they are two, leave out the versions up to that" in said
    assert "the entry 11" not in said


BAD = {
    "cut off": ([VANE], "", "SDN.XML:1:1: is cut off, or is no XML of <sdnList>; get the file again"),
    "no number": ([VANE, QUAY_XML.replace("<uid>11</uid>", "")], None, "SDN.XML:18:1: has no uid or no lastName"),
    "twice": ([VANE, VANE], None, "SDN.XML:18:1: the entry 7 stands twice; keep one"),
    "no XML": ([VANE.replace("<akaList>", "<akaList><")], None, "SDN.XML:3:1: is not XML"),
    "no type": ([VANE.replace("Individual", "Ghost")], None, "SDN.XML:3:1: 'ghost' is not a type of an entry"),
    "empty": ([], None, "SDN.XML:1:1: is empty; get the file again"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_list_in_xml_is_refused(
    bring: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    entries, end, what = BAD[case]
    assert bring(in_xml(tmp_path, "2021-02-01", *entries, end="</sdnList>\n" if end is None else end)) == 1
    assert what in capsys.readouterr().err and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("file", "begin", "what"),
    [
        ("SDN_ADVANCED.XML", '<Sanctions xmlns="http://www.un.org/sanctions/1.0">', "OFAC's list in the advanced form"),
        ("fsf.xml", '<export xmlns="http://eu.europa.ec/fpi/fsd/export">', "the EU's list (FSF) in XML"),
        ("fsf.csv", "\ufefffileGenerationDate;Entity_LogicalId;Entity_EU_Ref", "the EU's list (FSF) in CSV"),
        ("ConList.csv", "Last Updated,01/02/2021\nName 6,Name 1,Name 2", "the UK's list (OFSI) in CSV"),
    ],
)
def test_a_list_of_which_there_is_no_reader_is_named(
    sample: Path, capsys: pytest.CaptureFixture[str], file: str, begin: str, what: str
) -> None:
    folder = sample.parent / "2021-02-01"
    folder.mkdir()
    (folder / file).write_text(begin, "utf-8")
    assert cli.main(["import", "ofac", str(folder), "--fixtures", str(sample)]) == 1
    told = (
        f"holds no sdn.csv or sdn.xml; {file} is {what}, of which there is no reader yet; name a folder of one version"
    )
    assert told in capsys.readouterr().err
