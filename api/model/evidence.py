"""Evidence: one passage of a source, by its first and last words, and what it supports in a record."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from api.model.fields import Choice, Cited, Computed, Day, Pattern, PrintedText, Refs, Said, Text, Texts, sparse
from api.model.messages import quoted
from api.model.schema import Strict

#: The part of a source that holds a passage. A caption or an imprint is weak evidence: nobody reported it as news.
PARTS = {
    "body": "The running text.",
    "headline": "The headline.",
    "caption": "The caption of a picture: weak evidence.",
    "imprint": "Byline, dateline, credit or address printed with the text: weak evidence.",
    "entry": "An entry of a list, found by its number.",
    "no_entry": "That a list has no entry of a number: evidence that it is gone, or was never there.",
}
#: The parts that are found by the number of an entry, and not by words.
NUMBERED = frozenset({"entry", "no_entry"})

#: The fields that are the curator's own: they order and explain what the sources say, and rest on no passage.
CURATORIAL = frozenset(
    {"id", "former_ids", "withdrawn", "topics", "status_note", "different_from", "evidence"}
    | {"number", "article", "initial"}
)


class PageLabel(Pattern):
    """A page of a source, by its number or its label."""

    pattern, what = r"^[^\s.,;:#]{1,20}$", "a page; write its number or label alone, such as 17, xii or 17-18"


class TimeCode(Pattern):
    """A time in a recording."""

    pattern = "^([0-9]{1,2}:[0-5]|[0-5]?)[0-9]:[0-5][0-9]$"
    what = "a time code; write hours, minutes and seconds, such as 0:12:30 or 12:30"


class Evidence(Strict):
    """One passage of one source, named by its first and last words, and what it supports.

    Of a list, it is the name of an entry, found by its number: what else an entry holds may be of private life.
    """

    source = Cited("The source that holds the passage.", "sources", required=True)
    start = PrintedText(
        "The first words of the passage, as printed; the whole passage where `end` is null; of an entry its name.",
        required=True,
    )
    end = PrintedText("The last words of the passage, as printed.")
    part = sparse(Choice("The part of the source that holds the passage; left out, it is `body`.", PARTS))
    entry = sparse(Text("The number of the entry in its list, where `part` is `entry` or `no_entry`."))
    page = sparse(PageLabel("The page, as printed; of a PDF, counted from the first, so that `link` opens it there."))
    time = sparse(TimeCode("The time in a video at which the words begin: `0:12:30` or `12:30`."))
    printed_since = sparse(Day("The day of the correction of the source that brought these words."))
    printed_until = sparse(Day("The day of the correction of the source that took these words out."))
    supports = Texts("The fields of the record that the passage supports; empty: the whole record.", data_key="fields")
    said = sparse(Said("The values that fields had by this passage, where the record has others by now."))
    via = sparse(
        Refs("Who carried these words to the source, in order, where the record's own `via` does not say it.", "actors")
    )
    link = Computed(
        "The address that opens the source at the words, page or time; null where the source has no address.",
        {"type": ["string", "null"], "format": "uri"},
    )
    archive_link = sparse(
        Computed("The same passage in an archived copy, where the source has one.", {"type": "string", "format": "uri"})
    )

    @validates_schema
    def _is_words_or_an_entry(self, data: dict[str, Any], **kwargs: object) -> None:
        numbered = data["part"] in NUMBERED
        if numbered != bool(data["entry"]):
            wrong = f"{data['entry']!r} needs the part entry, or no_entry"
            raise ValidationError("is missing; write the number of the entry" if numbered else wrong, "entry")
        if numbered and data["end"]:
            raise ValidationError(f"{quoted(data['end'])} is not for entries; write the whole name as start", "end")
