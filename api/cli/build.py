"""`crisis-facts build`: a release from fixtures, in a folder of releases."""

import argparse
from pathlib import Path

from api.cli.errors import counted, say
from api.cli.options import positive, takes_folders, takes_report
from api.curation import progress, validate
from api.kinds import RESOURCES
from api.release import builder, directory


def add(parser: argparse.ArgumentParser) -> None:
    """Take folders of fixtures, the form of faults, the folder of releases, and how many it keeps."""
    takes_folders(parser)
    takes_report(parser)
    folder = "The folder that gets the release; its link `current` is set to it (default: %(default)s)."
    parser.add_argument("--releases", type=Path, default=Path("releases"), metavar="DIR", help=folder)
    keep = "How many releases the folder keeps, the served one among them (default: %(default)s)."
    parser.add_argument("--keep", type=positive, default=directory.KEPT, metavar="N", help=keep)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    first, *beside = options.fixtures
    dataset = validate.load_valid(first, RESOURCES, progress.shown("reading"), beside)
    shown, revision = progress.shown("building"), directory.revision(first)
    path = builder.publish(dataset, RESOURCES, options.releases, shown, revision)
    directory.prune(options.releases, options.keep)
    say(f"{counted(len(dataset.records), 'record')} in {path}")
