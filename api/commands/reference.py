"""`crisis-facts reference`: the reference of what is declared, printed or in a file."""

import argparse

from api import commands, reference
from api.arguments import takes_output
from api.kinds import RESOURCES
from api.terminal import printed


def add(parser: argparse.ArgumentParser) -> None:
    """Take the file."""
    takes_output(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    printed(reference.text(RESOURCES, commands.parser()), options.output)
