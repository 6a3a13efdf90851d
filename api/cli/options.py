"""How a command is declared, and the options that several commands take; knows none of the commands."""

import re
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import click

from api.cli.terminal import FORMS, failing
from api.release.directory import KEPT
from api.server.clients import Clients
from api.web.address import Address

#: A host as requests name it, without its port.
_HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]*[a-z0-9_])?|\[[0-9a-f:.]+\]")
#: What a command says of its exit code.
EXITS = (
    "Exits with 0 when all is well, with 1 when something is wrong with the facts or files, with 2 when the call is."
)
#: A folder to write or to look in, and a folder and a file that must be there.
FOLDER = click.Path(file_okay=False, path_type=Path)
EXISTING = click.Path(exists=True, file_okay=False, path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


class Command(click.Command):
    """A command that ends with a sentence where something goes wrong, and refuses an option that is given twice."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Refuse an option that takes one value and is given more; click would take the last one."""
        *_, given = self.make_parser(ctx).parse_args(list(args))
        for option in given:
            if isinstance(option, click.Option) and given.count(option) > 1 and not option.multiple | option.is_flag:
                raise click.UsageError(f"{option.opts[0]} takes one value, and is given twice; give it once.", ctx)
        return super().parse_args(ctx, args)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        with failing(ctx.obj or "text"):
            return super().invoke(ctx)


class Group(click.Group):
    """Commands in the order in which they are declared, which is the order of work."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands."""
        return list(self.commands)


def command() -> Callable[[Callable[..., None]], Command]:
    """Declare a command; its name is that of its function, and its help the docstring."""
    return click.command(cls=Command, epilog=EXITS)


def setting(
    flag: str, kind: click.ParamType[Any] | Callable[[str], object], default: str, help: str
) -> Callable[[Any], Any]:
    """Have a command take a setting by a flag, and by its variable: HOST, PORT, or CRISIS_FACTS_ and the flag."""
    name = flag.removeprefix("--").replace("-", "_").upper()
    variable = name if name in ("HOST", "PORT") else f"CRISIS_FACTS_{name}"
    metavar = "N" if isinstance(kind, click.IntRange) else None
    return click.option(
        flag, type=kind, metavar=metavar, envvar=variable, show_envvar=True, default=default or None, help=help
    )


def url(text: str) -> Address:
    """Read the public address of a server."""
    try:
        return Address.of(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def mcp(text: str) -> int:
    """Read whether language models are answered, which needs what is not always installed."""
    if text == "1" and not find_spec("mcp"):
        raise click.BadParameter(
            "the extra is not installed; pip install 'crisis-facts[mcp]' brings it, 0 goes without"
        )
    return click.IntRange(0, 1)(text)


def location(text: str) -> Any:
    """Read where a release is: the path of a file, or the address of a database."""
    try:
        return import_module("api.query.engines").location(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from None


def proxies(text: str) -> Clients:
    """Read the addresses and networks of the proxies that a server believes."""
    try:
        return Clients(text)
    except ValueError as error:
        instead = "write addresses or networks, with commas between: 127.0.0.1,10.0.0.0/8"
        raise click.BadParameter(f"{error}; {instead}") from None


def host(text: str) -> str:
    """Read where a server listens."""
    path = Path(text.removeprefix("unix:"))
    if text.startswith("unix:") and (not path.name or (path.exists() and not path.is_socket())):
        what = f"{text!r} is no place for a socket; write unix: and a path at which nothing is"
        raise click.BadParameter(f"{what}: unix:/run/crisis-facts/facts.sock")
    if ":" in text and not text.startswith("unix:") and not _is_address(text):
        raise click.BadParameter(f"{text!r} is more than a host; write a name or an address, and the port as --port")
    return text


def hosts(text: str) -> frozenset[str]:
    """Read the hosts that a server answers for; a port does not count."""
    found = [one.strip().lower() for one in text.split(",")]
    if wrong := [one for one in found if not _HOST.fullmatch(one)]:
        what = f"{wrong[0]!r} is no host; write names and addresses alone, with commas between"
        raise click.BadParameter(f"{what}: facts.example,127.0.0.1,[::1]")
    return frozenset(found)


def _is_address(text: str) -> bool:
    try:
        return bool(ip_address(text))
    except ValueError:
        return False


takes_release = setting("--release", location, "releases/current", "The release that is served, or a database of such.")
takes_texts = setting(
    "--texts", EXISTING, "", "The folder with the texts of the sources, for `/v1/verify` alone; none: quotes alone."
)
takes_output = click.option("--output", type=Path, metavar="FILE", help="Write to this file, not to the terminal.")
takes_releases = click.option(
    "--releases", type=FOLDER, default="releases", metavar="DIR", help="The folder that releases are kept in."
)
_KEEP = "How many releases the folder keeps, the served one among them; the link `current` leads to that one."
takes_keep = click.option("--keep", type=click.IntRange(1, 1000), default=KEPT, metavar="N", help=_KEEP)
takes_fixtures = click.option(
    "--fixtures",
    type=Path,
    multiple=True,
    default=["fixtures"],
    metavar="DIR",
    help="A folder of fixtures; of more than one, the first says what the data set is.",
)
#: The form in which faults are told, which is the `obj` of the context.
takes_report = click.option(
    "--format",
    type=click.Choice(list(FORMS)),
    default="text",
    callback=lambda context, _, form: setattr(context, "obj", form),
    expose_value=False,
    help="How faults are told: as lines, with all that follow, as a JSON document, or as commands for GitHub.",
)
