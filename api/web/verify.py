"""`/v1/verify`: whether words are those of a source, and whose they are."""

from itertools import pairwise

from api.model.jsontext import encode
from api.model.scripts import least_length
from api.model.words import words
from api.query import parameters
from api.query.parameters import AS_OF, SLUG_SCHEMA, Parameter, as_it_is, printed
from api.query.verification import verified
from api.web.request import Request
from api.web.responses import Representation
from api.web.served import ServedRelease

#: The most characters that can be looked for; the fewest depend on the script.
LONGEST = 2_000


def _words(value: str) -> str:
    found = words(printed(value))
    if not found:
        raise ValueError("holds no word, only marks; give printed words")
    least = least_length("".join(word.key for word in found))
    gaps = sum(word.end < following.begin for word, following in pairwise(found))
    if (length := sum(len(word.key) for word in found) + gaps) < least:
        raise ValueError(f"has {length} characters; give at least {least}, so that chance finds nothing")
    return value


QUOTE = Parameter(
    "quote",
    "The words to look for: at least 12 characters, or 7 where these are words, as in Chinese. `[…]` marks changes.",
    {"type": "string", "minLength": 1, "maxLength": LONGEST},
    _words,
    longest=LONGEST,
    required="give the words to look for",
    example="a meeting of minds",
)
SPEAKER = Parameter("speaker", "Who should have said them.", SLUG_SCHEMA, as_it_is)

#: The query parameters of a verification.
PARAMETERS = {parameter.name: parameter for parameter in (QUOTE, SPEAKER, AS_OF)}


def verify(served: ServedRelease, request: Request) -> Representation:
    """Show whether words stand in quotes or texts, and whose they are."""
    found = parameters.read(PARAMETERS, request.pairs)
    speaker, as_of = (found.get(parameter.name, (None,))[0] for parameter in (SPEAKER, AS_OF))
    return Representation(encode(verified(served.store, found[QUOTE.name][0], speaker, as_of, served.texts)))
