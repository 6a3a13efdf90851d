"""Reports of faults: lines for people, colours for terminals, a document for programs, commands for GitHub."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import click
import pytest
from jsonschema import validate

from api import cli
from api.cli import terminal
from api.curation.diagnostics import Diagnostic
from tests.conftest import ROOT

ERROR = Diagnostic("fixtures/a,b:c.yaml", 7, "offices[0].role", "is 100% wrong\nhere", 15)
DOUBT = Diagnostic("fixtures/d.yaml", 1, "", "may be wrong", is_warning=True)

#: What programs may rely on.
DOCUMENT = {
    "type": "object",
    "required": ["errors", "warnings", "faults"],
    "properties": {
        "errors": {"type": "integer"},
        "warnings": {"type": "integer"},
        "faults": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["severity", "file", "line", "column", "field", "message"],
                "properties": {
                    "severity": {"enum": ["error", "warning"]},
                    "line": {"type": "integer", "minimum": 1},
                    "column": {"type": "integer", "minimum": 1},
                },
            },
        },
    },
}


def test_a_line_names_place_field_and_what_is_wrong() -> None:
    assert click.unstyle(terminal.text([ERROR, DOUBT])) == (
        "fixtures/a,b:c.yaml:7:15: offices[0].role: is 100% wrong\nhere\nfixtures/d.yaml:1:1: warning: may be wrong\n"
    )


@pytest.mark.parametrize(
    ("terminal", "environment", "coloured"),
    [(True, {}, True), (False, {}, False), (True, {"NO_COLOR": "1"}, False), (True, {"TERM": "dumb"}, False)],
)
def test_only_a_terminal_that_wants_colours_gets_them(
    terminal: bool, environment: dict[str, str], coloured: bool, sample: Path
) -> None:
    (sample / "actors/ada-brook.yaml").unlink()
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "api", "check", "--fixtures", str(sample)]
    around = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")} | environment
    stream = theirs if terminal else subprocess.PIPE
    done = subprocess.run(command, stderr=stream, cwd=ROOT, env=around)
    said = os.read(ours, 65536) if terminal else done.stderr
    assert done.returncode == 1 and b"ada-brook" in said
    assert all((style in said) is coloured for style in (b"\x1b[0m", b"\x1b[1m", b"\x1b[31m"))


def test_commands_escape_what_github_reads_as_its_own() -> None:
    assert terminal.commands([ERROR, DOUBT]) == (
        "::error file=fixtures/a%2Cb%3Ac.yaml,line=7,col=15::offices[0].role: is 100%25 wrong%0Ahere\n"
        "::warning file=fixtures/d.yaml,line=1,col=1::may be wrong\n"
    )


def test_the_document_counts_and_lists(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = sample / "actors/ada-brook.yaml"
    file.write_text(file.read_text().replace("type: person", "type: persn"))
    for command in ("check", "build", "lock"):
        more = ["--texts", str(sample)] if command == "lock" else []
        assert cli.main([command, "--fixtures", str(sample), "--format", "json", *more]) == 1
        told = json.loads(capsys.readouterr().out)
        validate(told, DOCUMENT)
        first = {"severity": "error", "file": str(file), "line": 4, "column": 7, "field": "type"}
        assert first.items() <= told["faults"][0].items()
        assert told["errors"] == len(told["faults"]) >= 1


def test_where_nothing_is_wrong_programs_are_told_so(sample: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", "--fixtures", str(sample), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out).items() >= {"errors": 0, "warnings": 1}.items()
    assert cli.main(["check", "--fixtures", str(sample), "--format", "github"]) == 0
    assert capsys.readouterr().out.startswith("::warning file=")
