"""The tools of `tests/clients/package.json`, which come from npm and reach no network when they run."""

import os
import subprocess
from pathlib import Path

from tests.conftest import ROOT
from tests.outside import TOOLS

CLIENTS = ROOT / "tests/clients"

#: Without these, Redocly would report its use and ask for newer versions of itself.
OFFLINE = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def run(tool: str, *arguments: str | Path, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run a tool in a folder."""
    command = [TOOLS / tool, *arguments]
    return subprocess.run(command, cwd=folder, env={**os.environ, **OFFLINE}, capture_output=True, text=True)
