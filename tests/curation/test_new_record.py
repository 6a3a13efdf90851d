"""New records: written from options or from answers on a terminal, right by their declarations, over nothing."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from api import cli
from api.cli.prompts import Interview
from api.curation import new_record, yaml_reader
from api.curation.new_record import NewRecord
from api.curation.passage_finder import read_leniently
from api.kinds import RESOURCES
from api.model.resource import Resource
from tests.conftest import ROOT, SAMPLE

KINDS = {resource.name: resource for resource in RESOURCES}
SAID = ("statements", "--id", "said-it", "--type", "reported", "--speakers", "ada-brook", "--summary", "It rains.")
GAZETTE = "gazette-2020-05-12"


def new(sample: Path, *arguments: str) -> int:
    return cli.main(["new", *arguments, "--fixtures", str(sample)])


def test_what_is_written_is_in_the_form_of_fixtures_and_names_its_schema(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["schema", "--output", str(sample / ".schemas")]) == 0
    assert cli.main(["fmt", "--fixtures", str(sample)]) == 0
    capsys.readouterr()
    evidence = ("--evidence", passage("Ms Brook would not resign", capsys))
    long = "It rains, and nobody knows for how long: " + "the wind is from the west, " * 9 + "and so it goes on."
    assert new(sample, *SAID[:-1], long, *evidence) == 0
    assert new(sample, "actors", "--id", "envoy", "--type", "person", "--name", "0644", "--countries", "NO") == 0
    assert (
        new(sample, "events", "--id", "e", "--name", "E", "--place", "{country: NO, name: L}", "--source", GAZETTE) == 0
    )
    assert cli.main(["fmt", "--check", "--fixtures", str(sample)]) == 0
    assert (sample / "actors/envoy.yaml").read_text("utf-8").startswith("# yaml-language-server: $schema=../.schemas/")


def proven(sample: Path) -> list[str]:
    """Lock what is there, and give what check says of it then."""
    arguments = ["--fixtures", str(sample)]
    assert cli.main(["lock", *arguments, "--texts", str(SAMPLE / "texts")]) == 0
    return ["check", *arguments]


def passage(words: str, capsys: pytest.CaptureFixture[str]) -> str:
    fixtures = str(SAMPLE / "fixtures")
    assert cli.main(["passage", str(SAMPLE / "texts/gazette.txt"), words, "--fixtures", fixtures]) == 0
    return capsys.readouterr().out


def test_a_record_of_a_source_is_added_behind_the_others(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sample / f"statements/{GAZETTE}.yaml"
    before = file.read_text("utf-8")
    evidence = passage("Ms Brook would not resign", capsys)
    assert new(sample, *SAID, "--about", "norland", "--about", "skerry", "--evidence", evidence) == 0
    text = file.read_text("utf-8")
    assert text.startswith(before + "\n- id: said-it\n  type: reported\n")
    assert "\n  # quote: The words of the speakers" in text and "# about" not in text[len(before) :]
    assert cli.main(proven(sample)) == 0
    assert yaml_reader.parse(text, "").value[-1]["about"] == ["norland", "skerry"]


def test_a_record_that_lives_long_has_its_own_file_and_no_other_is_written_over(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    evidence = ("--evidence", passage("the Norland envoy", capsys))
    arguments = ("actors", "--id", "envoy", "--type", "person", "--name", "The envoy", *evidence)
    assert new(sample, *arguments) == 0
    written = (sample / "actors/envoy.yaml").read_text("utf-8")
    assert cli.main(proven(sample)) == 0
    assert new(sample, *arguments) == 2
    assert "--id: 'envoy' is taken by" in capsys.readouterr().err
    (sample / "actors/hidden.yaml").write_text("", "utf-8")
    assert new(sample, "actors", "--id", "hidden", "--type", "person", "--name", "X") == 2
    assert "hidden.yaml is there already; choose another id" in capsys.readouterr().err
    assert (sample / "actors/envoy.yaml").read_text("utf-8") == written
    assert (sample / "actors/hidden.yaml").read_text("utf-8") == ""


def test_a_record_may_refer_to_what_stands_in_another_folder(sample: Path, tmp_path: Path) -> None:
    folder = tmp_path / "beside"
    folder.mkdir()
    arguments = [
        "new",
        "relations",
        "--id",
        "r",
        "--subject",
        "tom-vane",
        "--predicate",
        "opposes",
        "--object",
        "norland",
    ]
    beside = ["--fixtures", str(folder), "--fixtures", str(sample), "--source", GAZETTE]
    assert cli.main([*arguments, *beside]) == 0
    assert [path.name for path in folder.rglob("*.yaml")] == [f"{GAZETTE}.yaml"]


def test_what_is_no_list_is_not_added_to(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sample / f"statements/{GAZETTE}.yaml"
    for content in ("id: one\n", "- id: [\n"):
        file.write_text(content, "utf-8")
        assert new(sample, *SAID, "--source", GAZETTE) == 2
        assert "is no list of records that one could be added to" in capsys.readouterr().err
        assert file.read_text("utf-8") == content


def test_without_evidence_check_asks_for_it_and_for_nothing_else(
    sample: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert new(sample, *SAID, "--source", GAZETTE) == 0
    assert new(sample, "actors", "--id", "envoy", "--type", "person", "--name", "The envoy") == 0
    capsys.readouterr()
    assert cli.main(["check", "--fixtures", str(sample)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert len(said) == 3
    assert "envoy.yaml" in said[0] and "evidence: is empty" in said[0]
    assert "evidence[0].start: is empty" in said[1]


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        (("statements",), "--source: is missing;"),
        (("statements", "--source", GAZETTE), "--speakers: is missing; write it"),
        ((*SAID, "--source", "gazete-2020-05-12"), "did you mean gazette-2020-05-12?; write it first"),
        ((*SAID, "--source", GAZETTE, "--about", "norlnd"), "did you mean norland?"),
        ((*SAID, "--source", GAZETTE, "--quote", "It rains"), "--type: is reported, but there is a quote"),
        ((*SAID[:2], "Said It", *SAID[3:], "--source", GAZETTE), "--id: 'Said It' is not an id"),
        (("events", "--source", GAZETTE, "--id", "e", "--name", "E", "--place", "{nme: X}"), "did you mean name?"),
        (("sources", "--id", "s", "--title", "S"), "--publisher: is missing; write it"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_written(
    sample: Path, arguments: tuple[str, ...], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def contents() -> dict[Path, bytes]:
        return {path: path.read_bytes() for path in sample.rglob("*.yaml")}

    before = contents()
    assert new(sample, *arguments) == 2
    said = capsys.readouterr().err
    assert what in said and said.endswith("nothing was written\n")
    assert contents() == before


def test_row_13_a_passage_that_fails_is_told_once_and_an_empty_one_points_to_it(
    sample: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    text = str(SAMPLE / "texts/gazette.txt")
    for source in ([], ["--source", "gazette-2020-05-12"]):
        assert cli.main(["passage", text, "The talks lasted an hour", *source]) == 1
        out, told = capsys.readouterr()
        assert not out and "fixtures:1:1: is not a folder; name that of the fixtures" in told and "1 fault" in told
    assert new(sample, *SAID, "--evidence", "") == 2
    assert "--evidence: is empty; if a command was to write it, mend what it says; else" in capsys.readouterr().err
    assert new(sample, *SAID, "--summary", "Again.", "--summary", "And again.") == 2
    assert "--summary takes one value, and is given twice; give it once." in capsys.readouterr().err


def test_what_is_no_yaml_is_told(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert new(sample, "events", "--id", "e", "--name", "E", "--place", "{name: ") == 1
    assert "--place:2:1: is not YAML" in capsys.readouterr().err
    assert new(sample, *SAID, "--evidence", "") == 2
    assert "--evidence: is empty; if a command was to write it, mend what it says; else" in capsys.readouterr().err


def test_a_source_has_the_digest_of_its_text(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = tmp_path / "new.txt"
    text.write_text("An invented sentence, for this test alone.\n", "utf-8")
    said = ("--title", "New", "--publisher", "the-gazette", "--type", "news", "--published", "2020-06-02")
    assert new(sample, "sources", "--id", "new", *said, "--language", "en", "--text", str(text)) == 0
    assert cli.main(["passage", str(text), "An invented sentence", "--fixtures", str(sample)]) == 0
    assert "source: new" in capsys.readouterr().out


def everything(resource: Resource) -> Iterator[dict[str, Any]]:
    """Give the records of a kind as the shipped and the sample fixtures have them."""
    for folder in (ROOT / "fixtures", SAMPLE / "fixtures"):
        for file in sorted((folder / resource.name).glob("*.yaml")):
            value = yaml_reader.parse(file.read_text("utf-8"), file.name).value
            yield from value if isinstance(value, list) else [value]


@pytest.mark.parametrize("resource", RESOURCES, ids=lambda resource: str(resource.name))
@pytest.mark.parametrize("comments", [True, False])
def test_what_is_written_reads_back_the_same_in_the_order_of_its_declaration(
    resource: Resource, comments: bool
) -> None:
    for values in everything(resource):
        kept = {name: value for name, value in values.items() if name not in new_record.LATER}
        text = new_record.record_text(resource, kept, None, comments=comments)
        read = yaml_reader.parse(text, "written").value
        assert read == ([kept] if resource.filed_by_source else kept)
        order = [name for name in new_record.writable_fields(resource.loader) if name in kept]
        assert list(read[0] if resource.filed_by_source else read) == order
        assert all(len(line) <= 120 or "://" in line for line in text.splitlines())
        left = [name for name in new_record.writable_fields(resource.loader) if name not in kept]
        told = [name for name in left if f"# {name}: " in text]
        assert told == (left if comments else [])


def answered(proposal: NewRecord, *answers: str) -> tuple[NewRecord, str]:
    """Complete a proposal with some answers, and return what was said too."""
    interview = Interview(read_leniently([SAMPLE / "fixtures"], RESOURCES), RESOURCES)
    with CliRunner().isolation("".join(f"{answer}\n" for answer in answers)) as (said, *_):
        done = interview.complete(proposal)
        assert not sys.stdin.read(), "all answers were asked for"
    return done, said.getvalue().decode()


def test_questions_go_on_until_the_answers_are_right() -> None:
    answers = (GAZETTE, "Said It", "said-it", "quoted", "brook", "ada-brook", "", "", "It rains.")
    more = ("It rains in Lunden", "", "qote", "date", "2020-05-11", "", "quote", "It rains")
    done, said = answered(NewRecord(KINDS["statements"], {}), *answers, *more)
    assert done.values == {
        "id": "said-it",
        "type": "quoted",
        "speakers": ["ada-brook"],
        "summary": "It rains.",
        "date": "2020-05-11",
        "quote": "It rains",
        "evidence": [{"source": GAZETTE, "start": "It rains in Lunden"}],
    }
    assert "  reported: The source tells in its own words what the speaker said." in said
    assert "'Said It' is not an id" in said and "summary: What was said" in said and "is missing; write it" in said
    assert "'brook' is part of ada-brook" in said and "  ada-brook: Ada Brook" in said
    assert "did you mean quote?" in said and "type: is quoted, but there is no quote" in said


def test_lists_and_objects_are_asked_for_item_by_item() -> None:
    first = ("One.", "norland", "skerry", "", "islanders-leave", "")
    second = ("Two.", "norland", "nobody", "", "board-counts-departures", "")
    answers = ("how-many", "How many?", *first, "y", *second, "", "", "status_note", "Invented.", "")
    done, said = answered(NewRecord(KINDS["questions"], {}), *answers)
    assert [account["held_by"] for account in done.values["accounts"]] == [["norland", "skerry"], ["norland"]]
    assert "no record of actors or sources has the id 'nobody'" in said
    assert "evidence" not in done.values and done.values["status_note"] == "Invented."


def test_an_id_that_is_taken_is_asked_for_again() -> None:
    values = {"type": "person", "name": "Another"}
    done, said = answered(NewRecord(KINDS["actors"], values), "ada-brook", "", "", "nme", "", "another")
    assert done.values["id"] == "another" and done.file(Path("f")) == Path("f/actors/another.yaml")
    assert "'ada-brook' is taken by" in said and "'nme' is not a field here; did you mean name?" in said


@pytest.mark.parametrize("leaves", [False, True])
def test_on_a_terminal_it_asks(sample: Path, leaves: bool) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "api", "new", "actors", "--fixtures", str(sample)]
    process = subprocess.Popen(command, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    said = talked(ours, "\x04" if leaves else "person\nThe envoy\nthe Norland envoy\n\n" + GAZETTE + "\n\n")
    assert process.wait(timeout=30) == (2 if leaves else 0), said
    assert "id: The readable id" in said
    if leaves:
        assert "left before their end" in said and "nothing was written" in said
    else:
        assert "  person: A human being in a public role." in said
        assert cli.main(proven(sample)) == 0
    assert (sample / "actors/envoy.yaml").exists() is not leaves


def talked(terminal: int, answers: str) -> str:
    """Answer an id and more when the first question comes, and give all that was said up to the end."""
    said = b""
    while b"id: " not in said.rpartition(b"\n")[2]:
        said += os.read(terminal, 4096)
    os.write(terminal, (answers if answers == "\x04" else "envoy\n" + answers).encode())
    while True:
        try:
            more = os.read(terminal, 4096)
        except OSError:  # Linux says so that the other side is closed
            break
        if not more:
            break
        said += more
    os.close(terminal)
    return said.decode()
