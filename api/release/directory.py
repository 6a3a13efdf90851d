"""A folder of releases: a file for each, a manifest beside it, and the link to the one to serve; knows no SQL or HTTP.

releases/2f1c….db      a release, named by the digest of its content
releases/2f1c….json    its manifest: what its bytes must be, and where they come from
releases/2f1c….seal    that they were compared with it, and of which file on which disk
releases/current       leads to one of them
releases/current.json  the manifest of that one, for those who fetch it over HTTP, which knows no links
releases/wanted        the release that is to come, while it is being fetched
"""

import fcntl
import json
import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from hashlib import file_digest
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from api.model.errors import Unusable

#: The link that leads to the release to serve.
CURRENT = "current"
_WANTED = "wanted"
#: With what the name of a folder begins in which a release is written, beside the others.
_DRAFTS = ".building-"
#: How many releases are kept, the served one among them, unless another number is asked for.
KEPT = 5
#: What the file of a release is called: nothing else in the folder is ever removed.
_RELEASE = re.compile(r"[0-9a-f]{16}\.db")


class Unfit(Unusable):
    """A release that is not what its manifest says; the message says what differs, in one sentence."""


@dataclass(frozen=True)
class Manifest:
    """What is said of a release beside it: its digest as a file, its format, its counts, and what it was made from."""

    release: str
    sha256: str
    format: int
    shape: str
    counts: Mapping[str, int]
    source_revision: str | None = None

    @classmethod
    def read(cls, release: Path) -> "Manifest":
        """Read the manifest beside a release; raises `Unfit` where there is none, or none that can be read."""
        path = beside(release)
        try:
            return cls.of(path.read_bytes(), path)
        except FileNotFoundError:
            raise Unfit(f"{release} has no manifest {path.name} beside it") from None

    @classmethod
    def of(cls, written: bytes, where: object) -> "Manifest":
        """Read a manifest that was written somewhere; raises `Unfit`."""
        try:
            said = json.loads(written)
            members = [one.name for one in fields(cls) if one.name != "source_revision"]
            if missing := [name for name in members if not isinstance(said, dict) or name not in said]:
                raise ValueError(f"it has no {', '.join(missing)}")
            found = cls(**said)
            if not _RELEASE.fullmatch(f"{found.release}.db"):
                raise ValueError(f"{found.release!r} is no name of a release")
        except (ValueError, TypeError) as error:
            raise Unfit(f"{where} is no manifest of a release ({error})") from None
        return found

    def text(self) -> str:
        """Return the manifest as it is written."""
        return json.dumps(asdict(self), indent=2, ensure_ascii=False) + "\n"

    def differing(self, other: "Manifest") -> Iterator[str]:
        """Yield what differs between two manifests, but for where their releases come from."""
        said, found = asdict(self), asdict(other)
        for name in said:
            if name != "source_revision" and said[name] != found[name]:
                yield f"its {name} is {found[name]!r}, and its manifest says {said[name]!r}"


def beside(release: Path) -> Path:
    """Return the path of the manifest of a release."""
    return release.with_suffix(".json")


def digest(path: Path) -> str:
    """Return the sha256 of a file."""
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def sealed_digest(path: Path) -> str:
    """Return the sha256 of a release: as its seal has it, or from its bytes, which are sealed then.

    A seal holds for one file until it is written to: a copy has none. So no process of a server reads again what the
    build, or another process, has read.
    """
    found, seal = _stat(path), _seal(path)
    try:
        sha256, *of = json.loads(seal.read_text("utf-8"))
        if of == found:
            return str(sha256)
    except (OSError, ValueError, TypeError):  # no seal, or none that can be read
        pass
    sha256 = digest(path)
    _write_seal(seal, [sha256, *(found or ())])
    return sha256


def _seal(release: Path) -> Path:
    return release.with_suffix(".seal")


def _write_seal(seal: Path, said: list[str | int]) -> None:
    """Write a seal, whole or not at all; where that is not allowed, the release is read again each time."""
    draft = seal.with_name(f"{seal.name}.{os.getpid()}")
    with suppress(OSError):
        draft.write_text(json.dumps(said) + "\n", "utf-8")
        os.replace(draft, seal)
        return
    with suppress(OSError):
        draft.unlink()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold the lock of a folder, which ends with the process; raises `BlockingIOError` where another one holds it."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    finally:
        os.close(descriptor)


