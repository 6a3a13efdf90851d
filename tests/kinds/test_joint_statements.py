"""A statement may have several speakers: all are found, named and shown, each from the day on which it is known."""

import json
from pathlib import Path

import pytest

from api import cli
from api.curation import validate
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from tests.conftest import built, checked_app
from tests.contract import CheckedClient
from tests.editing import COURIER, SAYS, edit
from tests.walking import ids, walk

JOINT = "Ada Brook, Tom Vane and Harbour Board"


@pytest.fixture
def release(sample: Path, tmp_path: Path) -> Path:
    """The sample, with two statements that several made together."""
    edit(sample / SAYS, "    - ada-brook\n  speaker_role: envoy\n  on_behalf_of: norland\n", "    - ada-brook\n")
    edit(sample / SAYS, "    - ada-brook\n", "    - ada-brook\n    - tom-vane\n    - harbour-board\n")
    edit(sample / COURIER, "    - harbour-board\n", "    - harbour-board\n    - ada-brook\n")
    return built(sample, tmp_path / "releases")


@pytest.fixture
def joint(release: Path) -> CheckedClient:
    """A client of that release."""
    client: CheckedClient = checked_app(release).test_client()
    return client


def test_row_7_each_speaker_finds_the_statement_and_all_are_named(joint: CheckedClient) -> None:
    record = joint.get("/v1/statements/brook-listens?include=speakers").json
    assert ids(record["speakers"]) == ["ada-brook", "tom-vane", "harbour-board"]
    assert set(ids(record["speakers"])) <= set(record["included"]["actors"])
    assert record["citation"].startswith(f"{JOINT}: Norland came")
    for speaker in ids(record["speakers"]):
        assert "brook-listens" in ids(walk(joint, f"/v1/statements?speaker={speaker}"))
    titles = [found["title"] for found in joint.get('/v1/search?q="Vane and Harbour"').json["data"]]
    assert f"{JOINT}: Norland came to hear the other side." in titles


def test_row_7_lists_are_ordered_by_the_first_speaker(joint: CheckedClient) -> None:
    firsts = [record["speakers"][0]["name"] for record in walk(joint, "/v1/statements?sort=speaker")]
    assert firsts == sorted(firsts)


def test_row_7_a_speaker_stands_in_a_statement_from_the_day_on_which_it_is_known(joint: CheckedClient) -> None:
    path = "/v1/statements/board-announces-talks"
    early, late = (joint.get(f"{path}?as_of={day}").json for day in ("2020-05-11", "2020-05-12"))
    assert ids(early["speakers"]) == ["harbour-board"]
    assert ids(late["speakers"]) == ["harbour-board", "ada-brook"]
    assert early["citation"].startswith("Harbour Board: ")
    assert late["citation"].startswith("Harbour Board and Ada Brook: ")
    assert ids(joint.get("/v1/statements?speaker=ada-brook&as_of=2020-05-11").json["data"]) == []


def test_row_7_every_form_names_all_speakers(
    joint: CheckedClient, release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    page = joint.get("/v1/statements/brook-listens.html").get_data(as_text=True)
    for id, name in (("ada-brook", "Ada Brook"), ("tom-vane", "Tom Vane"), ("harbour-board", "Harbour Board")):
        assert f'<a href="/v1/actors/{id}">{name}</a>' in page
    assert f"{JOINT} → " in joint.get("/v1/statements.html").get_data(as_text=True)
    assert f"# {JOINT}: " in joint.get("/v1/statements/brook-listens.md").get_data(as_text=True)
    assert '"Ada Brook; Tom Vane; Harbour Board"' in joint.get("/v1/statements.csv").get_data(as_text=True)
    assert cli.main(["verify", "--quote", "and we shall listen", "--release", str(release)]) == 0
    assert f"\n  {JOINT}, 11 or 12 May 2020: “We came" in capsys.readouterr().out
    creators = json.loads(page.split('<script type="application/ld+json">')[1].split("</script>")[0])["creator"]
    assert [creator["name"] for creator in creators] == ["Ada Brook", "Tom Vane", "Harbour Board"]


def test_row_7_each_of_the_speakers_is_a_side_of_the_meeting(joint: CheckedClient) -> None:
    sides = joint.get("/v1/meetings/lunden-2020-05-11/accounts").json["data"]
    assert [entry["side"]["id"] for entry in sides] == ["ada-brook", "harbour-board", "tom-vane"]
    assert all(ids(entry["statements"]) == ["brook-listens"] for entry in sides)


def test_row_7_a_role_of_several_and_the_old_field_are_refused(sample: Path) -> None:
    edit(sample / SAYS, "    - ada-brook\n", "    - ada-brook\n    - tom-vane\n")
    edit(sample / SAYS, "  speakers:\n    - harbour-board\n", "  speaker: harbour-board\n")
    with pytest.raises(InvalidFixtures) as refused:
        validate.load_valid(sample, RESOURCES)
    told = [str(fault) for fault in refused.value.faults]
    one = "speaker_role: is of one speaker, and there are several; write each office in the file of its actor"
    assert f"{SAYS}:6:17: brook-listens: {one}" in [line.partition("fixtures/")[2] for line in told]
    assert any("speaker: is not a field here; did you mean speakers?" in line for line in told), told
