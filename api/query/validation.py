"""What a release does not know of a question, and what would be right; knows no SQL, no HTTP."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from api.model.errors import Wrong
from api.model.fields import SLUG, SLUG_LENGTH
from api.model.messages import did_you_mean, nearest
from api.query.list_parameters import ANEW
from api.query.selection import Selection


@dataclass(frozen=True)
class Identified:
    """That a record exists: its kind, and the day from which it is known."""

    kind: str
    known_since: str


@dataclass(frozen=True)
class Departed:
    """Where an id leads that no record has now: to a path, or to why its record was withdrawn."""

    kind: str
    path: str | None
    withdrawal: Mapping[str, Any] | None


class Known(Protocol):
    """What a release knows, for checking what a client asks for."""

    name: str

    def identified(self, id: str) -> Identified | None:
        """Return of what kind a record is and since when it is known; None where there is no such record."""

    def departed(self, id: str) -> Departed | None:
        """Return where an id leads that no record has now; None where it never was one."""

    def near(self, id: str, kinds: Sequence[str], as_of: str | None = None, *, in_letters: bool = False) -> list[str]:
        """Return the ids of some kinds, known on a day, that are nearest to a wrong one, by names too or in letters."""

    def terms(self, name: str) -> list[str]:
        """Return every value that a filter of this name can find, in any kind."""


def unknown(selection: Selection, release: Known) -> Iterator[Wrong]:
    """Yield what the release does not know of what is asked for: ids, terms and the place to go on after."""
    resource = selection.resource
    for name, values in selection.values.items():
        has = resource.by_value[name]
        targets = resource.targets(has)
        terms = release.terms(name) if resource.is_vocabulary(has) else values
        for value in values:
            known = release.identified(value) if targets else None
            if targets and not (known and known.kind in targets):
                yield no_such_id(name, value, targets, release, selection.as_of)
            elif not targets and value not in terms:
                # a word may be newer than the day that is asked for
                yield no_such_term(name, value, [] if selection.as_of else terms)
    if selection.after:
        yield from _no_place(selection.after, selection, release)


def _no_place(after: str, selection: Selection, release: Known) -> Iterator[Wrong]:
    known = release.identified(after)
    if not known or known.kind not in selection.resource.kinds:
        yield no_such_id("after", after, selection.resource.kinds, release, selection.as_of)
    elif selection.as_of and selection.as_of < known.known_since:
        what = f"{after!r} is known only since {known.known_since}, after the day of `as_of`; {ANEW}"
        yield Wrong("after", after, f"after: {what}")


def no_such_term(name: str, value: str, terms: Sequence[str]) -> Wrong:
    """Return what is wrong with a word that no record has, and what would be right."""
    what = f"{name}: no record has {value!r}{did_you_mean(value, terms)}"
    return Wrong(name, value, what, nearest=tuple(nearest(value, terms, 3)))


def no_such_id(name: str, value: str, kinds: Sequence[str], release: Known, as_of: str | None = None) -> Wrong:
    """Return what is wrong with an id that no record of some kinds has, and what would be right."""
    departed = release.departed(value)
    anew = f"; {ANEW}" if name == "after" else ""
    if departed and departed.path:
        now = departed.path.rpartition("/")[2]
        return Wrong(name, value, f"{name}: {value!r} is called {now!r} now", nearest=(now,))
    if departed and departed.withdrawal:
        return Wrong(name, value, f"{name}: {value!r} was withdrawn on {departed.withdrawal['date']}{anew}")
    near = release.near(value, kinds, as_of, in_letters=name == "after")
    is_id = bool(re.fullmatch(SLUG, value, re.ASCII)) and len(value) <= SLUG_LENGTH
    what = f"no record of {' or '.join(kinds)} has the id {value!r}" if is_id else f"{value!r} is not an id"
    if near:
        anew = f"; did you mean {near[0]}?" + (f" Else {ANEW}" if anew else "")
    elif not is_id:
        anew = "; ids are lower-case words, joined with '-'"
    return Wrong(name, value, f"{name}: {what}{anew}", nearest=tuple(near))
