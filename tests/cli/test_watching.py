"""A server that follows its fixtures: an edit is served, a broken one is told and not served; with real processes."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from api import cli
from api.cli.build import Rebuilding
from api.curation.watch import FolderWatcher
from api.server import fixture_status
from tests.conftest import ROOT, SAMPLE
from tests.editing import VANE, edit
from tests.serving import Started, eventually, free_port, get, started, wait_for

#: Nearly each test starts a server of its own.
pytestmark = pytest.mark.slow


@pytest.fixture
def beside(tmp_path: Path) -> Path:
    """A second folder of fixtures, with one record, which rests on the text of the sample."""
    folder = tmp_path / "beside"
    (folder / "imported").mkdir(parents=True)
    words = "Norland has backed the Ferrymen"
    evidence = [{"source": "gazette-2020-05-12", "start": words}]
    actor = {"kind": "actors", "id": "boatmen", "type": "group", "name": "Boatmen", "evidence": evidence}
    (folder / "imported/actors.ndjson").write_text(json.dumps(actor) + "\n", "utf-8")
    lines = (SAMPLE / "fixtures/evidence.lock").read_text("utf-8").splitlines(keepends=True)
    locked = [line for line in lines if f'"start": "{words}", "end": null' in line]
    (folder / "evidence.lock").write_text("".join(locked), "utf-8")
    return folder


@pytest.fixture
def command(sample: Path, beside: Path) -> tuple[str, ...]:
    folders = ("--fixtures", str(sample), "--fixtures", str(beside))
    return (sys.executable, "-m", "api", "serve", "--watch", *folders)


@pytest.fixture
def server(tmp_path: Path, command: tuple[str, ...]) -> Iterator[Started]:
    with started(tmp_path / "releases/current", *command) as server:
        yield server


def names(port: int, id: str = "tom-vane") -> set[str]:
    """Give what an actor is called, as far as sixteen questions to all workers can tell."""
    return {json.loads(get(port, f"/v1/actors/{id}")[2]).get("name") for _ in range(16)}


def health(port: int) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(get(port, "/healthz")[2])
    return found


def serves(port: int, name: str, id: str = "tom-vane") -> Callable[[], bool]:
    return lambda: names(port, id) == {name}


def test_an_edit_is_served_and_a_broken_one_told_until_it_is_mended(
    server: Started, sample: Path, beside: Path
) -> None:
    port = server.port
    assert names(port) == {"Tom Vane"} and health(port)["faults"] == []
    edit(sample / VANE, "name: Tom Vane", "name: Thomas Vane")
    eventually(serves(port, "Thomas Vane"))
    edit(sample / VANE, "type: person", "type: persn")
    eventually(lambda: health(port)["faults"] != [])
    [fault] = health(port)["faults"]
    assert fault.startswith(f"{sample}/{VANE}:2:7: type: 'persn' is not one of")
    assert names(port) == {"Thomas Vane"}
    edit(sample / VANE, "name: Thomas Vane", "name: T. Vane")
    edit(sample / VANE, "type: persn", "type: person")
    eventually(serves(port, "T. Vane"))
    eventually(lambda: health(port)["faults"] == [])
    edit(beside / "imported/actors.ndjson", "Boatmen", "Boat people")
    eventually(serves(port, "Boat people", "boatmen"))


def test_faults_are_told_in_the_terminal_too_and_without_any_release(
    tmp_path: Path, sample: Path, command: tuple[str, ...]
) -> None:
    edit(sample / VANE, "type: person", "type: persn")
    with started(tmp_path / "releases/current", *command) as server:
        assert get(server.port, "/v1/actors/tom-vane")[0] == 503
        assert len(health(server.port)["faults"]) == 1 and health(server.port)["release"] is None
        edit(sample / VANE, "type: persn", "type: person")
        eventually(serves(server.port, "Tom Vane"))
        edit(sample / VANE, "name: Tom Vane", "nme: Tom Vane")
        eventually(lambda: len(health(server.port)["faults"]) == 2)
    assert f"crisis-facts: {sample}/{VANE}:2:7: type: 'persn' is not one of" in server.said
    assert "nme: is not a field here; did you mean name?" in server.said
    assert server.said.count("not built; the release from before goes on") == 2
    edit(sample / VANE, "nme: Tom Vane", "name: T. Vane")
    with started(tmp_path / "releases/current", *command) as again:
        eventually(serves(again.port, "T. Vane"))
    before = "the release from before is served until the fixtures are built"
    assert before in again.said and before not in server.said
    assert "24 records in" in server.said and "http://127.0.0.1" in server.said


@pytest.mark.parametrize("end", [signal.SIGTERM, signal.SIGKILL])
def test_it_stops_following_when_the_server_has_ended_however_it_did(
    tmp_path: Path, command: tuple[str, ...], end: signal.Signals
) -> None:
    port = free_port()
    environment = {**os.environ, "PORT": str(port), "CRISIS_FACTS_RELEASE": str(tmp_path / "releases/current")}
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        children = set(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split())
        assert children and (tmp_path / "releases" / fixture_status.NAME).exists()
    finally:
        process.send_signal(end)
        process.wait(timeout=30)
    eventually(lambda: not any(is_ours(child) for child in children))
    eventually(lambda: not (tmp_path / "releases" / fixture_status.NAME).exists())


def is_ours(process: str) -> bool:
    """Whether a process lives, and runs our command."""
    try:
        return b"--watch" in Path(f"/proc/{process}/cmdline").read_bytes()
    except OSError:
        return False


def test_a_server_that_follows_nothing_says_nothing_of_faults(
    invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with started(invented) as server:
        assert health(server.port)["faults"] is None
    assert cli.main(["serve", "--watch", "--release", str(tmp_path / "some.db")]) == 2
    assert "give a --release that is called current" in capsys.readouterr().err


def test_an_edit_is_noticed_once_and_when_it_is_whole(tmp_path: Path) -> None:
    edits = FolderWatcher([tmp_path])
    assert not edits.made()
    file = tmp_path / "a.yaml"
    file.write_text("one", "utf-8")
    assert not edits.made(), "it may not be whole yet"
    file.write_text("one, two", "utf-8")
    assert not edits.made()
    assert edits.made() and not edits.made()
    (tmp_path / ".a.yaml.swp").write_text("hidden", "utf-8")
    assert not edits.made() and not edits.made()
    file.unlink()
    assert not edits.made()
    assert edits.made() and not edits.made()


def test_where_there_is_no_room_it_says_so_and_goes_on(tmp_path: Path, sample: Path) -> None:
    (tmp_path / "full").touch()
    said: list[str] = []
    rebuilding = Rebuilding([sample], tmp_path / "full/releases", said.append)
    edits = FolderWatcher([sample])
    edit(sample / VANE, "name: Tom Vane", "name: Thomas Vane")
    rebuilding.follow(edits, lambda: not said)
    assert "Not a directory" in said[0]


def test_what_nobody_foresaw_is_told_too(tmp_path: Path, sample: Path) -> None:
    said: list[str] = []

    def tell(sentence: str) -> None:
        said.append(sentence)
        if len(said) == 1:
            raise ValueError("Nobody foresaw this.")

    edits = FolderWatcher([sample])
    edit(sample / VANE, "name: Tom Vane", "name: Thomas Vane")
    Rebuilding([sample], tmp_path / "releases", tell).follow(edits, lambda: len(said) < 2)
    assert "records in" in said[0] and "Nobody foresaw this." in said[1]


def test_of_very_many_faults_a_notice_tells_the_first(tmp_path: Path) -> None:
    assert fixture_status.posted(tmp_path) == ()
    fixture_status.post(tmp_path / "new", [f"fault {number}" for number in range(150)])
    told = fixture_status.posted(tmp_path / "new")
    assert len(told) == 101 and told[0] == "fault 0" and told[-1] == "and 50 more"
    fixture_status.withdraw(tmp_path / "new")
    assert fixture_status.posted(tmp_path / "new") == ()
