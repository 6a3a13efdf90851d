"""`crisis-facts serve`: a release over HTTP, and what the same settings give to gunicorn's own command."""

import atexit
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from click.core import ParameterSource

from api.cli.options import command, host, hosts, mcp, proxies, setting, takes_fixtures, takes_release, takes_texts, url
from api.cli.terminal import say
from api.kinds import RESOURCES
from api.model.errors import Refused, Unusable, Wrong
from api.query.engines import Location, engine
from api.release import directory
from api.server import gunicorn
from api.server.asgi import AsgiApp
from api.server.reload import checked

_FEW, _MANY, _SWITCH = click.IntRange(1, 1_000), click.IntRange(0), click.IntRange(0, 1)
_SOME = click.IntRange(1)


@command()
@takes_release
@setting("--host", host, "127.0.0.1", "The address that the server listens on, or unix: and the path of a socket.")
@setting("--port", click.IntRange(1, 65_535), "8000", "The port that the server listens on.")
@setting("--workers", _FEW, "2", "How many processes answer requests.")
@setting("--threads", _FEW, "2", "How many requests beyond its memory a process works on at once.")
@setting("--queue", _MANY, "256", "How many more requests wait for that; beyond them the answer is 503.")
@setting("--each", _FEW, "32", "How many requests of one client a process works on or lets wait; beyond them, 429.")
@setting(
    "--proxies",
    proxies,
    "127.0.0.1,::1",
    "The addresses or networks of proxies, with commas between, that are believed when X-Forwarded-For names a client.",
)
@setting("--memory", _MANY, "64", "How many MiB of finished answers each process keeps.")
@setting(
    "--query-ms",
    _SOME,
    "200",
    "How many milliseconds of a processor the queries of a request may take; beyond that, 503.",
)
@setting("--connections", _SOME, "900", "How many connections each process holds; more get a 503.")
@setting(
    "--max-requests",
    _MANY,
    "1000000",
    "After how many requests, and up to a tenth more, a process is replaced; 0: never.",
)
@setting("--log", _MANY, "0", "Write one request of so many to standard output, as JSON; 1: all, 0: none.")
@setting("--log-asked", _SWITCH, "0", "Write what was asked for too, words and quotes included; 0 or 1.")
@setting("--hosts", hosts, "", "The hosts that requests may be for, with commas between; none: any.")
@setting(
    "--url",
    url,
    "",
    "Where the public finds the API, as https://facts.example/path; none: links are relative to the server.",
)
@setting("--mcp", mcp, "0", "Answer programs that ask for a language model, at `/mcp`: 0 or 1.")
@takes_texts
@setting(
    "--metrics",
    click.Path(path_type=Path),
    "",
    "The folder to count requests in, for `/metrics`; none: nothing is counted.",
)
@click.option("--watch", is_flag=True, help="Build from the fixtures, now and after every edit; /healthz tells faults.")
@takes_fixtures
def serve(fixtures: tuple[Path, ...], **chosen: Any) -> None:
    """Serve a release over HTTP."""
    options = gunicorn.Options(**chosen)
    try:
        tempfile.gettempdir()
    except OSError as none:
        raise OSError(f"{none.strerror}; each process needs one: let TMPDIR name a folder to write to") from None
    is_named = click.get_current_context().get_parameter_source("release") is not ParameterSource.DEFAULT
    if options.watch:
        _follow(fixtures, options.release)
    elif not (is_named or Path("releases").exists() or os.path.lexists("fixtures")):
        options = replace(options, release=_sample())
    served = _served(options.release)
    gunicorn.Server(options, RESOURCES, lambda server: _ready(served, server)).run()


def configured() -> gunicorn.Options:
    """Return the options that the environment sets, for whoever starts the server by another command."""
    try:
        taken = serve.make_context("crisis-facts serve", []).params
        return gunicorn.Options(**{name: value for name, value in taken.items() if name != "fixtures"})
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


def application() -> AsgiApp:
    """Return the application that the environment sets, for a worker of gunicorn."""
    return gunicorn.application(configured(), RESOURCES)


def _follow(fixtures: Sequence[Path], release: Location) -> None:
    if not isinstance(release, Path) or release.name != directory.CURRENT:
        what = f"--watch builds beside {release}; give a --release that is called {directory.CURRENT}"
        raise Refused(Wrong("--release", str(release), what))
    import_module("api.cli.build").Rebuilding(fixtures, release.parent, say).beside()


def _sample() -> Path:
    """Build the facts that come with the program, for as long as it runs, and return the release."""
    say("no fixtures and no releases here, so the facts that come with the program are served; for your own, run build")
    folder = Path(tempfile.mkdtemp(prefix="crisis-facts-"))
    atexit.register(shutil.rmtree, folder)
    os.register_at_fork(after_in_child=lambda: atexit.unregister(shutil.rmtree))
    import_module("api.cli.build").Rebuilding([import_module("api.curation.reader").SAMPLE], folder, say).once()
    return folder / directory.CURRENT


def _ready(served: str, server: Any) -> None:
    for address in map(str, server.LISTENERS):
        paths = f"{address}/v1, docs at {address}/docs" if address.startswith("http") else address
        say(f"{served} at {paths}; stop with Ctrl-C")


def _served(release: Location) -> str:
    """Say which release will be served, or why there is none yet: the server waits for one."""
    try:
        return f"release {checked(engine(release).current(), RESOURCES).release}"
    except (Unusable, OSError) as error:
        say(str(error))
        return "no release yet"
