"""What the campaign serves: the shipped facts, and the same with one name changed; and the right answers."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from tempfile import TemporaryDirectory

from api.curation import validate
from api.curation.dataset import quiet
from api.kinds import RESOURCES
from api.release import directory
from api.release.builder import publish
from api.web.app import create_app
from bench.facts import dataset
from torture.server import ROOT, Answer

FIXTURES = ROOT / "fixtures"
#: How many invented facts there are.
FACTS = 3_000
#: The record whose name differs between both releases, and the paths that show it, or do not.
CHANGED = "nicolas-maduro"
PATHS = (
    f"/v1/actors/{CHANGED}",
    "/v1/actors?limit=200",
    "/v1/actors?limit=all&format=csv",
    f"/v1/actors/{CHANGED}?fields=name,id",
    "/v1/statements?limit=5",
    "/v1/search?q=venezuela",
    "/v1/timeline?limit=20",
    "/v1/dataset",
    "/v1/meetings?facets=status&limit=0",
    "/v1",
)


@dataclass(frozen=True)
class Releases:
    """A folder of releases whose `current` leads to one of them."""

    folder: Path
    names: tuple[str, ...]

    @property
    def current(self) -> Path:
        """The link that a server follows."""
        return self.folder / directory.CURRENT

    def file(self, name: str) -> Path:
        """The file of a release."""
        return self.folder / f"{name}.db"

    def point(self, name: str) -> None:
        """Lead `current` to a release."""
        link = self.folder / ".link"
        link.symlink_to(f"{name}.db")
        os.replace(link, self.current)

    @cached_property
    def right(self) -> dict[tuple[str, str], bytes]:
        """What each release answers to each path, asked without a server."""
        found = {}
        for name in self.names:
            with create_app(self.file(name), RESOURCES).test_client() as client:
                found |= {(name, path): client.get(path).data for path in PATHS}
        return found

    def judge(self, path: str, answer: Answer) -> str | None:
        """Return what is wrong with an answer, or None; it must come whole from one of these releases."""
        name = answer.headers.get("x-release", "")
        if answer.status != 200:
            return f"status {answer.status}"
        if not answer.headers["etag"].startswith(f'"{name}-'):
            return f"ETag {answer.headers['etag']} of release {name}"
        if answer.body != self.right.get((name, path)):
            return f"another body than that of release {name}"
        return None


@contextmanager
def prepared() -> Iterator[Releases]:
    """Build both releases into a folder of their own; the first is current."""
    with TemporaryDirectory() as scratch:
        folder = Path(scratch)
        copied(folder / "fixtures")
        first = build(folder / "fixtures", folder / "releases")
        file = folder / f"fixtures/actors/{CHANGED}.yaml"
        text = file.read_text("utf-8")
        file.write_text(text.replace("name: ", "name: The other ", 1), "utf-8")
        found = Releases(folder / "releases", (first, build(folder / "fixtures", folder / "releases")))
        found.point(first)
        yield found


@contextmanager
def invented(facts: int = FACTS) -> Iterator[Path]:
    """Build a release of this many invented facts, for rows that need more than the shipped ones."""
    with TemporaryDirectory() as scratch:
        publish(dataset(facts), RESOURCES, Path(scratch), quiet)
        yield Path(scratch, directory.CURRENT)


def copied(folder: Path) -> Path:
    """Copy the shipped fixtures, so that they may be changed."""
    return Path(shutil.copytree(FIXTURES, folder))


def build(fixtures: Path, folder: Path) -> str:
    """Build a release into a folder; return its name."""
    return publish(validate.load_valid(fixtures, RESOURCES), RESOURCES, folder, quiet).stem
