"""`crisis-facts pull` and `promote`: which release is current in a folder, of those elsewhere or of those in it."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import click

from api.cli.options import FILE, command, takes_keep, takes_releases
from api.cli.terminal import say
from api.kinds import RESOURCES
from api.model.errors import Unusable
from api.release import directory
from api.release.directory import CURRENT, Manifest
from api.release.origin import Origin
from api.release.tables import FORMAT
from api.server.reload import checked

_SECONDS, _MIB = click.IntRange(0, 86_400), click.IntRange(1)
_HOLD = "Leave the release that is current as it is: promote makes the other one so."
_WAIT = "How many seconds pass between having it and making it current, so that by then every node has it."


@command()
@click.argument("origin", help="A folder of releases as build writes it: its address (https, http, file) or its path.")
@takes_releases
@takes_keep
@click.option("--hold", is_flag=True, help=_HOLD)
@click.option("--wait", type=_SECONDS, default=0, metavar="N", help=_WAIT)
@click.option("--seconds", type=click.IntRange(1, 86_400), default=3_600, metavar="N", help="How long it may take.")
@click.option("--at-most", type=_MIB, default=16_384, metavar="N", help="How many MiB a release may have.")
def pull(  # noqa: PLR0913 - each is an option, given by name
    origin: str, releases: Path, keep: int, hold: bool, wait: int, seconds: int, at_most: int
) -> None:
    """Fetch the release that is current elsewhere, check it, and make it current here.

    What goes wrong leaves the release that is current here as it is. What broke off goes on the next time.
    """
    releases.mkdir(parents=True, exist_ok=True)
    with _alone(releases), _in_time(seconds):
        path = _fetched(Origin.of(origin, at_most * 1024 * 1024), releases)
        is_current = (releases / CURRENT).resolve() == path.resolve()
    if not (hold or is_current):
        time.sleep(wait)
        directory.point(path)
        directory.prune(releases, keep)
    say(f"release {path.stem} is {'there' if hold and not is_current else 'current'}")


@command()
@click.argument("release", type=FILE, help="Its file. Where nodes pull from its folder, it becomes current on all.")
def promote(release: Path) -> None:
    """Make a release current that is there already: the next one, or one from before."""
    path = release.resolve()
    checked(path, RESOURCES)
    directory.point(path)
    say(f"release {path.stem} is current")


def _fetched(origin: Origin, releases: Path) -> Path:
    """Return the release that is current elsewhere, fetched if it is not here; raises `Unusable`."""
    named = origin.named()
    path, part = releases / f"{named.release}.db", releases / f".{named.release}.part"
    directory.want(releases, named.release)
    if named.format != FORMAT:
        what = f"is of format {named.format}, and this version reads {FORMAT}; install the version that built it"
        raise Unusable(f"{origin.url}: {named.release} {what}")
    if not _is_here(path, named):
        for other in set(releases.glob(".*.part")) - {part}:
            other.unlink()
        origin.fetch(named, part)
        directory.put(part, named, releases)
    checked(path, RESOURCES)
    return path


def _is_here(path: Path, named: Manifest) -> bool:
    with suppress(Unusable, OSError):
        return Manifest.read(path).sha256 == named.sha256 == directory.sealed_digest(path)
    return False


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Let no other pull write into a folder meanwhile; raises `Unusable` where one does."""
    try:
        with directory.alone(folder):
            yield
    except BlockingIOError:
        raise Unusable(f"another pull is at work in {folder}") from None


@contextmanager
def _in_time(seconds: int) -> Iterator[None]:
    """End what takes longer than so many seconds, whatever it waits for; raises `TimeoutError`."""

    def late(*_: Any) -> None:
        raise TimeoutError(f"it is not here after {seconds} s; the next pull goes on there")

    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(seconds)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
