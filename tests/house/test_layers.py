"""The packages: each imports only from those below it; files, functions and imports keep the house rules."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2] / "api"

#: The floors of the packages; two on one floor do not know each other.
RANK = {"model": 1, "pages": 2, "kinds": 2, "curation": 2, "release": 3, "query": 4, "web": 5, "server": 6, "cli": 7}
RANK["__main__"] = 8

FILES = {".".join(("api", *path.relative_to(ROOT).with_suffix("").parts)): path for path in sorted(ROOT.rglob("*.py"))}
MODULES = {name.removesuffix(".__init__"): path for name, path in FILES.items()}


def imported(path: Path) -> Iterator[str]:
    """Yield the modules of the project that a file imports."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names if alias.name.startswith("api"))
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "imports are absolute"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
            yield from (name if name in MODULES else str(node.module) for name in names if name.startswith("api."))


IMPORTS = {name: set(imported(path)) for name, path in MODULES.items()}


def package(name: str) -> str:
    """Return the name of the package in which a module stands."""
    return f"{name}.".split(".")[1]


def test_packages_import_only_from_packages_below() -> None:
    pairs = [(one, other) for one, others in IMPORTS.items() for other in others - {"api"}]
    between = [(one, other) for one, other in pairs if package(one) != package(other)]
    assert not [pair for pair in between if RANK[package(pair[0])] <= RANK[package(pair[1])]]
    assert {package(one) for one, other in between if package(other) == "kinds"} == {"cli"}


def test_no_imports_go_in_circles() -> None:
    left = dict(IMPORTS)
    while free := [name for name, others in left.items() if not others & left.keys() - {name}]:
        for name in free:
            del left[name]
    assert not left


@pytest.mark.parametrize("package", ["web", "server"])
def test_a_running_server_holds_nothing_of_the_curation(package: str) -> None:
    every = ", ".join(name for name in MODULES if name.startswith(f"api.{package}"))
    told = f"import sys, {every}; print([name for name in sys.modules if name.startswith('api.curation')])"
    assert subprocess.check_output([sys.executable, "-c", told], cwd=ROOT.parent, text=True) == "[]\n"


@pytest.mark.parametrize("name", MODULES)
def test_no_import_is_late(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    late = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body]
    assert not late


@pytest.mark.parametrize("name", MODULES)
def test_a_file_says_what_it_is_and_so_does_what_it_offers(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    assert ast.get_docstring(tree)
    for node in offered(tree):
        assert (ast.get_docstring(node) or "").endswith((".", ")", "`")), f"{name}.{node.name}"


def offered(parent: ast.Module | ast.ClassDef) -> Iterator[ast.FunctionDef | ast.ClassDef]:
    """Yield the public functions and classes of a module or class, and those inside of its classes."""
    for node in parent.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node
        if isinstance(node, ast.ClassDef):
            yield from offered(node)


@pytest.mark.parametrize("name", MODULES)
def test_functions_are_short(name: str) -> None:
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{name}.{node.name}"


@pytest.mark.parametrize(
    ("word", "allowed"),
    [
        ("flask", {"web", "server"}),
        ("gunicorn", {"server"}),
        ("peewee", {"release", "query"}),
        ("psycopg", {"release", "query"}),
        ("sqlite3", {"query"}),
        ("yaml", {"curation", "web"}),
    ],
)
def test_only_the_edge_knows_what_lies_outside(word: str, allowed: set[str]) -> None:
    for name, path in MODULES.items():
        lines = path.read_text("utf-8").splitlines()
        known = any(line.startswith((f"import {word}", f"from {word} ", f"from {word}.")) for line in lines)
        assert package(name) in allowed or not known, name
