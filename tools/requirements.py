"""Write requirements.txt: the packages that the server needs, in the versions of constraints.txt, with digests.

    python -m tools.requirements > requirements.txt

Asks pip, for each platform below, for the wheels that it would install, and takes the digest of each. On another
platform, install by constraints.txt.
"""

import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from hashlib import sha256
from importlib.metadata import requires, version
from pathlib import Path
from tempfile import TemporaryDirectory

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_wheel_filename

ROOT = Path(__file__).parent.parent
PYTHONS = ("3.11", "3.12", "3.13", "3.14")
PLATFORMS = ("manylinux2014_x86_64", "manylinux2014_aarch64", "macosx_11_0_arm64")
HEAD = """\
# What the server needs, each file by its digest: pip install --require-hashes --requirement requirements.txt
# Written by `make requirements.txt` from pyproject.toml and constraints.txt.
"""


def closure(package: str = "crisis-facts", extra: str = "") -> dict[str, str]:
    """Return all that an installed package needs, on any machine, by name, with the installed versions."""
    found: dict[str, str] = {}
    waiting = [package]
    while waiting:
        for line in requires(waiting.pop()) or ():
            requirement = Requirement(line)
            name = canonicalize_name(requirement.name)
            if name not in found and (not requirement.marker or requirement.marker.evaluate({"extra": extra})):
                found[name] = version(name)
                waiting.append(name)
    return dict(sorted(found.items()))


def main() -> None:
    """Write the file to standard output."""
    with TemporaryDirectory() as folder:
        digests = _digests(closure(), Path(folder))
    print(HEAD, end="")
    for name, pinned in closure().items():
        print(" \\\n    ".join([f"{name}=={pinned}", *(f"--hash=sha256:{digest}" for digest in digests[name])]))


def _digests(pins: Mapping[str, str], folder: Path) -> Mapping[str, list[str]]:
    """Return the digests of all files of each package."""
    listed = folder / "pins"
    listed.write_text("".join(f"{name}=={pinned}\n" for name, pinned in pins.items()), "utf-8")
    for python in PYTHONS:
        for platform in PLATFORMS:
            wanted = ["--only-binary=:all:", f"--python-version={python}", f"--platform={platform}"]
            _download(folder, listed, *wanted)
    found = defaultdict(set)
    for file in folder.glob("*.whl"):
        found[parse_wheel_filename(file.name)[0]].add(sha256(file.read_bytes()).hexdigest())
    return {name: sorted(digests) for name, digests in found.items()}


def _download(folder: Path, listed: Path, *wanted: str) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-deps"]
    subprocess.run([*command, "--dest", folder, *wanted, "--requirement", listed], check=True)  # noqa: S603 - pip


if __name__ == "__main__":
    main()
