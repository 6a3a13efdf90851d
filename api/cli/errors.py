"""How a command fails: what it says on standard error, and its exit code."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, Any

import click

from api.cli import diagnostics
from api.cli.terminal import counted, say
from api.curation.diagnostics import Diagnostic, InvalidFixtures
from api.model.errors import Refused, Unusable, Unwritten
from api.model.passages import NotLocated


class Failed(click.ClickException):
    """Something is wrong with the facts or files: the exit code is 1."""

    def show(self, file: IO[Any] | None = None) -> None:
        """Say what is wrong."""
        say(self.message)


class WrongCall(Failed):
    """Something is wrong with the call, which the options alone cannot tell: the exit code is 2."""

    exit_code = 2


@contextmanager
def failing(form: str) -> Iterator[None]:
    """Turn what may go wrong in a command into a failure; faults are told in the form of this name."""
    try:
        yield
    except InvalidFixtures as faulty:
        reported(faulty.faults, form)
        raise Failed(f"{counted(len(faulty.faults), 'fault')}; nothing was written") from None
    except Unwritten as unwritten:
        click.echo("\n".join(unwritten.wrong), err=True)
        raise WrongCall("nothing was written") from None
    except Refused as refused:
        raise WrongCall(str(refused)) from None
    except BrokenPipeError:  # whoever reads has had enough: click ends the command without a word
        raise
    except (Unusable, NotLocated, OSError) as error:
        raise Failed(str(error)) from None


def reported(faults: Sequence[Diagnostic], form: str) -> None:
    """Tell faults to whoever reads: people on standard error, programs on standard output."""
    click.echo(diagnostics.FORMS[form](faults), nl=False, err=form == "text")
