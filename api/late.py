"""Files that are loaded when they are first needed: no server waits for what few of them do."""

from importlib import import_module
from typing import Any


def late(name: str) -> Any:
    """Load a file of this package, and give what is in it; the test of layers reads the name where it is called."""
    return import_module(f"api.{name}")
