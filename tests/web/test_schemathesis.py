"""Schemathesis, with all its checks, against a real server of the shipped release."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.serving import serving

#: How many requests it makes up for each operation in each of its phases; the full campaign makes more.
EXAMPLES = 5


@pytest.mark.slow
def test_it_finds_no_failure(shipped: Path) -> None:
    with serving(shipped) as port:
        done = campaign(port)
    assert done.returncode == 0, done.stdout[-8000:]
    selected = re.search(r"Selected: (\d+)/(\d+)\n +Tested: (\d+)", done.stdout)
    assert selected and len(set(selected.groups())) == 1, "every operation is tested"
    made = re.search(r"(\d+) generated", done.stdout)
    assert made and int(made[1]) > 500


def campaign(port: int) -> subprocess.CompletedProcess[str]:
    """Run all checks on every operation, with the same requests each time."""
    command = [str(Path(sys.executable).parent / "schemathesis"), "run"]
    command += [f"http://127.0.0.1:{port}/openapi.json", "--checks", "all", "--max-examples", str(EXAMPLES)]
    command += ["--seed", "1", "--generation-deterministic", "--no-color"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=300)
