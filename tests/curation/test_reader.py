"""Fixtures: whatever is wrong in them is said, all at once, with file and line and what would be right."""

import json
from pathlib import Path

import pytest

from api.curation import validate
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from tests.conftest import built
from tests.editing import BROOK, MEETING, SAYS, imported, put, write
from tests.mistakes import CASES


def faults(folder: Path) -> list[str]:
    with pytest.raises(InvalidFixtures) as invalid:
        validate.load_valid(folder, RESOURCES)
    return [str(fault).replace(f"{folder}/", "") for fault in invalid.value.faults]


@pytest.mark.parametrize("case", CASES)
def test_a_fault_names_file_line_and_what_would_be_right(sample: Path, case: str) -> None:
    edit, expected = CASES[case]
    edit(sample)
    found = faults(sample)
    assert any(expected in fault for fault in found), found


def test_what_was_imported_is_built_like_what_was_written(sample: Path, tmp_path: Path) -> None:
    written = built(sample, tmp_path / "written")
    imported(sample)
    assert built(sample, tmp_path / "imported").read_bytes() == written.read_bytes()


@pytest.mark.parametrize(
    ("line", "what"),
    [
        (b'{"kind": "actors", "id"', "is not JSON at column 24: Expecting ':' delimiter; write one object on a line"),
        ("{'name': 'é'}".encode(), "is not JSON at column 2: Expecting property name enclosed in double quotes"),
        ('{"name": "é'.encode() + b"\xff", "is not UTF-8"),
        (b"[" * 100_000, "is nested too deep"),
        (b"[]", "is not an object; write the fields of a record, and its kind"),
        (b'{"id": "a"}', "has no kind; kinds are actors,"),
        (b'{"id": "a", "kind": "actor"}', "has the kind 'actor', which is none; did you mean actors?"),
        (b'{"kind": 5, "id": NaN}', "has NaN, which is no number; leave the key out"),
        (b'{"id": "a", "name": {"id": 1}, "id": "b"}', "has 'id' twice; keep one"),
        (b'{"id": ["a", {}, null]}', "has null, true or false at 'id'; leave the key out"),
    ],
)
def test_a_line_that_is_no_record_is_told_by_its_number(sample: Path, line: bytes, what: str) -> None:
    lines = imported(sample)
    write("imported/all.ndjson", "\n".join(lines).encode() + b"\n" + line)(sample)
    [fault] = faults(sample)
    assert fault.startswith(f"imported/all.ndjson:{len(lines) + 1}:1: ") and what in fault


def test_a_fault_of_an_imported_record_names_its_line(sample: Path) -> None:
    lines = imported(sample)
    spoilt = [line.replace('"type": "person"', '"type": "persn"') for line in lines]
    number = next(number for number, line in enumerate(spoilt, 1) if "persn" in line)
    write("imported/all.ndjson", "\n".join(spoilt).encode())(sample)
    assert f"imported/all.ndjson:{number}:1: type: 'persn' is not one of" in faults(sample)[0]


def test_a_fault_in_a_line_names_the_field_however_deep(sample: Path) -> None:
    lines = imported(sample)
    record = {"kind": "actors", "id": "tim", "name": "Tim", "tipe": "x"}
    with (sample / "imported/all.ndjson").open("a") as file:
        file.write("\n" + json.dumps({**record, "evidence": [{"source": "zeitung", "start": 1}]}))
    told = [fault.split(": ")[:2] for fault in faults(sample)]
    place = f"imported/all.ndjson:{len(lines) + 1}:1"
    assert [place, "tipe"] in told and [place, "type"] in told and [place, "evidence[0].source"] in told


def test_a_stray_file_among_the_imported_is_refused(sample: Path) -> None:
    imported(sample)
    write("imported/notes.txt", b"")(sample)
    assert faults(sample) == ["imported/notes.txt:1:1: is not a fixture; name it <name>.ndjson"]


def test_all_faults_are_told_at_once(sample: Path) -> None:
    put(BROOK, "type: person", "type: persn")(sample)
    put(SAYS, "meeting: lunden-2020-05-11", "meeting: nowhere")(sample)
    put(SAYS, "we shall listen", "we shall not listen")(sample)
    put("dataset.yaml", "license: CC0-1.0\n", "")(sample)
    assert len(faults(sample)) == 4


def test_a_faulty_record_is_not_missed_by_those_that_refer_to_it(sample: Path) -> None:
    put(BROOK, "type: person", "type: persn")(sample)
    assert len(faults(sample)) == 1


def test_a_source_that_is_none_is_told_once_and_not_by_its_passages(sample: Path) -> None:
    put(SAYS, "    - source: gazette-2020-05-12\n", "    - source: gazette-2020-05-21\n")(sample)
    assert [fault.partition("evidence[")[2] for fault in faults(sample)] == [
        "0].source: no record of sources has the id 'gazette-2020-05-21'; did you mean gazette-2020-05-12?"
    ]


def test_an_unreadable_file_does_not_make_others_look_wrong(sample: Path) -> None:
    put(BROOK, "name: Ada", "name: 'Ada")(sample)
    assert len(faults(sample)) == 1


def test_two_faults_of_one_record_are_told_at_once(sample: Path) -> None:
    put(MEETING, "name: Ferry talks in Lunden", "nmae: Ferry talks")(sample)
    put(MEETING, "end_date: 2020-05-11", "end_date: 2020-05-10")(sample)
    assert len(faults(sample)) == 3


def test_hidden_files_are_left_alone(sample: Path) -> None:
    (sample / ".editor").touch()
    (sample / "actors/.ada-brook.yaml.swp").touch()
    assert validate.load_valid(sample, RESOURCES).records


def test_a_folder_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InvalidFixtures, match="1 faults"):
        validate.load_valid(tmp_path / "nothing", RESOURCES)


def test_a_folder_without_records_is_refused(tmp_path: Path, sample: Path) -> None:
    (sample / "dataset.yaml").rename(tmp_path / "dataset.yaml")
    for kind in sample.iterdir():
        if kind.is_dir():
            for file in kind.iterdir():
                file.unlink()
    (tmp_path / "dataset.yaml").rename(sample / "dataset.yaml")
    (sample / "evidence.lock").unlink()
    assert faults(sample) == [f"{sample}:1:1: holds no records; write one, by crisis-facts new or in a file"]


def test_the_order_of_keys_says_nothing(sample: Path, tmp_path: Path) -> None:
    before = built(sample, tmp_path / "before").read_bytes()
    put(MEETING, "status: planned\n      participants:", "participants:")(sample)
    put(MEETING, "          role: envoys\n", "          role: envoys\n      status: planned\n")(sample)
    put(BROOK, "name: Ada Brook\n", "")(sample)
    put(BROOK, "id: ada-brook\n", "name: Ada Brook\nid: ada-brook\n")(sample)
    assert built(sample, tmp_path / "after").read_bytes() == before
