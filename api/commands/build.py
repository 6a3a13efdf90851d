"""`crisis-facts build`: a release from fixtures, in a folder of releases."""

import argparse
from pathlib import Path

from api import curation, progress, release, releases
from api.arguments import positive, takes_folders, takes_report
from api.kinds import RESOURCES
from api.terminal import counted, say


def add(parser: argparse.ArgumentParser) -> None:
    """Take folders of fixtures, the form of faults, the folder of releases, and how many it keeps."""
    takes_folders(parser)
    takes_report(parser)
    folder = "The folder that gets the release; its link `current` is set to it (default: %(default)s)."
    parser.add_argument("--releases", type=Path, default=Path("releases"), metavar="DIR", help=folder)
    keep = "How many releases the folder keeps, the served one among them (default: %(default)s)."
    parser.add_argument("--keep", type=positive, default=releases.KEPT, metavar="N", help=keep)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    first, *beside = options.fixtures
    dataset = curation.checked(first, RESOURCES, progress.shown("reading"), beside)
    shown, revision = progress.shown("building"), releases.revision(first)
    path = release.publish(dataset, RESOURCES, options.releases, shown, revision)
    releases.prune(options.releases, options.keep)
    say(f"{counted(len(dataset.records), 'record')} in {path}")
