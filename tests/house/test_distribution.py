"""What is installed from a distribution: the program and the first data set, and it answers in an empty folder."""

import json
import os
import signal
import subprocess
import sys
import sysconfig
import tarfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from api.cli import main
from tests.conftest import FIXTURES, ROOT
from tests.serving import free_port, get, wait_for

#: The distribution is built and installed.
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The source distribution, unpacked."""
    folder = tmp_path_factory.mktemp("source")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        if (ROOT / name).is_symlink():
            (folder / name).symlink_to((ROOT / name).readlink())
        elif (ROOT / name).exists():
            (folder / name).write_bytes((ROOT / name).read_bytes())
    script = "from setuptools.build_meta import build_sdist; print(build_sdist('dist'))"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [archive] = (folder / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as packed:
        packed.extractall(folder / "unpacked", filter="data")
    [unpacked] = (folder / "unpacked").iterdir()
    return unpacked


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel that pip makes of the source distribution."""
    folder = tmp_path_factory.mktemp("wheel")
    build = ("wheel", "--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder))
    done = subprocess.run([sys.executable, "-m", "pip", *build, str(source)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command, installed from the wheel; of this environment it has all but the program itself."""
    folder = tmp_path_factory.mktemp("venv")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(folder)], check=True)
    python = folder / "bin/python"
    pip = (sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index")
    subprocess.run([*pip, str(wheel)], check=True)
    [packages] = folder.glob("lib/*/site-packages")
    (packages / "others.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    return folder / "bin/crisis-facts"


@contextmanager
def serving_in(folder: Path, program: Path, said: list[str]) -> Iterator[int]:
    """Serve in a folder, and yield the port; what the server said is then in the list."""
    port = free_port()
    environment = {name: value for name, value in os.environ.items() if not name.startswith("CRISIS_FACTS")}
    environment |= {"HOST": "127.0.0.1", "PORT": str(port)}
    with subprocess.Popen([program, "serve"], cwd=folder, env=environment, stderr=subprocess.PIPE, text=True) as server:
        try:
            wait_for(port, server)
            yield port
        finally:
            server.send_signal(signal.SIGTERM)
            said += server.communicate(timeout=30)[1].splitlines()


def test_the_wheel_has_the_first_data_set_and_both_licences(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {name.removeprefix("api/sample/") for name in names if name.startswith("api/sample/")}
    assert shipped == {str(path.relative_to(FIXTURES)) for path in FIXTURES.rglob("*") if path.is_file()}
    assert {"LICENSE", "LICENSE-DATA.md"} == {Path(name).name for name in names if "/licenses/" in name}
    assert not [name for name in names if not name.startswith(("api/", "crisis_facts-"))]
    begun = {name.removeprefix("api/cli/template/") for name in names if name.startswith("api/cli/template/")}
    template = ROOT / "api/cli/template"
    assert begun == {str(path.relative_to(template)) for path in template.rglob("*") if path.is_file()}


def test_the_source_distribution_has_all_that_is_in_git_but_what_only_the_repository_needs(source: Path) -> None:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = {name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()}
    missing = {name for name in names if not (source / name).exists()}
    assert not {name for name in missing if not name.startswith((".ci/", ".git"))}


def test_what_is_installed_answers_in_an_empty_folder(program: Path, tmp_path: Path) -> None:
    said: list[str] = []
    with serving_in(tmp_path, program, said) as port:
        assert json.loads(get(port, "/v1/statements")[2])["total"] == 428
    first, built, ready = said
    assert "so the facts that come with the program are served" in first and "run build" in first
    assert "site-packages" not in built and "http" in ready and not list(tmp_path.iterdir())
    assert not Path(built.rpartition(" in ")[2]).parent.exists()


@pytest.mark.parametrize("begun", ["fixtures", "releases"])
def test_where_somebody_has_begun_nothing_else_takes_the_place_of_theirs(
    program: Path, tmp_path: Path, begun: str
) -> None:
    (tmp_path / begun).mkdir()
    said: list[str] = []
    with serving_in(tmp_path, program, said) as port:
        assert get(port, "/v1/statements")[0] == get(port, "/readyz")[0] == 503
    assert "run crisis-facts build" in said[0] and "come with the program" not in " ".join(said)


@pytest.mark.parametrize("command", ["build", "check"])
def test_in_an_empty_folder_a_command_says_where_to_begin(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main([command]) == 1
    assert capsys.readouterr().err.splitlines()[0].endswith("begin a new one by crisis-facts init")
    assert main(["init"]) == 0 and main([command]) == 0


def test_what_is_set_up_is_compiled_so_that_no_start_compiles_it_again(program: Path) -> None:
    [packages] = program.parents[1].glob("lib/*/site-packages")
    sources = {path.stem for path in (packages / "api/server").glob("*.py")}
    assert {path.name.partition(".")[0] for path in (packages / "api/server/__pycache__").glob("*.pyc")} == sources
    told = subprocess.run(["make", "-n", "run"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert "-m compileall -q api" in told
