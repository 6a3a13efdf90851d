"""A speaker takes words back, talks have rounds, and a sanction is amended: each is shown from the day it is known."""

from pathlib import Path

import pytest

from api import cli
from api.curation import validate
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from tests.conftest import built, checked_app
from tests.contract import CheckedClient
from tests.editing import MEETING, SAYS, Edit, edit, put
from tests.walking import ids, walk

COUNTS = "  summary: People have left the island.\n"
SANCTION = "sanctions/norland-sanctions-skerry-shipping.yaml"
AMENDED = """\
amendments:
  - date: 2020-05-11
    legal_basis: Order 12
    description: Ferries that carry food may land.
    source: courier-2020-05
  - description: No ferry may land.
    source: gazette-2020-05-12
"""
#: Evidence from a day before.
EARLY = """\
  - source: courier-2020-05
    start: "Envoys of Norland and Skerry"
    end: "announced"
"""


def tell(folder: Path) -> None:
    """Let the board take its announcement back a day later, add a round of talks, and amend a sanction."""
    edit(folder / SAYS, COUNTS, f"{COUNTS}  retracts:\n    - board-announces-talks\n")
    edit(folder / MEETING, "status:", "round_of: talks-of-2020\nstatus:")
    text = (folder / MEETING).read_text("utf-8").replace("id: lunden-2020-05-11", "id: talks-of-2020")
    (folder / "meetings/talks-of-2020.yaml").write_text(text.replace("round_of: talks-of-2020\n", ""), "utf-8")
    edit(folder / SANCTION, "status:", f"{AMENDED}status:")
    for file in (SANCTION, "actors/skerry-shipping.yaml", "actors/norland.yaml"):
        edit(folder / file, "evidence:\n", f"evidence:\n{EARLY}")


@pytest.fixture
def release(sample: Path, tmp_path: Path) -> Path:
    """The release of the sample with all that."""
    tell(sample)
    return built(sample, tmp_path / "releases")


@pytest.fixture
def told(release: Path) -> CheckedClient:
    """A client of that release."""
    client: CheckedClient = checked_app(release).test_client()
    return client


def test_row_11_words_taken_back_say_so_from_the_day_on_which_they_are(told: CheckedClient) -> None:
    path = "/v1/statements/board-announces-talks"
    assert "retracted_by" not in told.get(f"{path}?as_of=2020-05-11").json
    for day in ("", "?as_of=2020-05-12"):
        assert ids(told.get(path + day).json["retracted_by"]) == ["board-counts-departures"]
    assert ids(told.get("/v1/statements/board-counts-departures").json["retracts"]) == ["board-announces-talks"]
    days = [entry["known_from"] for entry in told.get(f"{path}/history").json["data"]]
    assert days == ["2020-05-11", "2020-05-12"]
    assert all("retracts" not in record for record in walk(told, "/v1/statements?speaker=ada-brook"))


def test_row_11_pages_and_markdown_say_that_words_were_taken_back(told: CheckedClient) -> None:
    path = "/v1/statements/board-announces-talks"
    link = '<a href="/v1/statements/board-counts-departures">Harbour Board: People have left the island.</a>'
    assert f"Taken back by {link}" in told.get(f"{path}.html").get_data(as_text=True)
    assert "Taken back" not in told.get(f"{path}.html?as_of=2020-05-11").get_data(as_text=True)
    assert "- Taken back by: [Harbour Board: People" in told.get(f"{path}.md").get_data(as_text=True)
    assert "“Nobody will be left behind...” (taken back)" in told.get("/v1/statements.md").get_data(as_text=True)
    for listed in ("/v1/statements.html", "/v1/verify?quote=Nobody+will+be+left+behind&format=html"):
        assert told.get(listed).get_data(as_text=True).count("<b>taken back</b>") == 1


