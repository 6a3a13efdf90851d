"""The reference: every kind, field, parameter, closed list, problem, setting and command, from the declarations.

Written as Markdown for `docs/reference.md`; what is declared with a help text is in it, and nothing else.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from inspect import cleandoc

import click

from api.cli.options import EXITS
from api.model.document_schema import Node, of, paths
from api.model.resource import Resource
from api.query.formats import FORMATS
from api.query.list_parameters import facets, parameters_of
from api.query.parameters import AS_OF, SINCE, Parameter
from api.query.projection import Projection
from api.release.combined import lists
from api.server.settings import SETTINGS
from api.web import dataset, verify
from api.web.csv_format import FORMULA, columns
from api.web.problems import TYPES
from api.web.vocabulary import closed_lists

_INTRODUCTION = """# Reference

Generated from the declarations by `crisis-facts reference`; do not edit. How to use all this is told in the
[guide](guide.md), what `as_of` means in [Time and truth](time-and-truth.md)."""

_FORMATS = """A list comes in these forms, by `format` or by `Accept`; the first one if neither names any. Filters,
order and pages are the same in all of them. In NDJSON and CSV the `Link` header leads to the next page, `X-Total-Count`
says how many records there are, and `limit=all` gives all of them at once."""

_CSV = """One row is one record, and the first row has the headings: the paths of the fields, in the order of the tables
above. Encoding is UTF-8 without a mark, lines end in CR LF (RFC 4180). Every text stands in quotation marks, every
number without; what is unknown is empty.

* An object has a column for each of its parts: `place.name`. A **reference** has `id`, `kind`, `name` and `url`:
  `speaker.id`, `speaker.name`.
* A **list** is joined by `; ` in one cell; a `;` or `\\` inside an item is written `\\;` or `\\\\`. A list of objects
  has a column for each part, with the items in the same order: `participants.actor.name`, `participants.role`.
* A list of objects that hold lists themselves has **numbered** columns: `evidence.1.link`, `evidence.2.link`. There are
  as many as any record of the kind needs on the day of knowledge, so that all pages have the same columns.
* A text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@`, a tab or a return (or
  with the full-width form of a sign), has an apostrophe before it. To undo it, take one apostrophe off a cell that
  matches `^'+FORMULA`.
