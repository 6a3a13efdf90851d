"""Another list: the reader that CONTRIBUTING shows is all that it takes."""

import json
from pathlib import Path

import pytest

from api.cli import main
from api.curation import evidence_lock, list_rows, validate
from api.curation.diagnostics import InvalidFixtures
from api.curation.lists import importer
from api.curation.lists.published import PublishedList, list_versions
from api.curation.lists.versions import ImportOptions
from api.kinds import RESOURCES
from tests.papers import CONTRIBUTING, blocks

SHIP = """<listed kind="ship" since="2019-05-07"><no>B-2</no><called>GREY GULL</called><also>Gull &amp; Co</also>
<flag>Kingdom of Norway</flag><rule code="QUAY"><forbids>mooring</forbids><forbids>fuel</forbids></rule></listed>"""
FIRM = """<listed kind="firm"><no>B-1</no><called>Lunden Ferries</called><flag>Old Ferryland</flag>
<rule code="QUAY"/></listed>"""
[READER] = blocks(CONTRIBUTING.partition("## Another list\n")[2].partition("\n## ")[0], "python")


@pytest.fixture
def harbour(monkeypatch: pytest.MonkeyPatch) -> PublishedList:
    """The list that the reader of CONTRIBUTING reads."""
    names: dict[str, PublishedList] = {}
    exec(READER, names)  # noqa: S102 - our own page
    monkeypatch.setitem(list_rows.FORMS, "<harbourList", names["HARBOUR_XML"])
    return names["HARBOUR"]


def bring(of: PublishedList, sample: Path, folder: Path, *versions: tuple[str, str]) -> importer.Import:
    for date, entries in versions:
        (folder / date).mkdir(parents=True)
        (folder / date / "harbour.xml").write_text(f"<harbourList>\n{entries}</harbourList>\n", "utf-8")
    wanted = ImportOptions(list_versions(of, [folder / date for date, _ in versions]), ["*"], force=True)
    return importer.import_lists(wanted, validate.load_unlocked(sample, RESOURCES), folder / "out")


def test_the_reader_that_contributing_shows_is_all_it_takes(
    harbour: PublishedList, sample: Path, tmp_path: Path
) -> None:
    assert len(READER.splitlines()) < 60
    done = bring(harbour, sample, tmp_path, ("2021-02-01", SHIP + FIRM), ("2021-03-01", SHIP))
    lines = (tmp_path / "out/imported/harbour.ndjson").read_text("utf-8").splitlines()
    found = {record["id"]: record for record in map(json.loads, lines)}
    gull, barred = found["harbour-b-2"], found["harbour-b-2-quay"]
    assert (gull["type"], gull["aliases"], gull["countries"]) == ("vessel", ["Gull & Co"], ["NO"])
    assert (barred["authority"], barred["measures"]) == ("harbour-board", ["mooring", "fuel"])
    assert (barred["listing_date"], found["harbour-b-1-quay"]["status"]) == ("2019-05-07", "delisted")
    assert done.builder.unknown == {"Old Ferryland": 1} and done.builder.unsaid == {"legal_basis": 2, "measures": 1}
    texts = evidence_lock.read_texts(tmp_path)
    for locked in evidence_lock.read_lock(tmp_path / "out/evidence.lock").values():
        assert texts[locked.text_sha256][locked.begin : locked.stop] in (locked.start, "")
    fixtures = ["--fixtures", str(sample), "--fixtures", str(tmp_path / "out")]
    assert main(["build", *fixtures, "--releases", str(tmp_path / "releases")]) == 0


@pytest.mark.parametrize(
    ("entry", "what"),
    [
        (SHIP.replace('"ship"', '"ghost"'), "2:1: 'ghost' is not known; known are ship, firm, man or woman"),
        (SHIP.replace("2019-05-07", "May 2019"), "2:1: 'May 2019' is not an EDTF date"),
        (SHIP.replace("Gull &amp;", "G\u202eull"), "2:1: holds the unprintable character U+202E"),
    ],
)
def test_what_no_list_may_hold_is_refused_for_every_list(
    harbour: PublishedList, sample: Path, tmp_path: Path, entry: str, what: str
) -> None:
    with pytest.raises(InvalidFixtures) as refused:
        bring(harbour, sample, tmp_path, ("2021-02-01", entry))
    assert f"2021-02-01/harbour.xml:{what}" in str(refused.value.faults[0])
    assert not (tmp_path / "out").exists()
