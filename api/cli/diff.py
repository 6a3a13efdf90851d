"""`crisis-facts diff`: what differs between two releases or revisions, for people or programs."""

import json
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from api.cli.diff_text import sentences
from api.cli.options import command, takes_fixtures, takes_releases
from api.curation import validate
from api.curation.diagnostics import InvalidFixtures
from api.curation.progress import quiet
from api.kinds import RESOURCES
from api.model.errors import Unusable
from api.query.diff import changes
from api.query.store import Store
from api.release import builder, directory

_NAMED = "its file, its digest, or a revision of git, whose fixtures are checked and built"


@command()
@click.argument("old", help=f"The release to compare with: {_NAMED}.")
@click.argument("new", help="The release that is compared, named likewise.")
@takes_releases
@takes_fixtures
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="The form of the answer.")
def diff(old: str, new: str, releases: Path, fixtures: tuple[Path, ...], format: str) -> None:
    """Tell what changed from one release or git revision to another.

    As text, it tells what curators did, as a list in Markdown: what they added, changed, renamed, withdrew or removed.
    As JSON, every document that differs.
    """
    with _opened(old, releases, fixtures) as before, _opened(new, releases, fixtures) as after:
        if format == "json":
            documents = [change.document for change in changes(before, after)]
            click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        else:
            for sentence in sentences(before, after):
                click.echo(sentence)


@contextmanager
def _opened(named: str, releases: Path, fixtures: Sequence[Path]) -> Iterator[Store]:
    """Open the release that is named; that of a revision of the fixtures is built beside, and gone afterwards.

    Raises `Unusable` where nothing has the name, and `InvalidFixtures` where the fixtures of a revision do not pass.
    """
    kept = (Path(named), releases / f"{named}.db")
    file = next((path for path in kept if path.is_file()), None)
    with TemporaryDirectory(prefix="crisis-facts-") as scratch:
        path = file or _built(named, releases, fixtures, Path(scratch))
        with closing(Store(path, RESOURCES, same=False)) as store:
            yield store


def _built(named: str, releases: Path, fixtures: Sequence[Path], scratch: Path) -> Path:
    places = {scratch / str(number): folder for number, folder in enumerate(fixtures)}
    for place, folder in places.items():
        _unpack(named, folder, place, releases)
    first, *beside = places
    try:
        dataset = validate.load_valid(first, RESOURCES, beside=beside)
    except InvalidFixtures as faulty:
        raise InvalidFixtures(
            replace(fault, file=fault.file.replace(str(place), f"{named}:{folder}"))
            for fault in faulty.faults
            for place, folder in places.items()
            if Path(fault.file).is_relative_to(place)
        ) from None
    builder.write(dataset, RESOURCES, scratch / "release.db", quiet)
    return scratch / "release.db"


def _unpack(named: str, folder: Path, place: Path, releases: Path) -> None:
    try:
        commit = directory.git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
    except (OSError, subprocess.CalledProcessError):
        what = f"{named} is no file of a release, none of those in {releases}, and no revision of git of {folder}"
        raise Unusable(what) from None
    try:
        packed = directory.git(folder, "archive", "--format=tar", commit.decode().strip(), ".")
    except subprocess.CalledProcessError:
        raise Unusable(f"{folder} was not there at {named}") from None
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(place, filter="data")
