"""`/v1/verify`: whether words are among the quotes of a release, letter by letter.

Words are found in a quote as they stand, or after folding, and never approximately: "would" and "would not" are nearly
the same to a computer. Quotation marks around the words, and a comma that printers put before the closing one, do not
count. What is not found is not found *here*, which does not say that it was not said.
"""

from typing import Any

from api.model.jsontext import encode, join_array
from api.model.normalization import normalize_casefold
from api.model.scripts import LINE_HYPHEN, least_length
from api.query import parameters
from api.query.parameters import AS_OF, Parameter
from api.query.store import Store
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

#: The most characters that can be looked for; the fewest depend on the script.
LONGEST = 2_000
#: How many statements an answer holds at most.
MOST = 50

_AROUND = "\"' "


def _words(value: str) -> str:
    if "\0" in value or any("\ud800" <= char <= "\udfff" for char in value):
        raise ValueError("holds a character that no text has; give printed words")
    bare = _bare(value)
    if len(bare) < (least := least_length(bare)):
        raise ValueError(f"has {len(bare)} characters; give at least {least}, so that chance finds nothing")
    return value


QUOTE = Parameter(
    "quote",
    "The words to look for: a whole quote, or a part of at least 12 characters after folding, or of 7 where characters "
    "are words or syllables, as in Chinese.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST},
    _words,
    longest=LONGEST,
    required="give the words to look for",
    example="no meeting of minds",
)

#: The query parameters of a verification.
PARAMETERS = {parameter.name: parameter for parameter in (QUOTE, AS_OF)}


def verify(served: ServedRelease, request: Request) -> Representation:
    """Show whether words are among the quotes of the release, and in which statements."""
    found = parameters.read(PARAMETERS, request.pairs)
    answer, statements = verified(served.store, found[QUOTE.name][0], found.get(AS_OF.name, (None,))[0])
    return Representation(encode(answer)[:-1] + b',"statements":' + join_array(statements) + b"}")


def verified(store: Store, quote: str, as_of: str | None = None) -> tuple[dict[str, Any], list[bytes]]:
    """Return what was found of some words, and the documents of the statements that hold them, in the order of lists.

    `match` is `exact` where the words stand in a quote character for character, `normalized` where they do after
    folding, `none` where they do not. `searched` says among how many quotes, of how many sources, up to which day.
    """
    found = list(store.quoted(_bare(quote), as_of))
    exact = [(kind, id) for kind, id, text in found if quote in text]
    shown = exact or [(kind, id) for kind, id, _ in found]
    day = store.days.at(as_of)
    searched = {"quotes": day["quotes"] if day else 0, **(day["read"] if day else {"sources": 0, "until": None})}
    answer = {
        "match": "exact" if exact else "normalized" if found else "none",
        "quote": quote,
        "detail": _detail(bool(found), searched),
        "searched": searched,
        "total": len(shown),
    }
    documents = [store.document(kind, id, as_of) for kind, id in shown[:MOST]]
    return answer, [document for document in documents if document]


def _bare(quote: str) -> str:
    folded = normalize_casefold(quote).replace(LINE_HYPHEN, "").strip(_AROUND)
    return folded.removesuffix(",").strip(_AROUND)


def _detail(found: bool, searched: dict[str, Any]) -> str:
    until = f" known up to {searched['until']}" if searched["until"] else ", as nothing was known yet"
    among = f"among {_some(searched['quotes'], 'quote')} of {_some(searched['sources'], 'source')}{until}"
    if found:
        return f"Found {among}."
    return f"Not found here, {among}. That does not say that it was not said."


def _some(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
