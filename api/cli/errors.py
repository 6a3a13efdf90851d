"""What commands have in common on a terminal: how they say what they did, and how they end."""

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from api.cli import diagnostics
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.model.errors import Refused, Unusable, Unwritten
from api.model.passages import NotLocated


class NotFoundHere(Exception):
    """Words that are not among the quotes of a release."""


def outcome(run: Callable[[argparse.Namespace], None], options: argparse.Namespace) -> int:
    """Run a command, say what was wrong, and give the exit code."""
    try:
        run(options)
    except InvalidFixtures as faulty:
        reported(faulty.faults, options)
        say(f"{counted(len(faulty.faults), 'fault')}; nothing was written")
        return 1
    except Refused as refused:
        say(str(refused))
        return 2
    except (Unusable, NotLocated, OSError) as error:
        say(str(error))
        return 1
    except NotFoundHere:
        return 1
    except Unwritten as unwritten:
        print(*unwritten.wrong, sep="\n", file=sys.stderr)
        say("nothing was written")
        return 2
    return 0


def reported(faults: Sequence[Diagnostic], options: argparse.Namespace) -> None:
    """Tell faults to whoever reads: people on standard error, programs on standard output."""
    if options.report != "text":
        print(diagnostics.FORMS[options.report](faults), end="")
    else:
        form = diagnostics.coloured if diagnostics.is_coloured(sys.stderr) else diagnostics.text
        print(form(faults), end="", file=sys.stderr)


def printed(text: str, file: Path | None) -> None:
    """Print a text, or write it to a file, where there is one."""
    if file:
        file.write_text(text, "utf-8")
        say(f"wrote {file}")
    else:
        print(text, end="")


def say(sentence: str) -> None:
    """Say a sentence on standard error, in the name of the command."""
    print(f"crisis-facts: {sentence}", file=sys.stderr)


def counted(number: int, noun: str, nouns: str = "") -> str:
    """Give a number with its noun: `1 fault`, `2 faults`."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"
