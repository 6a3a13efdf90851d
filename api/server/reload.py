"""Which release is served, and what takes its place: a newer one is checked before it is used, and refused if unfit.

While there is none, a server says that it is alive, and that it waits.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.model.errors import Unusable
from api.model.jsontext import encode
from api.model.resource import Resource
from api.query.formats import JSON
from api.query.store import Store
from api.release import directory
from api.release.directory import Manifest, Unfit
from api.release.tables import FORMAT
from api.web.address import NO_ADDRESS, Address
from api.web.app import Application, create_app
from api.web.problems import problem
from api.web.request import Request
from api.web.responses import NOT_KEPT, Answer, Response
from api.web.status import RefusedRelease, Status

_LOG = logging.getLogger("crisis_facts")


class Reloader:
    """Makes an application over the release at a path, and another one whenever another good release is there.

    Each process has its own. The path may be a link, or may lead to nothing yet.
    """

    def __init__(  # noqa: PLR0913 - each is a setting, given by name
        self,
        path: Path,
        resources: Sequence[Resource],
        seconds: float | None = None,
        threads: int = 0,
        faults: Callable[[], tuple[str, ...]] | None = None,
        address: Address = NO_ADDRESS,
    ) -> None:
        """Follow the releases at a path; a query may take so many seconds, and so many threads ask.

        `faults` returns what is wrong with the fixtures that the releases are built from, where they are followed. The
        public finds the server at an `address`.
        """
        self._threads = threads
        self._address = address
        self._path = path
        self._seconds = seconds
        self._resources = resources
        self._faults = faults
        self._stamp: Any = None
        self._app: Application | None = None
        self._served: Manifest | None = None
        self._file: Path | None = None
        self._status = Status()
        self.refusals = 0

    def status(self) -> Status:
        """Return what the process serves, with the faults of the fixtures as they are now."""
        return replace(self._status, faults=self._faults()) if self._faults else self._status

    def next(self) -> Answer | None:
        """Return what takes the place of what answered before; None where nothing is new, or nothing good.

        What was refused is looked at again when the file, its manifest or the link changes. A release that is served
        and is no more what its name says gives way, if to nothing else, to answers that there is none.
        """
        stamp = directory.stamp(self._path)
        if self._stamp == (stamp, self._file and directory.stamp(self._file)):
            return None
        path = self._path.resolve()
        reason, app = self._tried(path)
        spoilt = self._is_spoilt()
        if reason:
            self.refusals += 1
            told = reason.replace(f"{path.parent}/", "")  # where files lie is the operator's matter: the log says it
            refused = RefusedRelease(path.name, _now(), told)
            app = self._last_good(path) if spoilt or self._file in (None, path) else None
            if spoilt and not app:
                self._served = self._file = None
                self._status = Status()
            self._status = replace(self._status, refused=refused)
            going_on = f"going on with {self._status.release}" if self._served else "there is no other"
            _LOG.error("%s; %s", reason, going_on)
        self._stamp = stamp, self._file and directory.stamp(self._file)
        if app:
            return app.answer
        return without_release(self.status, self._address) if spoilt and not self._served else None

    def _is_spoilt(self) -> bool:
        """Whether the file that is served is there, and is not what it was; one that is gone stays open, and whole."""
        if not self._served or not self._file:
            return False
        try:
            return directory.sealed_digest(self._file) != self._served.sha256
        except FileNotFoundError:
            return False
        except OSError:
            return True

    def _last_good(self, path: Path) -> Application | None:
        """Return the application over the newest good release beside one.

        A new process goes on so where the others are; and an old one, where the file that it serves was damaged.
        """
        return next((app for _, app in map(self._tried, directory.others(path)) if app), None)

    def _tried(self, path: Path) -> tuple[str, Application | None]:
        """Return why a release cannot be served, if so; and the application over it, if it is a new one."""
        try:
            return "", self._taken(path)
        except (Unfit, Unusable, OSError) as error:
            return str(error), None
        except Exception as error:  # whatever else a file may make SQLite do must not end the server either
            _LOG.error("a release was refused", exc_info=error)
            return f"{path} cannot be served ({error})", None

    def _taken(self, path: Path) -> Application | None:
        """Take a release into service, unless it is the one that is served, written anew."""
        manifest = checked(path, self._resources)
        if self._served and manifest.sha256 == self._served.sha256:
            self._status = replace(self._status, refused=None)
            return None
        app = create_app(path, self._resources, self.status, seconds=self._seconds, address=self._address)
        if self._app:
            self._app.store.part()
        app.store.prepare(self._threads)
        self._app = app
        self._served, self._file = manifest, path
        self._status = Status(manifest.release, _now())
        return app


def without_release(status: Callable[[], Status], address: Address = NO_ADDRESS) -> Answer:
    """Return what answers where there is no release: that the server is alive, and else that it waits for one."""

    def answer(request: Request) -> Response:
        if request.path == "/healthz":
            body = encode(status().health) + b"\n"
            headers = {"Cache-Control": NOT_KEPT, "Content-Type": JSON.media_type, "Content-Length": str(len(body))}
            return Response.of(200, headers, body)
        refused = status().refused
        why = f": {refused.reason}" if refused else ""
        none = f"There is no good release to serve yet{why}."
        return problem("no-release", none, {"Retry-After": "5"}).under(address)

    return answer


def checked(path: Path, resources: Sequence[Resource]) -> Manifest:
    """Return the manifest of a release that is what it says; raises `Unfit` or `Unusable` for any other."""
    if not path.is_file():
        raise Unfit(f"there is no release at {path}; run crisis-facts build, or name another file")
    said = Manifest.read(path)
    sha256 = directory.sealed_digest(path)
    if sha256 != said.sha256:
        raise Unfit(f"{path} is damaged: its sha256 is {sha256}, and its manifest says {said.sha256}")
    store = Store(path, resources)
    counts = {kind: store.days.count(kind, None) for kind in store.kinds}
    for difference in said.differing(Manifest(store.name, sha256, FORMAT, store.header["shape"], counts)):
        raise Unfit(f"{path} is not what its manifest says: {difference}")
    return said


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
