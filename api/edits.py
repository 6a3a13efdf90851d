"""When files in folders are saved; looks again and again, and knows nothing of what is in them."""

import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

#: How long it waits before it looks again, in seconds.
PAUSE = 0.1

#: What every file was when it was looked at.
_Look: TypeAlias = Mapping[Path, tuple[int, ...]]


def edits(folders: Sequence[Path], pause: float = PAUSE) -> Iterator[None]:
    """Yield first, and again whenever a file was saved, came or went since; never ends by itself.

    What is saved while the caller works is not missed, and what is still being written is waited for: two looks must
    see the same. Hidden files, in which editors keep what is not saved, are none.
    """
    seen: _Look | None = None
    last: _Look | None = None
    while True:
        now = {file: state for folder in folders for file, state in _states(folder)}
        if now == seen or now != last:
            last = now
            time.sleep(pause)
        else:
            seen = now
            yield


def _states(folder: Path) -> Iterator[tuple[Path, tuple[int, ...]]]:
    for file in folder.rglob("*"):
        if not any(part.startswith(".") for part in file.relative_to(folder).parts):
            try:
                found = file.stat()
            except OSError:  # it went while we looked
                continue
            yield file, (found.st_mtime_ns, found.st_size, found.st_ino)
