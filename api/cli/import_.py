"""`crisis-facts import`: fixtures from the versions of a sanctions list."""

from pathlib import Path

import click

from api.cli.options import EXISTING, FOLDER, command, takes_fixtures, takes_report
from api.cli.terminal import counted, say
from api.curation import validate
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.lists import importer
from api.curation.lists.ftm import FTM
from api.curation.lists.ofac import OFAC
from api.curation.lists.published import list_versions
from api.curation.lists.un import UN
from api.curation.lists.versions import ImportOptions
from api.kinds import RESOURCES

_LISTS = {one.id: one for one in (OFAC, UN, FTM)}
_KNOWN = f"{'; '.join(f'{one.id}: {one.title}, of {one.files}' for one in _LISTS.values())}."
_VERSION = "The folder of one version, named by its date; give all versions at once."


@command("import")
@click.argument("list", type=click.Choice(list(_LISTS)), metavar="LIST", help=_KNOWN)
@click.argument("lists", type=EXISTING, nargs=-1, metavar="LIST-DIR...", required=True, help=_VERSION)
@click.option("--program", multiple=True, metavar="PATTERN", help="Programmes to take, * for any letters; several.")
@takes_fixtures
@takes_report
@click.option("--output", type=FOLDER, default="lists", metavar="DIR", help="The folder of fixtures to write.")
@click.option("--force", is_flag=True, help="Take a version that has under 80 % of the rows of the one before.")
def import_(  # noqa: PLR0913 - a command has as many arguments as it takes
    list: str, lists: tuple[Path, ...], program: tuple[str, ...], fixtures: tuple[Path, ...], output: Path, force: bool
) -> None:
    """Read versions of a sanctions list, and write fixtures to serve beside the curated ones.

    Nothing is written where anything is wrong. What curators have is joined by its identifier, and not written again.
    """
    if output.resolve() in [folder.resolve() for folder in fixtures]:
        what = "is read and would be written over; give another --output"
        raise InvalidFixtures([Diagnostic(str(output), 1, "", what)])
    wanted = ImportOptions(list_versions(_LISTS[list], lists), program or ("*",), force)
    first, *beside = fixtures
    _tell(importer.import_lists(wanted, validate.load_unlocked(first, RESOURCES, beside), output), output)


def _tell(done: importer.Import, output: Path) -> None:
    targets, joins = done.builder, done.builder.curated
    for line in (*joins.conflicts, *joins.matches):
        click.echo(line, err=True)
    for date, programs in done.listed.items():
        say(f"{date}: " + (", ".join(f"{program} {count}" for program, count in sorted(programs.items())) or "none"))
    say(f"{counted(joins.joined, 'record')} joined with curated ones, {counted(len(joins.conflicts), 'conflict')}")
    left = f"{counted(targets.unresolved, 'link')} to none of these entries or to more than one"
    say(f"{left}, and {counted(targets.cut, 'entry', 'entries')} with remarks that the list cuts off, were left out")
    if targets.unknown:
        unknown = ", ".join(f"{name!r} {count}" for name, count in sorted(targets.unknown.items()))
        say(f"countries that are not known, and stand for none: {unknown}")
    for summary in done.summaries:
        for what, count in sorted(summary.reader.untold.items()):
            say(f"{summary.version.date}: left out: {what}: {count}")
    if targets.unsaid:
        empty = ", ".join(f"{name} of {count}" for name, count in sorted(targets.unsaid.items()))
        say(
            f"what the list does not say of sanctions stays empty: {empty}; curators may write it from the order itself"
        )
    written = ", ".join(f"{count} {kind}" for kind, count in sorted(done.written.items()))
    say(f"{written or 'nothing new'} in {output}")
