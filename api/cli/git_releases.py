"""Releases to compare, by whatever names them: a file, the digest of one that is kept, or a revision of git."""

import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from api.curation import validate
from api.curation.dataset import quiet
from api.curation.diagnostics import InvalidFixtures
from api.model.errors import Unusable
from api.model.resource import Resource
from api.query.store import Store
from api.release import builder


@dataclass(frozen=True)
class Revisions:
    """Where releases are kept, and the folders of fixtures whose revisions are meant."""

    releases: Path
    fixtures: Sequence[Path]
    resources: Sequence[Resource]

    @contextmanager
    def opened(self, named: str) -> Iterator[Store]:
        """Open the release that is named; that of a revision is built beside, and gone afterwards.

        Raises `Unusable` where nothing has the name, and `Faulty` where the fixtures of a revision do not pass.
        """
        kept = (Path(named), self.releases / f"{named}.db")
        file = next((path for path in kept if path.is_file()), None)
        with TemporaryDirectory(prefix="crisis-facts-") as scratch:
            store = Store(file or self._built(named, Path(scratch)), self.resources, same=False)
            try:
                yield store
            finally:
                store.close()

    def _built(self, named: str, scratch: Path) -> Path:
        """Build the release of a revision into a folder."""
        places = [self._unpacked(named, folder, scratch / str(n)) for n, folder in enumerate(self.fixtures)]
        try:
            dataset = validate.load_valid(places[0], self.resources, beside=places[1:])
        except InvalidFixtures as faulty:
            whose = {str(place): str(folder) for place, folder in zip(places, self.fixtures, strict=True)}
            raise InvalidFixtures(
                replace(fault, file=fault.file.replace(place, f"{named}:{folder}"))
                for fault in faulty.faults
                for place, folder in whose.items()
                if fault.file.startswith(place)
            ) from None
        builder.write(dataset, self.resources, scratch / "release.db", quiet)
        return scratch / "release.db"

    def _unpacked(self, named: str, folder: Path, place: Path) -> Path:
        """Unpack a folder as it was at a revision."""
        try:
            commit = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{named}^{{commit}}")
        except (OSError, subprocess.CalledProcessError):
            what = f"{named} is no file of a release, none of those in {self.releases}"
            raise Unusable(f"{what}, and no revision of git of {folder}") from None
        try:
            packed = _git(folder, "archive", "--format=tar", commit.decode().strip(), ".")
        except subprocess.CalledProcessError:
            raise Unusable(f"{folder} was not there at {named}") from None
        with tarfile.open(fileobj=BytesIO(packed)) as archive:
            archive.extractall(place, filter="data")
        return place


def _git(folder: Path, *arguments: str) -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own
