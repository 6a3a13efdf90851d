"""`crisis-facts verify`: whether words are among the quotes of a release."""

import json
from pathlib import Path

import click

from api.cli.options import command, takes_release
from api.kinds import RESOURCES
from api.pages.values import named
from api.query.store import Store
from api.web.verify import QUOTE, verified


@command()
@click.argument("quote", help="The words to look for, at least 12 characters, of Chinese 7.")
@takes_release
def verify(quote: str, release: Path) -> None:
    """Look for words among the quotes of a release.

    Exits with 1 when they are not found here.
    """
    answer, statements = verified(Store(release, RESOURCES), *QUOTE.values([quote]))
    click.echo(f"{answer['match']}: {answer['detail']}")
    for statement in map(json.loads, statements):
        date = statement["date"]
        click.echo(f"\n{named(statement['speakers'])}, {date['label'] if date else 'undated'}: “{statement['quote']}”")
        for entry in statement["evidence"]:
            click.echo(entry["link"] or entry["source"]["id"])
    if not statements:
        raise click.exceptions.Exit(1)
