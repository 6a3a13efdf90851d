"""`crisis-facts openapi`: the contract of a release, printed or in a file."""

import argparse
from pathlib import Path

from api import openapi, settings
from api.app import contract, create_app
from api.arguments import takes_output, takes_setting
from api.terminal import printed


def add(parser: argparse.ArgumentParser) -> None:
    """Take the release, and the file."""
    takes_setting(parser, "--release", settings.RELEASE, Path)
    takes_output(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    printed(openapi.text(contract(create_app(options.release))), options.output)
