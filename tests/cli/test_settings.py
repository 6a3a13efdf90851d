"""What an operator sets wrongly is refused at the start: where it stands, and what would be right."""

from pathlib import Path

import pytest

from api import cli
from api.cli import serve

WRONG = {
    ("HOST", "unix:"): "'unix:' is no place for a socket; write unix: and a path at which nothing is: unix:/run/",
    ("HOST", "unix:{folder}"): "is no place for a socket",
    ("HOST", "127.0.0.1:80"): "'127.0.0.1:80' is more than a host; write a name or an address, and the port as --port",
    ("HOST", "http://127.0.0.1"): "'http://127.0.0.1' is more than a host",
    ("HOST", "[::1]"): "'[::1]' is more than a host",
    ("CRISIS_FACTS_HOSTS", "https://facts.example"): "'https://facts.example' is no host; write names and addresses",
    ("CRISIS_FACTS_HOSTS", "facts.example:443"): "'facts.example:443' is no host",
    ("CRISIS_FACTS_HOSTS", "*.facts.example"): "'*.facts.example' is no host",
    ("CRISIS_FACTS_HOSTS", "facts.example,"): "'' is no host",
    ("CRISIS_FACTS_CONNECTIONS", "0"): "0 is not in the range x>=1.",
    ("CRISIS_FACTS_QUERY_MS", "0"): "0 is not in the range x>=1.",
}


@pytest.mark.parametrize(("variable", "value"), WRONG)
def test_what_cannot_be_meant_is_refused(
    variable: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(variable, value.format(folder=tmp_path))
    assert cli.main(["serve"]) == 2
    said = capsys.readouterr().err
    assert f"(env var: '{variable}')" in said and WRONG[variable, value] in said


def test_hosts_and_places_to_listen_at_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRISIS_FACTS_HOSTS", "Facts.example, 127.0.0.1,[::1]")
    for place in ("::1", "localhost", f"unix:{tmp_path}/facts.sock"):
        monkeypatch.setenv("HOST", place)
        found = serve.configured()
        assert found.host == place and found.hosts == {"facts.example", "127.0.0.1", "[::1]"}
