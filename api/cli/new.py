"""`crisis-facts new`: a record in its file, from options and answers."""

import argparse
import sys
from pathlib import Path

from api.cli.errors import say
from api.cli.options import EXITS, Commands, takes_folders
from api.cli.prompts import Interview
from api.curation import new_record, scaffold
from api.curation.new_record import NewRecord
from api.curation.source_texts import SourceText, read_leniently
from api.kinds import RESOURCES
from api.model.errors import Unwritten
from api.model.fields import Object, Several
from api.model.resource import Resource


def add(parser: argparse.ArgumentParser) -> None:
    """Take a kind, and for each kind its fields."""
    names = ", ".join(kind.name for kind in RESOURCES)
    kinds = parser.add_subparsers(required=True, metavar="KIND", help=f"One of {names}.")
    for resource in RESOURCES:
        _add_kind(kinds, resource)
    parser.set_defaults(run=_run)


def _add_kind(kinds: Commands, resource: Resource) -> None:
    kind = kinds.add_parser(resource.name, help=resource.description, description=resource.description, epilog=EXITS)
    kind.set_defaults(resource=resource, text=None, source=None)
    takes_folders(kind)
    kind.add_argument("--no-comments", action="store_true", help="Write no comments on the fields that may be added.")
    if resource.rests_on_evidence:
        kind.add_argument("--source", metavar="ID", help="The source that it comes with.")
    else:
        kind.add_argument("--text", type=Path, metavar="FILE", help="Its text, for text_sha256.")
    for name, field in scaffold.writable_fields(resource.loader).items():
        inner = field.inner if isinstance(field, Several) else field
        several = " May be given more than once." if isinstance(field, Several) else ""
        help = (scaffold.describe(field) + several).replace("%", "%%")
        shape = "YAML" if isinstance(inner, Object) else "VALUE"
        kind.add_argument(f"--{name}", action="append" if several else "store", metavar=shape, help=help)


def _run(options: argparse.Namespace) -> None:
    dataset, resource = read_leniently(options.fixtures, RESOURCES), options.resource
    values = new_record.values_from_options(resource, vars(options))
    if options.text:
        values["text_sha256"] = SourceText.read(options.text).sha256
    proposal = NewRecord(resource, values, options.source)
    if list(proposal.wrong(dataset, RESOURCES)) and sys.stdin.isatty():
        proposal = _answered(Interview(dataset, RESOURCES, input, print), proposal)
    wrong = [f"--{field}: {what}" for field, what in proposal.wrong(dataset, RESOURCES)]
    if wrong:
        raise Unwritten(*wrong)
    say(f"wrote {proposal.write(options.fixtures[0], comments=not options.no_comments)}")


def _answered(interview: Interview, proposal: NewRecord) -> NewRecord:
    try:
        return interview.complete(proposal)
    except (EOFError, KeyboardInterrupt):
        raise Unwritten("", "the questions were left before their end") from None
