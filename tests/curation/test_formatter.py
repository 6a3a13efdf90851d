"""The one form of a fixture: it says the same as before, keeps all comments, and has no other form."""

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from api import cli
from api.curation import formatter
from api.curation.diagnostics import InvalidFixtures
from api.curation.yaml_reader import parse
from api.kinds import RESOURCES
from api.model.schema import in_order
from tests.conftest import SAMPLE, built
from tests.crisis.conftest import FIXTURES as CRISIS

KINDS = {resource.name: resource.loader for resource in RESOURCES}

RECORD = """\
# who she is
evidence:  # one is enough
- {start: Brook, source: 'gazette'}   # page 3
type: "person"
  # her full name
name:   'Ada Brook'  # as printed

aliases: [No, "Ms: Brook", 'It''s her', plain text, ]
status_note: >-
  A note that is so long that it takes more than one line of a file, and that holds a mark # which begins no comment,
  so that it wants quotation marks.
description: A note that is as long and that holds nothing which needs any quotation marks, so that it stands without
  them, folded.
odd: 1
id: ada
# the end
"""

FORMED = """\
id: ada
type: person
# her full name
name: Ada Brook  # as printed
aliases:
  - "No"
  - "Ms: Brook"
  - It's her
  - plain text
description: A note that is as long and that holds nothing which needs any quotation marks, so that it stands without
  them, folded.
status_note: "A note that is so long that it takes more than one line of a file, and that holds a mark # which begins no
  comment, so that it wants quotation marks."
# who she is
evidence:  # one is enough
  - source: gazette  # page 3
    start: "Brook"
odd: "1"
# the end
"""


def test_a_record_is_put_into_form() -> None:
    formed = formatter.format_text(RECORD, "f.yaml", KINDS["actors"])
    assert formed == FORMED
    assert parse(formed, "f.yaml").value == parse(RECORD, "f.yaml").value


def test_a_list_has_an_empty_line_between_records_and_comments_above_their_dash() -> None:
    text = "- # first\n  date: 2019\n  id: a\n\n\n# second\n-   id: b\n    value: '12'\n# last"
    assert formatter.format_text(text, "f.yaml", KINDS["figures"]) == (
        '# first\n- id: a\n  date: "2019"\n\n# second\n- id: b\n  value: 12\n# last\n'
    )


def test_row_22_numbers_are_written_alike_whatever_their_sign() -> None:
    written = 'place:\n  name: Quay\n  latitude: "40.749"\n  longitude: "-73.968"\n'
    formed = formatter.format_text(written, "f.yaml", KINDS["meetings"])
    assert formed == "place:\n  name: Quay\n  latitude: 40.749\n  longitude: -73.968\n"
    assert parse(formed, "f.yaml").value == parse(written, "f.yaml").value


def test_a_header_is_the_first_line_and_stands_once() -> None:
    header = "# yaml-language-server: $schema=../.schemas/actors.json"
    old = "# yaml-language-server: $schema=elsewhere.json\n# kept\nid: a\n"
    formed = formatter.format_text(old, "f.yaml", KINDS["actors"], header)
    assert formed == f"{header}\n# kept\nid: a\n" == formatter.format_text(formed, "f.yaml", KINDS["actors"], header)


@pytest.mark.parametrize("text", ["", "# nothing\n", "just text\n", "[]\n", "{}\n", "''\n", "- []\n- - a\n  - {}\n"])
def test_what_is_no_record_has_a_form_too(text: str) -> None:
    formed = formatter.format_text(text, "f.yaml", KINDS["actors"])
    assert parse(formed, "f.yaml").value == parse(text, "f.yaml").value
    assert formatter.format_text(formed, "f.yaml", KINDS["actors"]) == formed


words = st.text(st.sampled_from("ab #:-'\"\\,[]{}&*!|>%@`?~=.0e\n\té\u2028\ufeff\U0001f6a2 "), max_size=40)
texts = st.one_of(words, st.sampled_from(["NO", "null", "1e3", "2019-03", "a " * 90, "no: yes", "x" * 130]))
names = st.sampled_from(["source", "start", "fields", "said", "odd key", "#", *in_order(KINDS["actors"])])


