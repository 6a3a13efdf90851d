"""The commands of `crisis-facts` for those who write fixtures: schema, fmt."""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

from api import drafts, editors
from api.faults import Fault, Faulty
from api.kinds import RESOURCES

_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
#: Adds a command of a name; what its function promises is its help.
Add: TypeAlias = Callable[[_Commands, str, Callable[..., None]], argparse.ArgumentParser]


def add(commands: _Commands, command: Add) -> None:
    """Add these commands to others."""
    schema = command(commands, "schema", _schema)
    output = "The folder to write to, a file for each kind (default: %(default)s)."
    schema.add_argument("--output", type=Path, default=Path("fixtures/.schemas"), metavar="DIR", help=output)

    fmt = command(commands, "fmt", _fmt)
    folder = "A folder of fixtures; may be given more than once (default: fixtures)."
    fmt.add_argument("--fixtures", type=Path, action="append", metavar="DIR", help=folder)
    fmt.add_argument("--check", action="store_true", help="Only look: write nothing, exit with 1 if it would.")


def _schema(options: argparse.Namespace) -> None:
    """Write the JSON Schemas of fixture files, by which editors complete and check what a curator types."""
    options.output.mkdir(parents=True, exist_ok=True)
    schemas = editors.schemas(RESOURCES)
    for name, schema in schemas.items():
        (options.output / f"{name}.json").write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"crisis-facts: wrote {len(schemas)} schemas to {options.output}", file=sys.stderr)


def _fmt(options: argparse.Namespace) -> None:
    """Put YAML fixtures into their one form: order of keys, quotation marks, folds; comments stay."""
    folders = options.fixtures or [Path("fixtures")]
    missing = [folder for folder in folders if not folder.is_dir()]
    if missing:
        raise Faulty(Fault(str(folder), 1, "", "is not a folder; name one of fixtures") for folder in missing)
    if options.check:
        written: list[Path] = []
        unformed = [fault for folder in folders for fault in drafts.unformed(folder, RESOURCES)]
        if unformed:
            raise Faulty(unformed)
    else:
        written = [file for folder in folders for file in drafts.form(folder, RESOURCES)]
    for file in written:
        print(file)
    files = f"{len(written) or 'no'} file{'' if len(written) == 1 else 's'}"
    print(f"crisis-facts: {files} needed another form", file=sys.stderr)