@contextmanager
def drafting(folder: Path) -> Iterator[Path]:
    """Yield the path of a draft, which is gone if it is not put into the folder; so is what a killed build left."""
    for left in folder.glob(f"{_DRAFTS}*"):
        with suppress(OSError), alone(left):
            shutil.rmtree(left)
    with TemporaryDirectory(prefix=_DRAFTS, dir=folder) as scratch, alone(Path(scratch)):
        yield Path(scratch) / "release.db"


def put(draft: Path, manifest: Manifest, folder: Path) -> Path:
    """Move a finished draft into a folder, with its manifest, and return its path; nothing points to it yet.

    All of it is on the disk then: not even a loss of power leaves a link to it without its release.
    """
    path = folder / f"{manifest.release}.db"
    _write(beside(path), manifest.text())
    _sync(draft)
    os.replace(draft, path)
    _write_seal(_seal(path), [manifest.sha256, *(_stat(path) or ())])
    _sync(folder)
    return path


def point(release: Path) -> None:
    """Point `current` to a release that is in its folder, for those who serve it and for those who fetch it.

    The link is moved last: where there is no room to say it, nothing changes.
    """
    folder = release.parent
    link = folder / f".{CURRENT}.{os.getpid()}"
    link.unlink(missing_ok=True)
    link.symlink_to(release.name)
    try:
        _write(beside(folder / CURRENT), beside(release).read_text("utf-8"))
    except OSError:
        link.unlink()
        raise
    os.replace(link, folder / CURRENT)
    (folder / _WANTED).unlink(missing_ok=True)
    _sync(folder)


def want(folder: Path, release: str) -> None:
    """Write down which release is to come."""
    _write(folder / _WANTED, release)


def wanted(current: Path) -> str:
    """Return the release that is to be served at a path: the one to come, or else the one there; nothing if none is."""
    with suppress(OSError):
        return (current.parent / _WANTED).read_text("utf-8")
    target = current.resolve()
    return target.stem if _RELEASE.fullmatch(target.name) else ""


def _write(path: Path, text: str) -> None:
    """Write a small file, whole or not at all."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, "utf-8")
        _sync(draft)
        os.replace(draft, path)
    except OSError:
        draft.unlink(missing_ok=True)
        raise


def prune(folder: Path, kept: int) -> None:
    """Remove the oldest releases beyond a number, with their manifests; never the one that `current` leads to."""
    for path in others((folder / CURRENT).resolve())[max(kept - 1, 0) :]:
        for file in (path, beside(path), _seal(path)):
            file.unlink(missing_ok=True)


def others(release: Path) -> list[Path]:
    """Return the releases beside one, the newest first."""
    try:
        found = [path for path in release.parent.iterdir() if _RELEASE.fullmatch(path.name) and path != release]
        return sorted(found, key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
    except OSError:  # no folder yet, or one that is being pruned
        return []


def revision(folder: Path) -> str | None:
    """Return the commit that a folder is at, marked where files differ from it; None where git does not tell."""
    try:
        commit = git(folder, "rev-parse", "--verify", "HEAD").decode().strip()
        return f"{commit}+changes" if git(folder, "status", "--porcelain", "--", ".") else commit
    except (OSError, subprocess.CalledProcessError):
        return None


def stamp(path: Path) -> tuple[Any, ...]:
    """Return what changes when a release, or its manifest, is replaced or written to; it is cheap to ask for."""
    target = path.resolve()
    return (str(target), *(_stat(file) for file in (target, beside(target))))


def _stat(path: Path) -> list[int] | None:
    """Return what tells one writing of one file from every other; None where there is none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns, found.st_ctime_ns]


def git(folder: Path, *arguments: str) -> bytes:
    """Return what git says of a folder; raises `OSError`, and `CalledProcessError` where it fails."""
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True).stdout  # noqa: S603 - our own


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
