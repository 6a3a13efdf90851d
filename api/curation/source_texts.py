"""The texts that a source printed one after the other, and what is a text at all; reads no files.

An article that was corrected has several.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from api.model.passages import NotLocated

#: The day from which the first text is printed: before any other.
_FIRST = ""
#: How a file of each other form begins, and what makes a text of it.
_FORMS = {
    "a PDF": (rb"%PDF-", "pdftotext FILE.pdf FILE.txt"),
    "HTML": (
        rb"(?is)(\xef\xbb\xbf)?\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)?<(!doctype )?html",
        "w3m -dump FILE.html > FILE.txt",
    ),
}


def texts(source: Mapping[str, Any]) -> Sequence[tuple[str, str | None]]:
    """Return the digest of each text, the oldest first, with the day since which it is printed."""
    corrections = source.get("corrections") or ()
    days = (_FIRST, *(one.get("date") or _FIRST for one in corrections))
    digests = (*(one.get("replaced_sha256") for one in corrections), source.get("text_sha256"))
    return list(zip(days, digests, strict=True))


def printing(source: Mapping[str, Any], entry: Mapping[str, Any]) -> Sequence[str | None]:
    """Return the digests of the texts of a source in which the passage of some evidence stands, the oldest first."""
    if not source.get("corrections"):
        return [source.get("text_sha256")]
    since, until = entry.get("printed_since") or _FIRST, entry.get("printed_until")
    return [digest for day, digest in texts(source) if since <= day and (not until or day < until)]


def others(source: Mapping[str, Any], missed: str | None) -> Iterator[tuple[str | None, str]]:
    """Yield the other texts of a source than one by their digests, the nearest first.

    Each comes with what evidence says of a passage that stands there, and not in that one.
    """
    printed = texts(source)
    at = next((place for place, (_, digest) in enumerate(printed) if digest == missed), 0)
    for place in sorted(range(len(printed)), key=lambda place: abs(place - at)):
        day, digest = printed[place]
        if place != at:
            yield digest, f"printed_since: {day}" if place > at else f"printed_until: {printed[place + 1][0]}"


def printed_on(source: Mapping[str, Any], day: str) -> dict[str, Any]:
    """Return the values of a corrected source as its reader of a day could know them."""
    corrections = [one for one in source["corrections"] if one["date"] <= day]
    return {"corrections": corrections, "text_sha256": texts(source)[len(corrections)][1]}


def refuse_other_forms(content: bytes, what: str) -> None:
    """Raise `NotLocated` for a PDF or HTML, and say what makes a text of it."""
    for form, (begins, converter) in _FORMS.items():
        if re.match(begins, content):
            raise NotLocated(f"{what} is {form}; convert it to text, for example by: {converter}")
