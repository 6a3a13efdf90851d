"""`crisis-facts reference`: the reference of what is declared, printed or in a file."""

import argparse

from api import cli
from api.cli import docs
from api.cli.errors import printed
from api.cli.options import takes_output
from api.kinds import RESOURCES


def add(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    takes_output(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    printed(docs.text(RESOURCES, cli.parser()), options.output)
