"""`crisis-facts openapi`, `reference` and `schema`: what is written from the declarations.

The reference is `reference.md`, beside this file, with its tables filled in from what is declared.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from inspect import cleandoc
from pathlib import Path

import click
from jinja2 import Environment

from api import cli
from api.cli.options import EXITS, FOLDER, command, takes_fixtures, takes_output
from api.cli.terminal import say
from api.curation import json_schema, reader
from api.kinds import RESOURCES
from api.model.cells import FORMULA
from api.model.document_schema import Node, of, paths
from api.model.resource import Resource
from api.query.formats import FORMATS
from api.query.list_parameters import facets, parameters_of
from api.query.parameters import AS_OF, EVERY, SINCE, Parameter
from api.release.combined import lists
from api.web import dataset, verify
from api.web.csv_format import columns
from api.web.openapi import document
from api.web.problems import TYPES
from api.web.vocabulary import closed_lists


@command()
@takes_fixtures
@takes_output
def openapi(fixtures: Sequence[Path], output: Path | None) -> None:
    """Print the contract, or write it to a file.

    It has the terms that the first folder of fixtures adds.
    """
    _print(document.text(document.document(reader.kinds_of(fixtures[0], RESOURCES))), output)


@command()
@takes_output
def reference(output: Path | None) -> None:
    """Print the reference of kinds, parameters, settings and commands, or write it to a file."""
    _print(reference_text(), output)


@command()
@takes_fixtures
@click.option("--output", type=FOLDER, default="fixtures/.schemas", metavar="DIR", help="The folder to write to.")
def schema(fixtures: Sequence[Path], output: Path) -> None:
    """Write the JSON Schemas of fixture files, by which editors complete and check what a curator types."""
    output.mkdir(parents=True, exist_ok=True)
    schemas = json_schema.file_schemas(reader.kinds_of(fixtures[0], RESOURCES))
    for name, written in schemas.items():
        (output / f"{name}.json").write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", "utf-8")
    say(f"wrote {len(schemas)} schemas to {output}")


def _print(text: str, file: Path | None) -> None:
    if file:
        file.write_text(text, "utf-8")
        say(f"wrote {file}")
    else:
        click.echo(text, nl=False)


def reference_text() -> str:
    """Return the reference of the API and of the commands, as Markdown."""
    pages = Environment(trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True)  # noqa: S701 - Markdown
    pages.filters |= {"cell": lambda text: str(text).replace("|", "&#124;"), "values": _values}
    every = lists(RESOURCES)
    taken = parameters_of(tuple(every))
    return pages.from_string(Path(__file__).with_name("reference.md").read_text("utf-8")).render(
        kinds=every[: len(RESOURCES)],
        lists=every[len(RESOURCES) :],
        fields=_fields,
        parameters=taken.parameters,
        facets=facets,
        inclusions=taken.outlines.inclusions,
        as_of={AS_OF.name: AS_OF},
        since={SINCE.name: SINCE},
        verify=verify.PARAMETERS,
        dataset=dataset.PARAMETERS,
        formats=FORMATS,
        formula=FORMULA,
        closed_lists=[found for found in closed_lists(RESOURCES) if found["name"] not in ("kind", "country")],
        problems=TYPES,
        settings=[one for one in cli.loaded()["serve"].params if isinstance(one, click.Option) and one.envvar],
        exits=EXITS,
        commands=_commands(cli.loaded()),
    )


def _fields(resource: Resource) -> Iterator[tuple[str, Node, str]]:
    """Yield each field with its columns in CSV; the parts of references, which are always the same, are left out."""
    found = columns(resource, {resource.name: dict.fromkeys(of(resource), 1)}, [EVERY])
    headings = {column.path: column.heading for column in reversed(list(found))}
    nodes = dict(paths(of(resource)))
    for path, node in nodes.items():
        parent = nodes.get(path.rpartition(".")[0])
        if not parent or parent.type != "reference":
            if node.type == "reference":
                first = headings.get(f"{path}.id", "")
                yield path, node, first and f"`{first.removesuffix('id')}`…"
            else:
                yield path, node, f"`{headings[path]}`" if path in headings else ""


def _values(parameter: Parameter) -> str:
    schema = parameter.schema
    kind = "one of a list" if "enum" in schema else str(schema.get("format", schema.get("type", "number or `all`")))
    return f"{kind}{', several' if parameter.many else ''}{', required' if parameter.required else ''}"


def _commands(commands: Mapping[str, click.Command]) -> Iterator[tuple[str, str, Sequence[tuple[str, str]]]]:
    """Yield each command with its help and its arguments; those of the forms of import stand behind it."""
    for name, found in commands.items():
        context = click.Context(found, show_default=True)
        rows = [row for param in found.params if (row := param.get_help_record(context))]
        forms = found.commands if isinstance(found, click.Group) else {}
        rows += [("KIND", f"One of {', '.join(forms)}.")] if forms and name != "import" else []
        yield name, cleandoc(str(found.help)), rows
        if name == "import":
            yield from _commands({f"{name} {form}": below for form, below in forms.items()})
