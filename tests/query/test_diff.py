"""Differences between releases: every fact that changed, and no other; for the command and for the server."""

import json
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from api import cli
from api.cli.diff_text import _fields
from api.curation import evidence_lock
from api.curation.progress import quiet
from api.curation.validate import load_valid
from api.kinds import RESOURCES
from api.model.jsontext import encode
from api.query.diff import changes
from api.query.store import Store
from api.release.builder import publish
from tests.conftest import SAMPLE, checked_app
from tests.contract import CheckedClient, assert_problem
from tests.editing import edit, relocked

EXPECTED = {
    "added": ["actors/lunden-port"],
    "changed": ["actors/tom-vane"],
    "renamed": ["relations/vane-owns-skerry-shipping"],
    "withdrawn": ["events/islanders-leave"],
    "removed": ["figures/islanders-gone"],
}


@pytest.fixture
def client(changed: tuple[Path, Path]) -> CheckedClient:
    return checked_app(changed[1]).test_client()


def test_the_command_tells_what_curators_did_in_the_order_of_kinds_and_ids(
    changed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["diff", *map(str, changed)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "- Data set: revised changed from 2020-06-01 to 2020-07-01.",
        "- Added: Actor “Ferrymen” (`lunden-port`), evidence “Norland has backed the Ferrymen” (gazette-2020-05-12).",
        "- Actor “Thomas Vane” (`tom-vane`):",
        "  - name changed from “Tom Vane” to “Thomas Vane”, evidence “whose owner is Tom Vane” (gazette-2020-05-12)",
        "  - aliases added: “Tom Vane”, evidence “whose owner is Tom Vane” (gazette-2020-05-12)",
        "- Removed, and not withdrawn: Figure “Islanders who are gone: About 3,500 islanders” (`islanders-gone`).",
        "- Renamed from `vane-owns-skerry-shipping`: Relation “Thomas Vane owns Skerry Shipping (the whole company)” "
        "(`vane-runs-skerry-shipping`).",
        "- Withdrawn: Event “People leave the island” (`islanders-leave`), on 2020-06-30: Told twice.",
        "- Question “How many people have left the island?” (`how-many-left`): accounts added: "
        "(summary “About 3,500.”, held_by courier-2020-05, facts board-announces-talks); "
        "accounts removed: (summary “About 3,500.”, held_by courier-2020-05, facts islanders-gone), evidence "
        "“Some 4,000 people … have left the island” (gazette-2020-05-12), "
        "“About 3,500 islanders are gone” (courier-2020-05).",
    ]


def test_the_command_gives_json_too(changed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", *map(str, changed), "--format", "json"]) == 0
    found = json.loads(capsys.readouterr().out)
    for change, facts in EXPECTED.items():
        told = [f"{entry['kind']}/{entry['id']}" for entry in found if entry["change"] == change]
        assert set(facts) <= set(told)


def test_the_releases_of_the_folder_are_read_once(changed: tuple[Path, Path], tmp_path: Path) -> None:
    """A question about changes costs no opening of every file, however often it is wrong."""
    old, new = (Path(shutil.copy(path, tmp_path)) for path in changed)
    client = checked_app(new).test_client()
    asked = [f"/v1/changes?since={name}" for name in (old.stem, "nothing")]
    before = [client.get(path).data for path in asked]
    old.write_bytes(b"not read again")
    assert [client.get(path).data for path in asked] == before


def test_a_release_does_not_differ_from_itself(changed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["diff", str(changed[0]), str(changed[0])]) == 0
    assert capsys.readouterr().out.strip() == ""


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of git with two revisions of the sample, and what is not committed."""
    folder = tmp_path_factory.mktemp("repository")
    shutil.copytree(SAMPLE / "fixtures", folder / "facts")
    git(folder, "init", "--quiet", "--initial-branch", "main")
    commit(folder)
    sanctions = folder / "facts/sanctions/norland-sanctions-skerry-shipping.yaml"
    edit(sanctions, "status:", 'end_date: "2020-05-12"\nstatus:')
    edit(folder / "facts/meetings/lunden-2020-05-11.yaml", "duration: PT1H\n", "")
    edit(folder / "facts/events/gazette-2020-05-12.yaml", 'country: "NO"', "country: DK")
    commit(folder)
    edit(folder / "facts/actors/ada-brook.yaml", "type: person", "type: persn")
    return folder


def git(folder: Path, *arguments: str) -> None:
    author = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.org", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *author, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path) -> None:
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Facts")


def differing(repository: Path, *named: str | Path) -> int:
    return cli.main(["diff", *map(str, named), "--fixtures", str(repository / "facts")])


def test_revisions_of_git_are_compared_as_they_were_committed(
    repository: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert differing(repository, "main~1", "HEAD") == 0
    assert capsys.readouterr().out.splitlines() == [
        "- Sanction “Norland sanctions on Skerry Shipping (FERRY)” (`norland-sanctions-skerry-shipping`): end_date set "
        "to 2020-05-12, evidence “Norland imposed sanctions … Shipping” (gazette-2020-05-12).",
        "- Meeting “Ferry talks in Lunden” (`lunden-2020-05-11`): duration left out, was PT1H.",
        "- Event “People leave the island” (`islanders-leave`): place.country changed from NO to DK, evidence “people "
        "have left the island” (gazette-2020-05-12).",
    ]
    assert differing(repository, "HEAD", "HEAD") == 0
    assert capsys.readouterr().out == ""


def test_a_revision_can_be_compared_with_a_release(
    repository: Path, changed: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert differing(repository, "main~1", changed[0]) == 0
    assert capsys.readouterr().out == ""
    folder = ["--releases", str(changed[1].parent)]
    assert cli.main(["diff", "HEAD~1", changed[1].stem, *folder, "--fixtures", str(repository / "facts")]) == 0
    assert "`lunden-port`" in capsys.readouterr().out


def test_what_names_nothing_is_told(repository: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for named in ("nowhere", "--output=x", str(tmp_path)):
        assert cli.main(["diff", "--fixtures", str(repository / "facts"), "--", named, "HEAD"]) == 1
        assert f"{named} is no file of a release, none of those in releases, and no revision" in capsys.readouterr().err
    assert cli.main(["diff", "HEAD", "HEAD", "--fixtures", str(tmp_path / "none")]) == 1
    (repository / "new").mkdir(exist_ok=True)
    assert cli.main(["diff", "HEAD", "HEAD", "--fixtures", str(repository / "new")]) == 1
    assert "new was not there at HEAD" in capsys.readouterr().err


def test_the_faults_of_a_revision_are_told_with_its_name(repository: Path, capsys: pytest.CaptureFixture[str]) -> None:
    git(repository, "checkout", "--quiet", "-b", "broken")
    commit(repository)
    assert differing(repository, "main", "broken") == 1
    assert capsys.readouterr().err.startswith(f"broken:{repository}/facts/actors/ada-brook.yaml:4:7: type: 'persn'")


def test_every_sort_of_value_can_be_told() -> None:
    entry = {"source": "a", "start": "Words", "end": None, "fields": []}
    gone = {**entry, "start": "VANE", "part": "no_entry", "entry": "7"}
    before = {"name": "x" * 400, "topics": ["one", "two"], "place": None, "evidence": [entry]}
    after = {"name": "y z", "topics": ["two", "one"], "place": {"name": "A B", "country": None}}
    after["evidence"] = [{**entry, "fields": ["name"], "said": {"name": ["A"]}}, gone]
    assert list(_fields(["name", "topics", "place", "evidence"], before, after)) == [
        f"name changed from {'x' * 300}… to “y z”, evidence “Words” (a)",
        "topics put in another order",
        "place set to (name “A B”), evidence “VANE” (a, no entry 7)",
        "evidence added: “VANE” (a, no entry 7); evidence “Words” (a) fields added: name; "
        "evidence “Words” (a) said set to (name A)",
    ]


def test_a_client_can_follow_without_fetching_all(client: CheckedClient, changed: tuple[Path, Path]) -> None:
    answer = client.get(f"/v1/changes?since={changed[0].stem}").json
    assert answer["since"] == changed[0].stem
    old, new = (Store(path, RESOURCES, same=False) for path in changed)
    state = {(kind, id): document for kind in old.kinds for id, document in old.everything(kind)}
    for change in answer["data"]:
        state.pop((change["kind"], change["id"]), None)
        if change["change"] in ("added", "changed", "renamed"):
            body = client.get(change["url"]).json
            body.pop("citation")
            state[change["kind"], body["id"]] = encode(body)
        if change["change"] == "withdrawn":
            assert_problem(client.get(change["url"]), 410, "Told twice.")
    assert state == {(kind, id): document for kind in new.kinds for id, document in new.everything(kind)}


def test_a_day_means_the_last_release_before_it(client: CheckedClient, changed: tuple[Path, Path]) -> None:
    assert client.get("/v1/changes?since=2020-06-15").json["since"] == changed[0].stem
    assert client.get("/v1/changes?since=2020-07-01").json["since"] == changed[0].stem
    now = client.get("/v1/changes?since=2020-07-02").json
    assert (now["since"], now["total"]) == (changed[1].stem, 0)


def test_a_renamed_fact_is_told_once(client: CheckedClient, changed: tuple[Path, Path]) -> None:
    found = client.get(f"/v1/changes?since={changed[0].stem}").json["data"]
    told = [change for change in found if "skerry-shipping" in change["id"] and change["kind"] == "relations"]
    assert told == [
        {
            "change": "renamed",
            "id": "vane-owns-skerry-shipping",
            "kind": "relations",
            "url": "/v1/relations/vane-runs-skerry-shipping",
            "fields": ["id", "url", "name", "subject", "former_ids"],
        }
    ]


def test_releases_of_other_declarations_can_be_compared(changed: tuple[Path, Path], tmp_path: Path) -> None:
    fewer = tuple(resource for resource in RESOURCES if resource.name not in ("figures", "questions"))
    fixtures = tmp_path / "fixtures"
    shutil.copytree(SAMPLE / "fixtures", fixtures)
    for kind in ("figures", "questions"):
        shutil.rmtree(fixtures / kind)
    (fixtures / "evidence.lock").write_text(
        evidence_lock.lock_text(relocked(fixtures, evidence_lock.read_texts(SAMPLE / "texts"), fewer)), "utf-8"
    )
    other = publish(load_valid(fixtures, fewer), fewer, tmp_path / "releases", quiet)
    for old, new, change in ((other, changed[0], "added"), (changed[0], other, "removed")):
        found = changes(Store(old, RESOURCES, same=False), Store(new, RESOURCES, same=False))
        told = {f"{found.kind}/{found.id}" for found in found if found.change == change}
        assert {"figures/islanders-gone", "questions/how-many-left"} <= told


@pytest.mark.parametrize("since", ["1999-12-31", "2020-01-01", "2020-06-01"])
def test_before_the_first_release_there_was_nothing(client: CheckedClient, since: str) -> None:
    """Row 22 of what clients tried: all is new since then."""
    answer = client.get(f"/v1/changes?since={since}").json
    counts = {entry["kind"]: entry["count"] for entry in client.get("/v1").json["kinds"]}
    assert answer["since"] is None and {entry["change"] for entry in answer["data"]} == {"added"}
    assert Counter(entry["kind"] for entry in answer["data"]) == Counter(counts)
    assert answer["total"] == sum(counts.values()) == len({entry["url"] for entry in answer["data"]})


@pytest.mark.parametrize("since", ["2020-13-01", "2020-02-30", "20200101", "0123456789abcdef", "soon", "2020"])
def test_an_unknown_release_is_answered_with_the_known_ones(
    client: CheckedClient, changed: tuple[Path, Path], since: str
) -> None:
    problem = assert_problem(client.get(f"/v1/changes?since={since}"), 400, "known are")
    assert problem["errors"][0]["allowed"] == [path.stem for path in changed]


def test_what_is_no_release_beside_is_passed_over(client: CheckedClient, changed: tuple[Path, Path]) -> None:
    broken = changed[0].parent / "broken.db"
    broken.write_bytes(b"garbage" * 100)
    assert client.get(f"/v1/changes?since={changed[0].stem}").status_code == 200
    broken.unlink()


@pytest.mark.parametrize("asked", ["", "?since=", "?since=a&since=b"])
def test_since_is_a_release_or_a_day(client: CheckedClient, asked: str) -> None:
    assert_problem(client.get(f"/v1/changes{asked}"), 400, "since: ")
