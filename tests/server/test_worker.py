"""The worker and gunicorn: each private name of gunicorn that is used is still there, and there are few of them."""

import ast
from pathlib import Path
from types import SimpleNamespace

import pytest
from gunicorn.asgi import parser, protocol
from gunicorn.config import Config
from gunicorn.workers import gasgi

from api.server import worker

ROOT = Path(__file__).parents[2] / "api"
#: Where each private name is.
CONNECTION = protocol.ASGIProtocol(SimpleNamespace(cfg=Config(), log=None, asgi=None))
PRIVATE = {
    "_REASON_PHRASES": protocol,
    "_buffer": parser.PythonProtocol(),
    "_callback_parser": CONNECTION,
    "_close_transport": CONNECTION,
    "_is_websocket_upgrade": CONNECTION,
    "_keepalive_handle": CONNECTION,
    "_keepalive_timeout": CONNECTION,
    "_send_error_response": CONNECTION,
}
#: Names that look private, and are our own.
OURS = {"_AT_ONCE", "_FAULTS", "_LETTERS", "_fault", "_stalled"}


@pytest.mark.parametrize("name", PRIVATE)
def test_a_private_name_of_gunicorn_is_still_there(name: str) -> None:
    assert hasattr(PRIVATE[name], name), f"gunicorn has no {name} any more: look at api/server/worker.py"


def test_gunicorn_still_finds_the_class_of_connections_by_its_name() -> None:
    used = gasgi.ASGIWorker._serve.__code__.co_consts
    names = {name for code in used if hasattr(code, "co_names") for name in code.co_names}
    assert "ASGIProtocol" in names, "gunicorn makes connections in another way: look at Worker in api/server/worker.py"


def test_no_other_private_name_of_gunicorn_is_used() -> None:
    assert private(Path(str(worker.__file__))) - OURS == set(PRIVATE)
    assert len(PRIVATE) <= 8


def test_no_other_file_knows_the_connections_of_gunicorn() -> None:
    knowing = {path.name for path in ROOT.rglob("*.py") if "from gunicorn" in path.read_text("utf-8")}
    assert knowing == {"gunicorn.py", "worker.py"}
    assert "gunicorn.asgi" not in (ROOT / "server/gunicorn.py").read_text("utf-8")


def private(path: Path) -> set[str]:
    """Return the private names in a file: attributes, methods and variables."""
    nodes = list(ast.walk(ast.parse(path.read_text("utf-8"))))
    names = {node.attr for node in nodes if isinstance(node, ast.Attribute)}
    names |= {node.name for node in nodes if isinstance(node, ast.FunctionDef)}
    names |= {node.id for node in nodes if isinstance(node, ast.Name)}
    return {name for name in names if name.startswith("_") and not name.startswith("__")}
