"""A running server and the releases that come and go under it: it takes the good ones, and refuses the others."""

import json
import os
import shutil
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from api.kinds import RESOURCES
from api.release import directory
from api.release.directory import Manifest, Unfit
from api.server.reload import Reloader, checked
from api.web.request import Request
from tests.conftest import SAMPLE, built
from tests.serving import Started, eventually, get, started


@pytest.fixture(scope="module")
def two(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two releases that differ in one name."""
    folder = tmp_path_factory.mktemp("two")
    shutil.copytree(SAMPLE / "fixtures", folder / "fixtures")
    first = built(folder / "fixtures", folder / "first")
    file = folder / "fixtures/actors/tom-vane.yaml"
    file.write_text(file.read_text().replace("Tom Vane\n", "Tom Vane II\n", 1))
    return first, built(folder / "fixtures", folder / "second")


@pytest.fixture
def folder(tmp_path: Path, two: tuple[Path, Path]) -> Path:
    """A folder of releases in which the first one of two is current."""
    folder = tmp_path / "releases"
    folder.mkdir()
    bring(folder, two[0])
    point(folder, two[0].name)
    return folder


@pytest.fixture
def server(folder: Path) -> Iterator[Started]:
    with started(folder / "current") as server:
        yield server


def bring(folder: Path, release: Path) -> None:
    for file in (release, directory.beside(release)):
        shutil.copy(file, folder / f".{file.name}")
        os.replace(folder / f".{file.name}", folder / file.name)


def point(folder: Path, name: str) -> None:
    (folder / ".link").symlink_to(name)
    os.replace(folder / ".link", folder / "current")


def ready(port: int) -> dict[str, object]:
    found: dict[str, object] = json.loads(get(port, "/readyz")[2])
    return found


def serves(port: int, release: Path) -> bool:
    """Whether every worker serves a release, as far as sixteen questions can tell."""
    return {get(port, "/v1")[1].get("X-Release") for _ in range(16)} == {release.stem}


def test_a_new_release_is_served_without_a_restart_and_each_answer_is_of_one(
    folder: Path, two: tuple[Path, Path], server: Started
) -> None:
    first, second = two
    after = json.loads(get(server.port, "/v1/actors?limit=2")[2])["next"]
    seen, stop = [], threading.Event()

    def ask() -> None:
        while not stop.is_set():
            for path in ("/v1/actors/tom-vane", f"/v1/actors/tom-vane?as_of=2020-05-2{len(seen) % 10}"):
                seen.append(get(server.port, path))

    asking = threading.Thread(target=ask)
    asking.start()
    bring(folder, second)
    point(folder, second.name)
    eventually(lambda: serves(server.port, second))
    point(folder, first.name)
    eventually(lambda: serves(server.port, first))
    stop.set()
    asking.join()
    assert {status for status, _, _ in seen} == {200}
    names = {first.stem: "Tom Vane", second.stem: "Tom Vane II"}
    for _, headers, body in seen:
        assert json.loads(body)["name"] == names[headers["X-Release"]]
        assert headers["ETag"].startswith(f'"{headers["X-Release"]}-')
    assert {headers["X-Release"] for _, headers, _ in seen} == set(names)
    assert get(server.port, after)[0] == 200
    assert ready(server.port)["refused"] is None


def garbage(path: Path) -> None:
    path.write_bytes(b"garbage" * 1000)


def empty(path: Path) -> None:
    path.write_bytes(b"")


def truncated(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def flipped(path: Path) -> None:
    content = path.read_bytes()
    at = content.index(b"Tom Vane")
    path.write_bytes(content[:at] + b"Tim" + content[at + 3 :])


def of_another_format(path: Path) -> None:
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    said = Manifest.read(path)
    directory.beside(path).write_text(Manifest(**{**vars(said), "sha256": directory.digest(path)}).text())


def miscounted(path: Path) -> None:
    said = Manifest.read(path)
    directory.beside(path).write_text(Manifest(**{**vars(said), "counts": {**said.counts, "actors": 99}}).text())


def without_a_manifest(path: Path) -> None:
    directory.beside(path).unlink()


def with_a_broken_manifest(path: Path) -> None:
    directory.beside(path).write_text('{"release": 1}')


def missing(path: Path) -> None:
    path.unlink()


FAULTS: dict[Callable[[Path], None], str] = {
    garbage: "its sha256 is",
    empty: "its sha256 is",
    truncated: "its sha256 is",
    flipped: "its sha256 is",
    of_another_format: "is a release of format 99, and this version reads",
    miscounted: "its counts is",
    without_a_manifest: "has no manifest",
    with_a_broken_manifest: "is no manifest of a release",
    missing: "there is no release at",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_is_refused_with_the_reason(
    folder: Path, two: tuple[Path, Path], fault: Callable[[Path], None]
) -> None:
    reloader = Reloader(folder / "current", RESOURCES)
    assert reloader.next() and not reloader.next()
    served = reloader.status()
    bring(folder, two[1])
    fault(folder / two[1].name)
    point(folder, two[1].name)
    assert reloader.next() is None
    refused = reloader.status().refused
    assert refused and FAULTS[fault] in refused.reason and refused.file == two[1].name
    assert str(folder.resolve()) not in refused.reason
    assert (reloader.status().release, reloader.status().since) == (served.release, served.since)
    assert reloader.refusals == 1 and reloader.next() is None and reloader.refusals == 1
    with pytest.raises(Exception, match=r"\S"):
        checked(folder / two[1].name, RESOURCES)
    bring(folder, two[1])
    assert reloader.next()
    assert reloader.status().release == two[1].stem and reloader.status().refused is None


def test_the_same_release_written_anew_is_no_new_one(folder: Path, two: tuple[Path, Path]) -> None:
    reloader = Reloader(folder / "current", RESOURCES)
    assert reloader.next()
    bring(folder, two[0])
    assert reloader.next() is None and reloader.status().refused is None


def test_a_release_that_is_damaged_while_it_is_served_gives_way_to_the_last_good_one(
    folder: Path, two: tuple[Path, Path]
) -> None:
    bring(folder, two[1])
    reloader = Reloader(folder / "current", RESOURCES)
    assert reloader.next() and reloader.status().release == two[0].stem
    garbage(folder / two[0].name)
    assert reloader.next() and reloader.status().release == two[1].stem
    assert reloader.status().refused and reloader.status().refused.file == two[0].name


@pytest.mark.slow
@pytest.mark.parametrize("damage", ["cut", "altered"])
def test_a_release_that_is_damaged_is_not_served_where_there_is_no_other(
    folder: Path, two: tuple[Path, Path], damage: str
) -> None:
    with started(folder / "current") as server:
        _spoil(folder, two, server, damage)
    lines = [line for line in server.said.splitlines() if "there is no other" in line]
    assert "Traceback" not in server.said and max(map(lines.count, lines)) <= 2, "each worker tells of a cause once"


def _spoil(folder: Path, two: tuple[Path, Path], server: Started, damage: str) -> None:
    for path in ("/v1/actors", "/v1/statements?limit=2"):
        assert get(server.port, path)[0] == 200
    served = (folder / "current").resolve()
    if damage == "cut":
        os.truncate(served, served.stat().st_size // 2)
    else:
        written = served.read_bytes()
        with served.open("r+b") as file:
            file.write(written.replace(b"Ada Brook", b"Eve Brook"))
    eventually(lambda: all(get(server.port, "/readyz")[0] == 503 for _ in range(16)))
    for _ in range(20):
        status, _, body = get(server.port, "/v1/actors")
        assert (status, json.loads(body)["type"]) == (503, "/problems/no-release")
    assert get(server.port, "/healthz")[0] == 200
    bring(folder, two[1])
    point(folder, two[1].name)
    eventually(lambda: serves(server.port, two[1]))


def test_what_is_served_beside_the_link_and_is_altered_gives_way_too(folder: Path, two: tuple[Path, Path]) -> None:
    reloader = Reloader(folder / "current", RESOURCES)
    assert reloader.next()
    garbage(folder / two[1].name)
    point(folder, two[1].name)
    assert reloader.next() is None and reloader.status().release == two[0].stem
    garbage(folder / two[0].name)
    answer = reloader.next()
    assert answer and answer(Request("GET", "/v1")).status == 503 and reloader.status().release is None


@pytest.mark.slow
def test_forty_swaps_leave_no_file_open(folder: Path, two: tuple[Path, Path]) -> None:
    bring(folder, two[1])
    with started(folder / "current", CRISIS_FACTS_WORKERS="1", CRISIS_FACTS_MEMORY="0") as server:
        assert serves(server.port, two[0])
        [worker] = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children").read_text().split()
        for number in range(1, 41):
            release = two[number % 2]
            point(folder, release.name)
            eventually(lambda release=release: serves(server.port, release))
        eventually(lambda: len([file for file in opened(worker) if file.endswith(".db")]) <= 12)


def opened(worker: str) -> list[str]:
    """Return the files that a process has open."""
    return [os.readlink(file) for file in Path(f"/proc/{worker}/fd").iterdir() if file.is_symlink()]


def test_a_server_goes_on_with_the_old_release_where_the_new_one_is_broken(
    folder: Path, two: tuple[Path, Path], server: Started
) -> None:
    bring(folder, two[1])
    flipped(folder / two[1].name)
    point(folder, two[1].name)
    eventually(lambda: all(ready(server.port)["refused"] for _ in range(16)))
    assert serves(server.port, two[0])
    assert "its sha256 is" in str(ready(server.port)["refused"])
    server.process.send_signal(signal.SIGHUP)
    for _ in range(100):
        assert get(server.port, "/v1")[1]["X-Release"] == two[0].stem
    bring(folder, two[1])
    eventually(lambda: serves(server.port, two[1]))


@pytest.mark.slow
def test_a_server_without_a_release_waits_for_one(tmp_path: Path, two: tuple[Path, Path]) -> None:
    folder = tmp_path / "releases"
    with started(folder / "current") as server:
        for path in ("/v1", "/v1/actors", "/readyz", "/docs/", "/openapi.json", "/nothing"):
            status, headers, body = get(server.port, path)
            assert (status, headers["Retry-After"], headers["Cache-Control"]) == (503, "5", "no-store")
            assert headers["Content-Type"] == "application/problem+json"
            assert json.loads(body)["type"] == "/problems/no-release" and "crisis-facts build" in str(body)
            assert str(folder) not in str(body)
        assert json.loads(get(server.port, "/healthz")[2]) == {"status": "ok", "release": None, "faults": None}
        folder.mkdir()
        bring(folder, two[0])
        point(folder, two[0].name)
        eventually(lambda: serves(server.port, two[0]))
        assert ready(server.port)["release"] == two[0].stem
    assert "there is no release at" in server.said


@pytest.mark.slow
def test_a_release_that_is_pruned_while_it_is_served_goes_on(folder: Path, two: tuple[Path, Path]) -> None:
    """With threads that open it only then: a worker asks as many at once as it has threads."""
    with started(folder / "current", CRISIS_FACTS_WORKERS="1", CRISIS_FACTS_THREADS="8") as server:
        eventually(lambda: serves(server.port, two[0]))
        for file in folder.iterdir():
            file.unlink()
        with ThreadPoolExecutor(32) as clients:
            asked = [f"/v1/search?q=the&limit={limit}" for limit in range(1, 200)]
            assert {status for status, _, _ in clients.map(lambda path: get(server.port, path), asked)} == {200}


def test_a_reload_loses_no_release(folder: Path, two: tuple[Path, Path], server: Started) -> None:
    bring(folder, two[1])
    point(folder, two[1].name)
    server.process.send_signal(signal.SIGHUP)
    eventually(lambda: serves(server.port, two[1]))


@pytest.mark.slow
def test_a_worker_that_dies_is_replaced(server: Started, two: tuple[Path, Path]) -> None:
    def workers() -> set[int]:
        children = Path(f"/proc/{server.process.pid}/task/{server.process.pid}/children")
        return set(map(int, children.read_text().split()))

    eventually(lambda: len(workers()) == 2)
    before = workers()
    os.kill(min(before), signal.SIGKILL)
    eventually(lambda: len(workers()) == 2 and min(before) not in workers())
    assert serves(server.port, two[0])


def test_a_manifest_says_what_a_release_is(folder: Path, two: tuple[Path, Path]) -> None:
    said = checked(folder / two[0].name, RESOURCES)
    assert said.release == two[0].stem and said.counts["actors"] and sum(said.counts.values()) == 23
    with pytest.raises(Unfit, match="has no manifest"):
        Manifest.read(folder / "other.db")


def test_the_current_release_is_never_pruned(tmp_path: Path) -> None:
    for number in range(8):
        for suffix in ("db", "json", "seal"):
            path = tmp_path / f"{number:016x}.{suffix}"
            path.touch()
            os.utime(path, (number, number))
    (tmp_path / "notes.db").touch()
    point(tmp_path, f"{0:016x}.db")
    directory.prune(tmp_path, 3)
    left = sorted(path.stem for path in tmp_path.glob("0*.db"))
    assert left == [f"{number:016x}" for number in (0, 6, 7)] == sorted(path.stem for path in tmp_path.glob("*.json"))
    assert len(list(tmp_path.glob("*.seal"))) == 3
    assert (tmp_path / "notes.db").exists()


def test_a_release_is_read_once_for_all_processes(two: tuple[Path, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(two[0], tmp_path))
    seal = path.with_suffix(".seal")
    sha256 = directory.digest(path)
    for _ in range(2):
        assert directory.sealed_digest(path) == sha256
        seal.write_text(seal.read_text().replace(sha256, "as sealed"))
        assert directory.sealed_digest(path) == "as sealed"
        copy = path.with_name("copy.db")
        shutil.copy2(path, copy)
        shutil.copy2(seal, copy.with_suffix(".seal"))
        assert directory.sealed_digest(copy) == sha256
        seal.write_text("[]")


def test_who_writes_to_a_release_breaks_its_seal(two: tuple[Path, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(two[0], tmp_path))
    before = path.stat()
    assert directory.sealed_digest(path) == directory.digest(path)
    flipped(path)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert directory.sealed_digest(path) == directory.digest(path)


def test_who_may_not_write_beside_a_release_reads_it(two: tuple[Path, Path], tmp_path: Path) -> None:
    path = Path(shutil.copy(two[0], tmp_path))
    path.with_suffix(".seal").mkdir()
    assert directory.sealed_digest(path) == directory.digest(path)
    assert sorted(tmp_path.iterdir()) == [path, path.with_suffix(".seal")]


def test_a_revision_is_told_by_git_alone(tmp_path: Path) -> None:
    assert directory.revision(tmp_path) is None
