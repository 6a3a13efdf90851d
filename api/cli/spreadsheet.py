"""`crisis-facts template` and `import csv`: a spreadsheet for records of a kind, and the records from it."""

from collections.abc import Sequence
from pathlib import Path

import click

from api.cli.options import FILE, command, takes_fixtures, takes_report
from api.cli.terminal import counted, say
from api.curation import new_record, spreadsheet
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.curation.passage_finder import read_leniently
from api.kinds import RESOURCES

_KINDS = {kind.name: kind for kind in RESOURCES}
_KIND = click.Choice(list(_KINDS))
_SEPARATOR = "What stands between columns; where the decimal separator is a comma, Excel wants a semicolon."


@command()
@click.argument("kind", type=_KIND, metavar="KIND", help=f"One of {', '.join(_KINDS)}.")
@click.option("--separator", type=click.Choice(list(spreadsheet.SEPARATORS)), default="comma", help=_SEPARATOR)
def template(kind: str, separator: str) -> None:
    """Print a spreadsheet (CSV) for records of a kind: its headings, and what belongs below each.

    Fill it in, save it as CSV in UTF-8, and run crisis-facts import csv.
    """
    click.echo(spreadsheet.template(_KINDS[kind], separator), nl=False)


@command("csv")
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE...", help="CSV in UTF-8, as of template.")
@click.option("--kind", type=_KIND, help="What the files hold; without it, their names say it: statements.csv.")
@takes_fixtures
@takes_report
def csv(files: Sequence[Path], kind: str | None, fixtures: Sequence[Path]) -> None:
    """Write the rows of spreadsheets as records.

    They go into the first folder of fixtures. Give spreadsheets together that refer to each other. Nothing is written
    where anything is wrong, and nothing is overwritten.
    """
    if unnamed := [str(file) for file in files if not kind and file.stem not in _KINDS]:
        what = f"is named by no kind; say which by --kind, or name it by one: {', '.join(_KINDS)}"
        raise InvalidFixtures(Diagnostic(file, 1, "", what) for file in unnamed)
    given = {file: _KINDS[kind or file.stem] for file in files}
    found = spreadsheet.read_sheets(given, read_leniently(fixtures, RESOURCES), RESOURCES)
    click.echo("\n".join(map(str, new_record.write(fixtures[0], found, comments=False))))
    say(f"wrote {counted(len(found), 'record')}; crisis-facts lock --texts DIR proves their evidence")
