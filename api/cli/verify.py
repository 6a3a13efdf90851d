"""`crisis-facts verify`: whether words are among the quotes of a release."""

import argparse
import json
from pathlib import Path

from api.cli.errors import NotFoundHere
from api.cli.options import takes_setting
from api.kinds import RESOURCES
from api.query.store import Store
from api.server import settings
from api.web.verify import QUOTE, verified


def add(parser: argparse.ArgumentParser) -> None:
    """Take the words, and the release."""
    parser.add_argument("quote", help="The words to look for, at least 12 characters.")
    takes_setting(parser, "--release", settings.RELEASE, Path)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    store = Store(options.release, RESOURCES)
    answer, statements = verified(store, *QUOTE.values(options.quote))
    print(f"{answer['match']}: {answer['detail']}")
    for statement in map(json.loads, statements):
        print(f"\n{statement['speaker']['name']}, {statement['date'] or 'undated'}: “{statement['quote']}”")
        print(*(entry["link"] or entry["source"]["name"] for entry in statement["evidence"]), sep="\n")
    if not statements:
        raise NotFoundHere
