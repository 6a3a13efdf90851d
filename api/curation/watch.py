"""A watcher of folders: notices edits of files once they are complete; knows nothing of what the files hold."""

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

#: The time between two looks, in seconds.
PAUSE = 0.1

#: What changes when a file is written to or replaced.
_Stamp = tuple[int, int, int]


class FolderWatcher:
    """Looks at folders again and again; hidden files are left out, because editors keep unsaved text in them."""

    def __init__(self, folders: Sequence[Path]) -> None:
        self._folders = folders
        self._taken = self._last = self._look()

    def made(self) -> bool:
        """Whether files have changed since this was last true, and are complete.

        An editor writes a file in steps: it is complete when two looks see the same.
        """
        before, self._last = self._last, self._look()
        if self._last != before or self._last == self._taken:
            return False
        self._taken = self._last
        return True

    def _look(self) -> Mapping[Path, _Stamp]:
        stamps: dict[Path, _Stamp] = {}
        for folder in self._folders:
            for path in folder.rglob("*"):
                if any(part.startswith(".") for part in path.relative_to(folder).parts):
                    continue
                try:
                    found = path.stat()
                except OSError:  # gone since it was listed
                    continue
                if not path.is_dir():
                    stamps[path] = found.st_mtime_ns, found.st_size, found.st_ino
        return stamps


def watch_edits(folders: Sequence[Path], pause: float = PAUSE) -> Iterator[None]:
    """Yield at once, and again whenever a file is saved, added or removed; never end.

    What is saved while the caller works is not missed.
    """
    seen = FolderWatcher(folders)
    yield
    while True:
        time.sleep(pause)
        if seen.made():
            yield
