"""Releases to compare, by whatever names them: a file, the digest of one that is kept, or a revision of git."""

import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from api.curation import validate
from api.curation.dataset import quiet
from api.curation.diagnostics import InvalidFixtures
from api.kinds import RESOURCES
from api.model.errors import Unusable
from api.query.store import Store
from api.release import builder


@contextmanager
def opened(named: str, releases: Path, fixtures: Sequence[Path]) -> Iterator[Store]:
    """Open the release that is named; that of a revision of the fixtures is built beside, and gone afterwards.

    Raises `Unusable` where nothing has the name, and `Faulty` where the fixtures of a revision do not pass.
    """
    kept = (Path(named), releases / f"{named}.db")
    file = next((path for path in kept if path.is_file()), None)
    with TemporaryDirectory(prefix="crisis-facts-") as scratch:
        path = file or _built(named, releases, fixtures, Path(scratch))
        with closing(Store(path, RESOURCES, same=False)) as store:
            yield store


def _built(named: str, releases: Path, fixtures: Sequence[Path], scratch: Path) -> Path:
    """Build the release of a revision into a folder."""
    places = [scratch / str(number) for number in range(len(fixtures))]
    for folder, place in zip(fixtures, places, strict=True):
        _unpack(named, folder, place, releases)
    try:
        dataset = validate.load_valid(places[0], RESOURCES, beside=places[1:])
    except InvalidFixtures as faulty:
        whose = {str(place): f"{named}:{folder}" for place, folder in zip(places, fixtures, strict=True)}
        raise InvalidFixtures(
            replace(fault, file=fault.file.replace(place, folder))
            for fault in faulty.faults
            for place, folder in whose.items()
            if fault.file.startswith(place)
        ) from None
    builder.write(dataset, RESOURCES, scratch / "release.db", quiet)
    return scratch / "release.db"


def _unpack(named: str, folder: Path, place: Path, releases: Path) -> None:
    """Unpack a folder as it was at a revision."""
    try:
        commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
    except (OSError, subprocess.CalledProcessError):
        what = f"{named} is no file of a release, none of those in {releases}, and no revision of git of {folder}"
        raise Unusable(what) from None
    try:
        packed = _git(folder, "archive", "--format=tar", commit.decode().strip(), ".")
    except subprocess.CalledProcessError:
        raise Unusable(f"{folder} was not there at {named}") from None
    with tarfile.open(fileobj=BytesIO(packed)) as archive:
        archive.extractall(place, filter="data")


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own
