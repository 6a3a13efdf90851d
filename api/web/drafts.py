"""`POST /v1/verify`: a draft, or quotations with their speakers, each with its verdict; nothing is kept of them."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from werkzeug.http import parse_options_header

from api.model.errors import Refused, Wrong
from api.model.jsontext import encode
from api.model.messages import did_you_mean
from api.query import parameters
from api.query.parameters import AS_OF
from api.query.store import Store
from api.web.request import LONGEST_BODY, Request, TooLong, UnknownForm
from api.web.responses import Representation, whole_list
from api.web.served import ServedRelease
from api.web.verdicts import Asked, judged, quoted, speaker_named

#: How many quotations are judged at once.
MOST = 100
_TEXTS = {"text/plain": False, "text/markdown": True}
_JSON, _FORM = "application/json", "application/x-www-form-urlencoded"
_DAY = replace(AS_OF, name="/as_of")
_MEMBERS, _OF_EACH, _FIELDS = ("quotations",), ("quote", "speaker"), ("draft", "markdown", "as_of")


def verify_draft(served: ServedRelease, request: Request) -> Representation:
    """Show the verdict on each quotation of a draft, or on each that is given."""
    query = parameters.read({AS_OF.name: AS_OF}, request.pairs)
    asked, day = _asked(served.store, request)
    as_of = query.get(AS_OF.name, (day,))[0]
    return whole_list(map(encode, judged(served.store, asked, as_of, served.texts)))


def _asked(store: Store, request: Request) -> tuple[list[Asked], str | None]:
    """Return the quotations in the body of a request, and the day that it names."""
    form = parse_options_header(request.headers.get("content-type"))[0]
    if form not in (*_TEXTS, _JSON, _FORM):
        raise UnknownForm([_JSON, *_TEXTS])
    if len(request.body) > LONGEST_BODY:
        raise TooLong
    try:
        text = request.body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused("", "", f"byte {error.start + 1} is no UTF-8") from None
    if form in _TEXTS:
        return _of_draft(store, text, _TEXTS[form], ""), None
    if form == _JSON:
        return list(_given(store, _object(_read(text), "", _MEMBERS).get("quotations"))), None
    given = _object(_form(text), "", _FIELDS)
    if "draft" not in given:
        raise _refused("/draft", "", "is missing; without a form, send a draft as text/plain or text/markdown")
    day = _DAY.values([given["as_of"]])[0] if "as_of" in given else None
    return _of_draft(store, _text(given, "draft", ""), "markdown" in given, "/draft"), day


def _of_draft(store: Store, text: str, markdown: bool, at: str) -> list[Asked]:
    try:
        return quoted(store, _printed(text, at), markdown=markdown, most=MOST)
    except ValueError as error:
        raise _refused(at, "", str(error)) from None


def _given(store: Store, given: Any) -> Iterator[Asked]:
    """Yield the quotations that are given; raises `Refused` with all that is wrong."""
    if not isinstance(given, list) or not 0 < len(given) <= MOST:
        found = f", not of {len(given)}" if isinstance(given, list) else ""
        raise _refused("/quotations", "", f"give a list of 1 to {MOST}{found}")
    wrong: list[Wrong] = []
    for number, item in enumerate(given):
        at = f"/quotations/{number}"
        try:
            one = _object(item, at, _OF_EACH)
            speaker = _text(one, "speaker", at) if "speaker" in one else None
            yield Asked(_text(one, "quote", at), speaker_named(store, speaker, f"{at}/speaker") if speaker else None)
        except Refused as refused:
            wrong += refused.errors
    if wrong:
        raise Refused(*wrong)


def _read(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_once)
    except (ValueError, RecursionError) as error:
        raise _refused("", "", f"is no JSON: {error}") from None


def _form(text: str) -> Mapping[str, str]:
    try:
        return _once(parse_qsl(text, errors="strict"))
    except UnicodeDecodeError:
        raise _refused("", "", "has a % with what is no UTF-8") from None


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return members by their names; raises `Refused` where one is given twice."""
    given = dict(pairs)
    if len(given) < len(pairs):
        [(name, times)] = Counter(name for name, _ in pairs).most_common(1)
        raise _refused(f"/{name[:200]}", "", f"is given {times} times; give it once")
    return given


def _object(value: Any, at: str, members: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise _refused(at, value, f"is no object; its members are {', '.join(members)}")
    if unknown := [name for name in value if name not in members]:
        raise Refused(
            *(
                Wrong(
                    f"{at}/{name[:200]}",
                    "",
                    f"unknown member {name[:200]!r}{did_you_mean(name[:200], members)}",
                    members,
                )
                for name in unknown[:20]
            )
        )
    return value


def _text(given: Mapping[str, Any], name: str, at: str) -> str:
    """Return a member that is a text of printed words."""
    value, at = given.get(name), f"{at}/{name}"
    if not isinstance(value, str) or not value.strip():
        raise _refused(at, "" if value is None else value, "is missing" if value is None else "is no text; give words")
    return _printed(value, at)


def _printed(text: str, at: str) -> str:
    if "\0" in text or any("\ud800" <= char <= "\udfff" for char in text):
        raise _refused(at, "", "holds a character that no text has; give printed words")
    return text


def _refused(at: str, value: Any, what: str) -> Refused:
    return Refused(Wrong(at, value if isinstance(value, str) else json.dumps(value)[:200], f"{at or 'body'}: {what}"))
