"""`crisis-facts build`: a release from fixtures; once, or after every edit while it is served."""

import os
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path

from api.cli.options import command, takes_fixtures, takes_keep, takes_releases, takes_report
from api.cli.terminal import counted, progress, say
from api.curation import validate
from api.curation.diagnostics import InvalidFixtures
from api.curation.progress import quiet
from api.curation.watch import FolderWatcher
from api.kinds import RESOURCES
from api.release import builder, directory
from api.server import fixture_status

#: How many seconds pass between two looks for an edit; it is taken at the second look that sees it.
EVERY = 0.05


@command()
@takes_fixtures
@takes_report
@takes_releases
@takes_keep
def build(fixtures: tuple[Path, ...], releases: Path, keep: int) -> None:
    """Check fixtures and compile them into a release."""
    say(_build(fixtures, releases, keep))


def _build(fixtures: Sequence[Path], releases: Path, keep: int = directory.KEPT, *, is_shown: bool = True) -> str:
    first, *beside = fixtures
    with progress("reading") if is_shown else nullcontext(quiet) as shown:
        dataset = validate.load_valid(first, RESOURCES, shown, beside)
    with progress("building") if is_shown else nullcontext(quiet) as shown:
        path = builder.publish(dataset, RESOURCES, releases, shown, directory.revision(first))
    directory.prune(releases, keep)
    return f"{counted(len(dataset.records), 'record')} in {path}"


@dataclass(frozen=True)
class Rebuilding:
    """Folders of fixtures, and the folder that gets a release after each edit; `tell` is called with what happened."""

    fixtures: Sequence[Path]
    releases: Path
    tell: Callable[[str], object]

    def once(self) -> None:
        """Check the fixtures, and build a release of them or put up what is wrong; `OSError` if there is no room."""
        try:
            built = _build(self.fixtures, self.releases, is_shown=False)
            fixture_status.post(self.releases, ())
            self.tell(built)
        except InvalidFixtures as faulty:
            faults = [str(fault) for fault in faulty.faults]
            for sentence in (*faults, "not built; the release from before goes on"):
                self.tell(sentence)
            fixture_status.post(self.releases, faults)

    def follow(self, edits: FolderWatcher, goes_on: Callable[[], bool]) -> None:
        """Build anew after every edit, as long as it is to go on."""
        while goes_on():
            time.sleep(EVERY)
            try:
                if edits.made():
                    self.once()
            except OSError as error:
                self.tell(str(error))
            except Exception:  # whatever a half-done edit may bring, the next one may mend
                self.tell(traceback.format_exc())

    def beside(self) -> None:
        """Build now, and then follow in a process of its own, which ends when this one has, however that ended.

        Where there is a release already, it need not wait for the new one. To be called before there are threads.
        """
        edits, served_by = FolderWatcher(self.fixtures), os.getpid()
        is_first = not (self.releases / directory.CURRENT).exists()
        if is_first:
            self.once()
        if os.fork():
            return
        try:
            with suppress(KeyboardInterrupt):  # Ctrl-C reaches all processes of a terminal
                if not is_first:
                    self.tell("the release from before is served until the fixtures are built")
                    self.once()
                self.follow(edits, lambda: os.getppid() == served_by)
        finally:
            fixture_status.withdraw(self.releases)
            os._exit(0)
