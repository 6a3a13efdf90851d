"""Relations: how one actor stands to another. A stance is a relation; "position" means a job in FtM and Popolo."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import ValidationError, validates_schema

from api.model.fact import Fact
from api.model.fields import Computed, Ref, Text
from api.model.filters import Has, Overlaps
from api.model.resource import Resource
from api.model.schema import SEEN, Lasting, Listed
from api.model.terms import Meaning, OpenChoice

#: Each verb: what it means, its sentence with an issue or what that adds to the one without, and the one without. What
#: is left out is made of the verb: the object stands behind it, and an issue in brackets.
_VERBS = {
    "supports": ("The subject backs the object.",),
    "opposes": ("The subject is against the object, or against what the issue names.", " over {issue}"),
    "recognizes": ("The subject holds the object to be what the issue names.", " as {issue}"),
    "condemns": ("The subject condemns what the issue names.", " for {issue}"),
    "accuses": ("The subject accuses the object of what the issue names.", " of {issue}"),
    "warns": ("The subject warns the object of what the issue names.", " against {issue}"),
    "threatens": ("The subject threatens the object with what the issue names.", " with {issue}"),
    "demands_from": (
        "The subject demands from the object what the issue names.",
        *("{demands|demand} {issue} from {object}", "{makes|make} demands on {object}"),
    ),
    "disputes": (
        "The subject contests the claim of the object to what the issue names.",
        *(" to {issue}", "{disputes|dispute} the claim of {object}"),
    ),
    "negotiates_with": ("The subject and the object negotiate.", " over {issue}"),
    "mediates_for": ("The subject mediates between the object and its opponents.", " over {issue}"),
    "attacks": ("The subject uses force against the object.",),
    "blockades": ("The subject keeps traffic from the object.",),
    "occupies": ("The subject holds the object by force.",),
    "defends": ("The subject uses force for the object, or keeps it ready.", " against {issue}"),
    "detains": ("The subject holds the object in custody.",),
    "allied_with": ("The subject is an ally of the object.",),
    "heads": ("The subject heads the object.",),
    "represents": ("The subject speaks for the object.",),
    "part_of": ("The subject is a part of the object.",),
    "owns": ("The subject owns the object.",),
    "controls": ("The subject controls the object.",),
    "runs": ("The subject runs the object; whether it owns it is another question.",),
    "supplies": ("The subject gives the object what the issue names.", " with {issue}"),
    "sends": (
        "The subject sends what the issue names, meant for the object; whether it arrives is another question.",
        " {issue}",
    ),
    "assists": ("The subject helps the object to do what the issue names.", " in {issue}"),
    "lends_to": ("The subject lends to the object what the issue names.", "{lends|lend} {issue} to {object}"),
    "borrows_from": ("The subject borrows what the issue names.", "{borrows|borrow} {issue} from {object}"),
    "buys_from": ("The subject buys from the object what the issue names.", "{buys|buy} {issue} from {object}"),
    "refuses": ("The subject refuses from the object what the issue names.", " {issue}"),
    "linked_to": ("A list of sanctions links the subject to the object, and does not say how.",),
}
_FORMS = re.compile(r"\{([^{}]+\|[^{}]+)\}")


def _verb(id: str, description: str, issue: str = " ({issue})", sentence: str = "") -> Meaning:
    first, *rest = id.split("_")
    words = [first, *rest] if first.endswith("s") else ["is", first, *rest]
    several = {"is": "are"}.get(words[0]) or re.sub("ies$", "y", first).removesuffix("s")
    label, plural = " ".join(words), " ".join([several, *words[1:]])
    sentence = sentence or f"{{{label}|{plural}}} {{object}}"
    return Meaning(description, label, plural, sentence, issue if "{object}" in issue else sentence + issue)


PREDICATES = {id: _verb(id, *told) for id, told in _VERBS.items()}


def _label(values: Mapping[str, Any], fields: Mapping[str, Any]) -> str:
    verb: Meaning = fields["predicate"].meanings[values["predicate"]]
    sentence = verb.sentence or f"{{{verb.label}|{verb.plural}}} {{object}}"
    if values["issue"]:
        sentence = verb.sentence_with_issue or f"{sentence} ({{issue}})"
    return "{subject!s} " + _FORMS.sub(r"{subject:\1}", sentence.replace("{object}", "{object!s}"))


class Relation(Fact, Lasting, Listed):
    """A lasting relation of one actor to another."""

    name = Computed("The relation in a sentence.", {"type": "string"})
    subject = Ref("From whom the relation goes out.", "actors", required=True)
    predicate = OpenChoice("The relation.", PREDICATES, verbs=True, required=True)
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
