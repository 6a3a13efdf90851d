"""What commands show on a terminal: sentences, counts, and how far long work has come."""

import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import click

from api.curation.dataset import Progress


def say(sentence: str) -> None:
    """Say a sentence on standard error, in the name of the command."""
    click.echo(f"crisis-facts: {sentence}", err=True)


def counted(number: int, noun: str, nouns: str = "") -> str:
    """Return a number with its noun: `1 fault`, `2 faults`."""
    return f"{number} {noun if number == 1 else nouns or noun + 's'}"


@contextmanager
def progress(what: str) -> Iterator[Progress]:
    """Show the progress of work that takes longer than a moment: a bar on a terminal, elsewhere what is being done.

    Work that begins anew, as for the next of some files, gets another bar.
    """
    patience = time.monotonic() + (0.5 if sys.stderr.isatty() else 5)
    shown, bar = 0, None
    with ExitStack() as stack:

        def report(done: int, of: int) -> None:
            nonlocal shown, bar
            if bar and (done < shown or bar.length != of):
                stack.close()
                shown, bar = 0, None
            if not bar and time.monotonic() > patience:
                new = click.progressbar(length=of, label=what, file=sys.stderr, update_min_steps=max(1, of // 100))
                bar = stack.enter_context(new)
            if bar:
                bar.update(done - shown)
                shown = done

        yield report
