"""`crisis-facts fmt`: fixtures in their one form, or those that have another."""

import argparse
from pathlib import Path

from api.cli.errors import say
from api.cli.options import takes_folders
from api.curation import format_files
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.kinds import RESOURCES


def add(parser: argparse.ArgumentParser) -> None:
    """Take folders, and whether only to look."""
    takes_folders(parser)
    parser.add_argument("--check", action="store_true", help="Only look: write nothing, exit with 1 if it would.")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    folders = options.fixtures
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        raise InvalidFixtures(
            Diagnostic(str(folder), 1, "", "is not a folder; name one of fixtures") for folder in missing
        )
    if options.check:
        written: list[Path] = []
        unformed = [fault for folder in folders for fault in format_files.unformatted(folder, RESOURCES)]
        if unformed:
            raise InvalidFixtures(unformed)
    else:
        written = [file for folder in folders for file in format_files.format_all(folder, RESOURCES)]
    for file in written:
        print(file)
    files = f"{len(written) or 'no'} file{'' if len(written) == 1 else 's'}"
    say(f"{files} needed another form")
