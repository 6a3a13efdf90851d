"""Releases: the same fixtures give the same bytes, and a broken one never takes the place of a good one."""

import gc
import json
import os
import re
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from api.curation.dataset import paused_gc
from api.kinds import RESOURCES
from api.model.errors import Unusable
from api.query.store import Store
from api.release import directory
from tests.conftest import ROOT, SAMPLE, built
from tests.serving import limited


def test_the_same_fixtures_give_the_same_bytes(tmp_path: Path) -> None:
    one, other = built(SAMPLE / "fixtures", tmp_path / "one"), built(SAMPLE / "fixtures", tmp_path / "other")
    assert one.name == other.name
    assert one.read_bytes() == other.read_bytes()


def test_the_bytes_do_not_depend_on_hashes_or_the_clock(tmp_path: Path) -> None:
    names = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": f"UTC+{seed}"}
        folder = tmp_path / seed
        command = [sys.executable, "-m", "api", "build", "--fixtures", SAMPLE / "fixtures", "--releases", folder]
        subprocess.run(command, check=True, env=environment, capture_output=True, cwd=Path(__file__).parents[2])
        names.add(((folder / "current").readlink(), (folder / "current").read_bytes()))
    assert len(names) == 1


def test_what_a_killed_build_left_is_removed_and_what_another_is_at_is_not(tmp_path: Path) -> None:
    left, busy = tmp_path / ".building-left", tmp_path / ".building-busy"
    for folder in (left, busy):
        folder.mkdir()
        (folder / "release.db").write_bytes(b"a draft")
    with directory.alone(busy):
        built(SAMPLE / "fixtures", tmp_path)
    assert [path.name for path in tmp_path.glob(".*")] == [busy.name]


def test_a_disk_without_room_is_told(tmp_path: Path) -> None:
    """By a limit of the system on the size of files, which fails a write as a full disk does."""
    command = [sys.executable, "-m", "api", "build", "--fixtures", SAMPLE / "fixtures", "--releases", tmp_path]
    uncovered = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}  # its file too
    done = subprocess.run(command, cwd=ROOT, env=uncovered, capture_output=True, text=True, preexec_fn=limited)
    assert done.returncode == 1
    assert re.fullmatch(rf"crisis-facts: {tmp_path} cannot be written \(.*\bdisk\b.*\)\n", done.stderr), done.stderr
    assert not list(tmp_path.iterdir())


def test_another_fact_gives_another_name(tmp_path: Path, sample: Path) -> None:
    first = built(sample, tmp_path / "releases")
    file = sample / "actors/tom-vane.yaml"
    file.write_text(file.read_text().replace("Tom Vane\n", "Tom Vane II\n", 1))
    second = built(sample, tmp_path / "releases")
    assert first.name != second.name
    assert (tmp_path / "releases/current").readlink() == Path(second.name)
    assert {path.suffix for path in (tmp_path / "releases").iterdir()} == {".db", ".json", ".seal", ""}
    assert len(list((tmp_path / "releases").iterdir())) == 8


def test_a_release_is_ours_and_whole(invented: Path) -> None:
    connection = sqlite3.connect(f"file:{invented}?mode=ro", uri=True)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("delete",)
    assert connection.execute("SELECT count(*) FROM identity").fetchone() == (23,)
    connection.close()


def test_rows_stand_in_the_order_of_lists(invented: Path) -> None:
    connection = sqlite3.connect(f"file:{invented}?mode=ro", uri=True)
    rows = connection.execute("SELECT id, document FROM statements ORDER BY row").fetchall()
    assert [row[0] for row in rows] == ["brook-listens", "board-announces-talks", "board-counts-departures"]
    assert [json.loads(row[1])["id"] for row in rows] == [row[0] for row in rows]
    connection.close()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "there is no release at"),
        (b"", "is not a release of crisis-facts"),
        (b"garbage" * 1000, "is not a release (file is not a database)"),
    ],
)
def test_what_is_no_release_is_refused_in_one_sentence(tmp_path: Path, content: bytes | None, why: str) -> None:
    path = tmp_path / "release.db"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(Unusable) as refused:
        Store(path, RESOURCES)
    assert why in str(refused.value) and "run crisis-facts build" in str(refused.value)


def test_a_folder_of_releases_is_refused_with_the_name_of_its_link(invented: Path) -> None:
    with pytest.raises(Unusable, match=f"is a folder; name a release in it.*: {invented.parent}/current"):
        Store(invented.parent, RESOURCES)


def test_a_foreign_database_is_refused(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    with pytest.raises(Unusable, match="is not a release of crisis-facts"):
        Store(tmp_path / "other.db", RESOURCES)


def test_a_release_of_another_format_is_refused(tmp_path: Path, invented: Path) -> None:
    path = tmp_path / "old.db"
    path.write_bytes(invented.read_bytes())
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(Unusable, match="is a release of format 99"):
        Store(path, RESOURCES)


def test_a_truncated_release_is_refused(tmp_path: Path, invented: Path) -> None:
    path = tmp_path / "cut.db"
    path.write_bytes(invented.read_bytes()[:8192])
    with pytest.raises(Unusable, match="malformed"):
        Store(path, RESOURCES)


def test_a_release_without_a_header_is_refused(tmp_path: Path, invented: Path) -> None:
    path = tmp_path / "headless.db"
    path.write_bytes(invented.read_bytes())
    with sqlite3.connect(path) as connection:
        connection.execute("DROP TABLE header")
    connection.close()
    with pytest.raises(Unusable, match="is damaged"):
        Store(path, RESOURCES)


def test_a_release_of_other_declarations_is_refused(invented: Path) -> None:
    with pytest.raises(Unusable, match="was built by another version"):
        Store(invented, RESOURCES[:-1])


def test_a_folder_with_odd_characters_does_no_harm(tmp_path: Path) -> None:
    path = built(SAMPLE / "fixtures", tmp_path / "a?b#c%20d é")
    store = Store(path, RESOURCES)
    assert store.document("actors", "norland")
    store.close()


def test_a_build_leaves_the_collection_of_garbage_as_it_was() -> None:
    with pytest.raises(ValueError, match="broken"), paused_gc():
        assert not gc.isenabled()
        raise ValueError("broken")
    assert gc.isenabled()


@pytest.mark.parametrize("release", ["invented", "shipped"])
def test_behind_the_last_place_of_a_day_nothing_was_known_otherwise(
    release: str, request: pytest.FixtureRequest
) -> None:
    path = request.getfixturevalue(release)
    store = Store(path, RESOURCES)
    held = "SELECT COALESCE(MAX(row), 0) FROM {}__past WHERE known_from <= ? AND known_until > ?"
    with sqlite3.connect(path) as connection:
        for day, said in store.header["days"].items():
            for name in [*store.kinds, "search"]:
                found = connection.execute(held.format(name), (day, day)).fetchone()[0]
                assert said["last"][name] == found, (day, name)
    connection.close()
    store.close()
