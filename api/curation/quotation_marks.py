"""Quotes that their sources print without quotation marks; looks into texts, knows no lock."""

from collections.abc import Iterable

from api.curation.dataset import Record
from api.curation.diagnostics import Diagnostic
from api.model.normalization import NormalizedText
from api.model.passages import occurrences
from api.model.quotation import SPOKEN, is_within_marks

#: A passage in the text of its source: where it begins and stops in the original, in code points.
Place = tuple[Record, NormalizedText, int, int]


def unmarked(record: Record, quote: str, places: Iterable[Place]) -> Diagnostic | None:
    """Return the fault of a quote that none of the places prints in quotation marks, of those that print it."""
    bare: list[tuple[str, int]] = []
    for source, text, start, end in places:
        if source.data.get("type") in SPOKEN:
            return None
        spans = [(text.origin(first), text.origin(last)) for first, last in occurrences(text.text, quote)]
        found = [span for span in spans if start <= span[0] and span[1] <= end]
        if any(is_within_marks(text.original, *span) for span in found):
            return None
        bare += [(source.id, text.original.count("\n", 0, begin) + 1) for begin, _ in found]
    if not bare:
        return None
    types = ", ".join(SPOKEN)
    what = f"the words stand without quotation marks in line {bare[0][1]} of the text of {bare[0][0]!r}"
    cure = f"tell it in your own words, as reported; or, of a text that is all speech, write the type: {types}"
    return record.fault((str(record.resource.quotes),), f"{what}; {cure}")
