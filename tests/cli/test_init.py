"""Row 12 of the cases of curating: `init` makes a folder that checks, builds and serves, as the README says."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api import cli
from tests.papers import README, blocks
from tests.serving import get, started

BEGINNING, SERVING = blocks(README.partition("## Your own crisis\n")[2].partition("\n## ")[0], "sh")


def begun(folder: Path) -> Path:
    assert cli.main(["init", str(folder)]) == 0
    return folder


def test_what_init_writes_has_no_faults_no_warnings_and_the_lock_that_its_text_proves(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = begun(tmp_path / "new/crisis")
    fixtures = ["--fixtures", str(folder / "fixtures")]
    assert capsys.readouterr().err.endswith(f"cd {folder}; crisis-facts check; crisis-facts serve --watch\n")
    assert cli.main(["check", *fixtures]) == 0
    assert capsys.readouterr().err.endswith(f"4 records in {folder}/fixtures: no faults\n")
    assert cli.main(["lock", *fixtures, "--texts", str(folder / "texts"), "--check"]) == 0
    assert cli.main(["fmt", *fixtures, "--check"]) == 0
    assert (folder / ".gitattributes").read_text("utf-8") == "evidence.lock merge=union\n"
    assert "/texts/" in (folder / ".gitignore").read_text("utf-8")
    assert (folder / "fixtures/.schemas/statements.json").is_file()


def test_init_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "texts").mkdir()
    assert cli.main(["init", str(tmp_path)]) == 1
    assert f"{tmp_path}/texts:1:1: is there already; name a new folder" in capsys.readouterr().err
    assert [path.name for path in tmp_path.iterdir()] == ["texts"]


@pytest.mark.slow
def test_the_readme_leads_from_an_empty_folder_to_a_served_fact(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    done = subprocess.run(["bash", "-ec", BEGINNING], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "my-crisis"
    shutil.rmtree(folder / "releases")
    command = f"cd {folder} && PATH={Path(sys.prefix) / 'bin'}:$PATH exec {SERVING}"
    with started(Path("releases/current"), "bash", "-c", command) as server:
        shown = json.loads(get(server.port, "/v1/statements/holm-waited-long-enough")[2])
    assert shown["quote"] == "We have waited long enough"
    assert shown["evidence"][0]["source"]["id"] == "harbour-2020-06-02"