def mappings(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.dictionaries(names, inner, max_size=6)


values = st.recursive(texts, lambda inner: st.lists(inner, max_size=3) | mappings(inner), max_leaves=8)


@given(
    value=st.one_of(mappings(values), st.lists(mappings(values), max_size=3)),
    style=st.sampled_from([None, '"', "'", "|", ">"]),
    flow=st.booleans(),
    remarks=st.lists(st.integers(0, 60), max_size=6, unique=True),
)
def test_the_form_says_the_same_keeps_comments_and_is_its_own(
    value: Any, style: Any, flow: bool, remarks: list[int]
) -> None:
    plain = yaml.dump(value, default_style=style, default_flow_style=flow, allow_unicode=True, sort_keys=False)
    text, remarked = plain, 0
    for place in remarks:
        lines = text.split("\n")
        lines[place % len(lines)] += f" # remark {place}" if place % 2 else f"\n   # remark {place}"
        tried = "\n".join(lines)
        if reads_as(tried, value):
            text, remarked = tried, remarked + 1
    if reads_as(text, value):
        formed = formatter.format_text(text, "f.yaml", KINDS["actors"])
        assert parse(formed, "f.yaml").value == value
        assert formatter.format_text(formed, "f.yaml", KINDS["actors"]) == formed
        assert formed.count("# remark ") == remarked


def reads_as(text: str, value: Any) -> bool:
    """Whether a text is a fixture that says this."""
    try:
        return bool(parse(text, "f.yaml").value == value)
    except InvalidFixtures:
        return False


@pytest.mark.slow
@pytest.mark.parametrize("folder", [CRISIS, SAMPLE / "fixtures"], ids=["crisis", "sample"])
def test_fmt_changes_the_look_of_files_and_nothing_that_is_released(folder: Path, tmp_path: Path) -> None:
    written = tmp_path / "written"
    shutil.copytree(folder, written)
    before = built(written, tmp_path / "before").read_bytes()
    files = list(written.rglob("*.yaml"))
    for file in files:
        value = parse(file.read_text("utf-8"), file.name).value
        look = yaml.safe_dump(value, default_style='"', width=60, sort_keys=True)
        file.write_text(f"# a remark\n{look}", "utf-8")
    assert cli.main(["fmt", "--fixtures", str(written), "--check"]) == 1
    assert cli.main(["fmt", "--fixtures", str(written)]) == 0
    assert cli.main(["fmt", "--fixtures", str(written), "--check"]) == 0
    assert built(written, tmp_path / "after").read_bytes() == before
    assert all("# a remark\n" in file.read_text("utf-8") for file in files)


def test_fmt_writes_nothing_where_a_file_cannot_be_read(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (sample / "actors/ada-brook.yaml").write_text("name: 'Ada\n")
    (sample / "actors/norland.yaml").write_bytes(b"name: \xff\n")
    vane = sample / "actors/tom-vane.yaml"
    vane.write_text(vane.read_text() + "\n\n")
    before = vane.read_text()
    assert cli.main(["fmt", "--fixtures", str(sample)]) == 1
    said = capsys.readouterr().err
    assert "ada-brook.yaml:1:7: is not YAML" in said and "norland.yaml:1:1: is not UTF-8" in said
    assert vane.read_text() == before
    assert cli.main(["fmt", "--fixtures", str(sample / "nowhere")]) == 1
    assert "nowhere:1:1: is not a folder" in capsys.readouterr().err


def test_check_fails_for_another_form_and_says_where_it_begins(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sample / "actors/ada-brook.yaml"
    file.write_text(file.read_text().replace("name: Ada Brook", "name: 'Ada Brook'"))
    assert cli.main(["check", "--fixtures", str(sample)]) == 1
    said = capsys.readouterr().err
    assert f"{file}:5:7: is not in the form of fixtures, in which here stands 'name: Ada Brook'; run crisis" in said
    file.write_text(file.read_text().replace("type: person", "type: persn"))
    assert cli.main(["check", "--fixtures", str(sample)]) == 1
    assert "1 fault, and 1 more that follow" in capsys.readouterr().err
    assert cli.main(["fmt", "--fixtures", str(sample)]) == 0
    file.write_text(file.read_text().replace("type: persn", "type: person") + "\n")
    assert cli.main(["check", "--fixtures", str(sample)]) == 1
    assert "in which it ends; run crisis-facts fmt" in capsys.readouterr().err
