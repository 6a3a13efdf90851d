"""`crisis-facts`: what its commands are; knows every other package, and puts them to work."""

import os
from collections.abc import Mapping, Sequence
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from api import __version__
from api.cli.options import EXITS, Group

#: Each command with the first sentence of its help.
COMMANDS = {
    "init": "Write a folder for another crisis: fixtures, texts, and an invented fact that is to be replaced.",
    "check": "Check fixtures: their form, their references, their evidence.",
    "lock": "Find every passage of the evidence in the texts, and write evidence.lock.",
    "passage": "Find words in the text of a source, and print the evidence that names them.",
    "new": "Write a new record into its file, with a comment on each field that may be added.",
    "schema": "Write the JSON Schemas of fixture files, by which editors complete and check what a curator types.",
    "fmt": "Put YAML fixtures into their one form: order of keys, quotation marks, folds; comments stay.",
    "build": "Check fixtures and compile them into a release.",
    "template": "Print a spreadsheet (CSV) for records of a kind: its headings, and what belongs below each.",
    "import": "Write fixtures from spreadsheets, or from the versions of a sanctions list.",
    "publish": "Write a release into a PostgreSQL database, and have it served from there.",
    "serve": "Serve a release over HTTP.",
    "pull": "Fetch the release that is current elsewhere, check it, and make it current here.",
    "promote": "Make a release current that is there already: the next one, or one from before.",
    "verify": "Look for the quotations of drafts among the quotes of a release, and for who said them.",
    "diff": "Tell what changed from one release or git revision to another.",
    "openapi": "Print the contract, or write it to a file.",
    "reference": "Print the reference of kinds, parameters, settings and commands, or write it to a file.",
}
#: The file of a command that has none of its own name.
ELSEWHERE = {
    "import": "import_",
    "template": "import_",
    "fmt": "check",
    "promote": "pull",
    **dict.fromkeys(("lock", "passage"), "evidence"),
    **dict.fromkeys(("openapi", "reference", "schema"), "generate"),
}


class Late(click.Command):
    """A command whose file is loaded when it is called: help waits for none, and `check` for no web server."""

    def load(self) -> click.Command:
        """Load the file of the command, and return the command itself."""
        name = str(self.name)
        file = import_module(f"{__name__}.{ELSEWHERE.get(name, name)}")
        command: click.Command = getattr(file, name + "_" * iskeyword(name))
        return command

    def make_context(self, *arguments: Any, **more: Any) -> click.Context:
        """Return the context of the command itself."""
        return self.load().make_context(*arguments, **more)


_LATE = [Late(name, short_help=promise) for name, promise in COMMANDS.items()]
_SETTINGS = {"help_option_names": ["-h", "--help"], "max_content_width": 100, "show_default": True}


@click.group(cls=Group, commands=_LATE, options_metavar="", epilog=EXITS, context_settings=_SETTINGS)
@click.version_option(__version__, message="crisis-facts %(version)s")
def crisis_facts() -> None:
    """Check, compile and serve curated crisis facts."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; styles are off where https://no-color.org says so."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    try:
        crisis_facts.main(arguments, "crisis-facts", color=False if plain else None)
    except SystemExit as left:
        return int(left.code or 0)


def loaded() -> Mapping[str, click.Command]:
    """Load every command, and return them by name."""
    return {str(late.name): late.load() for late in _LATE}
