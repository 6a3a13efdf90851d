"""Edits of files in folders, noticed once they are whole; knows nothing of what the files hold."""

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

#: How long it is waited before the next look, in seconds.
PAUSE = 0.1

#: What changes when a file is written to or replaced.
_Stamp = tuple[int, int, int]


class Edits:
    """Looks at some folders again and again.

    Hidden files, in which editors keep what is not saved, are left out.
    """

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._taken = self._last = self._look()

    def made(self) -> bool:
        """Whether there is something new since the last time that this was true, and since the last look no more came.

        An editor writes a file in steps: it is whole when two looks see the same.
        """
        before, self._last = self._last, self._look()
        if self._last != before or self._last == self._taken:
            return False
        self._taken = self._last
        return True

    def _look(self) -> Mapping[Path, _Stamp]:
        return dict(self._stamps())

    def _stamps(self) -> Iterator[tuple[Path, _Stamp]]:
        for folder in self._folders:
            for path in folder.rglob("*"):
                if any(part.startswith(".") for part in path.relative_to(folder).parts):
                    continue
                try:
                    found = path.stat()
                except OSError:  # gone since it was listed
                    continue
                if not path.is_dir():
                    yield path, (found.st_mtime_ns, found.st_size, found.st_ino)


def edits(folders: Sequence[Path], pause: float = PAUSE) -> Iterator[None]:
    """Yield first, and again whenever a file was saved, came or went since; never ends by itself.

    What is saved while the caller works is not missed.
    """
    seen = Edits(folders)
    yield
    while True:
        time.sleep(pause)
        if seen.made():
            yield
