"""Counts of all workers together, as Prometheus reads them; nothing is counted without a folder."""

import os
from datetime import datetime
from errno import ENOSPC
from functools import cached_property
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, exposition, multiprocess, values

from api.server.access_log import AccessRecord
from api.server.clients import NAMED
from api.web.request import Request
from api.web.responses import Answer, Response
from api.web.status import Status

#: Where the counts are.
PATH = "/metrics"
#: Up to how many seconds a request took.
_BUCKETS = (0.0001, 0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3)

#: The files that a process counts in, and how many bytes each of them takes: more than all routes and statuses fill.
_KINDS = ("counter", "histogram", "gauge_livesum", "gauge_livemin")
_ROOM = 256 * 1024


def emptied(folder: Path) -> None:
    """Make a folder ready for the counts of a new server; what is no count stays, such as a release."""
    folder.mkdir(parents=True, exist_ok=True)
    for kind in _KINDS:
        for file in folder.glob(f"{kind}_*.db"):
            file.unlink()


def forget(pid: int, folder: Path) -> None:
    """Drop what a worker that has ended said of itself; what it counted stays."""
    multiprocess.mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]  # untyped there


def _reserve(folder: Path) -> None:
    """Take the room that this process needs, for its files cannot grow on a full disk.

    They are mapped into memory, and to write where there is no room would end the process, without an error. A file has
    its name when it is whole: another process may read all counts at any time.
    """
    for kind in _KINDS:
        path = folder / f"{kind}_{os.getpid()}.db"
        draft = path.with_suffix(".new")
        held = path.read_bytes() if path.exists() else b""
        try:
            with draft.open("wb", buffering=0) as file:
                if file.write(held.ljust(_ROOM, b"\0")) < _ROOM:
                    raise OSError(ENOSPC, os.strerror(ENOSPC), str(path))
            os.replace(draft, path)
        except OSError:
            draft.unlink(missing_ok=True)
            raise


class Metrics:
    """What one worker counts."""

    def __init__(self, folder: Path) -> None:
        """Count in a folder that all workers share; made in the worker, after the fork.

        Raises `OSError` where the folder has no room.
        """
        _reserve(folder)
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)
        values.ValueClass = values.MultiProcessValue()  # type: ignore[no-untyped-call]  # untyped there
        self._folder = str(folder)
        self._requests = Counter("crisis_facts_requests", "Requests.", ["route", "status"], registry=None)
        self._seconds = Histogram(
            "crisis_facts_request_seconds", "Time to answer.", ["route"], buckets=_BUCKETS, registry=None
        )
        self._hits = Counter("crisis_facts_memory_hits", "Requests answered from memory.", registry=None)
        self._waiting = Gauge(
            "crisis_facts_waiting", "Requests in or before the application.", multiprocess_mode="livesum", registry=None
        )
        self._refused = Counter("crisis_facts_refused_releases", "Releases refused.", registry=None)
        self._refusals = 0

    @cached_property
    def _taken(self) -> Gauge:
        """Made by the first who has taken a release: a gauge begins at zero, which would be the oldest of all."""
        return Gauge(
            "crisis_facts_release_taken_timestamp_seconds",
            "When a release was taken into service: the oldest of all workers.",
            multiprocess_mode="livemin",
            registry=None,
        )

    def __call__(self, record: AccessRecord) -> None:
        """Count a request that was answered."""
        self._requests.labels(record.route, str(record.status)).inc()
        self._seconds.labels(record.route).observe(record.nanoseconds / 1e9)
        if record.from_memory:
            self._hits.inc()

    def note(self, status: Status, refusals: int, waiting: int) -> None:
        """Set what is true of this moment: what the worker serves, and how many requests wait."""
        self._waiting.set(waiting)
        if status.since:
            self._taken.set(datetime.fromisoformat(status.since).timestamp())
        self._refused.inc(refusals - self._refusals)
        self._refusals = refusals

    def beside(self, answer: Answer) -> Answer:
        """Return what answers as before, and at `/metrics` with the counts of all workers, unless a proxy asks.

        A proxy speaks for the public, and an address has more spellings than its rules foresee.
        """

        def counted(request: Request) -> Response:
            if request.path != PATH or any(name == NAMED for name, _ in request.source["headers"]):
                return answer(request)
            registry = CollectorRegistry()
            multiprocess.MultiProcessCollector(registry, path=self._folder)  # type: ignore[no-untyped-call]  # untyped there
            body = exposition.generate_latest(registry)
            headers = {"Content-Type": exposition.CONTENT_TYPE_LATEST, "Cache-Control": "no-store"}
            response = Response.of(200, headers | {"Content-Length": str(len(body))}, body)
            response.route = PATH
            return response

        return counted
