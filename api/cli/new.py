"""`crisis-facts new`: a record in its file, from options and answers."""

import sys
from functools import partial
from pathlib import Path
from typing import Any

import click
from marshmallow.fields import Field

from api.cli.options import EXITS, FILE, Command, Group, takes_fixtures
from api.cli.prompts import Interview
from api.cli.terminal import say
from api.curation import new_record
from api.curation.new_record import NewRecord
from api.curation.passage_finder import SourceText, read_leniently
from api.kinds import RESOURCES
from api.model.errors import Unwritten
from api.model.fields import Object, Several
from api.model.resource import Resource
from api.model.terms import with_terms


def _command(resource: Resource) -> click.Command:
    """Return the command that writes a record of a kind; each field is an option."""
    about = resource.description
    made = Command(resource.name, help=about, short_help=about, callback=partial(_write, resource), epilog=EXITS)
    click.option("--no-comments", is_flag=True, help="Write no comments on the fields that may be added.")(made)
    takes_fixtures(made)
    if resource.rests_on_evidence:
        click.option("--source", metavar="ID", help="The source that it comes with.")(made)
    else:
        click.option("--text", type=FILE, metavar="FILE", help="Its text, for text_sha256.")(made)
    made.params += [_option(name, field) for name, field in new_record.writable_fields(resource.loader).items()]
    return made


def _option(name: str, field: Field[Any]) -> click.Option:
    several, inner = (True, field.inner) if isinstance(field, Several) else (False, field)
    help = new_record.describe(field) + " Required." * field.required + " May be given more than once." * several
    metavar = "YAML" if isinstance(inner, Object) else "VALUE"
    return click.Option([f"--{name}"], multiple=several, metavar=metavar, help=help)


def _write(
    resource: Resource, fixtures: tuple[Path, ...], no_comments: bool, source: str | None = None, **given: Any
) -> None:
    dataset, text = read_leniently(fixtures, RESOURCES), given.pop("text", None)
    kinds = with_terms(RESOURCES, dataset.about)
    resource = kinds[RESOURCES.index(resource)]
    several = {name: list(value) or None for name, value in given.items() if isinstance(value, tuple)}
    values = new_record.values_from_options(resource, given | several)
    if text:
        values["text_sha256"] = SourceText.read(text).sha256
    proposal = NewRecord(resource, values, source)
    if list(proposal.wrong(dataset, kinds)) and sys.stdin.isatty():
        try:
            proposal = Interview(dataset, kinds).complete(proposal)
        except click.Abort:
            raise Unwritten("", "the questions were left before their end") from None
    wrong = [f"--{field}: {what}" for field, what in proposal.wrong(dataset, kinds)]
    if wrong:
        raise Unwritten(*wrong)
    [file] = new_record.write(fixtures[0], [proposal], comments=not no_comments)
    say(f"wrote {file}")


_KINDS = [_command(kind) for kind in RESOURCES]


@click.group(cls=Group, commands=_KINDS, options_metavar="", subcommand_metavar="KIND [OPTIONS]", epilog=EXITS)
def new() -> None:
    """Write a new record into its file, with a comment on each field that may be added.

    It goes into the first folder of fixtures. What is needed and not given is asked for, on a terminal; elsewhere, it
    is told, and nothing is written.
    """
