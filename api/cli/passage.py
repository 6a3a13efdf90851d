"""`crisis-facts passage`: the evidence that names some words of a text."""

import argparse
from pathlib import Path

from api.cli.errors import say
from api.cli.options import takes_folders
from api.curation import passage_finder
from api.curation.source_texts import SourceText, read_leniently, source_of
from api.kinds import RESOURCES


def add(parser: argparse.ArgumentParser) -> None:
    """Take the text, the words, and the source, which the fixtures tell where it is not given."""
    parser.add_argument("text", type=Path, metavar="TEXTFILE", help="The text of a source, as UTF-8.")
    parser.add_argument(
        "words", nargs="+", metavar="WORDS", help="The words of the passage, from its first to its last."
    )
    which = "The id of the source (default: the one whose text_sha256 is the digest of the file)."
    parser.add_argument("--source", metavar="ID", help=which)
    takes_folders(parser)
    parser.set_defaults(run=_run)


def _run(options: argparse.Namespace) -> None:
    text = SourceText.read(options.text)
    found = passage_finder.find_passage(text.text, " ".join(options.words))
    source = source_of(text, read_leniently(options.fixtures, RESOURCES), options.source)
    line = passage_finder.line_of(text.text, found.passage.begin)
    say(f"line {line} of {text.file}: {' '.join(found.passage.words.split())}")
    print(found.as_yaml(source), end="")
