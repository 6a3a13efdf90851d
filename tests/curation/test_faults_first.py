"""Row 15 of the cases of curating: faults first, what follows from them folded; one bad record stops no lock."""

import json
from hashlib import sha256
from pathlib import Path

import pytest

from api import cli
from tests.conftest import SAMPLE
from tests.editing import GAZETTE, edit

SOURCE = "ferry-log-2020-06-01"
#: Nine slips, each in a statement of its own, and what is said of each.
SLIPS = (
    ("type: reported", "type: told", "type: 'told' is not one of"),
    ("    - ada-brook", "    - ada-brok", "speakers[0]: no record of actors has the id 'ada-brok'"),
    ("date: 2020-06-01", "date: 1 June 2020", "date: '1 June 2020' is not"),
    ("date: 2020-06-01", "dat: 2020-06-01", "dat: is not a field here; did you mean date?"),
    ("id: says-5", "id: says_5", "'says_5' is not an id"),
    ("about:\n    - norland", "about:\n    - norlnd", "about[0]: no record of"),
    ("ferry number 7", "ferry number 77", "do not stand in the text"),
    ("type: reported", "type: quoted", "type: is quoted, but there is no quote"),
    ("id: says-9", "id: says-10", "'says-10' is taken by"),
)


@pytest.fixture
def begun(sample: Path, tmp_path: Path) -> Path:
    """The sample with a new source of forty statements, of which nine are wrong; nothing of it is locked."""
    texts = tmp_path / "texts"
    texts.mkdir()
    text = "".join(f"The harbour said that ferry number {number} sailed at dawn.\n\n" for number in range(1, 41))
    (texts / "log.txt").write_text(text, "utf-8")
    for file in (SAMPLE / "texts").iterdir():
        (texts / file.name).write_bytes(file.read_bytes())
    source = (sample / GAZETTE).read_text("utf-8")
    for line in source.splitlines():
        if line.startswith(("id:", "text_sha256:")):
            value = SOURCE if line.startswith("id:") else sha256(text.encode()).hexdigest()
            source = source.replace(line, f"{line.partition(':')[0]}: {value}")
    (sample / f"sources/{SOURCE}.yaml").write_text(source, "utf-8")
    records = [
        f"- id: says-{number}\n  type: reported\n  speakers:\n    - ada-brook\n  summary: It sails.\n"
        f"  date: 2020-06-01\n  about:\n    - norland\n  evidence:\n    - source: {SOURCE}\n"
        f'      start: "ferry number {number} sailed"\n'
        for number in range(1, 41)
    ]
    for number, (right, wrong, _) in enumerate(SLIPS):
        assert right in records[number]
        records[number] = records[number].replace(right, wrong)
    (sample / f"statements/{SOURCE}.yaml").write_text("\n".join(records), "utf-8")
    return sample


def run(capsys: pytest.CaptureFixture[str], command: str, sample: Path, *more: str) -> list[str]:
    capsys.readouterr()
    assert cli.main([command, "--fixtures", str(sample), *more]) == 1
    return capsys.readouterr().err.splitlines()


def test_real_faults_stand_alone_and_all_can_be_seen(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    *told, last = run(capsys, "check", begun)
    real = [what for _, _, what in SLIPS if "do not stand" not in what]
    assert len(told) == len(real) and all(any(what in line for line in told) for what in real)
    assert last == (
        "crisis-facts: 8 faults, and 41 more that follow from them (--format all shows all); nothing was written"
    )
    *told, last = run(capsys, "check", begun, "--format", "all")
    assert len(told) == 49 and last == "crisis-facts: 49 faults; nothing was written"
    assert cli.main(["check", "--fixtures", str(begun), "--format", "json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert document["errors"] == 49 and sum(fault["follows"] for fault in document["faults"]) == 41


def test_bad_records_do_not_stop_the_locking_of_the_others(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (begun / "evidence.lock").read_text("utf-8").splitlines()
    *told, last = run(capsys, "lock", begun, "--texts", str(begun.parent / "texts"))
    assert len(told) == len(SLIPS) and all(any(what in line for line in told) for _, _, what in SLIPS)
    assert last == f"crisis-facts: 9 faults; all else is locked: {len(before) + 39} passages found, each once"
    after = (begun / "evidence.lock").read_text("utf-8").splitlines()
    assert len(after) == len(before) + 39 and set(before) < set(after)
    *told, last = run(capsys, "check", begun)
    assert len(told) == 8 and "8 faults, and 2 more that follow from them" in last


def test_a_check_of_the_lock_writes_nothing(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (begun / "evidence.lock").read_bytes()
    assert run(capsys, "lock", begun, "--texts", str(begun.parent / "texts"), "--check")[-1].endswith("written")
    assert (begun / "evidence.lock").read_bytes() == before


def test_what_is_locked_of_files_that_cannot_be_read_stays(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = (begun / "evidence.lock").read_text("utf-8").splitlines()
    (begun / "actors/ada-brook.yaml").write_text("id: [", "utf-8")
    run(capsys, "lock", begun, "--texts", str(begun.parent / "texts"))
    assert set(before) < set((begun / "evidence.lock").read_text("utf-8").splitlines())


def test_locks_alone_are_told_one_by_one(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sample / "evidence.lock").unlink()
    *told, last = run(capsys, "check", sample)
    assert len(told) > 20 and all("is not locked" in line for line in told) and "follow" not in last


def test_a_text_that_is_missing_is_told_once(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (begun.parent / "texts/log.txt").unlink()
    told = run(capsys, "lock", begun, "--texts", str(begun.parent / "texts"))
    assert sum("is not among the texts" in line for line in told) == 1 and "39 more that follow" in told[-1]


def test_references_to_a_record_with_another_id_than_its_file_are_no_faults(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(sample / "actors/ada-brook.yaml", "id: ada-brook", "id: Ada Brook")
    *told, _ = run(capsys, "check", sample)
    assert len(told) == 1 and "id: 'Ada Brook' is not an id" in told[0]


def test_a_missing_source_is_told_where_its_file_is(begun: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (begun / f"sources/{SOURCE}.yaml").unlink()
    told = run(capsys, "check", begun)
    assert sum(f"no source has the id '{SOURCE}'" in line for line in told) == 1
    assert not any("no record of sources" in line for line in told) and "41 more that follow" in told[-1]
