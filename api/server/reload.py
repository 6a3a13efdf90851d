"""Which release is served, and what takes its place: a newer one is checked before it is used, and refused if unfit."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from api.model.errors import Unusable
from api.model.jsontext import encode
from api.model.resource import Resource
from api.query.connection import Engine
from api.query.engines import Location, engine
from api.query.formats import JSON
from api.query.store import Store
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
    """Makes an application over the release at a location, and another one whenever another good release is there.

    Each process has its own. The location may lead to a release, or to nothing yet.
    """

    def __init__(  # noqa: PLR0913 - each is a setting, given by name
        self,
        location: Location,
        resources: Sequence[Resource],
        seconds: float | None = None,
        threads: int = 0,
        faults: Callable[[], tuple[str, ...]] | None = None,
        address: Address = NO_ADDRESS,
        texts: Path | None = None,
    ) -> None:
        """Follow the releases at a location, which so many threads ask; `create_app` tells what the others are.

        `faults` returns what is wrong with the fixtures that the releases are built from, where they are followed.
        """
        self._texts = texts
        self._threads = threads
        self._address = address
        self._leading = engine(location)
        self._seconds = seconds
        self._resources = resources
        self._faults = faults
        self._stamp: Any = None
        self._served: Manifest | None = None
        self._from: Engine | None = None
        self._status = Status()
        self.refusals = 0

    def status(self) -> Status:
        """Return what the process serves, with what it is to serve and the faults of the fixtures as they are now."""
        wanted, faults = self._leading.wanted(), self._faults() if self._faults else None
        return replace(self._status, wanted=wanted, faults=faults)

    def next(self) -> Answer | None:
        """Return what takes the place of what answered before; None where nothing is new, or nothing good.

        What was refused is looked at again when it, its manifest or what leads to it changes. A release that is served
        and is no more what its name says gives way, if to nothing else, to answers that there is none.
        """
        stamp = self._leading.stamp()
        if self._stamp == (stamp, self._from and self._from.stamp()):
            return None
        found = self._leading.current()
        reason, app = self._tried(found)
        spoilt = bool(self._served and self._from and self._from.is_spoilt(self._served))
        if reason:
            self.refusals += 1
            # Where releases lie is the operator's matter: the log says it.
            told = reason.replace(found.place, "" if found.name else "the database")
            refused = RefusedRelease(found.name, _now(), told)
            goes_on = self._from and self._from.name != found.name and not spoilt
            app = None if goes_on else self._last_good(found)
            if spoilt and not app:
                self._served = self._from = None
                self._status = Status()
            self._status = replace(self._status, refused=refused)
            going_on = f"going on with {self._status.release}" if self._served else "there is no other"
            _LOG.error("%s; %s", reason, going_on)
        self._stamp = stamp, self._from and self._from.stamp()
        if app:
            return app.answer
        return without_release(self.status, self._address) if spoilt and not self._served else None

    def _last_good(self, refused: Engine) -> Application | None:
        """Return the application over the newest good release beside one.

        A new process goes on so where the others are; and an old one, where the file that it serves was damaged.
        """
        return next((app for _, app in map(self._tried, refused.others()) if app), None)

    def _tried(self, found: Engine) -> tuple[str, Application | None]:
        """Return why a release cannot be served, if so; and the application over it, if it is a new one."""
        try:
            return "", self._taken(found)
        except (Unusable, OSError) as error:
            return str(error), None
        except Exception as error:  # whatever else a file may make SQLite do must not end the server either
            _LOG.error("a release was refused", exc_info=error)
            return f"{found} cannot be served ({error})", None

    def _taken(self, found: Engine) -> Application | None:
        """Take a release into service, unless it is the one that is served, written anew."""
        manifest = checked(found, self._resources)
        if self._served and manifest.sha256 == self._served.sha256:
            self._status = replace(self._status, refused=None)
            return None
        app = create_app(
            found, self._resources, self.status, seconds=self._seconds, address=self._address, texts=self._texts
        )
        if self._from:
            self._from.part()
        found.prepare(self._threads)
        self._served, self._from = manifest, found
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


def checked(location: Location, resources: Sequence[Resource]) -> Manifest:
    """Return the manifest of a release that is what it says; raises `Unusable` for any other."""
    release = engine(location)
    said = release.manifest()
    store = Store(release, resources)
    counts = {kind: store.days.count(kind, None) for kind in store.kinds}
    for difference in said.differing(Manifest(store.name, said.sha256, FORMAT, store.header["shape"], counts)):
        raise Unfit(f"{release} is not what its manifest says: {difference}")
    return said


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
