"""The verdicts on quotations: whether their words stand here, and whether who is named said them; knows no request."""

import json
from collections.abc import Iterator, Sequence
from functools import cache, lru_cache
from typing import Any, NamedTuple

from api.model.attribution import Attribution, Names, attributed
from api.model.draft import Draft, is_short
from api.model.errors import Refused, Wrong
from api.pages.values import named
from api.query.store import Store
from api.query.texts_at_hand import TextsAtHand
from api.query.verification import verified
from api.web.verify import LONGEST

#: How many statements are shown with a verdict.
SHOWN = 3
#: What is said of a quotation.
VERDICTS = {
    "confirmed": "Who is named said these words.",
    "misattributed": "Somebody else said these words.",
    "unattributed": "The words stand here; whose they are is not said, or nobody is named who is known here.",
    "telling": "A source tells so in its own words: they are nobody's quote.",
    "not_found": "The words do not stand here.",
    "not_judged": "One or two words, or too long.",
}
#: Of which verdicts a draft has no other when all is well.
GOOD = ("confirmed", "not_judged")


#: The verdict on words that are in no quote, by whose they are.
_OF_TEXTS = {"printed": "unattributed", "passage": "unattributed", "telling": "telling", "none": "not_found"}
_NOT_JUDGED: dict[str, Any] = {
    **{"match": "none", "whose": "none", "detail": "Too short or too long to be judged.", "changes": []},
    "searched": {"quotes": 0, "sources": 0, "until": None, "texts": 0, "words": 0},
    **{"total": 0, "statements": [], "places": []},
}


class Asked(NamedTuple):
    """Words to be judged, who is named for them, and their line and column in a draft, as `12:5`."""

    words: str
    named: Attribution | None
    place: str = ""


def quoted(store: Store, text: str, *, markdown: bool, most: int | None = None) -> list[Asked]:
    """Return the quotations of a draft; raises `ValueError` where there are more than `most`."""
    draft = Draft(text, markdown=markdown, most=most)
    beside = attributed(draft, names(store)) if draft.quotations else []
    return [
        Asked(one.words, named, f"{one.line}:{one.column}") for one, named in zip(draft.quotations, beside, strict=True)
    ]


@lru_cache(maxsize=4)
def names(store: Store) -> Names:
    """Return the names of all actors of a release, and their offices."""
    known = store.everything("actors") if "actors" in store.kinds else ()
    actors = [json.loads(document) for _, document in known]
    named = [(one["id"], one["type"], [one["name"], *one["aliases"]]) for one in actors]
    return Names(named, [(one["id"], office["role"]) for one in actors for office in one["offices"]])


def speaker_named(store: Store, name: str, at: str) -> Attribution:
    """Return who is named by an id or a name; raises `Refused`, of the parameter `at`, where that is nobody."""
    known = store.identified(name)
    ids = (name,) if known and known.kind == "actors" else names(store).ids(name)
    if not ids:
        near = store.near(name[:200], ["actors"])
        raise Refused(Wrong(at, name[:200], f"{at}: no actor has this id or name", nearest=tuple(near)))
    return Attribution(ids, "given")


def judged(
    store: Store, asked: Sequence[Asked], as_of: str | None, texts: TextsAtHand | None
) -> Iterator[dict[str, Any]]:
    """Yield the verdict on each of some quotations, with all that `verified` returns of its words."""
    ids = {id for one in asked if one.named for id in one.named.ids}
    called = store.names(sorted(ids), as_of)
    found = cache(lambda words: verified(store, words, None, as_of, texts))
    for one in asked:
        known = [{"id": id, "kind": "actors", "name": called[id]} for id in (one.named or ((),))[0] if id in called]
        told = (
            ({"place": one.place} if one.place else {})
            | {"named": known}
            | ({"way": one.named.way} if one.named and known else {})
        )
        if len(one.words) > LONGEST or is_short(one.words):
            yield {"verdict": "not_judged", **_NOT_JUDGED, "quote": one.words, **told}
        else:
            yield _judged(found(one.words), told)


def _judged(answer: dict[str, Any], told: dict[str, Any]) -> dict[str, Any]:
    """Return the verdict on words that were looked for, with the statements of who is named first."""
    found = answer["statements"]
    if not found:
        verdict = _OF_TEXTS[answer["whose"]]
        return {"verdict": verdict, **answer, **told}
    ids = {one["id"] for one in told["named"]}
    right = [one for one in found if ids & _speakers(one)]
    verdict = "confirmed" if right else "misattributed" if ids else "unattributed"
    said = f"Said by {' or by '.join(dict.fromkeys(named(one['speakers']) for one in right or found))}"
    others = named(told["named"])
    if told.get("way") == "before":
        said += f"; nobody is named beside these words, and before them last {others}"
    elif verdict == "misattributed":
        said += f", and not by {others}, who is named"
    elif not ids:
        said += "; nobody is named for these words who is known here"
    shown = (right + [one for one in found if one not in right])[:SHOWN]
    return {"verdict": verdict, **answer, **told, "detail": f"{answer['detail']} {said}.", "statements": shown}


def _speakers(statement: dict[str, Any]) -> set[str]:
    sides = [*statement["speakers"], *([statement["on_behalf_of"]] if statement["on_behalf_of"] else [])]
    return {one["id"] for one in sides}
