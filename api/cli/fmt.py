"""`crisis-facts fmt`: fixtures in their one form, or those that have another."""

from pathlib import Path

import click

from api.cli.options import command, takes_fixtures
from api.cli.terminal import say
from api.curation import format_files
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.kinds import RESOURCES


@command()
@takes_fixtures
@click.option("--check", is_flag=True, help="Only look: write nothing, exit with 1 if it would.")
def fmt(fixtures: tuple[Path, ...], check: bool) -> None:
    """Put YAML fixtures into their one form: order of keys, quotation marks, folds; comments stay."""
    missing = [folder for folder in fixtures if not folder.is_dir()]
    if missing:
        raise InvalidFixtures(
            Diagnostic(str(folder), 1, "", "is not a folder; name one of fixtures") for folder in missing
        )
    written: list[Path] = []
    if check:
        unformed = [fault for folder in fixtures for fault in format_files.unformatted(folder, RESOURCES)]
        if unformed:
            raise InvalidFixtures(unformed)
    else:
        written = [file for folder in fixtures for file in format_files.format_all(folder, RESOURCES)]
    for file in written:
        click.echo(file)
    say(f"{len(written) or 'no'} file{'' if len(written) == 1 else 's'} needed another form")
