"""The program that Atheris runs: `python -m torture.led yaml|q RELEASE -runs=…`; it fails if its target does."""

import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import atheris

with atheris.instrument_imports(include=["api"]):
    from api.curation import yaml_reader
    from api.curation.diagnostics import InvalidFixtures
    from api.web.app import create_app

from api.kinds import RESOURCES
from torture import answers
from torture.server import Answer


def yaml(release: Path) -> Callable[[bytes], None]:
    """Parse YAML; anything but a value or a fault is a failure."""

    def target(data: bytes) -> None:
        try:
            yaml_reader.parse(atheris.FuzzedDataProvider(data).ConsumeUnicodeNoSurrogates(300), "f.yaml")
        except InvalidFixtures as faulty:
            assert all(fault.line > 0 for fault in faulty.faults)

    return target


def q(release: Path) -> Callable[[bytes], None]:
    """Search for words; anything but an answer or a problem is a failure."""
    client = create_app(release, RESOURCES).test_client()

    def target(data: bytes) -> None:
        found = client.get(f"/v1/search?q={quote(data)}&limit=2")
        answer = Answer(found.status_code, {name.lower(): value for name, value in found.headers.items()}, found.data)
        assert not (fault := answers.fault(answer)), fault

    return target


if __name__ == "__main__":
    wanted, release, *options = sys.argv[1:]
    atheris.Setup([sys.argv[0], *options], {"yaml": yaml, "q": q}[wanted](Path(release)))
    atheris.Fuzz()
