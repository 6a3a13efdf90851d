"""`crisis-facts diff`: what differs between two releases or revisions, for people or programs."""

import json
from pathlib import Path

import click

from api.cli.diff_text import Sentences
from api.cli.git_releases import opened
from api.cli.options import command, takes_fixtures, takes_releases
from api.kinds import RESOURCES
from api.query.diff import changes

_NAMED = "its file, its digest, or a revision of git, whose fixtures are checked and built"


@command()
@click.argument("old", help=f"The release to compare with: {_NAMED}.")
@click.argument("new", help="The release that is compared, named likewise.")
@takes_releases
@takes_fixtures
@click.option("--format", type=click.Choice(["text", "json"]), default="text", help="The form of the answer.")
def diff(old: str, new: str, releases: Path, fixtures: tuple[Path, ...], format: str) -> None:
    """Tell what changed from one release or git revision to another.

    As text, it tells what curators did, as a list in Markdown: what they added, changed, renamed, withdrew or removed.
    As JSON, every document that differs.
    """
    with opened(old, releases, fixtures) as before, opened(new, releases, fixtures) as after:
        if format == "json":
            documents = [change.document for change in changes(before, after)]
            click.echo(json.dumps(documents, ensure_ascii=False, indent=2))
        else:
            for sentence in Sentences(before, after, RESOURCES):
                click.echo(sentence)
