"""`crisis-facts openapi`, `reference` and `schema`: what is written from the declarations.

The reference is `reference.md`, beside this file, with its tables filled in from what is declared.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import cleandoc
from pathlib import Path
from string import Template

import click

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
    return Template(Path(__file__).with_name("reference.md").read_text("utf-8")).substitute(
        kinds="\n\n".join(map(_list, RESOURCES)),
        lists="\n\n".join(map(_list, lists(RESOURCES)[len(RESOURCES) :])),
        as_of=_parameters({AS_OF.name: AS_OF}),
        since=_parameters({SINCE.name: SINCE}),
        verify=_parameters(verify.PARAMETERS),
        dataset=_parameters(dataset.PARAMETERS),
        formats=_rows((f"`{f.name}`", f"`{f.content_type}`", f.help) for f in FORMATS),
        formula=FORMULA,
        closed_lists="\n\n".join(_closed_lists()),
        problems=_rows((f"`/problems/{slug}`", str(status), meaning) for slug, (status, _, meaning) in TYPES.items()),
        settings=_settings(cli.loaded()["serve"]),
        exits=EXITS,
        commands="\n\n".join(_command(name, found) for name, found in cli.loaded().items()),
    )


def _list(resource: Resource) -> str:
    taken = parameters_of(lists(tuple(RESOURCES)))
    parts = [
        f"### {resource.name.capitalize()}",
        f"{resource.description} `/v1/{resource.name}`" + ("" if resource.holds else f", `/v1/{resource.name}/{{id}}`"),
        _table("field", "type", "in CSV", "what it says", rows=_fields(resource)),
        _parameters(taken.parameters(resource)),
        f"**Orders**: {_listed(resource.all_sorts)}, and `relevance` with `q`.",
        f"**Facets**: {_listed(facets(resource))}.",
    ]
    parts.append(f"**Inclusions**: {_listed(taken.outlines.inclusions(resource))}.")
    return "\n\n".join(parts)


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _fields(resource: Resource) -> Iterator[Sequence[str]]:
    """Yield a row for each field; the parts of references, which are always the same, have none."""
    found = columns(resource, {resource.name: dict.fromkeys(of(resource), 1)}, [EVERY])
    headings = {column.path: column.heading for column in reversed(list(found))}
    nodes = dict(paths(of(resource)))
    for path, node in nodes.items():
        parent = nodes.get(path.rpartition(".")[0])
        if parent and parent.type == "reference":
            continue
        if node.type == "reference":
            first = headings.get(f"{path}.id")
            in_csv = f"`{first.removesuffix('id')}`…" if first else ""
        else:
            in_csv = f"`{headings[path]}`" if path in headings else ""
        yield f"`{path}`", _type(node), in_csv, node.description


def _type(node: Node) -> str:
    to = f" to {', '.join(node.kinds)}" if node.kinds else ""
    return f"{'list of ' if node.many else ''}{node.type}{to}"


def _parameters(found: Mapping[str, Parameter]) -> str:
    rows = ((f"`{name}`", _values(parameter), parameter.description) for name, parameter in found.items())
    return _table("parameter", "values", "what it asks for", rows=rows)


def _values(parameter: Parameter) -> str:
    schema = parameter.schema
    kind = "one of a list" if "enum" in schema else str(schema.get("format", schema.get("type", "number or `all`")))
    return f"{kind}{', several' if parameter.many else ''}{', required' if parameter.required else ''}"


def _closed_lists() -> Iterator[str]:
    for found in closed_lists(RESOURCES):
        if found["name"] not in ("kind", "country"):
            rows = ((f"`{one['value']}`", one["label"], one["description"]) for one in found["values"])
            yield f"### `{found['name']}`\n\n" + _table("value", "label", "what it means", rows=rows)


def _settings(serve: click.Command) -> str:
    taken = [option for option in serve.params if isinstance(option, click.Option) and option.envvar]
    return _rows((f"`{option.envvar}`", f"`{option.default or ''}`", str(option.help)) for option in taken)


def _command(name: str, command: click.Command) -> str:
    context = click.Context(command, show_default=True)
    records = [found for param in command.params if (found := param.get_help_record(context))]
    if isinstance(command, click.Group) and name == "import":
        below = (_command(f"{name} {form}", found) for form, found in command.commands.items())
        return "\n\n".join([f"### `crisis-facts {name}`\n\n{command.help}", *below])
    if isinstance(command, click.Group):
        records.append(("KIND", f"One of {', '.join(command.list_commands(context))}."))
    rows = [(f"`{called}`", help.replace("  [", " [")) for called, help in records]
    return f"### `crisis-facts {name}`\n\n{cleandoc(str(command.help))}\n\n" + _table(
        "argument", "what it is", rows=rows
    )


def _table(*headings: str, rows: Iterable[Sequence[str]]) -> str:
    return _rows([headings, ["---"] * len(headings), *rows])


def _rows(rows: Iterable[Sequence[str]]) -> str:
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |" for row in rows)
