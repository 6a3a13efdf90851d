"""The layers: a file imports only from lines below its own, at its top, and the names of files are nouns."""

import ast
from fnmatch import fnmatch
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent / "api"

#: From top to bottom; files on one line do not know each other, nor do single commands and kinds.
LAYERS = """
__main__
cli
commands.*
commands
server
terminal arguments
shortcut
worker succession metrics
app front
views examples reference responses
routes openapi
answers
schemas problems archive facets export
sentences
verification history accounts difference columns index
highlights vocabulary
revisions rebuilding
store memory heads
release
releases frequencies
counted
sql
forms
matches days
shelf
query
entries
listing
combined
tables
partial
projection
search
documents
belonging
chronicle
version tally
interview
curation importing proposals texts
targets
joins sightings surveys
ofac
lock citation
drafts
checks doubts fixtures template editors
layout
knowledge
imported
dataset
comments
yaml_text json_text deadline
shapes
outline formats
parameters
refusals standing access asked scopes
headers
kinds
kinds.*
resource
evidence
filters
fields
passages rolls reports pile
faults
words
marks dates folding places spelling settings countries progress garbage threads edits notices late jsontext names
__init__
"""

FILES = {".".join(path.relative_to(ROOT).with_suffix("").parts): path for path in sorted(ROOT.rglob("*.py"))}
MODULES = {name.removesuffix(".__init__"): path for name, path in FILES.items()}
LINES = [line.split() for line in reversed(LAYERS.strip().splitlines())]
RANKS = {
    name: rank
    for rank, line in enumerate(LINES)
    for entry in line
    for name in ([name for name in MODULES if fnmatch(name, entry)] if "*" in entry else [entry])
}


def imported(node: ast.AST) -> list[str]:
    """Give the modules of the package that a statement imports."""
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        assert not node.level, "imports are absolute"
        names = [f"{node.module}.{alias.name}" for alias in node.names] + [str(node.module)]
    else:
        return loaded_late(node)
    inside = [name.removeprefix("api.") for name in names if name.startswith("api.")]
    return [name for name in inside if name in MODULES] + (["__init__"] if "api.__version__" in names else [])


def loaded_late(node: ast.AST) -> list[str]:
    """Give the name of the module that a call loads, where it does."""
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "late"):
        return []
    (name,) = node.args
    assert isinstance(name, ast.Constant) and name.value in MODULES, ast.unparse(node)
    return [str(name.value)]


def test_every_file_has_a_place() -> None:
    assert set(RANKS) == set(MODULES)


@pytest.mark.parametrize("name", MODULES)
def test_imports_point_down(name: str) -> None:
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        for found in imported(node):
            assert RANKS[found] < RANKS[name], f"{name} imports {found}"


@pytest.mark.parametrize("name", MODULES)
def test_no_import_is_late(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    late = [node for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom) and node not in tree.body]
    assert not late


@pytest.mark.parametrize("name", MODULES)
def test_a_file_says_what_it_is_and_so_does_what_it_offers(name: str) -> None:
    tree = ast.parse(MODULES[name].read_text("utf-8"))
    assert ast.get_docstring(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_") and not inner(tree, node):
            assert (ast.get_docstring(node) or "").endswith((".", ")", "`")), f"{name}.{node.name}"


def inner(tree: ast.Module, node: ast.AST) -> bool:
    """Whether a definition stands inside a function, or in a class that is not public."""
    for parent in ast.walk(tree):
        if isinstance(parent, ast.FunctionDef) and parent is not node and node in ast.walk(parent):
            return True
    return False


@pytest.mark.parametrize("name", MODULES)
def test_functions_are_short(name: str) -> None:
    for node in ast.walk(ast.parse(MODULES[name].read_text("utf-8"))):
        if isinstance(node, ast.FunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 40, f"{name}.{node.name}"


@pytest.mark.parametrize(
    ("word", "allowed"),
    [
        ("flask", {"app", "problems", "succession"}),
        ("sqlite3", {"store", "deadline"}),
        ("yaml", {"yaml_text", "openapi"}),
    ],
)
def test_only_the_edge_knows_what_lies_outside(word: str, allowed: set[str]) -> None:
    for name, path in MODULES.items():
        lines = path.read_text("utf-8").splitlines()
        known = any(line.startswith((f"import {word}", f"from {word} ")) for line in lines)
        assert name in allowed or not known, name
