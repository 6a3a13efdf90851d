"""What the program is made of: every dependency is declared, pinned, used and licensed."""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import packages_distributions
from importlib.resources import files
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.conftest import ROOT

sys.path.insert(0, str(ROOT))  # the tools are no part of the package

from tools import requirements, sbom

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
RUNTIME = [canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]]
#: What extras bring, and is imported only where that is asked for.
EXTRA = {
    canonicalize_name(Requirement(line).name)
    for extra in ("mcp", "postgresql")
    for line in PROJECT["optional-dependencies"][extra]
}
DEVELOPMENT = [canonicalize_name(Requirement(line).name) for line in PROJECT["optional-dependencies"]["dev"]]
CONSTRAINTS = dict(
    line.split("==") for line in (ROOT / "constraints.txt").read_text().splitlines() if line and line[0] != "#"
)
#: What is used without being imported: by its command, by pytest, by pip, or by mypy.
BY_NAME = {
    *("mypy", "openapi-python-client", "ruff", "pytest-cov", "pytest-xdist", "setuptools"),
    *("types-jsonschema", "types-pyyaml"),
}


def imported(folder: str) -> set[str]:
    """Return the distributions that the code in a folder imports."""
    owners = packages_distributions()
    names = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                names.add(str(node.module).partition(".")[0])
    return {canonicalize_name(owner) for name in names for owner in owners.get(name, ())} - {"crisis-facts"}


def test_what_the_program_imports_is_declared_and_what_is_declared_is_imported() -> None:
    direct = imported("api") - {"werkzeug", "jinja2", "markupsafe"}  # which are Flask's own, and come with it
    assert direct == set(RUNTIME) | EXTRA


def test_what_the_tests_need_is_declared_and_used() -> None:
    papers = " ".join(path.read_text("utf-8") for path in (ROOT / "docs").glob("*.md"))
    used = imported("tests") | imported("tools") | {name for name in DEVELOPMENT if f"import {name}" in papers}
    unused = set(DEVELOPMENT) - used - BY_NAME
    assert not unused
    assert used - set(DEVELOPMENT) - set(RUNTIME) - {"werkzeug", "referencing"} <= {"packaging"}


def test_no_version_that_nobody_has_tried_is_installed() -> None:
    """Of gunicorn not even the next minor one: `api/server/worker.py` uses private names of it."""
    bounds = {
        requirement.name: [bound for bound in requirement.specifier if bound.operator == "<"]
        for requirement in map(Requirement, PROJECT["dependencies"])
    }
    assert all(len(found) == 1 for found in bounds.values()), bounds
    tested = Version(CONSTRAINTS["gunicorn"])
    assert Version(bounds["gunicorn"][0].version) == Version(f"{tested.major}.{tested.minor + 1}")


def test_everything_is_pinned() -> None:
    pinned = {canonicalize_name(name) for name in CONSTRAINTS}
    assert set(RUNTIME) | set(DEVELOPMENT) <= pinned
    assert set(requirements.closure()) <= pinned


def test_what_runs_is_pinned_by_digest_in_the_versions_that_are_tested() -> None:
    tested = {canonicalize_name(name): version for name, version in CONSTRAINTS.items()}
    assert set(sbom.pinned()) == set(requirements.closure())
    for name, (version, digests) in sbom.pinned().items():
        assert version == tested[name] and digests, name
        assert all(re.fullmatch(r"[0-9a-f]{64}", digest) for digest in digests)


def test_the_bill_of_materials_names_everything_with_its_licence() -> None:
    one, other = (
        subprocess.run([sys.executable, "-m", "tools.sbom"], cwd=ROOT, capture_output=True, text=True, check=True)
        for _ in range(2)
    )
    assert one.stdout == other.stdout
    bill = sbom.bill(sbom.pinned())
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.6")
    references = {component["bom-ref"] for component in bill["components"]} | {"crisis-facts"}
    assert references == {entry["ref"] for entry in bill["dependencies"]}
    assert all(set(entry["dependsOn"]) <= references for entry in bill["dependencies"])
    direct = next(entry["dependsOn"] for entry in bill["dependencies"] if entry["ref"] == "crisis-facts")
    assert direct == sorted(RUNTIME)
    for component in bill["components"]:
        [licence] = component["licenses"]
        assert "unknown" not in str(licence) and component["externalReferences"], component["name"]


def assets() -> Iterator[Path]:
    """Yield the files of the docs page that a browser loads."""
    folder = Path(str(files("flask_swagger_ui"))) / "dist"
    yield from (folder / name for name in ("swagger-ui-bundle.js", "swagger-ui-standalone-preset.js", "swagger-ui.css"))


#: The digests of the assets, as they are in the version that is pinned.
DIGESTS = (ROOT / "docs/assets.sha256").read_text("utf-8").splitlines()


@pytest.mark.parametrize("asset", list(assets()), ids=lambda asset: asset.name)
def test_the_assets_of_the_docs_page_are_known_and_licensed(asset: Path) -> None:
    assert f"{sha256(asset.read_bytes()).hexdigest()}  {asset.name}" in DIGESTS
    assert "Apache License" in (asset.parent / "LICENSE").read_text("utf-8")


def test_no_file_names_a_registry() -> None:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True)
    parts = (("pypi", r"\.org"), ("python", "hosted"), ("registry", r"\.npmjs"), ("--(extra-)?index", "-url"))
    hosts = re.compile("|".join(map("".join, parts)))
    for name in listed.stdout.split():
        path = ROOT / name
        if path.is_file() and path.suffix not in (".png", ".ods"):
            assert not hosts.search(path.read_text("utf-8", "replace")), name
