"""`crisis-facts diff`: what differs between two releases or revisions, for people or programs."""

import argparse
import json
from pathlib import Path

from api.cli.diff_text import Sentences
from api.cli.git_releases import Revisions
from api.cli.options import takes_folders
from api.kinds import RESOURCES
from api.query.diff import changes


def add(parser: argparse.ArgumentParser) -> None:
    """Take two releases, where they and the fixtures of revisions are, and the form of the answer."""
    named = "its file, its digest, or a revision of git, whose fixtures are checked and built"
    parser.add_argument("old", metavar="OLD", help=f"The release to compare with: {named}.")
    parser.add_argument("new", metavar="NEW", help="The release that is compared, named likewise.")
    parser.add_argument(
        "--releases", type=Path, default=Path("releases"), metavar="DIR", help="Where releases are kept."
    )
    takes_folders(parser)
    parser.add_argument("--format", choices=("text", "json"), default="text", help="The form (default: %(default)s).")
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    revisions = Revisions(options.releases, options.fixtures, RESOURCES)
    with revisions.opened(options.old) as old, revisions.opened(options.new) as new:
        if options.format == "json":
            print(json.dumps([change.document for change in changes(old, new)], ensure_ascii=False, indent=2))
        else:
            for sentence in Sentences(old, new, RESOURCES):
                print(sentence)
