"""Releases that are swapped, broken, and reloaded under load."""

import os
import shutil
import sqlite3
import time
from pathlib import Path

from api.release import directory
from api.release.directory import Manifest
from torture.facts import PATHS, Releases, prepared
from torture.load import Load
from torture.rows import Figure, Row
from torture.server import eventually, served

SWAPS, RELOADS, ASKED = 40, 5, 25_000


def run() -> Figure:
    """Swap, break and reload until enough requests were made."""
    with prepared() as found, served(found.current) as server:
        with Load(server.port, PATHS, found.judge).running() as tally:
            for number in range(1, SWAPS + 1):
                found.point(found.names[number % 2])
                time.sleep(0.5)
                if number % (SWAPS // RELOADS) == 0:
                    server.reload()
            for fault in FAULTS:
                broken(found, fault)
                eventually(lambda: b'"refused":null' not in server.get("/readyz").body.replace(b" ", b""))
                time.sleep(0.5)
                found.point(found.names[0])
                eventually(lambda: b'"refused":null' in server.get("/readyz").body.replace(b" ", b""))
            eventually(lambda: tally.asked >= ASKED, 120)
    return Figure(str(tally), tally.held and tally.asked >= ASKED and tally.retried <= RELOADS * 32)


def broken(found: Releases, fault: str) -> None:
    """Lead `current` to a faulty copy of the second release."""
    name = f"{FAULTS.index(fault):016x}"
    path = found.file(name)
    shutil.copy(found.file(found.names[1]), path)
    spoilt(path, fault)
    if not directory.beside(path).exists():
        said = Manifest.read(found.file(found.names[1]))
        sha256 = directory.digest(path) if fault == "wrong format" else said.sha256
        directory.beside(path).write_text(Manifest(**{**vars(said), "sha256": sha256}).text(), "utf-8")
    found.point(name)


def spoilt(path: Path, fault: str) -> None:
    """Put a fault into a release."""
    content = path.read_bytes()
    middle = len(content) // 2
    if fault == "wrong format":
        with sqlite3.connect(path) as connection:
            connection.execute("PRAGMA user_version = 99")
        connection.close()
    elif fault == "missing":
        os.unlink(path)
    else:
        path.write_bytes(
            {
                "garbage": b"garbage" * 1000,
                "empty": b"",
                "truncated": content[:-4096],
                "flipped byte": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
            }[fault]
        )


FAULTS = ("garbage", "empty", "truncated", "flipped byte", "wrong format", "missing")

ROW = Row(
    "swaps",
    "Reload and swap lose nothing, and no answer mixes releases",
    f"a swap of the release ×{SWAPS}, HUP ×{RELOADS}, a release that is broken in six ways ({', '.join(FAULTS)}), "
    "under load; every body is compared, byte by byte, with that of the release that it names",
    f"0 lost, 0 wrong of {ASKED:,}",
    run,
)
