"""The real sanctions list of four dates, beside the shipped facts: needs the lists, which are not in the repository."""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.curation import evidence_lock
from api.model.edtf import possible
from tests.conftest import FIXTURES, checked_app
from tests.contract import CheckedClient
from tests.editing import relocked

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def output(lists: tuple[Path, ...], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What all versions became, of the programmes on Venezuela."""
    folder = tmp_path_factory.mktemp("lists")
    arguments = [*map(str, lists), "--program", "VENEZUELA*", "--fixtures", str(FIXTURES), "--output", str(folder)]
    assert cli.main(["import", "ofac", *arguments]) == 0
    return folder


@pytest.fixture(scope="module")
def listed_app(output: Path, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The application over the shipped facts with those of the list beside them."""
    releases = tmp_path_factory.mktemp("releases")
    fixtures = ["--fixtures", str(FIXTURES), "--fixtures", str(output)]
    assert cli.main(["build", *fixtures, "--releases", str(releases)]) == 0
    return checked_app(releases / "current")


@pytest.fixture
def client(listed_app: Any) -> Iterator[CheckedClient]:
    """A client of both."""
    with listed_app.test_client() as client:
        yield client


def rows(version: Path, file: str = "sdn.csv") -> list[list[str]]:
    """Read a file without any of our code."""
    with (version / file).open(encoding="utf-8", newline="") as lines:
        return [row for row in csv.reader(lines) if len(row) > 1]


def programs(version: Path) -> Counter[str]:
    """Count the entries of each programme."""
    found = Counter(program for row in rows(version) for program in row[3].split("] ["))
    return Counter({program: count for program, count in found.items() if program.startswith("VENEZUELA")})


def total(client: CheckedClient, **filters: str) -> int:
    response = client.get("/v1/sanctions", query_string=filters)
    if response.status_code == 400:  # nothing known that day has the value
        assert "by that day" in response.json["detail"] or "known" in response.json["detail"]
        return 0
    return int(response.json["total"])


def test_counts_are_those_of_the_files(client: CheckedClient, lists: tuple[Path, ...]) -> None:
    everything = set().union(*map(programs, lists))
    for version in lists:
        counts, day = programs(version), possible(version.name).latest
        for program in sorted(everything):
            assert total(client, program=program, status="in_force", as_of=day) == counts[program], (day, program)


def test_as_of_tells_who_was_on_the_list(client: CheckedClient, lists: tuple[Path, ...]) -> None:
    for version in lists:
        numbers = {row[0] for row in rows(version)}
        day = possible(version.name).latest
        for target, number in (("minerven", "26523"), ("adrian-perdomo", "26524"), ("nicolas-maduro", "22790")):
            response = client.get(f"/v1/sanctions?target={target}&as_of={day}&limit=200")
            found = response.json["data"] if response.status_code == 200 else []
            standing = [sanction for sanction in found if sanction["status"] == "in_force" and sanction["program"]]
            assert bool(standing) == (number in numbers), (target, day)


def test_the_president_of_the_company_is_gone_between_two_days(client: CheckedClient) -> None:
    path = "/v1/sanctions/us-sanctions-perdomo"
    for day, status, seen in (
        ("2019-03-20", "in_force", None),
        ("2021-07-31", "in_force", "2021-07"),
        ("2023-03-29", "in_force", "2023-03-28"),
        ("2023-03-30", "delisted", "2023-03-28"),
    ):
        sanction = client.get(f"{path}?as_of={day}").json
        last = sanction["last_seen"]["edtf"] if seen else sanction.get("last_seen")
        assert (sanction["status"], last) == (status, seen), day
    assert client.get(path).json["end_date"]["edtf"] == "[2023-03-28..2023-03-30]"
    assert client.get(f"{path}?as_of=2023-03-29").json["end_date"] is None
    assert client.get("/v1/sanctions/us-sanctions-minerven").json["status"] == "in_force"


def test_what_is_curated_is_there_once(client: CheckedClient, output: Path) -> None:
    written = [json.loads(line) for line in (output / "imported/ofac.ndjson").read_text("utf-8").splitlines()]
    ids = {record["id"] for record in written}
    assert not ids & {f"ofac-{number}" for number in (22790, 26523, 26524, 30421)}
    assert not any(record["kind"] == "sources" or record["id"] in ("ofac", "united-states") for record in written)
    linked = client.get("/v1/relations?object=nicolas-maduro&predicate=linked_to").json["data"]
    assert [relation["subject"]["id"] for relation in linked] == ["ex-cle"]


def test_importing_again_gives_the_same_bytes(lists: tuple[Path, ...], output: Path, tmp_path: Path) -> None:
    arguments = [*map(str, lists), "--program", "VENEZUELA*", "--fixtures", str(FIXTURES), "--output", str(tmp_path)]
    assert cli.main(["import", "ofac", *arguments]) == 0
    for file in ("imported/ofac.ndjson", "evidence.lock"):
        assert (tmp_path / file).read_bytes() == (output / file).read_bytes()


def test_no_number_and_no_date_of_private_life_is_written(lists: tuple[Path, ...], output: Path) -> None:
    text = (output / "imported/ofac.ndjson").read_text("utf-8")
    private = re.compile(r"\b(?:DOB|Passport|Cedula No\.|National ID No\.|RIF #|Tax ID No\.|IMO) ([^;.]+)")
    for version in lists:
        for row in rows(version):
            if row[3].startswith("VENEZUELA"):
                for found in private.findall(row[11]):
                    said = found.split(" (")[0].strip()
                    assert len(said) < 6 or said not in text or row[1] == said, row[0]
    assert not re.search(r"DOB|POB|Passport|Cedula|National ID|Gender", text)


def test_the_shipped_evidence_stands_in_the_lists(lists: tuple[Path, ...]) -> None:
    proven = relocked(FIXTURES, evidence_lock.read_texts(lists[0].parent))
    assert evidence_lock.lock_text(proven) == (FIXTURES / "evidence.lock").read_text("utf-8")
