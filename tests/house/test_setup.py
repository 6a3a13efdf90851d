"""The set-up: a line a step, and advice where one fails; and no link in git that leads elsewhere."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT


@pytest.mark.parametrize(
    ("broken", "step", "advice"),
    [
        ({"PYTHON": "false"}, "Looking for Python 3.11 or later", "Name one: make PYTHON=python3.12"),
        ({"PIP": "false"}, "Installing what the server needs", "Then run make again."),
    ],
)
def test_a_step_that_fails_says_which_it_is_and_what_to_do(
    tmp_path: Path, broken: dict[str, str], step: str, advice: str
) -> None:
    named = {"VENV": str(tmp_path), "PYTHON": "true", **broken}
    command = ["make", f"{tmp_path}/run", *(f"{name}={value}" for name, value in named.items())]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stdout.splitlines()[-1] == step
    assert done.stderr.startswith(f"make: this step failed: {step}. ") and advice in done.stderr


def test_no_link_in_git_leads_out_of_the_tree() -> None:
    listed = subprocess.run(["git", "ls-files", "-s", "-z"], cwd=ROOT, capture_output=True, text=True)
    links = [line.partition("\t")[2] for line in listed.stdout.split("\0") if line.startswith("120000")]
    assert not [link for link in links if not is_inside(ROOT / link)]


def is_inside(link: Path) -> bool:
    """Return whether a link leads to a place in the tree, by a path that is relative."""
    return not link.readlink().is_absolute() and link.resolve().is_relative_to(ROOT)


def test_a_link_out_of_the_tree_is_noticed(tmp_path: Path) -> None:
    for name, target in (("absolute", ROOT / "README.md"), ("above", Path("../../../etc/hosts"))):
        (tmp_path / name).symlink_to(target)
        assert not is_inside(tmp_path / name)
