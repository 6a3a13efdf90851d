"""The command: what it says, what it writes, and its exit codes."""

import io
import json
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from api import cli
from api.cli import serve
from api.cli.terminal import progress
from tests.conftest import ROOT, SAMPLE
from tests.editing import edit

COMMANDS = (
    *("init", "check", "lock", "passage", "new", "build", "import", "serve", "verify", "diff", "openapi", "reference"),
    *("schema", "fmt", "template", "pull", "promote", "publish"),
)


SERVING = {"flask", "gunicorn", "prometheus_client"}


def run(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "api", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=60)


def spoil(sample: Path) -> None:
    file = sample / "actors/ada-brook.yaml"
    file.write_text(file.read_text().replace("type: person", "type: persn"))


def test_check_passes_good_fixtures(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--fixtures", str(SAMPLE / "fixtures")]) == 0
    assert capsys.readouterr().err.endswith("23 records in " + str(SAMPLE / "fixtures") + ": no faults, 1 warning\n")


def test_check_tells_every_fault_and_exits_with_1(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    spoil(sample)
    assert cli.main(["check", "--fixtures", str(sample)]) == 1
    said = capsys.readouterr().err.splitlines()
    assert said[0].startswith(f"{sample}/actors/ada-brook.yaml:4:7: type: 'persn' is not one of")
    assert said[-1] == "crisis-facts: 1 fault; nothing was written"


def test_a_faulty_build_leaves_the_release_that_was_there(sample: Path, tmp_path: Path) -> None:
    releases = tmp_path / "releases"
    assert cli.main(["build", "--fixtures", str(sample), "--releases", str(releases)]) == 0
    before = {path.name: path.read_bytes() for path in releases.iterdir()}
    spoil(sample)
    assert cli.main(["build", "--fixtures", str(sample), "--releases", str(releases)]) == 1
    assert {path.name: path.read_bytes() for path in releases.iterdir()} == before


def test_a_build_that_cannot_write_says_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "file").touch()
    assert cli.main(["build", "--fixtures", str(SAMPLE / "fixtures"), "--releases", str(tmp_path / "file/x")]) == 1
    assert "Not a directory" in capsys.readouterr().err


def test_lock_writes_compares_and_keeps(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    texts, locked = str(SAMPLE / "texts"), sample / "evidence.lock"
    right = locked.read_text()
    locked.unlink()
    assert cli.main(["lock", "--fixtures", str(sample), "--texts", texts, "--check"]) == 1
    assert not locked.exists() and "is not what the texts prove" in capsys.readouterr().err
    assert cli.main(["lock", "--fixtures", str(sample), "--texts", texts]) == 0
    assert locked.read_text() == right and "23 passages found, each once;" in capsys.readouterr().err
    assert cli.main(["lock", "--fixtures", str(sample), "--texts", texts, "--check"]) == 0
    assert "is up to date" in capsys.readouterr().err


def test_a_lock_without_its_texts_is_no_proof(sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    arguments = ["lock", "--fixtures", str(sample), "--texts", str(tmp_path / "empty")]
    assert cli.main([*arguments, "--check"]) == 1
    said = capsys.readouterr().err
    assert "0 passages found, each once; 23 kept from before" in said
    assert "quotation marks were not looked for there" in said
    assert cli.main(arguments) == 0
    assert "0 passages found, each once; 23 kept from before" in capsys.readouterr().err


def test_row_19_a_changed_text_under_an_old_digest_is_told_by_its_source(
    sample: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(SAMPLE / "texts", tmp_path / "texts")
    edit(tmp_path / "texts/gazette.txt", "an hour", "two hours")
    assert cli.main(["lock", "--fixtures", str(sample), "--texts", str(tmp_path / "texts"), "--check"]) == 1
    assert (
        f"because the texts of gazette-2020-05-12 are not in {tmp_path / 'texts'}, or were" in capsys.readouterr().err
    )


def test_verify_finds_words_or_says_that_they_are_not_here(invented: Path, capsys: pytest.CaptureFixture[str]) -> None:
    asked = ["verify", "--release", str(invented), "--quote"]
    assert cli.main([*asked, "and we shall listen"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("unattributed: “and we shall listen”\n  Found among 2 quotes of 2 sources")
    assert "Ada Brook, 11 or 12 May 2020: “We came" in said and "#:~:text=We%20came" in said
    assert cli.main([*asked, "and we should listen"]) == 1
    assert capsys.readouterr().out.startswith("not found: “and we should listen”\n  Not found here")
    assert cli.main([*asked, "too short"]) == 2
    assert "give at least 12" in capsys.readouterr().err
    assert cli.main([*asked, "and we shall listen", "--speaker", "Ada Brook"]) == 0
    assert cli.main([*asked, "and we shall listen", "--speaker", "tom-vane"]) == 1
    assert cli.main([*asked, "and we shall listen", "--speaker", "Nobody"]) == 2
    assert "--speaker: no actor has this id or name" in capsys.readouterr().err


def test_verify_reads_drafts(
    invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    good, bad = tmp_path / "good.md", tmp_path / "bad.txt"
    good.write_text("Ada Brook said:\n\n> and we shall listen\n\n    “this code is no prose”\n", "utf-8")
    bad.write_bytes("Line\r\n“and we shall listen”, said Tom Vane, and “went off”.".encode())
    asked = ["verify", "--release", str(invented)]
    assert cli.main([*asked, str(good)]) == 0
    said = capsys.readouterr()
    assert said.out.startswith(f"{good}:3:3: confirmed: “and we shall listen”\n  Found among")
    assert said.err == "crisis-facts: 1 quotation: 1 confirmed\n"
    assert cli.main([*asked, str(good), str(bad)]) == 1
    said = capsys.readouterr()
    assert f"{bad}:2:2: misattributed: “and we shall listen”" in said.out
    assert said.err == "crisis-facts: 3 quotations: 1 confirmed, 1 misattributed, 1 not judged\n"
    assert cli.main([*asked, "--json", str(bad)]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(one["file"], one["place"], one["verdict"]) for one in found["data"]] == [
        *((str(bad), "2:2", "misattributed"), (str(bad), "2:44", "not_judged"))
    ]
    assert cli.main([*asked, "--as-of", "2000-01-01", str(good)]) == 1
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(bad.read_bytes())))
    assert cli.main([*asked, "-"]) == 1 and "-:2:2: misattributed" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("call", "what"),
    [
        ([], "name drafts, or give words by --quote"),
        (["no-such-file"], "'no-such-file' does not exist"),
        (["{broken}"], "broken.md: byte 1 is no UTF-8"),
        (["{broken}", "--quote", "words of nobody"], "name drafts, or give words by --quote"),
        (["{broken}", "--speaker", "Ada Brook"], "name drafts, or give words by --quote"),
        (["--quote", "words of nobody", "--as-of", "2020"], "as_of: '2020' is not a single day"),
    ],
)
def test_a_wrong_call_of_verify_exits_with_2(
    invented: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], call: list[str], what: str
) -> None:
    (tmp_path / "broken.md").write_bytes(b"\xff")
    given = [one.format(broken=tmp_path / "broken.md") for one in call]
    assert cli.main(["verify", "--release", str(invented), *given]) == 2
    assert what in capsys.readouterr().err


def test_verify_names_a_source_that_has_no_address(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sample / "sources/gazette-2020-05-12.yaml"
    kept = [
        line for line in file.read_text("utf-8").splitlines(True) if not line.startswith(("source_url", "archive_url"))
    ]
    file.write_text("".join(kept), "utf-8")
    releases = sample.parent / "releases"
    assert cli.main(["build", "--fixtures", str(sample), "--releases", str(releases)]) == 0
    assert cli.main(["verify", "--release", str(releases / "current"), "--quote", "and we shall listen"]) == 0
    assert capsys.readouterr().out.endswith("\n  gazette-2020-05-12\n")


def test_a_faulty_lock_is_not_written(sample: Path) -> None:
    before = (sample / "evidence.lock").read_text()
    file = sample / "actors/tom-vane.yaml"
    file.write_text(file.read_text().replace("whose owner is", "whose owner was"))
    assert cli.main(["lock", "--fixtures", str(sample), "--texts", str(SAMPLE / "texts")]) == 1
    assert (sample / "evidence.lock").read_text() == before


def test_what_is_generated_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for command in (["openapi"], ["reference"]):
        assert cli.main(command) == 0
        printed = capsys.readouterr().out
        assert cli.main([*command, "--output", str(tmp_path / "file")]) == 0
        assert (tmp_path / "file").read_text("utf-8") == printed


@pytest.mark.parametrize("content", [None, b"garbage" * 1000])
def test_without_a_good_release_a_command_says_so_and_exits_with_1(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "release.db"
    if content:
        path.write_bytes(content)
    done = run("verify", "--release", path, "--quote", "words")
    assert done.returncode == 1
    assert re.fullmatch(r"crisis-facts: .* run crisis-facts build, or name another file\n", done.stderr)


def test_a_build_prunes_the_folder_and_names_the_revision(sample: Path, tmp_path: Path) -> None:
    folder, names = tmp_path / "releases", []
    file = sample / "actors/tom-vane.yaml"
    for number in range(4):
        file.write_text(re.sub("(?m)Tom Vane.*$", f"Tom Vane {number}", file.read_text(), count=1))
        assert cli.main(["build", "--fixtures", str(sample), "--releases", str(folder), "--keep", "2"]) == 0
        names.append((folder / "current").resolve().name)
    assert sorted(path.name for path in folder.glob("*.db")) == sorted(names[-2:])
    assert len(list(folder.glob("*.json"))) == 3, "one beside each, and that of the current one"


@pytest.mark.parametrize(
    ("arguments", "what"),
    [
        ((), "Commands:\n  init "),
        (("chekc",), "No such command 'chekc'. Did you mean 'check'?"),
        (("frobnicate",), "Try 'crisis-facts --help' for help."),
        (("new", "actor"), "No such command 'actor'. Did you mean 'actors'?"),
        (("lock", "--texts", "/nowhere"), "'--texts': Directory '/nowhere' does not exist."),
        (("passage", "/nowhere.txt", "words"), "Invalid value for 'TEXTFILE': File '/nowhere.txt' does not exist."),
        (("new", "sources", "--text", "/nowhere.txt"), "'--text': File '/nowhere.txt' does not exist."),
        (("lock", "--texts"), "Option '--texts' requires an argument."),
        (("serve", "--port", "0"), "0 is not in the range 1<=x<=65535."),
        (("serve", "--port", "http"), "'http' is not a valid integer"),
        (("serve", "--workers", "0"), "0 is not in the range 1<=x<=1000."),
        (("serve", "--port", "1", "--port", "2"), "--port takes one value, and is given twice; give it once."),
        (("new", "actors", "--id", "a", "--id", "a"), "--id takes one value, and is given twice; give it once."),
        (("check", "--fixture", "x"), "No such option '--fixture'. Did you mean '--fixtures'?"),
        (("check", "--format", "jso"), "'jso' is not one of 'text', 'all', 'json', 'github'."),
        (("check", "more"), "Got unexpected extra argument (more)"),
    ],
)
def test_a_wrong_call_says_what_would_be_right(
    arguments: tuple[str, ...], what: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(arguments) == 2
    said = capsys.readouterr()
    assert what in said.err and not said.out


def test_what_may_be_given_twice_is_taken_twice(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--watch", "--watch", "--help"]) == 0
    assert cli.main(["check", "--fixtures", str(sample), "--fixtures", str(sample / "nowhere")]) == 1
    assert "nowhere:1:1: is not a folder" in capsys.readouterr().err


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main([command, "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert cli.COMMANDS[command] in said and "Exits with 0 when all is well" in said


def test_what_a_record_needs_is_told_of_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["new", "events", "--help"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "What happened, in a few words. Required. --date" in said and "null where no source says. --place" in said
    assert "said, via. Required. May be given more than once." in said


def test_the_list_of_commands_says_of_each_what_the_command_says_first() -> None:
    assert set(COMMANDS) == set(cli.COMMANDS)
    assert {name: str(command.help).partition("\n")[0] for name, command in cli.loaded().items()} == cli.COMMANDS


@pytest.mark.parametrize("command", COMMANDS)
def test_every_argument_and_option_has_a_help_text(command: str) -> None:
    assert all(str(param.help).endswith(".") for param in cli.loaded()[command].params)


@pytest.mark.parametrize(
    ("arguments", "idle"),
    [
        (("--help",), {"marshmallow", "yaml"}),
        (("check", "--fixtures", str(SAMPLE / "fixtures")), {"flask", "gunicorn", "peewee"}),
        (
            ("passage", str(SAMPLE / "texts/gazette.txt"), "Norland has backed"),
            {"flask", "gunicorn", "peewee"},
        ),
        (("build", "--fixtures", "/nowhere"), {"flask", "gunicorn"}),
        (("serve", "--help"), {"api.cli.build", "api.curation.reader"}),
    ],
)
def test_a_command_waits_for_no_library_that_only_others_need(arguments: tuple[str, ...], idle: set[str]) -> None:
    script = "import atexit, sys; from api import cli; atexit.register(lambda: print(*sys.modules)); cli.main()"
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, cwd=ROOT)
    loaded = set(done.stdout.split())
    assert "api.cli.terminal" in loaded and not idle & loaded


def test_help_names_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["--help"]) == 0
    said = capsys.readouterr().out
    assert all(re.search(rf"^ +{command}( |$)", said, re.MULTILINE) for command in COMMANDS)


def test_who_reads_no_further_ends_a_command_without_a_word() -> None:
    command = shlex.join([sys.executable, "-m", "api", "reference"])
    done = subprocess.run(["bash", "-c", f"{command} | true"], capture_output=True, text=True, cwd=ROOT, timeout=60)
    assert done.stderr == ""


def test_settings_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for value, port in (("", 8000), ("9000", 9000)):
        monkeypatch.setenv("PORT", value)
        assert serve.configured().port == port
    monkeypatch.setenv("CRISIS_FACTS_METRICS", "")
    assert serve.configured().metrics is None
    monkeypatch.setenv("CRISIS_FACTS_METRICS", "counts")
    assert serve.configured().metrics == Path("counts")


def test_a_wrong_value_in_the_environment_is_told_with_its_variable(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CRISIS_FACTS_QUEUE", "many")
    assert cli.main(["serve"]) == 2
    with pytest.raises(SystemExit) as left:
        serve.configured()
    assert left.value.code == 2
    what = "'--queue' (env var: 'CRISIS_FACTS_QUEUE'): 'many' is not a valid integer"
    assert capsys.readouterr().err.count(what) == 2


@pytest.mark.parametrize("terminal", [True, False])
def test_long_work_shows_its_progress(
    terminal: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    moments = iter(range(0, 1000, 6))
    monkeypatch.setattr("sys.stderr.isatty", lambda: terminal, raising=False)
    monkeypatch.setattr("time.monotonic", lambda: float(next(moments)))
    with progress("reading") as report:
        for of in (10, 4):
            report(of // 2, of)
            report(of, of)
    said = capsys.readouterr().err
    if terminal:
        assert said.count("] 50%") + said.count("]   50%") == said.count("100%") == 2 and "\r" in said
    assert said.count("\n") == 2 and "reading" in said


def test_short_work_shows_none(capsys: pytest.CaptureFixture[str]) -> None:
    with progress("reading") as report:
        report(1, 2)
    assert capsys.readouterr().err == ""
