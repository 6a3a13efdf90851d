"""`crisis-facts import`: fixtures from the versions of a sanctions list."""

import argparse
import sys
from pathlib import Path

from api.cli.errors import counted, say
from api.cli.options import folder, takes_folders, takes_report
from api.curation import validate
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.lists.ofac import files, importer
from api.curation.lists.ofac.versions import ImportOptions
from api.kinds import RESOURCES


def add(parser: argparse.ArgumentParser) -> None:
    """Take the list, its versions, what is wanted of them, and the folder to write."""
    parser.add_argument("list", choices=("ofac",), help="The list: Specially Designated Nationals (OFAC).")
    folders = "The folder of one version, named by its date; give all versions at once."
    parser.add_argument("lists", type=folder, nargs="+", metavar="LIST-DIR", help=folders)
    pattern = "Only programmes of this code, with * for any letters; may be given more than once."
    parser.add_argument("--program", action="append", default=[], metavar="PATTERN", help=pattern)
    takes_folders(parser)
    takes_report(parser)
    output = "The folder of fixtures to write, beside the curated ones (default: %(default)s)."
    parser.add_argument("--output", type=Path, default=Path("lists"), metavar="DIR", help=output)
    force = "Take a version that has under 80 %% of the rows of the one before."
    parser.add_argument("--force", action="store_true", help=force)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    wanted = ImportOptions(files.list_versions(options.lists), options.program, options.force)
    first, *beside = options.fixtures
    if options.output.resolve() in [folder.resolve() for folder in options.fixtures]:
        raise InvalidFixtures(
            [Diagnostic(str(options.output), 1, "", "is read and would be written over; give another --output")]
        )
    done = importer.import_lists(wanted, validate.load_unlocked(first, RESOURCES, beside), options.output)
    targets, joins = done.builder, done.builder.curated
    for line in (*joins.conflicts, *joins.matches):
        print(line, file=sys.stderr)
    for date, programs in done.listed.items():
        say(f"{date}: " + (", ".join(f"{program} {count}" for program, count in sorted(programs.items())) or "none"))
    say(f"{counted(joins.joined, 'record')} joined with curated ones, {counted(len(joins.conflicts), 'conflict')}")
    left = f"{counted(targets.unresolved, 'link')} to none of these entries or to more than one"
    say(f"{left}, and {counted(targets.cut, 'entry', 'entries')} with remarks that the list cuts off, were left out")
    written = ", ".join(f"{count} {kind}" for kind, count in sorted(done.written.items()))
    say(f"{written or 'nothing new'} in {options.output}")
