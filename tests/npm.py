"""The tools of `tests/clients/package.json`, which come from npm and reach no network when they run."""

import os
import subprocess
from pathlib import Path

from tests.conftest import ROOT
from tests.outside import TOOLS

CLIENTS = ROOT / "tests/clients"

#: Without these, Redocly would report its use and ask for newer versions of itself.
OFFLINE = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true"}


def run(tool: str, *arguments: str | Path, folder: Path, **settings: str) -> subprocess.CompletedProcess[str]:
    """Run a tool in a folder, with some settings in its environment."""
    command = [TOOLS / tool, *arguments]
    environment = {**os.environ, **OFFLINE, **settings}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
