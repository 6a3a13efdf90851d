"""`/v1/changes`: what has changed since a release or a day."""

from collections.abc import Container, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from functools import lru_cache

from api.model.errors import Refused, Unusable, Wrong
from api.model.jsontext import encode
from api.model.resource import Resource
from api.query import diff, parameters
from api.query.diff import Change
from api.query.parameters import SINCE, SLUG_SCHEMA, Parameter, as_it_is
from api.query.store import Store
from api.query.validation import no_such_id, no_such_term
from api.web.request import Request
from api.web.responses import Representation, whole_list
from api.web.served import ServedRelease

#: By what changes can be narrowed, and the parameters of a question for them.
FILTERS = {
    "actor": Parameter("actor", "The id of an actor that the record names.", SLUG_SCHEMA, as_it_is, many=True),
    "topics": Parameter("topics", "A topic of the record.", SLUG_SCHEMA, as_it_is, many=True),
}
PARAMETERS = {SINCE.name: SINCE, **FILTERS}
#: In the place of a release: what there was before the first one.
NOTHING = ""


def changes(served: ServedRelease, request: Request) -> Representation:
    """Show the facts that differ from those of a release, or of the last one before a day."""
    since, found = changed(served, parameters.read(PARAMETERS, request.pairs))
    return whole_list((encode(change.document) for change in found), b'"since":%s,' % encode(since or None))


def changed(served: ServedRelease, asked: Mapping[str, Sequence[str]]) -> tuple[str, Sequence[Change]]:
    """Return the release that is asked for, and what differs from it; raises `Refused` where it means none."""
    since, earlier = asked[SINCE.name][0], _beside(served)
    name = earlier.named(since)
    if name is None:
        known = earlier.releases()
        listed = ", ".join(f"{release} of {revised}" for release, revised in known.items())
        what = f"{SINCE.name}: {since!r} does not tell one release from the others; known are {listed}"
        raise Refused(Wrong(SINCE.name, since, what, tuple(known)))
    wanted = [set(asked[filter]) for filter in FILTERS if filter in asked]
    found = earlier.since(name)
    if unknown := list(
        _unknown(served.store, asked, {id for change in found for id in change.about} if wanted else ())
    ):
        raise Refused(*unknown)
    return name, [change for change in found if all(one & change.about for one in wanted)] if wanted else found


def _unknown(release: Store, asked: Mapping[str, Sequence[str]], changed: Container[str]) -> Iterator[Wrong]:
    """Yield the actors and topics that are asked for, and neither are in a release nor in what differs from it."""
    for actor in asked.get("actor", ()):
        known = release.identified(actor)
        if actor not in changed and not (known and known.kind == "actors") and not release.departed(actor):
            yield no_such_id("actor", actor, [kind for kind in release.kinds if kind == "actors"], release)
    terms = release.terms("topics") if "topics" in asked else []
    for topic in asked.get("topics", ()):
        if topic not in changed and topic not in terms:
            yield no_such_term("topics", topic, terms)


def releases(served: ServedRelease) -> Mapping[str, str]:
    """Return the releases that can be asked for, each with the day of its last revision, the oldest first."""
    return _beside(served).releases()


@lru_cache(maxsize=2)
def _beside(served: ServedRelease) -> "EarlierReleases":
    return EarlierReleases(served.store, served.kinds)


class EarlierReleases:
    """The releases in the folder of the served one, up to that one."""

    def __init__(self, served: Store, resources: Sequence[Resource]) -> None:
        self.served = served
        self.resources = resources
        self.since = lru_cache(maxsize=4)(self._since)
        #: Name and day of each release that was read: it is not opened again for every question.
        self._read: dict[str, tuple[str, str]] = {}

    def releases(self) -> Mapping[str, str]:
        """Return the releases up to the served one, each with the day of its last revision, the oldest first."""
        found = {self.served.name: str(self.served.header["about"]["revised"])}
        for release in self.served.engine.others():
            with suppress(Unusable):
                if release.name not in self._read:
                    store = Store(release, self.resources, same=False)
                    self._read[release.name] = store.name, str(store.header["about"]["revised"])
                found.update([self._read[release.name]])
        shown = {name: day for name, day in found.items() if day <= found[self.served.name]}
        return dict(sorted(shown.items(), key=lambda item: (item[1], item[0] == self.served.name, item[0])))

    def named(self, since: str) -> str | None:
        """Return the release that a name or a day means; None where it means none, or may mean more than one.

        A day means the last release revised before it: whoever fetched on that day has that one or a newer one, and
        gets too much rather than too little. A day before all releases means `NOTHING`.
        """
        releases = self.releases()
        if since in releases or not _is_day(since):
            return since if since in releases else None
        last = max((day for day in releases.values() if day < since), default=None)
        meant = [name for name, day in releases.items() if day == last] if last else [NOTHING]
        return meant[0] if len(meant) == 1 else None

    def _since(self, name: str) -> tuple[Change, ...]:
        if name == self.served.name:
            return ()
        if name == NOTHING:
            kinds, everything = self.served.kinds, self.served.everything
            return tuple(
                Change("added", kind, id, about=diff.about(document))
                for kind in kinds
                for id, document in everything(kind)
            )
        old = Store(self.served.engine.kept(name), self.resources, same=False)
        try:
            return tuple(diff.changes(old, self.served))
        finally:
            old.close()


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
