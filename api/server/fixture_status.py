"""What is wrong with the fixtures that a server follows, told by the process that checks them to those that answer."""

import json
import os
from collections.abc import Sequence
from pathlib import Path

#: The name of the file; it stands beside the releases.
NAME = "faults.json"
#: How many faults are written at most; of more, only their number.
MOST = 100


def post(folder: Path, faults: Sequence[str]) -> None:
    """Write down what is wrong, in place of what was there; raises `OSError` where the folder is not writable."""
    told = [*faults[:MOST], *([f"and {len(faults) - MOST} more"] if len(faults) > MOST else [])]
    folder.mkdir(parents=True, exist_ok=True)
    draft = folder / f".{NAME}"
    draft.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    os.replace(draft, folder / NAME)


def posted(folder: Path) -> tuple[str, ...]:
    """Return what is wrong, in sentences; nothing where nothing is written."""
    try:
        return tuple(map(str, json.loads((folder / NAME).read_text("utf-8"))))
    except (OSError, ValueError):
        return ()


def withdraw(folder: Path) -> None:
    """Remove what is written: nobody follows the fixtures any more."""
    (folder / NAME).unlink(missing_ok=True)
