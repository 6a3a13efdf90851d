"""Nodes fetch the release that an origin names; whatever goes wrong, the one that they have goes on."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from api.cli import main
from api.release import directory
from api.release.directory import Manifest
from tests.conftest import ROOT
from tests.origin_faults import FAULTS, of_another_shape
from tests.origins import Faults, origin, plain
from tests.serving import eventually, free_port, get, limited, started

Here = tuple[str, Faults, Path]


@pytest.fixture
def source(changed: tuple[Path, Path], tmp_path: Path) -> Path:
    """The folder of an origin: two releases, the first of which is current."""
    folder = Path(shutil.copytree(changed[0].parent, tmp_path / "origin", symlinks=True))
    directory.point(folder / changed[0].name)
    return folder


@pytest.fixture
def here(source: Path, tmp_path: Path) -> Iterator[Here]:
    """An origin over HTTP, its faults, and the folder of a node that has what was current; then the next one is."""
    node = tmp_path / "node"
    with origin(source) as (url, faults):
        assert main(["pull", url, "--releases", str(node)]) == 0
        faults.asked.clear()
        directory.point(other(source))
        yield url, faults, node


def other(folder: Path) -> Path:
    """Return the release in a folder that is not current."""
    return directory.others((folder / "current").resolve())[0]


def current(folder: Path) -> str:
    return (folder / "current").resolve().stem


def said(capsys: pytest.CaptureFixture[str]) -> str:
    """Return what a command said: one line."""
    line = capsys.readouterr().err
    assert line.startswith("crisis-facts: ") and line.count("\n") == 1, line
    return line


def whole(folder: Path) -> list[str]:
    """Return what is in a folder, but for drafts."""
    return sorted(path.name for path in folder.iterdir() if not path.name.startswith("."))


@pytest.mark.parametrize("scheme", ["http", "plain", "file", "path"])
def test_a_node_gets_what_its_origin_names(source: Path, tmp_path: Path, scheme: str) -> None:
    node = tmp_path / "node"
    with origin(source) as (url, _), plain(source) as simple:
        place = {"http": url, "plain": f"{simple}/", "file": source.as_uri(), "path": str(source)}[scheme]
        for _ in range(2):
            assert main(["pull", place, "--releases", str(node)]) == 0
            name = current(source)
            assert current(node) == name and directory.wanted(node / "current") == name
            for end in ("db", "json"):
                assert (node / f"{name}.{end}").read_bytes() == (source / f"{name}.{end}").read_bytes()
            assert Manifest.of((node / "current.json").read_bytes(), "node") == Manifest.read(node / f"{name}.db")
            directory.point(other(source))
    assert not list(node.glob(".*"))


def test_what_is_here_is_not_fetched_again(here: Here) -> None:
    url, faults, node = here
    for _ in range(3):
        assert main(["pull", url, "--releases", str(node)]) == 0
    assert [path for path, _ in faults.asked if path.endswith(".db")] == [f"/{current(node)}.db"]


def test_a_node_is_an_origin_too(here: Here, tmp_path: Path) -> None:
    assert main(["pull", str(here[2]), "--releases", str(tmp_path / "next")]) == 0
    assert current(tmp_path / "next") == current(here[2])


def test_what_broke_off_goes_on(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    url, faults, node = here
    before, faults.cut = current(node), 100_000
    assert main(["pull", url, "--releases", str(node)]) == 1
    assert "it broke off after 100,000 of " in said(capsys) and current(node) == before
    faults.cut = 0
    assert main(["pull", url, "--releases", str(node)]) == 0
    assert faults.asked[-1] == (f"/{current(node)}.db", "bytes=100000-") and current(node) != before
    assert not list(node.glob(".*"))


def test_what_broke_off_within_a_piece_goes_on(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    url, faults, node = here
    before, faults.in_pieces = current(node), True
    assert main(["pull", url, "--releases", str(node)]) == 1
    assert "it broke off; the next pull goes on there" in said(capsys) and current(node) == before
    faults.in_pieces = False
    assert main(["pull", url, "--releases", str(node)]) == 0
    assert faults.asked[-1][1].startswith("bytes=") and current(node) != before


def test_where_there_are_no_ranges_it_begins_anew(here: Here, source: Path) -> None:
    url, faults, node = here
    faults.cut = 100_000
    assert main(["pull", url, "--releases", str(node)]) == 1
    with plain(source) as simple:
        assert main(["pull", simple, "--releases", str(node)]) == 0
    assert current(node) == current(source)


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_said_in_a_line_and_changes_nothing(
    here: Here, source: Path, fault: object, capsys: pytest.CaptureFixture[str]
) -> None:
    url, faults, node = here
    name = current(source)
    fault(source, faults)  # type: ignore[operator]
    before = current(node), (node / "current.json").read_bytes()
    capsys.readouterr()
    for _ in range(2):
        assert main(["pull", url, "--releases", str(node)]) == 1
        assert FAULTS[fault] in said(capsys)  # type: ignore[index]
    assert (current(node), (node / "current.json").read_bytes()) == before
    fetched = [asked for asked in faults.asked if asked[0] == f"/{name}.db"]
    assert len(fetched) <= 2 and not (fault is of_another_shape and len(fetched) > 1), "what is unfit is fetched once"
    assert not list(node.glob(".*"))


def test_an_origin_that_is_down_is_told(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    node, before = here[2], current(here[2])
    for place in (f"http://127.0.0.1:{free_port()}", "http://nowhere.invalid", "/no/such/folder", "http://[/"):
        assert main(["pull", place, "--releases", str(node)]) == 1
        assert "current.json: " in said(capsys) and current(node) == before


@pytest.mark.parametrize(
    ("place", "what"),
    [
        ("ftp://127.0.0.1/facts", "ftp://127.0.0.1/facts: a release is fetched over https or http, or from a file"),
        ("", "the address of the origin is empty; name a folder of releases"),
        ("https://127.0.0.1/facts?key=secret", "https://127.0.0.1/facts: an origin is a folder, whose files have no ?"),
        ("https://127.0.0.1/facts#secret", "https://127.0.0.1/facts: an origin is a folder, whose files have no ?"),
        ("https://me:secret@127.0.0.1/facts", "https://…@127.0.0.1/facts: no name or password is sent"),
    ],
)
def test_what_is_no_origin_is_told_and_a_password_is_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], place: str, what: str
) -> None:
    assert main(["pull", place, "--releases", str(tmp_path)]) == 1
    told = said(capsys)
    assert what in told and "secret" not in told


def test_a_release_may_have_so_many_bytes(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    url, _, node = here
    assert main(["pull", url, "--releases", str(node), "--at-most", "1"]) == 1
    assert "and there is room for 1,048,576" in said(capsys)


def test_an_origin_that_drips_is_left_in_time_and_gone_on_with(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    url, faults, node = here
    faults.pause, begun = 0.3, time.monotonic()
    assert main(["pull", url, "--releases", str(node), "--seconds", "1"]) == 1
    assert "it is not here after 1 s" in said(capsys) and time.monotonic() - begun < 10
    faults.pause = 0
    assert main(["pull", url, "--releases", str(node)]) == 0
    assert faults.asked[-1][1].startswith("bytes=")


def test_a_disk_without_room_is_told_and_left_as_it_was(here: Here) -> None:
    """By a limit of the system on the size of files, which fails a write as a full disk does."""
    url, _, node = here
    before, names = current(node), whole(node)
    command = [sys.executable, "-m", "api", "pull", url, "--releases", str(node)]
    uncovered = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}  # its file too
    done = subprocess.run(command, cwd=ROOT, env=uncovered, capture_output=True, text=True, preexec_fn=limited)
    assert done.returncode == 1 and done.stderr.count("\n") == 1
    assert "File too large; the part that was fetched is removed" in done.stderr
    assert current(node) == before and whole(node) == sorted([*names, "wanted"]) and not list(node.glob(".*.part"))


def test_a_pull_that_is_killed_goes_on(here: Here, capsys: pytest.CaptureFixture[str]) -> None:
    url, faults, node = here
    faults.pause, before = 0.5, current(node)
    command = [sys.executable, "-m", "api", "pull", url, "--releases", str(node)]
    process = subprocess.Popen(command, cwd=ROOT, stderr=subprocess.DEVNULL)
    eventually(lambda: any(part.stat().st_size > 100_000 for part in node.glob(".*.part")))
    capsys.readouterr()
    assert main(command[3:]) == 1 and "another pull is at work" in said(capsys)
    process.kill()
    process.wait()
    faults.pause = 0
    assert current(node) == before
    assert main(command[3:]) == 0
    assert faults.asked[-1][1].startswith("bytes=") and current(node) != before


def test_what_is_kept_is_bounded_and_so_is_what_broke_off(here: Here, source: Path) -> None:
    url, faults, node = here
    faults.cut = 100_000
    assert main(["pull", url, "--releases", str(node)]) == 1
    assert len(list(node.glob(".*.part"))) == 1
    (node / ".0123456789abcdef.part").write_text("of a release before")
    faults.cut = 0
    assert main(["pull", url, "--releases", str(node), "--keep", "1"]) == 0
    assert [path.stem for path in node.glob("*.db")] == [current(source)] and not list(node.glob(".*"))


def test_promote_makes_one_current_for_all_that_fetch(here: Here, source: Path) -> None:
    url, _, node = here
    assert main(["pull", url, "--releases", str(node)]) == 0
    back = other(source)
    assert main(["promote", str(back)]) == 0 and current(source) == back.stem
    assert main(["pull", url, "--releases", str(node)]) == 0 and current(node) == back.stem


def test_promote_refuses_what_cannot_be_served(source: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, damaged = current(source), other(source)
    os.truncate(damaged, 4096)
    assert main(["promote", str(damaged)]) == 1
    assert "its sha256 is" in said(capsys) and current(source) == before


@pytest.mark.slow
def test_a_running_server_takes_what_is_pulled_and_says_that_it_lags(here: Here, source: Path) -> None:
    url, faults, node = here
    first, second = current(node), current(source)
    with started(node / "current", CRISIS_FACTS_WORKERS="1") as server:

        def ready() -> tuple[str, str]:
            found = json.loads(get(server.port, "/readyz")[2])
            return found["release"], found["wanted"]

        assert ready() == (first, first)
        goes_on = f"/v1/actors?limit=2&after=ada-brook@{second}"
        assert get(server.port, goes_on)[0] == 410
        faults.cut = 100_000
        with suppress(SystemExit):
            main(["pull", url, "--releases", str(node)])
        assert ready() == (first, second)
        faults.cut = 0
        assert main(["pull", url, "--releases", str(node), "--hold"]) == 0
        assert ready() == (first, second)
        page = json.loads(get(server.port, goes_on)[2])
        assert f"@{second}" in page["next"], "what is here can be gone on in; no memory kept that it was not"
        assert main(["pull", url, "--releases", str(node), "--wait", "1"]) == 0
        eventually(lambda: ready() == (second, second))
