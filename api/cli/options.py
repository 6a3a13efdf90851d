"""What commands take: their help, and the arguments that several of them have; knows none of them."""

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

from api.cli import diagnostics
from api.server.settings import Setting

Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

#: What a command says of its exit code.
EXITS = (
    "Exits with 0 when all is well, with 1 when something is wrong with the facts or files, with 2 when the call is."
)


class _Folders(argparse.Action):
    """Folders of fixtures: each that is given, and the default where none is."""

    def __call__(self, parser: object, options: argparse.Namespace, value: Any, flag: str | None = None) -> None:
        """Add a folder."""
        given = getattr(options, self.dest)
        setattr(options, self.dest, [value] if given is self.default else [*given, value])


def takes_folders(parser: argparse.ArgumentParser) -> None:
    """Have a command take folders of fixtures."""
    help = "A folder of fixtures; of more than one, the first says what the data set is (default: fixtures)."
    parser.add_argument("--fixtures", type=Path, action=_Folders, default=[Path("fixtures")], metavar="DIR", help=help)


def takes_report(parser: argparse.ArgumentParser) -> None:
    """Have a command take the form in which it tells faults."""
    help = "How faults are told: as lines, as a JSON document, or as commands for GitHub (default: %(default)s)."
    parser.add_argument("--format", dest="report", choices=tuple(diagnostics.FORMS), default="text", help=help)


def takes_output(parser: argparse.ArgumentParser) -> None:
    """Have a command write what it prints to a file, where that is asked for."""
    parser.add_argument("--output", type=Path, metavar="FILE", help="Write to this file, not to the terminal.")


def takes_setting(parser: argparse.ArgumentParser, flag: str, setting: Setting, kind: Callable[[str], object]) -> None:
    """Have a command take a setting by a flag, which its variable sets too."""
    help = f"{setting.help} Set by {setting.name} too (default: {setting.default or 'none'})."
    parser.add_argument(flag, type=kind, default=setting.value(), help=help)


def folder(text: str) -> Path:
    """Read the name of a folder that is there."""
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"{text} is not a folder")
    return Path(text)


def folder_or_none(text: str) -> Path | None:
    """Read the name of a folder, if any."""
    return Path(text) if text else None


def port(text: str) -> int:
    """Read a port."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port; give a number from 1 to 65535")
    return int(text)


def positive(text: str) -> int:
    """Read a number from 1 to 1,000."""
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= 1000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 1 to 1000")
    return int(text)


def natural(text: str) -> int:
    """Read a number from 0 to 1,000,000,000."""
    if not text.isascii() or not text.isdigit() or int(text) > 1_000_000_000:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 1000000000")
    return int(text)
