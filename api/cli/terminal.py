"""What commands show on a terminal: sentences, progress, faults in the forms in which they are told, and failures.

The JSON document of faults is stable: members may be added, and none is changed or taken away.
"""

import json
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import IO, Any

import click

from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.progress import Progress
from api.model.errors import Refused, Unusable, Unwritten
from api.model.passages import NotLocated


class Failed(click.ClickException):
    """Something is wrong with the facts or files: the exit code is 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say what is wrong."""
        say(self.message)


class WrongCall(Failed):
    """Something is wrong with the call, which the options alone cannot tell: the exit code is 2."""

    exit_code = 2


@contextmanager
def failing(form: str) -> Iterator[None]:
    """Turn what may go wrong in a command into a failure; faults are told in the form of this name."""
    try:
        yield
    except InvalidFixtures as faulty:
        told = faulty.causes if form in ("text", "github") else faulty.faults
        reported(told, form)
        left = len(faulty.faults) - len(told)
        more = f", and {left} more that follow from them (--format all shows all)" if left else ""
        raise Failed(f"{counted(len(told), 'fault')}{more}; {faulty.done}") from None
    except Unwritten as unwritten:
        click.echo("\n".join(unwritten.wrong), err=True)
        raise WrongCall("nothing was written") from None
    except Refused as refused:
        raise WrongCall(str(refused)) from None
    except BrokenPipeError:  # whoever reads has had enough: click ends the command without a word
        raise
    except (Unusable, NotLocated, OSError) as error:
        raise Failed(str(error)) from None


def reported(faults: Sequence[Diagnostic], form: str) -> None:
    """Tell faults to whoever reads: people on standard error, programs on standard output."""
    click.echo(FORMS[form](faults), nl=False, err=FORMS[form] is text)


def text(faults: Sequence[Diagnostic]) -> str:
    """Return a line for each fault, with the styles of a terminal; `click.echo` leaves them out elsewhere."""
    told = ""
    for fault in faults:
        place = click.style(f"{fault.at}:", bold=True, fg=None if fault.is_warning else "red")
        word = f" {click.style('warning:', bold=True, fg='magenta')}" if fault.is_warning else ""
        field = f" {click.style(f'{fault.field}:', bold=True)}" if fault.field else ""
        told += f"{place}{word}{field} {fault.what}\n"
    return told


def document(faults: Sequence[Diagnostic]) -> str:
    """Return a JSON document: the faults in order, and how many of them are errors and warnings."""
    told: list[dict[str, Any]] = []
    for fault in faults:
        place = {name: getattr(fault, name) for name in ("file", "line", "column", "field")}
        told.append({"severity": _severity(fault), **place, "message": fault.what, "follows": fault.follows})
    doubts = sum(fault.is_warning for fault in faults)
    counts = {"errors": len(faults) - doubts, "warnings": doubts}
    return json.dumps({**counts, "faults": told}, ensure_ascii=False, indent=2) + "\n"


def commands(faults: Sequence[Diagnostic]) -> str:
    """Return workflow commands, by which GitHub shows faults beside the lines of a pull request."""
    told = ""
    for fault in faults:
        file = _escaped(fault.file).replace(":", "%3A").replace(",", "%2C")
        place = f"file={file},line={fault.line},col={fault.column}"
        told += f"::{_severity(fault)} {place}::{_escaped(fault.message)}\n"
    return told


#: The forms by name.
FORMS = {"text": text, "all": text, "json": document, "github": commands}


def _severity(fault: Diagnostic) -> str:
    return "warning" if fault.is_warning else "error"


def _escaped(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def say(sentence: str) -> None:
    """Say a sentence on standard error, in the name of the command."""
    click.echo(f"crisis-facts: {sentence}", err=True)


def counted(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: `1 fault`, `2 faults`."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Show the progress of work that takes longer than a moment: a bar on a terminal, elsewhere what is being done.

    Work that begins anew, as for the next of some files, gets another bar.
    """
    patience = time.monotonic() + (0.5 if sys.stderr.isatty() else 5)
    shown, bar = 0, None
    with ExitStack() as stack:

        def report(done: int, of: int) -> None:
            nonlocal shown, bar
            if bar and (done < shown or bar.length != of):
                stack.close()
                shown, bar = 0, None
            if not bar and time.monotonic() > patience:
                new = click.progressbar(length=of, label=what, file=sys.stderr, update_min_steps=max(1, of // 100))
                bar = stack.enter_context(new)
            if bar:
                bar.update(done - shown)
                shown = done

        yield report
