"""`crisis-facts openapi`: the contract of a release, printed or in a file."""

import argparse
from pathlib import Path

from api.cli.errors import printed
from api.cli.options import takes_output, takes_setting
from api.kinds import RESOURCES
from api.server import settings
from api.web.app import contract, create_app
from api.web.openapi import document


def add(parser: argparse.ArgumentParser) -> None:
    """Take the release, and the file."""
    takes_setting(parser, "--release", settings.RELEASE, Path)
    takes_output(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    printed(document.text(contract(create_app(options.release, RESOURCES), RESOURCES)), options.output)
