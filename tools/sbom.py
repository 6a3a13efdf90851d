"""Print the software bill of materials of the server (CycloneDX 1.6), made from requirements.txt.

    python -m tools.sbom > sbom.json

The same requirements give the same bytes; no clock and no random number is used.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import metadata, requires
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from api import __version__
from tools.requirements import ROOT

#: Licences that packages name by the classifiers of old, by their SPDX identifiers.
_CLASSIFIED = {
    "BSD License": "BSD-3-Clause",
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
}
#: Licences that packages come with and do not name in their metadata.
_ENCLOSED = {"peewee": "MIT"}


def main() -> None:
    """Print the bill."""
    print(json.dumps(bill(pinned()), indent=2))


def pinned() -> dict[str, tuple[str, Sequence[str]]]:
    """Return version and digests of each package in requirements.txt."""
    text = (ROOT / "requirements.txt").read_text("utf-8").replace("\\\n", " ")
    lines = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    named = {words[0]: [word.removeprefix("--hash=sha256:") for word in words[1:]] for words in lines}
    return {pin.partition("==")[0]: (pin.partition("==")[2], digests) for pin, digests in named.items()}


def bill(pins: Mapping[str, tuple[str, Sequence[str]]]) -> dict[str, Any]:
    """Return the bill of this program and the packages that it needs."""
    own = {"type": "application", "name": "crisis-facts", "version": __version__, "bom-ref": "crisis-facts"}
    names = ["crisis-facts", *pins]
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {**own, "licenses": [{"expression": "Apache-2.0 AND CC0-1.0"}]}},
        "components": [_component(name, *pin) for name, pin in pins.items()],
        "dependencies": [{"ref": name, "dependsOn": sorted(_needs(name, pins))} for name in names],
    }


def _component(name: str, version: str, digests: Sequence[str]) -> dict[str, Any]:
    files = [
        {"type": "distribution", "url": f"pkg:pypi/{name}@{version}", "hashes": [{"alg": "SHA-256", "content": digest}]}
        for digest in digests
    ]
    return {
        "type": "library",
        "name": name,
        "version": version,
        "bom-ref": name,
        "purl": f"pkg:pypi/{name}@{version}",
        "licenses": [_license(name)],
        "externalReferences": files,
    }


def _license(name: str) -> dict[str, Any]:
    """Return the licence of a package: its SPDX expression, its old classifier, or its own words."""
    said = metadata(name)
    if said["License-Expression"]:
        return {"expression": said["License-Expression"]}
    classified = [line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License")]
    for known in classified:
        if known in _CLASSIFIED:
            return {"license": {"id": _CLASSIFIED[known]}}
    if name in _ENCLOSED:
        return {"license": {"id": _ENCLOSED[name]}}
    return {"license": {"name": re.sub(r"\s+", " ", said["License"] or "unknown")[:100]}}


def _needs(name: str, pins: Mapping[str, object]) -> Iterator[str]:
    for requirement in map(Requirement, requires(name) or ()):
        wanted = not requirement.marker or requirement.marker.evaluate({"extra": ""})
        if wanted and canonicalize_name(requirement.name) in pins:
            yield canonicalize_name(requirement.name)


if __name__ == "__main__":
    main()
