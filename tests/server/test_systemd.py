"""The shipped units, as far as systemd can judge them without running them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.outside import program
from tests.serving import ROOT

ANALYZE = program("systemd-analyze")
UNITS = ("crisis-facts.service", "crisis-facts.socket", "crisis-facts-pull.service", "crisis-facts-pull.timer")

analyzed = pytest.mark.outside("systemd-analyze")


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units, with a program that is there on this machine."""
    for name in UNITS:
        unit = (ROOT / "deploy/systemd" / name).read_text("utf-8")
        program = str(Path(sys.executable).parent / "crisis-facts")
        (tmp_path / name).write_text(unit.replace("/opt/crisis-facts/venv/bin/crisis-facts", program), "utf-8")
    return tmp_path


@analyzed
def test_systemd_finds_nothing_wrong(units: Path) -> None:
    command = [str(ANALYZE), "verify", "--recursive-errors=no", *(str(units / name) for name in UNITS)]
    done = subprocess.run(command, capture_output=True, text=True)
    ours = [line for line in done.stderr.splitlines() if "crisis-facts" in line]
    assert done.returncode == 0 and not ours, done.stderr


@analyzed
@pytest.mark.parametrize(("unit", "most"), [(UNITS[0], 1.5), (UNITS[2], 2.5)])
def test_the_service_is_locked_in(units: Path, unit: str, most: float) -> None:
    command = [str(ANALYZE), "security", "--offline=true", "--threshold=25", "--no-pager", str(units / unit)]
    done = subprocess.run(command, capture_output=True, text=True)
    exposure = re.search(r"Overall exposure level for .*?: ([0-9.]+)", done.stdout)
    assert exposure and float(exposure[1]) <= most, done.stdout + done.stderr


def test_a_release_waits_longer_than_the_time_between_two_pulls() -> None:
    """Else a node may serve a release that another one does not have yet, which would end walks."""
    service, timer = ((ROOT / "deploy/systemd" / name).read_text("utf-8") for name in UNITS[2:])
    names = ("OnUnitInactiveSec", "RandomizedDelaySec", "AccuracySec")  # the last is a minute where none is given
    longest = sum(int(value) for name in names for value in re.findall(rf"^{name}=(\d+)s$", timer, re.MULTILINE))
    assert all(f"{name}=" in timer for name in names)
    assert longest < int(re.findall(r"--wait (\d+)", service)[0])


def test_every_setting_in_a_unit_is_one() -> None:
    known = (ROOT / "docs/reference.md").read_text("utf-8")
    text = (ROOT / "deploy/systemd" / UNITS[0]).read_text("utf-8")
    for name in re.findall(r"CRISIS_FACTS_\w+", text):
        assert f"`{name}`" in known, name
