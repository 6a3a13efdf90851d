"""Sources: the texts that the facts rest on."""

from itertools import pairwise
from typing import Any

from marshmallow import ValidationError, validates_schema

from api.model import edtf
from api.model.fields import Computed, Day, Digest, Edtf, Language, Objects, Ref, Refs, Text, WebAddress, sparse
from api.model.filters import Has, Overlaps
from api.model.resource import Resource
from api.model.schema import FactCounts, RecordSchema, Strict
from api.model.terms import OpenChoice

TYPES = {
    "news": "A report of a news outlet or an agency.",
    "official": "A publication of a public body.",
    "list": "A list that an authority keeps.",
    "transcript": "A record of spoken words: all of it is speech.",
    "speech": "The text of a speech, by who held it.",
    "letter": "A letter or a note, by who wrote it.",
    "declaration": "A statement or declaration, in the words of who issued it.",
    "post": "A message on a network or a blog, by who wrote it.",
    "video": "A recording of pictures or sound; its text is what is spoken in it.",
    "book": "A book, or a chapter of one.",
    "report": "A report or a study of an organization.",
    "treaty": "An agreement between states, by its text.",
    "data": "A table or a data set.",
}


def _has_a_last_day(published: str) -> None:
    """Refuse a date from which no day follows since which the source is known."""
    possible = edtf.possible(published)
    if not edtf.YEAR_1 <= possible.latest < edtf.LAST:
        begin = possible.earliest if edtf.YEAR_1 <= possible.earliest < edtf.LAST else ""
        what = f"{published!r} has no last day in the years 1 to 9999, since which the source is known"
        raise ValidationError(f'{what}; write "[{begin}..YYYY-MM-DD]", with the day on which you read it')


class Correction(Strict):
    """That a source printed another text from a day on."""

    date = Day("The day since which it prints the corrected text.", required=True)
    replaced_sha256 = Digest("The SHA-256 digest of the text before.", required=True)
    note = Text("What was corrected.")


class Source(RecordSchema):
    """A published text: its address, its digest, quotes and the ends of passages are in the data, not the whole."""

    title = Text("The headline or title.", required=True)
    publisher = Ref("Who published it.", "actors", required=True)
    authors = Refs("Who wrote it: persons, or the agency that supplied it.", "actors")
    type = OpenChoice("What sort of text it is.", TYPES, required=True)
    published = Edtf(
        "When it was published; a range where only a range is known, up to the day on which it was read.",
        required=True,
        validate=_has_a_last_day,
    )
    source_url = WebAddress("The address of the text on the web.")
    archive_url = WebAddress("The address of an archived copy.")
    language = Language("The language of the text, by its BCP 47 tag.", required=True)
    text_sha256 = Digest("The SHA-256 digest of the text that it prints, against which evidence was locked.")
    corrections = sparse(Objects("When its text was corrected, the first time first.", Correction))
    license = Text("The licence of the text; null where it gives none.")
    status_note = sparse(Text("What a reader should know of this source: doubts, readings, choices made."))
    known_since = Computed("The latest day on which it may have been published.", {"type": "string", "format": "date"})
    facts = FactCounts("How many facts of each kind rest on the source, as known then, and where they are listed.")

    @validates_schema
    def _is_corrected_in_order(self, data: dict[str, Any], **kwargs: object) -> None:
        days = [edtf.possible(data["published"]).latest, *(one["date"] for one in data["corrections"] or ())]
        for index, (before, day) in enumerate(pairwise(days)):
            if day <= before:
                what = f"{day!r} is not after {before}, when the text before was known; swap or correct them"
                raise ValidationError({"corrections": {index: {"date": [what]}}})
        if data["corrections"] and not data["text_sha256"]:
            raise ValidationError("is missing; write the digest of the corrected text", "text_sha256")


SOURCES = Resource(
    name="sources",
    singular="Source",
    example="havana-times-2019-03",
    schema=Source,
    label="{title}",
    facts_by="source",
    order="-date",
    sorts=("title",),
    filters={
        "type": Has("type"),
        "publisher": Has("publisher"),
        "author": Has("authors"),
        "language": Has("language"),
        "date": Overlaps("published"),
    },
)
