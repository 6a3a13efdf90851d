"""`crisis-facts serve`: a release over HTTP, and what the same settings give to gunicorn's own command."""

import argparse
from collections.abc import Sequence
from pathlib import Path

from api import releases, server, settings
from api.arguments import folder_or_none, natural, port, positive, takes_folders, takes_setting
from api.front import Front
from api.kinds import RESOURCES
from api.late import late
from api.refusals import Refused, Unusable, Wrong
from api.releases import Unfit
from api.succession import checked
from api.terminal import say


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
        ("--shortcut", settings.SHORTCUT, natural),
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


def configured() -> server.Options:
    """Give the options that the environment sets, to whoever starts the server by another command."""
    parser = argparse.ArgumentParser()
    add(parser)
    return server.Options.of(vars(parser.parse_args([])))


def application() -> Front:
    """Give the application that the environment sets, to a worker of gunicorn."""
    return server.application(configured())


def _run(options: argparse.Namespace) -> None:
    chosen = server.Options.of(vars(options))
    if chosen.watch:
        _followed(options.fixtures, chosen.release)
    served, address = _served(chosen.release), f"http://{chosen.address}"
    ready = f"{served} at {address}/v1, docs at {address}/docs; stop with Ctrl-C"
    server.Server(chosen, lambda _: say(ready)).run()


def _followed(fixtures: Sequence[Path], release: Path) -> None:
    """Build what is served from fixtures, now and after every edit."""
    if release.name != releases.CURRENT:
        what = f"--watch builds beside {release}; give a --release that is called {releases.CURRENT}"
        raise Refused(Wrong("--release", str(release), what))
    late("rebuilding").Rebuilding(fixtures, RESOURCES, release.parent, say).beside()


def _served(path: Path) -> str:
    """Say which release will be served, or why there is none yet: the server waits for one."""
    try:
        return f"release {checked(path.resolve(), RESOURCES).release}"
    except (Unfit, Unusable, OSError) as error:
        say(str(error))
        return "no release yet"
