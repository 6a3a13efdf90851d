"""The walk-through of CONTRIBUTING, from an article to a served statement: its commands are run as they are written."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import SAMPLE
from tests.papers import CONTRIBUTING, blocks
from tests.serving import eventually, get, started

WALK = CONTRIBUTING.partition("## From an article to a served statement\n")[2].partition("\n## ")[0]
*WRITING, SERVING, ASKING = blocks(WALK, "sh")


@pytest.mark.slow
def test_the_commands_lead_from_a_text_to_a_served_statement(tmp_path: Path) -> None:
    (tmp_path / ".venv").symlink_to(sys.prefix)
    shutil.copytree(SAMPLE / "fixtures", tmp_path / "fixtures")
    done = subprocess.run(["bash", "-c", "\n".join(WRITING)], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    assert_said(done.stderr)
    path = re.fullmatch(r"curl -s 'http://127.0.0.1:8000(/v1/[^']+)'\n", ASKING)
    assert path
    example = tmp_path / "example"
    command = f"cd {example} && PATH={Path(sys.prefix) / 'bin'}:$PATH exec {SERVING}"
    with started(Path("releases/current"), "bash", "-c", command) as server:
        [shown] = blocks(WALK, "json")
        assert json.loads(get(server.port, path[1])[2]) == json.loads(shown)
        file = example / "fixtures/statements/harbour-2020-06-02.yaml"
        file.write_text(file.read_text("utf-8").replace("Lunden has waited", "The harbour has waited"), "utf-8")
        eventually(lambda: b"The harbour has waited" in get(server.port, path[1].partition("?")[0])[2])


def assert_said(said: str) -> None:
    """Check that all steps wrote what they should, and that one was refused as the text says."""
    [refused] = re.findall(r"The last one is refused, `([^`]+)`", WALK)
    assert said.count(refused) == 1 and said.count("nothing was written") == 1
    assert said.count("crisis-facts: wrote fixtures/") == 4
    assert "3 passages found, each once" in said and " records in fixtures: no faults" in said.splitlines()[-1]


def test_the_walk_through_names_the_whole_way() -> None:
    commands = re.findall(r"crisis-facts (\w+)", "\n".join([*WRITING, SERVING]))
    assert list(dict.fromkeys(commands)) == ["new", "passage", "lock", "check", "serve"]
    assert "invented" in WALK and "an example" in WALK
