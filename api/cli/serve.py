"""`crisis-facts serve`: a release over HTTP, and what the same settings give to gunicorn's own command."""

import argparse
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

from api.cli.errors import say
from api.cli.options import folder_or_none, natural, port, positive, takes_folders, takes_setting
from api.kinds import RESOURCES
from api.model.errors import Refused, Unusable, Wrong
from api.release import directory
from api.release.directory import Unfit
from api.server import gunicorn, settings
from api.server.asgi import AsgiApp
from api.server.reload import checked


def add(parser: argparse.ArgumentParser) -> None:
    """Take a flag for each setting, and whether to follow folders of fixtures."""
    for flag, setting, kind in (
        ("--release", settings.RELEASE, Path),
        ("--host", settings.HOST, str),
        ("--port", settings.PORT, port),
        ("--workers", settings.WORKERS, positive),
        ("--threads", settings.THREADS, positive),
        ("--queue", settings.QUEUE, natural),
        ("--memory", settings.MEMORY, natural),
        ("--query-ms", settings.QUERY, natural),
        ("--connections", settings.CONNECTIONS, natural),
        ("--max-requests", settings.MAX_REQUESTS, natural),
        ("--log", settings.LOG, natural),
        ("--log-asked", settings.LOG_ASKED, natural),
        ("--hosts", settings.HOSTS, str),
        ("--metrics", settings.METRICS, folder_or_none),
    ):
        takes_setting(parser, flag, setting, kind)
    watch = "Build the release from the fixtures, now and after every edit; faults are told here and at /healthz."
    parser.add_argument("--watch", action="store_true", help=watch)
    takes_folders(parser)
    parser.set_defaults(run=_run)


def configured() -> gunicorn.Options:
    """Give the options that the environment sets, to whoever starts the server by another command."""
    parser = argparse.ArgumentParser()
    add(parser)
    return gunicorn.Options.of(vars(parser.parse_args([])))


def application() -> AsgiApp:
    """Give the application that the environment sets, to a worker of gunicorn."""
    return gunicorn.application(configured(), RESOURCES)


def _run(options: argparse.Namespace) -> None:
    chosen = gunicorn.Options.of(vars(options))
    if chosen.watch:
        _followed(options.fixtures, chosen.release)
    served, address = _served(chosen.release), f"http://{chosen.address}"
    ready = f"{served} at {address}/v1, docs at {address}/docs; stop with Ctrl-C"
    gunicorn.Server(chosen, RESOURCES, lambda _: say(ready)).run()


def _followed(fixtures: Sequence[Path], release: Path) -> None:
    """Build what is served from fixtures, now and after every edit."""
    if release.name != directory.CURRENT:
        what = f"--watch builds beside {release}; give a --release that is called {directory.CURRENT}"
        raise Refused(Wrong("--release", str(release), what))
    import_module("api.cli.watch").Rebuilding(fixtures, RESOURCES, release.parent, say).beside()


def _served(path: Path) -> str:
    """Say which release will be served, or why there is none yet: the server waits for one."""
    try:
        return f"release {checked(path.resolve(), RESOURCES).release}"
    except (Unfit, Unusable, OSError) as error:
        say(str(error))
        return "no release yet"
