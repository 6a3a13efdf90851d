"""Row 6 of the cases of curating: the lock of a team merges line by line, and is mended without anybody's texts."""

import subprocess
from pathlib import Path

import pytest

from api import cli
from tests.conftest import ROOT
from tests.editing import edit

LOCK = "evidence.lock"


def lock(sample: Path, *more: str) -> int:
    return cli.main(["lock", "--fixtures", str(sample), *more])


def check(sample: Path) -> int:
    return cli.main(["check", "--fixtures", str(sample)])


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(["git", *identity, *arguments], cwd=folder, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_two_branches_that_lock_evidence_at_one_place_merge_line_by_line(sample: Path) -> None:
    (sample / ".gitattributes").write_bytes((ROOT / ".gitattributes").read_bytes())
    whole = (sample / LOCK).read_text("utf-8").splitlines(keepends=True)
    (sample / LOCK).write_text("".join(whole[:3] + whole[5:]), "utf-8")
    git(sample, "init", "-q")
    git(sample, "add", "-A")
    git(sample, "commit", "-qm", "Before")
    for branch, line in (("one", whole[3]), ("other", whole[4])):
        git(sample, "checkout", "-q", "-b", branch, "main")
        (sample / LOCK).write_text("".join([*whole[:3], line, *whole[5:]]), "utf-8")
        git(sample, "commit", "-qam", branch)
    git(sample, "merge", "-q", "--no-edit", "one")
    assert "<<<<" not in (sample / LOCK).read_text("utf-8")
    assert check(sample) == 0 and lock(sample) == 0
    assert (sample / LOCK).read_text("utf-8") == "".join(whole)


def test_a_conflict_is_mended_without_texts(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = (sample / LOCK).read_text("utf-8")
    lines = right.splitlines(keepends=True)
    torn = [*lines[:2], "<<<<<<< HEAD\n", *lines[2:5], "=======\n", *lines[4:], ">>>>>>> other\n"]
    (sample / LOCK).write_text("".join(torn), "utf-8")
    assert check(sample) == 1
    assert f"{sample}/{LOCK}:3:1: is not a line of a lock; run crisis-facts lock; it needs" in capsys.readouterr().err
    assert lock(sample) == 0 and check(sample) == 0
    assert (sample / LOCK).read_text("utf-8") == right


def test_of_two_lines_for_one_passage_both_quotes_count(sample: Path) -> None:
    right = (sample / LOCK).read_text("utf-8")
    [line] = [line for line in right.splitlines(keepends=True) if '"start": "We came to listen"' in line]
    before, digests = line.split('"verbatim": ')
    less = f'{before}"verbatim": []{digests.partition("]")[2]}'
    for lines in (line + less, less + line):
        (sample / LOCK).write_text(right.replace(line, lines), "utf-8")
        assert check(sample) == 0 and lock(sample) == 0
        assert (sample / LOCK).read_text("utf-8") == right


def test_of_two_texts_of_a_source_that_of_its_digest_counts(sample: Path) -> None:
    right = (sample / LOCK).read_text("utf-8")
    digest = (sample / "sources/courier-2020-05.yaml").read_text("utf-8").partition("text_sha256: ")[2].split()[0]
    (sample / LOCK).write_text(right + right.replace(digest, "0" * 64), "utf-8")
    assert check(sample) == 1
    assert lock(sample) == 0 and (sample / LOCK).read_text("utf-8") == right


def test_what_is_left_over_goes_without_texts(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    right = (sample / LOCK).read_text("utf-8")
    line = right.splitlines()[0].replace('"start": "', '"start": "Once there were ')
    (sample / LOCK).write_text(f"{line}\n{right}", "utf-8")
    assert check(sample) == 1
    assert "; run crisis-facts lock; it needs the texts of new evidence alone" in capsys.readouterr().err
    assert lock(sample, "--check") == 1
    assert lock(sample) == 0 and (sample / LOCK).read_text("utf-8") == right
    assert lock(sample, "--check") == 0


def test_new_evidence_is_not_locked_without_its_text(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (sample / LOCK).read_bytes()
    edit(sample / "actors/tom-vane.yaml", "whose owner is Tom Vane", "owner is Tom Vane")
    assert lock(sample) == 1
    assert "is not among the texts; add it to the folder that --texts names" in capsys.readouterr().err
    assert (sample / LOCK).read_bytes() == before
