"""Faults and doubts as lines for people, as a document for programs, as commands for GitHub; knows no files.

The document is stable: members may be added, and none is changed or taken away.
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any, TextIO

from api.curation.diagnostics import Diagnostic

#: How a terminal begins and ends a word that matters (ECMA-48, SGR): bold, and bold in red or magenta.
_PLAIN, _BOLD, _RED, _MAGENTA = "\x1b[0m", "\x1b[1m", "\x1b[1;31m", "\x1b[1;35m"


def text(faults: Sequence[Diagnostic]) -> str:
    """Give a line for each fault."""
    return "".join(f"{fault}\n" for fault in faults)


def coloured(faults: Sequence[Diagnostic]) -> str:
    """Give the same lines with colours, for a terminal."""
    return "".join(map(_coloured, faults))


def document(faults: Sequence[Diagnostic]) -> str:
    """Give a JSON document: the faults in order, and how many of them are errors and warnings."""
    doubts = sum(fault.is_warning for fault in faults)
    counts = {"errors": len(faults) - doubts, "warnings": doubts}
    return json.dumps({**counts, "faults": list(map(_members, faults))}, ensure_ascii=False, indent=2) + "\n"


def commands(faults: Sequence[Diagnostic]) -> str:
    """Give workflow commands, by which GitHub shows faults beside the lines of a pull request."""
    return "".join(map(_command, faults))


#: The forms by name.
FORMS: Mapping[str, Callable[[Sequence[Diagnostic]], str]] = {"text": text, "json": document, "github": commands}


def is_coloured(stream: TextIO, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a stream shows colours: a terminal does, unless it cannot or is asked not to (https://no-color.org)."""
    return stream.isatty() and not environ.get("NO_COLOR") and environ.get("TERM") != "dumb"


def _coloured(fault: Diagnostic) -> str:
    place = f"{_BOLD if fault.is_warning else _RED}{fault.at}:{_PLAIN}"
    word = f" {_MAGENTA}warning:{_PLAIN}" if fault.is_warning else ""
    field = f" {_BOLD}{fault.field}:{_PLAIN}" if fault.field else ""
    return f"{place}{word}{field} {fault.what}\n"


def _members(fault: Diagnostic) -> dict[str, Any]:
    return {
        "severity": _severity(fault),
        "file": fault.file,
        "line": fault.line,
        "column": fault.column,
        "field": fault.field,
        "message": fault.what,
    }


def _command(fault: Diagnostic) -> str:
    file = _escaped(fault.file).replace(":", "%3A").replace(",", "%2C")
    place = f"file={file},line={fault.line},col={fault.column}"
    return f"::{_severity(fault)} {place}::{_escaped(fault.message)}\n"


def _severity(fault: Diagnostic) -> str:
    return "warning" if fault.is_warning else "error"


def _escaped(text: str) -> str:
    """Escape what would end a workflow command or one of its values."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
