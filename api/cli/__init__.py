"""The commands of `crisis-facts`, and what each promises; its file, beside this one, is loaded when it is called.

To add a command is one file here, with the function `add`, and one entry in the table.
"""

import argparse
import sys
from collections.abc import Collection, Sequence
from importlib import import_module

from api import __version__
from api.cli.errors import outcome
from api.cli.options import EXITS

#: What each command promises, its help in one sentence first. The file has the name of the command.
COMMANDS = {
    "check": ("Check fixtures: their form, their references, their evidence.",),
    "lock": ("Find every passage of the evidence in the texts, and write evidence.lock.",),
    "passage": (
        "Find words in the text of a source, and print the evidence that names them, to be pasted below `evidence:`.",
        "The words must stand there once; what is named is found by `lock`.",
    ),
    "new": (
        "Write a new record into its file in the first folder, with a comment on each field that may be added.",
        "What is needed and not given is asked for, on a terminal; elsewhere, it is told, and nothing is written.",
    ),
    "schema": ("Write the JSON Schemas of fixture files, by which editors complete and check what a curator types.",),
    "fmt": ("Put YAML fixtures into their one form: order of keys, quotation marks, folds; comments stay.",),
    "build": ("Check fixtures and compile them into a release.",),
    "import": (
        "Read versions of a sanctions list, and write fixtures to serve beside the curated ones.",
        "Nothing is written where anything is wrong. What curators have is joined by its identifier, and not written "
        "again.",
    ),
    "serve": ("Serve a release over HTTP.",),
    "verify": ("Look for words among the quotes of a release; exits with 1 when they are not found here.",),
    "diff": (
        "Tell what was added, changed, renamed, withdrawn or removed from one release or git revision to another.",
        "As text, it tells what curators did, as a list in Markdown; as JSON, every document that differs.",
    ),
    "openapi": ("Print the contract, with examples from a release, or write it to a file.",),
    "reference": ("Print the reference of kinds, parameters, settings and commands, or write it to a file.",),
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = parser(given).parse_args(given)
    return outcome(options.run, options)


def parser(given: Collection[str] = tuple(COMMANDS)) -> argparse.ArgumentParser:
    """Give what parses a call of the command, of which these words are `given`.

    Only a command that is among them gets its arguments, because its file is loaded for them: `check` waits for no web
    server, and help for nothing.
    """
    parser = argparse.ArgumentParser(
        prog="crisis-facts", description="Check, compile and serve curated crisis facts.", epilog=EXITS
    )
    parser.add_argument("--version", action="version", version=f"crisis-facts {__version__}")
    parser.set_defaults(report="text")
    commands = parser.add_subparsers(title="commands", required=True, metavar="COMMAND")
    for name, promise in COMMANDS.items():
        command = commands.add_parser(name, help=promise[0], description="\n\n".join(promise), epilog=EXITS)
        if name in given:
            import_module(f"{__name__}.{name}").add(command)
    return parser
