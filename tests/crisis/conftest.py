"""The release of an invented crisis, whose sources are in seven scripts."""

from pathlib import Path

import pytest

from api import cli

FIXTURES, TEXTS = (Path(__file__).parent / name for name in ("fixtures", "texts"))


@pytest.fixture(scope="session")
def crisis(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release of the crisis, as the command builds it."""
    folder = tmp_path_factory.mktemp("crisis")
    assert cli.main(["build", "--fixtures", str(FIXTURES), "--releases", str(folder)]) == 0
    return folder / "current"
