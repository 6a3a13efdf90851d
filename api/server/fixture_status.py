"""What is wrong with the fixtures that a server follows, told by the process that checks them to those that answer."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

#: What the notice is called; it stands beside the releases.
NAME = "faults.json"
#: How many faults are told at most; of more, how many they are.
MOST = 100


def post(folder: Path, faults: Sequence[str]) -> None:
    """Put up what is wrong, in the place of what was told before; raises `OSError` where the folder is not writable."""
    told = [*faults[:MOST], *([f"and {len(faults) - MOST} more"] if len(faults) > MOST else [])]
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{NAME}"
    draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    os.replace(draft, folder / NAME)


def posted(folder: Path) -> tuple[str, ...]:
    """Give what is wrong, in sentences; nothing where nothing is told."""
    try:
        return tuple(map(str, json.loads((folder / NAME).read_text("utf-8"))))
    except (OSError, ValueError):
        return ()


def withdraw(folder: Path) -> None:
    """Take the notice down: nobody follows the fixtures any more."""
    (folder / NAME).unlink(missing_ok=True)
