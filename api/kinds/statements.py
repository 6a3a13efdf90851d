"""Statements: who said what to whom, and by whom it came to us (FollowTheMoney means something else by the word)."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from api.model.fact import Fact
from api.model.fields import Edtf, Ref, Refs, Text, Verbatim, sparse
from api.model.filters import Has, Overlaps
from api.model.resource import Resource
from api.model.schema import Backlinks
from api.model.terms import OpenChoice

TYPES = {
    "quoted": "The source prints words of the speaker in quotation marks.",
    "reported": "The source tells in its own words what the speaker said.",
    "announced": "The speaker made something known beforehand.",
    "position": "The source tells the standing view of the speaker, without an occasion.",
    "relayed": "Another party to the matter tells what the speaker said.",
}


class Statement(Fact):
    """An utterance: who said what, when, and by way of whom."""

    type = OpenChoice("How the source gives the utterance.", TYPES, required=True)
    speakers = Refs("Who said it: all who said it together, in the order of the source.", "actors", required=True)
    speaker_role = Text("The office of the one speaker while speaking, as the source gives it.")
    on_behalf_of = Ref("For whom they spoke.", "actors")
    summary = Text("What was said, in our own neutral words.", required=True)
    quote = Verbatim("The words of the speakers, to the letter, where the source prints them in quotation marks.")
    date = Edtf("When it was said; null where no source says.")
    audience = Refs("Who was told.", "actors")
    via = Refs("Who carried the words from the speakers to the source, in order.", "actors")
    meeting = Ref("The meeting that it was said at or about.", "meetings")
    in_reply_to = Ref("The statement that it answers.", "statements")
    about = Refs("Whom or what it is about.", "actors", "sanctions", "meetings", "statements", "figures", "events")

    retracts = sparse(Refs("The statements whose words it takes back for a speaker.", "statements"))
    retracted_by = sparse(Backlinks("The statements that take its words back."))

    @validates_schema
    def _has_the_role_of_one_speaker(self, data: dict[str, Any], **kwargs: object) -> None:
        if data["speaker_role"] and len(data["speakers"]) > 1:
            what = "is of one speaker, and there are several; write each office in the file of its actor"
            raise ValidationError(what, "speaker_role")

    @validates_schema
    def _quotes_what_it_calls_quoted(self, data: dict[str, Any], **kwargs: object) -> None:
        if data["type"] == "quoted" and not data["quote"]:
            raise ValidationError("is quoted, but there is no quote; give the words, or write reported", "type")
        if data["quote"] and data["type"] not in ("quoted", "relayed"):
            raise ValidationError(f"is {data['type']}, but there is a quote; write quoted", "type")


STATEMENTS = Resource(
    name="statements",
    singular="Statement",
    example="ryabkov-failed-to-narrow-positions",
    schema=Statement,
    label="{speakers}: {summary}",
    filed_by_source=True,
    order="-date",
    quotes="quote",
    backlinks={"retracted_by": "retracts"},
    sorts=("speaker", "type"),
    filters={
        "type": Has("type"),
        "speaker": Has("speakers"),
        "on_behalf_of": Has("on_behalf_of"),
        "audience": Has("audience"),
        "via": Has("via"),
        "meeting": Has("meeting"),
        "in_reply_to": Has("in_reply_to"),
        "about": Has("about"),
        "date": Overlaps("date"),
    },
)
