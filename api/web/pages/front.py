"""The front page, and the pages that stand by themselves."""

import json
from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import urlencode

from api.pages import hits, linked, timeline
from api.pages.templates import page
from api.query.formats import HTML
from api.query.parameters import SINCE
from api.web import changes as diff
from api.web import index, kept, problems
from api.web import verify as quotes
from api.web import vocabulary as terms
from api.web.asking import Asking
from api.web.drafts import verify_draft
from api.web.pages import lists
from api.web.request import Request
from api.web.responses import Response
from api.web.served import ServedRelease
from api.web.verdicts import GOOD

#: What the page of a verification says first.
HEADINGS = {
    "quote": "These words are among the quotes",
    "another": "Somebody else said these words",
    "printed": "A text prints these words as somebody’s",
    "passage": "A fact rests on these words",
    "telling": "A source tells so in its own words",
    "none": "These words are not among the quotes",
}
#: How many facts and questions the front page shows, how many rows it draws, and of which kinds these are.
_FEW, _ROWS, _DRAWN = 6, 12, ("meetings", "events", "sanctions")
_LATEST = {"sort": "-date", "limit": str(lists.MOST_DRAWN), "kind": ",".join((*_DRAWN, "statements", "figures"))}


def front(asking: Asking) -> bytes:
    """Show what there is, the newest facts, and the open questions."""
    found = asking.answer(index.index)
    dated = asking.listed("timeline", **_LATEST)["data"]
    begun = [entry for entry in dated if entry["begin"] and entry["begin"]["earliest"]]
    return page(
        "front",
        asking.frame(twins=asking.twins("JSON")),
        kinds=found["kinds"],
        latest=hits.of_entries(begun[:_FEW]),
        questions=asking.listed("questions", limit=str(_FEW)),
        drawing=timeline.drawn([entry for entry in begun if entry["kind"] in _DRAWN][:_ROWS]),
        linked=linked.dataset(found, asking.served.address.absolute),
    )


def verify(asking: Asking) -> bytes:
    """Show where words stand; without words, a box for them."""
    if asking.request.method == "POST":
        return _draft(asking)
    if not asking.has("quote"):
        return page("verify", asking.frame(("Verify", "")), heading="Verify a quote", found=None, quote="")
    found = asking.answer(quotes.verify)
    where = hits.of_records(asking.served.by_name["statements"], found["statements"], asking.at)
    heading = HEADINGS[found["whose"]]
    frame = asking.frame(("Verify", ""), twins=asking.twins("JSON", "Markdown"))
    return page("verify", frame, heading=heading, found=found, hits=where, quote=found["quote"])


def _draft(asking: Asking) -> bytes:
    """Show the verdict on each quotation of a draft."""
    found, statements = asking.answer(verify_draft), asking.served.by_name["statements"]
    where = [hits.of_records(statements, one["statements"], asking.at) for one in found["data"]]
    wrong = sum(one["verdict"] not in GOOD for one in found["data"])
    return page("draft", asking.frame(("Verify", "")), found=found, hits=where, wrong=wrong)


def changes(asking: Asking) -> bytes:
    """Show what has changed; where no day is named, the releases to choose from."""
    asked = asking.has(SINCE.name)
    found = asking.answer(diff.changes) if asked else {"since": None, "data": []}
    frame = asking.frame(("Changes", ""), dated=False, twins=asking.twins("JSON", "Markdown") if asked else {})
    known = diff.releases(asking.served)
    return page("changes", frame, asked=asked, since=found["since"], changes=found["data"], releases=known)


def releases(asking: Asking) -> bytes:
    """Show the releases that are kept."""
    found = asking.answer(kept.kept)["data"]
    return page("releases", asking.frame(("Releases", ""), dated=False, twins=asking.twins("JSON")), releases=found)


def vocabulary(asking: Asking) -> bytes:
    """Show the closed lists."""
    lists = asking.answer(terms.vocabulary)["data"]
    return page("vocabulary", asking.frame(("Vocabulary", ""), dated=False, twins=asking.twins("JSON")), lists=lists)


def problem_type(asking: Asking, slug: str) -> bytes:
    """Show what a type of problem means."""
    problems.problem_type(asking.served, asking.request, slug)
    status, title, meaning = problems.TYPES[slug]
    frame = asking.frame((title, ""), dated=False)
    return page("problem_type", frame, heading=title, status=status, meaning=meaning)


def problem(served: ServedRelease, request: Request, response: Response) -> Response:
    """Return the page that says of a problem what its document says."""
    frame = Asking(served, replace(request, query="")).frame(("A problem", ""), dated=False)
    return response.shown_as(
        page("problem", frame, problem=json.loads(response.body), meant=partial(_meant, request)), HTML.content_type
    )


def _meant(request: Request, wrong: Mapping[str, Any], near: str) -> str:
    """Return the address with what is near in place of what is wrong: a value, or the name of a parameter."""
    name, bad = wrong["parameter"], wrong["value"]
    of_value = wrong["detail"].startswith(f"{name}:")
    right = (lambda text: (name, text.replace(bad, near))) if of_value else (lambda text: (near, text))
    pairs = [right(text) if one == name else (one, text) for one, text in request.pairs]
    return f"{request.path}?{urlencode(pairs)}"
