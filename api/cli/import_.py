"""`crisis-facts import`: fixtures from spreadsheets and sanctions lists; `template`: what a spreadsheet has."""

from pathlib import Path

import click

from api.cli.options import EXISTING, EXITS, FILE, FOLDER, Command, Group, command, takes_fixtures, takes_report
from api.cli.terminal import counted, say
from api.curation import new_record, spreadsheet, validate
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.lists import importer
from api.curation.lists.ftm import FTM
from api.curation.lists.ofac import OFAC
from api.curation.lists.published import PublishedList, list_versions
from api.curation.lists.un import UN
from api.curation.lists.versions import ImportOptions
from api.curation.passage_finder import read_leniently
from api.kinds import RESOURCES
from api.model.terms import with_terms

_LISTS = (OFAC, UN, FTM)
_VERSION = "The folder of one version, named by its date; give all versions at once."
_KINDS = {kind.name: kind for kind in RESOURCES}
_KIND = click.Choice(list(_KINDS))
_SEPARATOR = "What stands between columns; where the decimal separator is a comma, Excel wants a semicolon."


@command()
@click.argument("kind", type=_KIND, metavar="KIND", help=f"One of {', '.join(_KINDS)}.")
@click.option("--separator", type=click.Choice(list(spreadsheet.SEPARATORS)), default="comma", help=_SEPARATOR)
def template(kind: str, separator: str) -> None:
    """Print a spreadsheet (CSV) for records of a kind: its headings, and what belongs below each."""
    click.echo(spreadsheet.template(_KINDS[kind], separator), nl=False)


@click.group("import", cls=Group, options_metavar="", subcommand_metavar="FORM [OPTIONS]", epilog=EXITS)
def import_() -> None:
    """Write fixtures from spreadsheets, or from the versions of a sanctions list."""


@import_.command("csv", cls=Command, epilog=EXITS)
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE...", help="CSV in UTF-8, as of template.")
@click.option("--kind", type=_KIND, help="What the files hold; without it, their names say it: statements.csv.")
@takes_fixtures
@takes_report
def csv(files: tuple[Path, ...], kind: str | None, fixtures: tuple[Path, ...]) -> None:
    """Write the rows of spreadsheets as records; give those together that refer to each other."""
    if unnamed := [str(file) for file in files if not kind and file.stem not in _KINDS]:
        what = f"is named by no kind; say which by --kind, or name it by one: {', '.join(_KINDS)}"
        raise InvalidFixtures(Diagnostic(file, 1, "", what) for file in unnamed)
    dataset = read_leniently(fixtures, RESOURCES)
    kinds = {found.name: found for found in with_terms(RESOURCES, dataset.about)}
    given = {file: kinds[kind or file.stem] for file in files}
    found = spreadsheet.read_sheets(given, dataset, tuple(kinds.values()))
    click.echo("\n".join(map(str, new_record.write(fixtures[0], found, comments=False))))
    say(f"wrote {counted(len(found), 'record')}; crisis-facts lock --texts DIR proves their evidence")


def _takes(published: PublishedList) -> None:
    """Add the command that reads a list."""

    @import_.command(
        published.id, cls=Command, epilog=EXITS, short_help=f"{published.title}, of {' or '.join(published.readers)}."
    )
    @click.argument("lists", type=EXISTING, nargs=-1, metavar="LIST-DIR...", required=True, help=_VERSION)
    @click.option("--program", multiple=True, metavar="PATTERN", help="Programmes to take, * for any letters; several.")
    @takes_fixtures
    @takes_report
    @click.option("--output", type=FOLDER, default="lists", metavar="DIR", help="The folder of fixtures to write.")
    @click.option("--force", is_flag=True, help="Take a version that has under 80 % of the rows of the one before.")
    def read(
        lists: tuple[Path, ...], program: tuple[str, ...], fixtures: tuple[Path, ...], output: Path, force: bool
    ) -> None:
        """Read versions of a sanctions list, and write fixtures to serve beside the curated ones.

        Nothing is written where anything is wrong. What curators have is joined by its identifier.
        """
        if output.resolve() in [folder.resolve() for folder in fixtures]:
            what = "is read and would be written over; give another --output"
            raise InvalidFixtures([Diagnostic(str(output), 1, "", what)])
        wanted = ImportOptions(list_versions(published, lists), program or ("*",), force)
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
    for version in done.options.versions:
        for what, count in sorted(version.untold.items()):
            say(f"{version.date}: left out: {what}: {count}")
    if targets.unsaid:
        empty = ", ".join(f"{name} of {count}" for name, count in sorted(targets.unsaid.items()))
        cure = "curators may write it from the order itself"
        say(f"what the list does not say of sanctions stays empty: {empty}; {cure}")
    written = ", ".join(f"{count} {kind}" for kind, count in sorted(done.written.items()))
    say(f"{written or 'nothing new'} in {output}")


for _list in _LISTS:
    _takes(_list)
