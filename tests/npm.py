"""The tools of `tests/clients/package.json`, which come from npm and reach no network when they run."""

import os
import subprocess
from pathlib import Path

import pytest

from tests.conftest import ROOT

CLIENTS = ROOT / "tests/clients"
TOOLS = CLIENTS / "node_modules/.bin"

#: Without these, Redocly would report its use and ask for newer versions of itself.
OFFLINE = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}

needs_npm = pytest.mark.skipif(not (TOOLS / "tsc").exists(), reason="needs npm, and what make check installs with it")


def run(tool: str, *arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [TOOLS / tool, *arguments]
    return subprocess.run(command, cwd=folder, env={**os.environ, **OFFLINE}, capture_output=True, text=True)
