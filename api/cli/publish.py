"""`crisis-facts publish`: a release into a PostgreSQL database."""

from importlib import import_module
from pathlib import Path
from typing import Any

import click

from api.cli.options import FILE, command, location
from api.cli.terminal import say
from api.kinds import RESOURCES
from api.query.sqlite import SqliteEngine
from api.release.directory import CURRENT, KEPT
from api.server.reload import checked

_KEEP = "How many releases the database keeps, the served one among them."


@command()
@click.argument("database", type=location, help="Its address, such as postgresql://host/name, as libpq takes it.")
@click.option("--release", type=FILE, default=f"releases/{CURRENT}", metavar="FILE", help="The file that build wrote.")
@click.option("--keep", type=click.IntRange(1, 1000), default=KEPT, metavar="N", help=_KEEP)
def publish(database: Any, release: Path, keep: int) -> None:
    """Write a release into a PostgreSQL database, and have it served from there."""
    if isinstance(database, Path):
        raise click.BadParameter(f"{database} is no address of a database; write postgresql://host/name")
    file = SqliteEngine(release).current()
    manifest = checked(file, RESOURCES)
    import_module("api.release.postgresql").publish(file.path, manifest, database.address, keep)
    say(f"release {manifest.release} in {database.place}")
