"""The page on the file of a release names every table and column that a release has, and no others."""

import re
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from fnmatch import fnmatch
from pathlib import Path

from api.kinds import RESOURCES
from api.release.tables import APPLICATION, ENTRIES
from tests.papers import DOCS

PAGE = DOCS["release.md"]


def named(heading: str) -> Sequence[str]:
    """Return what the first cells of the tables below a heading name."""
    below = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.*?`) \|", below, re.MULTILINE)
    return [name for cell in cells for name in re.findall(r"`([^`]+)`", cell)]


def columns(release: Path, table: str) -> list[str]:
    """Return the columns of a table."""
    with closing(sqlite3.connect(release)) as connection:
        return [row[1] for row in connection.execute("SELECT * FROM pragma_table_info(?)", (table,))]


def test_every_table_of_a_release_is_named(invented: Path) -> None:
    with closing(sqlite3.connect(invented)) as connection:
        found = {name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    lists, words, other = named("Lists"), named("Words"), named("All else")
    of_list = [name.removeprefix("statements") for name in lists if name.startswith("statements")]
    expected = {f"{name}{end}" for name in [ENTRIES, *(kind.name for kind in RESOURCES)] for end in of_list}
    of_sqlite = {name for name in found if name.startswith("sqlite_") or name.rpartition("_")[0] in words}
    assert found - of_sqlite == expected | {*words, *other}


def test_every_column_of_a_version_is_named(invented: Path) -> None:
    patterns = [name.replace("…", "*") for name in named("Lists") if not name.startswith("statements")]
    found = {column for name in [ENTRIES, *(kind.name for kind in RESOURCES)] for column in columns(invented, name)}
    assert all(any(fnmatch(column, pattern) for pattern in patterns) for column in found)
    assert all(any(fnmatch(column, pattern) for column in found) for pattern in patterns)
    assert columns(invented, "statements__values") == ["filter", "value", "row"]


def test_a_release_says_what_it_is_as_the_page_does() -> None:
    assert f"`PRAGMA application_id` is {APPLICATION}" in PAGE
