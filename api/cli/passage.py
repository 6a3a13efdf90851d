"""`crisis-facts passage`: the evidence that names some words of a text."""

from pathlib import Path

import click

from api.cli.options import command, takes_fixtures
from api.cli.terminal import say
from api.curation import passage_finder
from api.curation.passage_finder import SourceText, read_leniently, source_of
from api.kinds import RESOURCES


@command()
@click.argument("text", type=Path, metavar="TEXTFILE", help="The text of a source, as UTF-8.")
@click.argument("words", nargs=-1, required=True, metavar="WORDS...", help="The passage, from first to last word.")
@click.option("--source", metavar="ID", help="The id of the source; without it, the one that has the text is found.")
@takes_fixtures
def passage(text: Path, words: tuple[str, ...], source: str | None, fixtures: tuple[Path, ...]) -> None:
    """Find words in the text of a source, and print the evidence that names them.

    What is printed is to be pasted below `evidence:`. The words must stand in the text once; what is named is found by
    `lock`.
    """
    read = SourceText.read(text)
    found = passage_finder.find_passage(read.text, " ".join(words))
    entry = found.as_yaml(source_of(read, read_leniently(fixtures, RESOURCES), source))
    line = passage_finder.line_of(read.text, found.passage.begin)
    say(f"line {line} of {text}: {' '.join(found.passage.words.split())}")
    click.echo(entry, nl=False)
