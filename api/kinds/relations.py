"""Relations: how one actor stands to another. A stance is a relation; "position" means a job in FtM and Popolo."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from api.model.fact import Fact
from api.model.fields import Choice, Ref, Text
from api.model.filters import Has, Overlaps
from api.model.resource import Resource
from api.model.schema import SEEN, Lasting, Listed

PREDICATES = {
    "supports": "The subject backs the object.",
    "opposes": "The subject is against the object, or against what the issue names.",
    "recognizes": "The subject holds the object to be what the issue names.",
    "condemns": "The subject condemns what the issue names.",
    "warns": "The subject warns the object of what the issue names.",
    "disputes": "The subject contests the claim of the object to what the issue names.",
    "keeps_in_power": "The subject is seen as what keeps the object in power.",
    "heads": "The subject heads the object.",
    "represents": "The subject speaks for the object.",
    "part_of": "The subject is a part of the object.",
    "owns": "The subject owns the object.",
    "controls": "The subject controls the object.",
    "runs": "The subject runs the object; whether it owns it is another question.",
    "supplies": "The subject gives the object what the issue names.",
    "sends": "The subject sends what the issue names, meant for the object; whether it arrives is another question.",
    "assists": "The subject helps the object to do what the issue names.",
    "lends_to": "The subject lends to the object what the issue names.",
    "borrows_from": "The subject borrows from the object what the issue names.",
    "buys_from": "The subject buys from the object what the issue names.",
    "shelters": "The subject has on its ground what the issue names, which comes from the object.",
    "refuses": "The subject refuses from the object what the issue names.",
    "sanctions": "The subject restricts the object.",
    "linked_to": "A list of sanctions links the subject to the object, and does not say how.",
}


class Relation(Fact, Lasting, Listed):
    """A lasting relation of one actor to another."""

    subject = Ref("From whom the relation goes out.", "actors", required=True)
    predicate = Choice("The relation.", PREDICATES, required=True)
    object = Ref("To whom the relation goes.", "actors", required=True)
    issue = Text("What the relation is about, where the predicate needs it.")

    @validates_schema
    def _goes_to_another(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data["subject"] == data["object"]:
            raise ValidationError(f"{data['object']!r} is the subject itself; a relation goes to another", "object")


RELATIONS = Resource(
    name="relations",
    singular="Relation",
    example="united-states-supports-guaido",
    schema=Relation,
    label="{subject} {predicate} {object}",
    filed_by_source=True,
    order="subject",
    sorts=("predicate", "object", "date"),
    filters={
        "subject": Has("subject"),
        "predicate": Has("predicate"),
        "object": Has("object"),
        "date": Overlaps("start_date", "end_date", SEEN, ongoing=True),
    },
)
