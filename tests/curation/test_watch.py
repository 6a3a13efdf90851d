"""Checking while editing: a save is seen, whatever becomes of the file."""

import signal
import subprocess
import sys
from pathlib import Path
from threading import Timer

from api.curation.watch import watch_edits
from tests.conftest import ROOT


def test_a_save_a_new_file_and_one_that_goes_are_seen_each_once(tmp_path: Path) -> None:
    (tmp_path / "actors").mkdir()
    file = tmp_path / "actors/a.yaml"
    seen = watch_edits([tmp_path, tmp_path / "nowhere"], pause=0)
    next(seen)
    for change in (lambda: file.write_text("1"), lambda: file.write_text("22"), file.unlink):
        (tmp_path / ".a.yaml.swp").write_text("not saved")
        change()
        next(seen)


def said(process: subprocess.Popen[str]) -> list[str]:
    """Read what a watching check says of one save."""
    assert process.stderr
    lines: list[str] = []
    while not (lines and "checked at" in lines[-1]):
        lines.append(process.stderr.readline())
        assert lines[-1], lines
    return lines


def save(file: Path, text: str) -> None:
    """Save as editors do: at once."""
    draft = file.with_name(".draft")
    draft.write_text(text)
    draft.replace(file)


def test_a_watching_check_tells_what_each_save_did(sample: Path) -> None:
    file = sample / "actors/ada-brook.yaml"
    right = file.read_text()
    command = [sys.executable, "-m", "api", "check", "--watch", "--fixtures", str(sample)]
    signal.signal(signal.SIGINT, signal.default_int_handler)  # where tests run in the background, it would be ignored
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, cwd=ROOT) as process:
        guard = Timer(60, process.kill)  # a check that says nothing must not keep the tests waiting
        guard.start()
        assert "no faults" in said(process)[-2]
        save(file, right.replace("type: person", "type: persn"))
        assert f"{file}:4:7: type: 'persn' is not one of" in said(process)[0]
        save(file, right)
        assert "no faults" in said(process)[-2]
        process.send_signal(signal.SIGINT)
        assert process.wait() == 0
        guard.cancel()
