"""`crisis-facts schema`: the JSON Schemas of fixture files, in a folder."""

import argparse
import json
from pathlib import Path

from api.cli.errors import say
from api.curation import json_schema
from api.kinds import RESOURCES


def add(parser: argparse.ArgumentParser) -> None:
    """Take the folder."""
    output = "The folder to write to, a file for each kind (default: %(default)s)."
    parser.add_argument("--output", type=Path, default=Path("fixtures/.schemas"), metavar="DIR", help=output)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    options.output.mkdir(parents=True, exist_ok=True)
    schemas = json_schema.file_schemas(RESOURCES)
    for name, schema in schemas.items():
        (options.output / f"{name}.json").write_text(json.dumps(schema, ensure_ascii=False, indent=1) + "\n", "utf-8")
    say(f"wrote {len(schemas)} schemas to {options.output}")
