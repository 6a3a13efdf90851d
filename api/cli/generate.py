"""`crisis-facts openapi`, `reference` and `schema`: what is written from the declarations."""

import json
from pathlib import Path

import click

from api import cli
from api.cli import docs
from api.cli.options import FOLDER, command, takes_output
from api.cli.terminal import say
from api.curation import json_schema
from api.kinds import RESOURCES
from api.web.openapi import document


@command()
@takes_output
def openapi(output: Path | None) -> None:
    """Print the contract, or write it to a file."""
    _print(document.text(document.document(RESOURCES)), output)


@command()
@takes_output
def reference(output: Path | None) -> None:
    """Print the reference of kinds, parameters, settings and commands, or write it to a file."""
    _print(docs.text(RESOURCES, cli.loaded()), output)


@command()
@click.option("--output", type=FOLDER, default="fixtures/.schemas", metavar="DIR", help="The folder to write to.")
def schema(output: Path) -> None:
    """Write the JSON Schemas of fixture files, by which editors complete and check what a curator types."""
    output.mkdir(parents=True, exist_ok=True)
    schemas = json_schema.file_schemas(RESOURCES)
    for name, written in schemas.items():
        (output / f"{name}.json").write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", "utf-8")
    say(f"wrote {len(schemas)} schemas to {output}")


def _print(text: str, file: Path | None) -> None:
    """Print a text, or write it to a file, where there is one."""
    if file:
        file.write_text(text, "utf-8")
        say(f"wrote {file}")
    else:
        click.echo(text, nl=False)
