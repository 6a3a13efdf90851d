"""Relations: how one actor stands to another. A stance is a relation; "position" means a job in FtM and Popolo."""

from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from api.model.fact import Fact
from api.model.fields import Choice, Computed, Ref, Text
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
    "linked_to": "A list of sanctions links the subject to the object, and does not say how.",
}

#: The name of a relation behind its subject, and what an issue adds to it or puts in its place; `{is|are}` agrees with
#: the subject, and a name with `!s` has its article. What is not here is the predicate itself, with the issue in
#: brackets.
_NAMES = {
    "opposes": ("{opposes|oppose} {object!s}", " over {issue}"),
    "recognizes": ("{recognizes|recognize} {object!s}", " as {issue}"),
    "condemns": ("{condemns|condemn} {object!s}", " for {issue}"),
    "warns": ("{warns|warn} {object!s}", " against {issue}"),
    "disputes": ("{disputes|dispute} the claim of {object!s}", " to {issue}"),
    "keeps_in_power": ("{keeps|keep} {object!s} in power", " ({issue})"),
    "part_of": ("{is|are} part of {object!s}", " ({issue})"),
    "supplies": ("{supplies|supply} {object!s}", " with {issue}"),
    "sends": ("{sends|send} {object!s}", " {issue}"),
    "assists": ("{assists|assist} {object!s}", " in {issue}"),
    "lends_to": ("{lends|lend} to {object!s}", "{lends|lend} {issue} to {object!s}"),
    "borrows_from": ("{borrows|borrow} from {object!s}", "{borrows|borrow} {issue} from {object!s}"),
    "buys_from": ("{buys|buy} from {object!s}", "{buys|buy} {issue} from {object!s}"),
    "shelters": ("{shelters|shelter} what comes from {object!s}", ": {issue}"),
    "refuses": ("{refuses|refuse} {object!s}", " {issue}"),
    "linked_to": ("{is|are} linked to {object!s}", " ({issue})"),
}


def _label(values: Mapping[str, Any]) -> str:
    predicate = values["predicate"]
    plain = (f"{{{predicate}|{predicate.removesuffix('s')}}} {{object!s}}", " ({issue})")
    sentence, issue = _NAMES.get(predicate, plain)
    if values["issue"]:
        sentence = issue if "{object!s}" in issue else sentence + issue
    return f"{{subject!s}} {{subject:{sentence.removeprefix('{')}"


class Relation(Fact, Lasting, Listed):
    """A lasting relation of one actor to another."""

    name = Computed("The relation in a sentence.", {"type": "string"})
    subject = Ref("From whom the relation goes out.", "actors", required=True)
    predicate = Choice("The relation.", PREDICATES, required=True)
    object = Ref("To whom the relation goes.", "actors", required=True)
    issue = Text("What the relation is about, where the predicate needs it, as it stands within a sentence.")

    @validates_schema
    def _goes_to_another(self, data: dict[str, Any], **kwargs: Any) -> None:
        if data["subject"] == data["object"]:
            raise ValidationError(f"{data['object']!r} is the subject itself; a relation goes to another", "object")


RELATIONS = Resource(
    name="relations",
    singular="Relation",
    example="united-states-supports-guaido",
    schema=Relation,
    label="{subject} {predicate} {object} {issue}",
    varied_label=_label,
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
