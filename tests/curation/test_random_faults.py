"""Whatever goes wrong in fixtures: the check names file, line and column, and never fails itself."""

import io
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api import cli
from api.curation.yaml_reader import position_in, scalars
from api.kinds import RESOURCES
from tests.conftest import SAMPLE
from tests.editing import imported

FILES = sorted(file.relative_to(SAMPLE / "fixtures") for file in (SAMPLE / "fixtures").rglob("*.yaml"))
#: No field and no key takes a mark that nobody can see (U+00AD).
WRONG = r'"a\u00ADb"'
FEW = settings(max_examples=60)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample for all examples, each of which puts back what it broke."""
    return Path(shutil.copytree(SAMPLE / "fixtures", tmp_path_factory.mktemp("faults") / "fixtures"))


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample in which a program wrote all records."""
    found = Path(shutil.copytree(SAMPLE / "fixtures", tmp_path_factory.mktemp("lines") / "fixtures"))
    imported(found)
    return found


@contextmanager
def broken(file: Path, content: bytes) -> Iterator[None]:
    before = file.read_bytes()
    file.write_bytes(content)
    try:
        yield
    finally:
        file.write_bytes(before)


def told(folder: Path) -> list[dict[str, Any]]:
    """Return what the command says of a folder."""
    with redirect_stdout(io.StringIO()) as out, redirect_stderr(io.StringIO()):
        code = cli.main(["check", "--fixtures", str(folder), "--format", "json"])
    report = json.loads(out.getvalue())
    assert code == (1 if report["errors"] else 0)
    faults: list[dict[str, Any]] = report["faults"]
    return faults


@given(data=st.data())
@FEW
def test_a_wrong_key_or_value_is_told_with_its_place(folder: Path, data: st.DataObject) -> None:
    file = folder / data.draw(st.sampled_from(FILES))
    text = file.read_text("utf-8")
    start, end = data.draw(st.sampled_from(scalars(text)))
    with broken(file, f"{text[:start]}{WRONG}{text[end:]}".encode()):
        places = {(fault["file"], fault["line"], fault["column"]) for fault in told(folder)}
    assert (str(file), *position_in(text, start)) in places


@given(data=st.data())
@FEW
def test_a_wrong_key_or_value_in_a_line_is_told_with_its_line(lines: Path, data: st.DataObject) -> None:
    file = lines / "imported/all.ndjson"
    text = file.read_text("utf-8")
    match = data.draw(st.sampled_from(list(re.finditer(r'"(?:[^"\\]|\\.)*"', text))))
    with broken(file, f"{text[: match.start()]}{WRONG}{text[match.end() :]}".encode()):
        places = {(fault["line"], fault["column"]) for fault in told(lines) if fault["file"] == str(file)}
    assert (position_in(text, match.start()).line, 1) in places


@given(data=st.data())
@FEW
def test_a_field_that_is_missing_is_told_with_the_place_of_its_record(folder: Path, data: st.DataObject) -> None:
    file = folder / data.draw(st.sampled_from(FILES))
    text = file.read_text("utf-8")
    keys = [match for match in re.finditer(r"(?m)^(- |  )?(\w+): \S.*\n(?! )", text) if match[2] in required(file)]
    if keys:
        match = data.draw(st.sampled_from(keys))
        indent = "- " if match[1] == "- " else ""
        rest = text[match.end() :].replace("  ", indent, 1) if indent else text[match.end() :]
        with broken(file, f"{text[: match.start()]}{rest}".encode()):
            found = [fault for fault in told(folder) if fault["file"] == str(file)]
        begun = text.rfind("\n- ", 0, match.start() + 1) + 1 if match[1] else 0
        line = text.count("\n", 0, begun) + 1
        assert any(fault["line"] == line and "is missing" in fault["message"] for fault in found), found


def required(file: Path) -> set[str]:
    found = {resource.name: resource.loader.fields.items() for resource in RESOURCES}
    return {name for name, field in found.get(file.parent.name, ()) if field.required}


#: What means something to YAML or JSON, and what means nothing to anybody.
MARKS = "- ;: ;\n;  ;#;[;{;';\";&a ;*a;!!int ;---\n;null;\t;|\n;\\;\u2028;\x85;\r".split(";")
garbage = st.binary(max_size=8) | st.sampled_from(MARKS).map(str.encode)


@given(data=st.data(), put=garbage)
@FEW
def test_whatever_is_in_a_file_the_check_tells_of_places_that_are_there(
    folder: Path, lines: Path, data: st.DataObject, put: bytes
) -> None:
    place = data.draw(st.sampled_from([folder, lines]))
    names = [Path("evidence.lock"), *FILES] if place == folder else [Path("imported/all.ndjson"), Path("dataset.yaml")]
    file = place / data.draw(st.sampled_from(names))
    content = file.read_bytes()
    start = data.draw(st.integers(0, len(content)))
    end = start + data.draw(st.integers(0, 40))
    with broken(file, content[:start] + put + content[end:]):
        for fault in told(place):
            written = Path(fault["file"]).read_bytes().decode("utf-8", "replace").split("\n")
            assert 1 <= fault["line"] <= len(written)
            assert 1 <= fault["column"] <= len(written[fault["line"] - 1]) + 1
            assert fault["message"]
