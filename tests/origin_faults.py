"""What may be wrong with an origin, each a function that makes it so, and what a pull says of it."""

import json
import os
import sqlite3
from pathlib import Path

from api.release import directory
from api.release.directory import Manifest
from tests.origins import Faults


def cut(source: Path, faults: Faults) -> None:
    """A file that is shorter in the origin than it was."""
    path = (source / "current").resolve()
    os.truncate(path, path.stat().st_size - 4096)


def flipped(source: Path, faults: Faults) -> None:
    path = (source / "current").resolve()
    path.write_bytes(path.read_bytes().replace(b"Ada Brook", b"Eve Brook"))


def longer(source: Path, faults: Faults) -> None:
    with (source / "current").resolve().open("ab") as file:
        file.write(b"more")


def gone(source: Path, faults: Faults) -> None:
    (source / "current").resolve().unlink()


def unnamed(source: Path, faults: Faults) -> None:
    (source / "current.json").unlink()


def no_manifest(source: Path, faults: Faults) -> None:
    (source / "current.json").write_text("<html>Sign in</html>")


def another_document(source: Path, faults: Faults) -> None:
    (source / "current.json").write_text('{"release": "0123456789abcdef"}')


def elsewhere(source: Path, faults: Faults) -> None:
    said = json.loads((source / "current.json").read_text())
    (source / "current.json").write_text(json.dumps(said | {"release": "../../etc/passwd"}))


def of_another_format(source: Path, faults: Faults) -> None:
    said = json.loads((source / "current.json").read_text())
    (source / "current.json").write_text(json.dumps(said | {"format": 1}))


def of_another_shape(source: Path, faults: Faults) -> None:
    """A release that is what its manifest says, of declarations that are not ours."""
    path = (source / "current").resolve()
    with sqlite3.connect(path) as connection:
        connection.execute("""UPDATE header SET value = '"0"' WHERE name = 'shape'""")
    connection.close()
    told = Manifest.read(path)
    text = Manifest(**{**vars(told), "sha256": directory.digest(path), "shape": "0"}).text()
    (source / "current.json").write_text(text)


def enormous(source: Path, faults: Faults) -> None:
    faults.claimed = 9_000_000_000_000_000


def circling(source: Path, faults: Faults) -> None:
    faults.location = "{path}"


def to_files(source: Path, faults: Faults) -> None:
    faults.location = "file:///etc/passwd"


def packed(source: Path, faults: Faults) -> None:
    faults.packing = "gzip"


FAULTS = {
    cut: "its sha256 is",
    flipped: "its sha256 is",
    longer: "its sha256 is",
    gone: "HTTP Error 404",
    unnamed: "HTTP Error 404",
    no_manifest: "is no manifest of a release",
    another_document: "is no manifest of a release (it has no sha256, format, shape, counts)",
    elsewhere: "'../../etc/passwd' is no name of a release",
    of_another_format: "is of format 1, and this version reads",
    of_another_shape: "was built by another version of crisis-facts",
    enormous: "and there is room for",
    circling: "would lead to an infinite loop",
    packed: "it comes packed (gzip), which nobody asked for",
    to_files: "Redirection to url 'file:///etc/passwd' is not allowed",
}
