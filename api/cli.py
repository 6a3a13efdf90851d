"""The command `crisis-facts`: one of its commands, and its exit code."""

import sys
from collections.abc import Sequence

from api.commands import parser
from api.terminal import outcome


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    given = sys.argv[1:] if arguments is None else arguments
    options = parser(given).parse_args(given)
    return outcome(options.run, options)