def test_row_11_whoever_verifies_a_quote_learns_that_it_was_taken_back(
    told: CheckedClient, release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (statement,) = told.get("/v1/verify?quote=Nobody+will+be+left+behind").json["statements"]
    assert ids(statement["retracted_by"]) == ["board-counts-departures"]
    assert cli.main(["verify", "--quote", "Nobody will be left behind", "--release", str(release)]) == 0
    said = capsys.readouterr().out
    assert "\n  Taken back: Harbour Board: People have left the island. (board-counts-departures)\n" in said


def test_row_11_rounds_are_found_by_the_talks_that_they_belong_to(told: CheckedClient) -> None:
    assert ids(told.get("/v1/meetings?round_of=talks-of-2020").json["data"]) == ["lunden-2020-05-11"]
    record = told.get("/v1/meetings/lunden-2020-05-11?include=round_of").json
    assert record["round_of"]["id"] == "talks-of-2020" and "talks-of-2020" in record["included"]["meetings"]
    assert "round_of" not in told.get("/v1/meetings/talks-of-2020").json
    assert "/v1/meetings/talks-of-2020" in told.get("/v1/meetings/lunden-2020-05-11.html").get_data(as_text=True)


def test_row_11_an_amendment_is_known_from_its_source_on(told: CheckedClient) -> None:
    path = "/v1/sanctions/norland-sanctions-skerry-shipping"
    (first,) = told.get(f"{path}?as_of=2020-05-11").json["amendments"]
    assert first["description"] == "Ferries that carry food may land."
    first, second = told.get(path).json["amendments"]
    assert first["date"]["edtf"] == "2020-05-11" and first["legal_basis"] == "Order 12"
    assert (second["date"], second["source"]["id"]) == (None, "gazette-2020-05-12")
    assert "Ferries that carry food may land." in told.get(f"{path}.html").get_data(as_text=True)
    assert "Ferries that carry food may land." in told.get(f"{path}.md").get_data(as_text=True)
    table = told.get("/v1/sanctions.csv?fields=amendments").get_data(as_text=True)
    assert '"amendments.description"' in table and '"Ferries that carry food may land.; No ferry may land."' in table


MISTAKES: dict[str, tuple[Edit, str]] = {
    "words of another": (
        put(SAYS, COUNTS, f"{COUNTS}  retracts:\n    - brook-listens\n"),
        "retracts[0]: 'brook-listens' is of ada-brook and norland; name a statement of harbour-board",
    ),
    "its own words": (
        put(SAYS, COUNTS, f"{COUNTS}  retracts:\n    - board-counts-departures\n"),
        "retracts[0]: 'board-counts-departures' is this record itself",
    ),
    "a round of itself": (
        put(MEETING, "status:", "round_of: lunden-2020-05-11\nstatus:"),
        "round_of: 'lunden-2020-05-11' is this record itself",
    ),
    "an amendment without a source": (
        put(SANCTION, "status:", "amendments:\n  - description: No ferry may land.\nstatus:"),
        "amendments[0].source: is missing; write it",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_row_11_what_cannot_be_is_refused(sample: Path, mistake: str) -> None:
    spoil, what = MISTAKES[mistake]
    spoil(sample)
    with pytest.raises(InvalidFixtures) as refused:
        validate.load_valid(sample, RESOURCES)
    assert any(what in str(fault) for fault in refused.value.faults), refused.value.faults


def test_row_11_what_one_said_for_another_is_taken_back_for_the_other(sample: Path) -> None:
    edit(sample / SAYS, COUNTS, f"  on_behalf_of: norland\n{COUNTS}  retracts:\n    - brook-listens\n")
    assert validate.load_valid(sample, RESOURCES)


def test_row_11_no_meeting_is_a_round_of_its_own_round(sample: Path) -> None:
    tell(sample)
    edit(sample / "meetings/talks-of-2020.yaml", "status:", "round_of: lunden-2020-05-11\nstatus:")
    with pytest.raises(InvalidFixtures) as refused:
        validate.load_valid(sample, RESOURCES)
    told = [str(fault) for fault in refused.value.faults]
    assert [fault.rpartition(": round_of: ")[2] for fault in told] == [
        "'talks-of-2020' is a round of this one; leave out one of the two",
        "'lunden-2020-05-11' is a round of this one; leave out one of the two",
    ]