* `said` is JSON.""".replace("FORMULA", FORMULA)


def text(resources: Sequence[Resource], commands: Mapping[str, click.Command]) -> str:
    """Return the reference of an API that serves these kinds, and of these commands."""
    parts = [
        _INTRODUCTION,
        "## Lists of single kinds",
        *(part for resource in resources for part in _kind(resource, resources)),
        "## Lists over all kinds",
        *(part for resource in lists(resources)[len(resources) :] for part in _kind(resource, resources)),
        "## Other requests",
        *_requests(),
        "## Formats",
        _FORMATS,
        _table(("format", "media type", "what it is"), ((f"`{f.name}`", f"`{f.media_type}`", f.help) for f in FORMATS)),
        "### CSV",
        _CSV,
        "## Closed lists",
        "`/v1/vocabulary` has all of these for programs, and the countries of ISO 3166-1.",
        *_closed_lists(resources),
        "## Problems",
        _table(
            ("type", "status", "what it means"),
            ((f"`/problems/{slug}`", str(status), meaning) for slug, (status, _, meaning) in TYPES.items()),
        ),
        "## Settings",
        _table(("variable", "default", "what it does"), ((f"`{s.name}`", f"`{s.default}`", s.help) for s in SETTINGS)),
        "## Commands",
        *_commands(commands),
    ]
    return "\n\n".join(parts) + "\n"


def _kind(resource: Resource, resources: Sequence[Resource]) -> Iterator[str]:
    """Tell of the list of a kind: what its records are, what they hold, how it is asked for."""
    taken = parameters_of(tuple(resources))
    yield f"### {resource.name.capitalize()}"
    yield f"{resource.description} `/v1/{resource.name}`" + (
        "" if resource.holds else f", `/v1/{resource.name}/{{id}}`"
    )
    yield _table(("field", "type", "in CSV", "what it says"), _fields(resource))
    yield _parameters(taken.parameters(resource))
    sorts = ", ".join(f"`{sort}`" for sort in resource.all_sorts)
    yield f"**Orders**: {sorts}, and `relevance` with `q`."
    yield f"**Facets**: {', '.join(f'`{facet}`' for facet in facets(resource))}."
    if expansions := taken.outlines.expansions(resource):
        yield f"**Expansions**: {', '.join(f'`{path}`' for path in expansions)}."


def _fields(resource: Resource) -> Iterator[Sequence[str]]:
    """Yield a row for each field; the parts of references, which are always the same, have none."""
    headings: dict[str, list[str]] = {}
    once: Mapping[str, Mapping[str, int]] = {resource.name: dict.fromkeys(of(resource), 1)}
    for column in columns(of(resource), resource.name, once, Projection()):
        headings.setdefault(column.path, []).append(column.heading)
    nodes = list(paths(of(resource)))
    references = {path for path, node in nodes if node.type == "reference"}
    for path, node in nodes:
        if path.rpartition(".")[0] not in references:
            yield (f"`{path}`", _type(node), _in_csv(path, node, headings), node.description)


def _type(node: Node) -> str:
    to = f" to {', '.join(node.kinds)}" if node.kinds else ""
    return f"{'list of ' if node.many else ''}{node.type}{to}"


def _in_csv(path: str, node: Node, headings: Mapping[str, Sequence[str]]) -> str:
    if node.type != "reference":
        return f"`{headings[path][0]}`" if path in headings else ""
    return f"`{headings[f'{path}.id'][0].removesuffix('id')}`…" if f"{path}.id" in headings else ""


def _parameters(found: Mapping[str, Parameter]) -> str:
    rows = ((f"`{name}`", _values(parameter), parameter.description) for name, parameter in found.items())
    return _table(("parameter", "values", "what it asks for"), rows)


def _values(parameter: Parameter) -> str:
    schema = parameter.schema
    kind = "one of a list" if "enum" in schema else str(schema.get("format", schema.get("type", "number or `all`")))
    return f"{kind}{', several' if parameter.many else ''}{', required' if parameter.required else ''}"


def _requests() -> Iterator[str]:
    """Tell of the paths that are no lists of records."""
    for path, says, taken in (
        ("/v1", "What there is: kinds, counts, the release, its licence.", {AS_OF.name: AS_OF}),
        ("/v1/verify", "Whether words are among the quotes, letter by letter.", verify.PARAMETERS),
        ("/v1/changes", "What has changed since a release or a day.", {SINCE.name: SINCE}),
        ("/v1/dataset", "The whole release as one file.", dataset.PARAMETERS),
        ("/v1/{kind}/{id}/history", "What became known of a record, and when.", {AS_OF.name: AS_OF}),
        ("/v1/meetings/{id}/accounts", "What each side said of a meeting.", {AS_OF.name: AS_OF}),
    ):
        yield f"### `{path}`"
        yield says
        yield _parameters(taken)
    yield "### Without parameters"
    paths = ("/v1/vocabulary", "/openapi.yaml", "/openapi.json", "/problems/{type}", "/healthz", "/readyz")
    yield f"{', '.join(f'`{path}`' for path in paths)}, and the page `/docs`."


def _closed_lists(resources: Sequence[Resource]) -> Iterator[str]:
    for found in closed_lists(resources):
        if found["name"] not in ("kind", "country"):
            yield f"### `{found['name']}`"
            rows = ((f"`{one['value']}`", one["label"], one["description"]) for one in found["values"])
            yield _table(("value", "label", "what it means"), rows)


def _commands(commands: Mapping[str, click.Command]) -> Iterator[str]:
    """Tell of every command, as its own help does."""
    yield EXITS
    for name, command in commands.items():
        context = click.Context(command, show_default=True)
        yield f"### `crisis-facts {name}`"
        yield cleandoc(str(command.help))
        records = [found for param in command.params if (found := param.get_help_record(context))]
        if isinstance(command, click.Group):
            records.append(("KIND", f"One of {', '.join(command.list_commands(context))}."))
        rows = [(f"`{called}`", help.replace("  [", " [")) for called, help in records]
        yield _table(("argument", "what it is"), rows)


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines)
