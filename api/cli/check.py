"""`crisis-facts check`: every fault and doubt of fixtures, once or at every save."""

import argparse
from contextlib import suppress
from datetime import datetime

from api.cli.errors import counted, outcome, reported, say
from api.cli.options import takes_folders, takes_report
from api.curation import format_files, lint, progress, validate
from api.curation.diagnostics import InvalidFixtures
from api.curation.watch import watch_edits
from api.kinds import RESOURCES


def add(parser: argparse.ArgumentParser) -> None:
    """Take folders, the form of faults, and whether to go on."""
    takes_folders(parser)
    takes_report(parser)
    parser.add_argument("--watch", action="store_true", help="Go on, and check anew whenever a file is saved.")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    if not options.watch:
        _once(options)
        return
    with suppress(KeyboardInterrupt):
        for _ in watch_edits(options.fixtures):
            outcome(_once, options)
            say(f"checked at {datetime.now():%H:%M:%S}; waits for the next save, stop with Ctrl-C")


def _once(options: argparse.Namespace) -> None:
    first, *beside = options.fixtures
    unformed = [fault for folder in options.fixtures for fault in format_files.unformatted(folder, RESOURCES)]
    try:
        dataset = validate.load_valid(first, RESOURCES, progress.shown("reading"), beside)
    except InvalidFixtures as faulty:
        raise InvalidFixtures([*faulty.faults, *unformed]) from None
    if unformed:
        raise InvalidFixtures(unformed)
    doubtful = lint.warnings(dataset)
    reported(doubtful, options)
    warnings = f", {counted(len(doubtful), 'warning')}" if doubtful else ""
    say(f"{counted(len(dataset.records), 'record')} in {', '.join(map(str, options.fixtures))}: no faults{warnings}")
