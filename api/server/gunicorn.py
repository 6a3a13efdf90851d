"""The server: gunicorn with our settings, in this process or started by gunicorn's own command."""

import gc
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from resource import RLIM_INFINITY, RLIMIT_NOFILE, getrlimit, setrlimit
from typing import Any

from gunicorn.app.base import BaseApplication

from api.model.resource import Resource
from api.query.engines import Location
from api.server import fixture_status, mcp_endpoint, metrics
from api.server.access_log import AccessLog, Observer
from api.server.asgi import AsgiApp
from api.server.clients import Clients
from api.server.mcp_endpoint import McpEndpoint
from api.server.reload import Reloader, without_release
from api.server.worker import HEADERS, LONGEST, Worker
from api.web.address import NO_ADDRESS, Address
from api.web.responses import Answer

_LOG = logging.getLogger("crisis_facts")
#: How many files a process has open at most: for itself and those it refuses, and for each thread, as releases change.
_FILES, _FILES_OF_A_THREAD = 32, 4
#: How many bytes a mebibyte has.
_MEBI = 1024 * 1024


@dataclass(frozen=True)
class Options:
    """What an operator sets: see the settings of the same names."""

    release: Location
    watch: bool
    host: str
    port: int
    workers: int
    threads: int
    queue: int
    each: int
    proxies: Clients
    memory: int
    query_ms: int
    connections: int
    max_requests: int
    log: int
    log_asked: int
    hosts: frozenset[str] | None
    url: Address | None
    mcp: int
    texts: Path | None
    metrics: Path | None

    @property
    def address(self) -> str:
        """The address that is listened on, as gunicorn has it; `unix:` and a path is a Unix socket."""
        if self.host.startswith("unix:"):
            return self.host
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn has no types
    """Serves a release with gunicorn."""

    def __init__(self, options: Options, resources: Sequence[Resource], ready: Callable[[object], object]) -> None:
        """Serve some kinds with some options; `ready` is called when the server takes requests."""
        self.options = options
        self.resources = resources
        self.ready = ready
        super().__init__()

    def load_config(self) -> None:
        """Take our settings, and nothing from the environment or from files."""
        for name, value in settings(self.options).items():
            self.cfg.set(name, value)
        self.cfg.set("when_ready", self.ready)

    def load(self) -> AsgiApp:
        """Return the application of a worker."""
        return application(self.options, self.resources)


def application(options: Options, resources: Sequence[Resource]) -> AsgiApp:
    """Return the application of a worker; called after the fork, as it looks for the release when the worker starts."""
    release = options.release
    faults = partial(fixture_status.posted, release.parent) if options.watch and isinstance(release, Path) else None
    address = options.url or NO_ADDRESS
    seconds = options.query_ms / 1000
    reloader = Reloader(options.release, resources, seconds, options.threads, faults, address, options.texts)
    counts = _counts(options.metrics)
    hosts = options.hosts or frozenset()
    observers: list[Observer] = [AccessLog(options.log, bool(options.log_asked))] if options.log else []
    observers += [counts] if counts else []

    def complete(answer: Answer) -> Answer:
        return counts.beside(answer) if counts else answer

    def next() -> Answer | None:
        answer = reloader.next()
        if counts:
            counts.note(reloader.status(), reloader.refusals, asgi.waiting)
        return complete(answer) if answer else None

    asgi = AsgiApp(
        complete(without_release(reloader.status, address)),
        memory=options.memory * _MEBI,
        threads=options.threads,
        queue=options.queue,
        each=options.each,
        clients=options.proxies,
        next=next,
        observers=observers,
        hosts=hosts,
        address=address,
    )
    if options.mcp:
        asgi.beside[mcp_endpoint.PATH] = McpEndpoint(asgi, resources, hosts)
    return asgi


def _counts(folder: Path | None) -> metrics.Metrics | None:
    """Return what counts, where that is wanted and there is room: a worker without counts is better than none."""
    try:
        return metrics.Metrics(folder) if folder else None
    except OSError as error:
        _LOG.error("nothing is counted: %s", error)
        return None


def _starting(options: Options) -> None:
    """Do once what all workers need, before there is one: they share what is imported then."""
    if options.metrics:
        metrics.emptied(options.metrics)
    if options.mcp:
        import_module(mcp_endpoint.MODULE)


def settings(options: Options) -> dict[str, Any]:
    """Return the settings of gunicorn: those that hold everywhere, and those that an operator sets."""
    folder = options.metrics
    return {
        "bind": options.address,
        "workers": options.workers,
        "worker_class": f"{Worker.__module__}.{Worker.__name__}",
        "worker_connections": room(options),
        "backlog": 4_096,
        "max_requests": options.max_requests,
        "max_requests_jitter": options.max_requests // 10,
        "asgi_lifespan": "on",
        "asgi_loop": "asyncio",
        "asgi_disconnect_grace_period": 0,
        "http_parser": "python",
        "http_protocols": "h1",
        "control_socket_disable": True,
        "keepalive": 5,
        "graceful_timeout": 20,
        "limit_request_line": LONGEST,
        "limit_request_fields": HEADERS,
        "limit_request_field_size": LONGEST,
        "forwarded_allow_ips": "",
        "proc_name": "crisis-facts",
        "loglevel": "warning",
        "on_starting": lambda server: _starting(options),
        "pre_fork": lambda server, worker: gc.freeze(),  # what is never looked at stays shared
        "child_exit": lambda server, worker: metrics.forget(worker.pid, folder) if folder else None,
    }


def room(options: Options) -> int:
    """Return how many connections a process may hold, having raised its limit of open files as far as may be."""
    needed = _FILES + _FILES_OF_A_THREAD * options.threads + options.connections
    soft, hard = (needed if limit == RLIM_INFINITY else min(limit, needed) for limit in getrlimit(RLIMIT_NOFILE))
    if soft < hard:
        setrlimit(RLIMIT_NOFILE, (hard, getrlimit(RLIMIT_NOFILE)[1]))
    room = max(1, options.connections + hard - needed)
    if room < options.connections:
        told = "a process may open %d files, so it holds %d connections and not %d; raise the limit to %d by ulimit -n"
        _LOG.warning(told, hard, room, options.connections, needed)
    return room
