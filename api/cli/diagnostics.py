"""Faults and warnings as lines for people, as a document for programs, as commands for GitHub; knows no files.

The document is stable: members may be added, and none is changed or taken away.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from api.curation.diagnostics import Diagnostic


def text(faults: Sequence[Diagnostic]) -> str:
    """Return a line for each fault, with the styles of a terminal; `click.echo` leaves them out elsewhere."""
    return "".join(map(_line, faults))


def document(faults: Sequence[Diagnostic]) -> str:
    """Return a JSON document: the faults in order, and how many of them are errors and warnings."""
    doubts = sum(fault.is_warning for fault in faults)
    counts = {"errors": len(faults) - doubts, "warnings": doubts}
    return json.dumps({**counts, "faults": list(map(_members, faults))}, ensure_ascii=False, indent=2) + "\n"


def commands(faults: Sequence[Diagnostic]) -> str:
    """Return workflow commands, by which GitHub shows faults beside the lines of a pull request."""
    return "".join(map(_command, faults))


#: The forms by name.
FORMS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = {"text": text, "json": document, "github": commands}


def _line(fault: Diagnostic) -> str:
    place = click.style(f"{fault.at}:", bold=True, fg=None if fault.is_warning else "red")
    word = f" {click.style('warning:', bold=True, fg='magenta')}" if fault.is_warning else ""
    field = f" {click.style(f'{fault.field}:', bold=True)}" if fault.field else ""
    return f"{place}{word}{field} {fault.what}\n"


def _members(fault: Diagnostic) -> dict[str, Any]:
    place = {name: getattr(fault, name) for name in ("file", "line", "column", "field")}
    return {"severity": _severity(fault), **place, "message": fault.what}


def _command(fault: Diagnostic) -> str:
    file = _escaped(fault.file).replace(":", "%3A").replace(",", "%2C")
    place = f"file={file},line={fault.line},col={fault.column}"
    return f"::{_severity(fault)} {place}::{_escaped(fault.message)}\n"


def _severity(fault: Diagnostic) -> str:
    return "warning" if fault.is_warning else "error"


def _escaped(text: str) -> str:
    """Escape what would end a workflow command or one of its values."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
