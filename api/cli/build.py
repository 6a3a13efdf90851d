"""`crisis-facts build`: a release from fixtures, in a folder of releases."""

from pathlib import Path

import click

from api.cli.options import command, takes_fixtures, takes_releases, takes_report
from api.cli.terminal import counted, progress, say
from api.curation import validate
from api.kinds import RESOURCES
from api.release import builder, directory

_KEEP = "How many releases the folder keeps, the served one among them; the link `current` leads to that one."


@command()
@takes_fixtures
@takes_report
@takes_releases
@click.option("--keep", type=click.IntRange(1, 1000), default=directory.KEPT, metavar="N", help=_KEEP)
def build(fixtures: tuple[Path, ...], releases: Path, keep: int) -> None:
    """Check fixtures and compile them into a release."""
    first, *beside = fixtures
    with progress("reading") as shown:
        dataset = validate.load_valid(first, RESOURCES, shown, beside)
    with progress("building") as shown:
        path = builder.publish(dataset, RESOURCES, releases, shown, directory.revision(first))
    directory.prune(releases, keep)
    say(f"{counted(len(dataset.records), 'record')} in {path}")
