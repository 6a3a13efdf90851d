"""`crisis-facts check` and `fmt`: every fault and warning of fixtures, once or at every save, and their one form."""

from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import click

from api.cli.options import command, takes_fixtures, takes_report
from api.cli.terminal import counted, failing, progress, reported, say
from api.curation import format_files, lint, validate
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.watch import watch_edits
from api.kinds import RESOURCES


@command()
@takes_fixtures
@takes_report
@click.option("--watch", is_flag=True, help="Go on, and check anew whenever a file is saved.")
@click.pass_obj
def check(report: str, fixtures: tuple[Path, ...], watch: bool) -> None:
    """Check fixtures: their form, their references, their evidence."""
    if not watch:
        _check(fixtures, report)
        return
    with suppress(KeyboardInterrupt):
        for _ in watch_edits(fixtures):
            try:
                with failing(report):
                    _check(fixtures, report)
            except click.ClickException as failure:
                failure.show()
            say(f"checked at {datetime.now():%H:%M:%S}; waits for the next save, stop with Ctrl-C")


def _check(fixtures: tuple[Path, ...], report: str) -> None:
    first, *beside = fixtures
    unformed = _unformed(fixtures)
    try:
        with progress("reading") as shown:
            dataset = validate.load_valid(first, RESOURCES, shown, beside)
    except InvalidFixtures as faulty:
        files = {fault.file for fault in faulty.faults}
        unformed = [replace(fault, follows=fault.file in files) for fault in unformed]
        raise InvalidFixtures([*faulty.faults, *unformed]) from None
    if unformed:
        raise InvalidFixtures(unformed)
    doubtful = lint.warnings(dataset)
    reported(doubtful, report)
    warnings = f", {counted(len(doubtful), 'warning')}" if doubtful else ""
    say(f"{counted(len(dataset.records), 'record')} in {', '.join(map(str, fixtures))}: no faults{warnings}")


@command()
@takes_fixtures
@click.option("--check", is_flag=True, help="Only look: write nothing, exit with 1 if it would.")
def fmt(fixtures: tuple[Path, ...], check: bool) -> None:
    """Put YAML fixtures into their one form: order of keys, quotation marks, folds; comments stay."""
    if missing := [str(folder) for folder in fixtures if not folder.is_dir()]:
        raise InvalidFixtures(Diagnostic(name, 1, "", "is not a folder; name one of fixtures") for name in missing)
    if check and (unformed := _unformed(fixtures)):
        raise InvalidFixtures(unformed)
    written = [] if check else [file for folder in fixtures for file in format_files.format_all(folder, RESOURCES)]
    for file in written:
        click.echo(file)
    say(f"{counted(len(written), 'file') if written else 'no files'} needed another form")


def _unformed(fixtures: tuple[Path, ...]) -> list[Diagnostic]:
    return [fault for folder in fixtures for fault in format_files.unformatted(folder, RESOURCES)]
