"""The commands of `crisis-facts` for those who write fixtures: schema."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from api import editors
from api.kinds import RESOURCES

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
#: Adds a command of a name; what its function promises is its help.
Add: TypeAlias = Callable[[_Commands, str, Callable[..., None]], argparse.ArgumentParser]


def add(commands: _Commands, command: Add) -> None:
    """Add these commands to others."""
    schema = command(commands, "schema", _schema)
    output = "The folder to write to, a file for each kind (default: %(default)s)."
    schema.add_argument("--output", type=Path, default=Path("fixtures/.schemas"), metavar="DIR", help=output)


def _schema(options: argparse.Namespace) -> None:
    """Write the JSON Schemas of fixture files, by which editors complete and check what a curator types."""
    options.output.mkdir(parents=True, exist_ok=True)
    schemas = editors.schemas(RESOURCES)
    for name, schema in schemas.items():
        (options.output / f"{name}.json").write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"crisis-facts: wrote {len(schemas)} schemas to {options.output}", file=sys.stderr)
