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

from api.cli.options import command, mcp, proxies, takes_fixtures, takes_release, takes_setting, url
from api.cli.terminal import say
from api.kinds import RESOURCES
from api.model.errors import Refused, Unusable, Wrong
from api.release import directory
from api.release.directory import Unfit
from api.server import gunicorn, settings
from api.server.asgi import AsgiApp
from api.server.reload import checked

_FEW, _MANY, _SWITCH = click.IntRange(1, 1_000), click.IntRange(0), click.IntRange(0, 1)


@command()
@takes_release
@takes_setting("--host", settings.HOST, click.STRING)
@takes_setting("--port", settings.PORT, click.IntRange(1, 65_535))
@takes_setting("--workers", settings.WORKERS, _FEW)
@takes_setting("--threads", settings.THREADS, _FEW)
@takes_setting("--queue", settings.QUEUE, _MANY)
@takes_setting("--each", settings.EACH, _FEW)
@takes_setting("--proxies", settings.PROXIES, proxies)
@takes_setting("--memory", settings.MEMORY, _MANY)
@takes_setting("--query-ms", settings.QUERY, _MANY)
@takes_setting("--connections", settings.CONNECTIONS, _MANY)
@takes_setting("--max-requests", settings.MAX_REQUESTS, _MANY)
@takes_setting("--log", settings.LOG, _MANY)
@takes_setting("--log-asked", settings.LOG_ASKED, _SWITCH)
@takes_setting("--hosts", settings.HOSTS, click.STRING)
@takes_setting("--url", settings.URL, url)
@takes_setting("--mcp", settings.MCP, mcp)
@takes_setting("--metrics", settings.METRICS, click.Path(path_type=Path))
@click.option("--watch", is_flag=True, help="Build from the fixtures, now and after every edit; /healthz tells faults.")
@takes_fixtures
def serve(fixtures: tuple[Path, ...], **chosen: Any) -> None:
    """Serve a release over HTTP."""
    options = gunicorn.Options.of(chosen)
    try:
        tempfile.gettempdir()
    except OSError as none:
        raise OSError(f"{none.strerror}; each process needs one: let TMPDIR name a folder to write to") from None
    is_named = click.get_current_context().get_parameter_source("release") is not ParameterSource.DEFAULT
    if options.watch:
        _follow(fixtures, options.release)
    elif not (is_named or options.release.parent.exists() or os.path.lexists("fixtures")):
        options = replace(options, release=_sample())
    served = _served(options.release)
    gunicorn.Server(options, RESOURCES, lambda server: _ready(served, server)).run()


def configured() -> gunicorn.Options:
    """Return the options that the environment sets, for whoever starts the server by another command."""
    try:
        return gunicorn.Options.of(serve.make_context("crisis-facts serve", []).params)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)


def application() -> AsgiApp:
    """Return the application that the environment sets, for a worker of gunicorn."""
    return gunicorn.application(configured(), RESOURCES)


def _follow(fixtures: Sequence[Path], release: Path) -> None:
    if release.name != directory.CURRENT:
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


def _served(path: Path) -> str:
    """Say which release will be served, or why there is none yet: the server waits for one."""
    try:
        return f"release {checked(path.resolve(), RESOURCES).release}"
    except (Unfit, Unusable, OSError) as error:
        say(str(error))
        return "no release yet"
