"""Reports of faults: lines for people, colours for terminals, a document for programs, commands for GitHub."""

import io
import json
from pathlib import Path

import pytest
from jsonschema import validate

from api import cli
from api.cli import diagnostics
from api.curation.diagnostics import Diagnostic

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


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_line_names_place_field_and_what_is_wrong() -> None:
    assert diagnostics.text([ERROR, DOUBT]) == (
        "fixtures/a,b:c.yaml:7:15: offices[0].role: is 100% wrong\nhere\nfixtures/d.yaml:1:1: warning: may be wrong\n"
    )


def test_colours_change_nothing_but_the_look() -> None:
    plain = diagnostics.coloured([ERROR, DOUBT])
    for colour in ("\x1b[0m", "\x1b[1m", "\x1b[1;31m", "\x1b[1;35m"):
        assert colour in plain
        plain = plain.replace(colour, "")
    assert plain == diagnostics.text([ERROR, DOUBT])


def test_only_a_terminal_that_wants_colours_gets_them() -> None:
    assert diagnostics.is_coloured(Terminal(), {})
    assert not diagnostics.is_coloured(io.StringIO(), {})
    assert not diagnostics.is_coloured(Terminal(), {"NO_COLOR": "1"})
    assert not diagnostics.is_coloured(Terminal(), {"TERM": "dumb"})


def test_commands_escape_what_github_reads_as_its_own() -> None:
    assert diagnostics.commands([ERROR, DOUBT]) == (
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
