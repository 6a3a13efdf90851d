"""Figures: how many or how much of something, by whose count."""

from typing import Any

from marshmallow import ValidationError, validates_schema

from api.model.fact import Fact
from api.model.fields import Edtf, Number, Ref, Refs, Text, Verbatim
from api.model.filters import Has, Overlaps
from api.model.resource import Resource
from api.model.terms import OpenChoice

QUALIFIERS = {
    "exact": "The source gives the value as such.",
    "about": "The source gives the value as near.",
    "more_than": "The source gives the value as a lower bound.",
    "less_than": "The source gives the value as an upper bound.",
}


class Figure(Fact):
    """A number that a source gives, with what it counts."""

    label = Text("What is counted or measured.", required=True)
    value = Number("The number; null where the source gives a range or only an order of magnitude.")
    value_min = Number("The lower bound that the words of the source allow.")
    value_max = Number("The upper bound that the words of the source allow.")
    qualifier = OpenChoice("How the number is to be read; null where it is no single number.", QUALIFIERS)
    unit = Text("The unit of the value.", required=True)
    period = Edtf("The time that the number is for; null where no source says.")
    as_written = Verbatim("The number in the words of the source.", required=True)
    attributed_to = Ref("Who gives or made the number; null where the source gives it in its own voice.", "actors")
    about = Refs("Whom or what the number is about.", "actors", "events", "meetings", "sanctions")

    @validates_schema
    def _stays_within_its_bounds(self, data: dict[str, Any], **kwargs: object) -> None:
        numbers = [data[name] for name in ("value_min", "value", "value_max") if data[name] is not None]
        if numbers != sorted(numbers):
            what = f"{data['value']} is out of order; value_min is the least and value_max the most"
            raise ValidationError(what, "value")
        if data["qualifier"] and data["value"] is None:
            what = f"{data['qualifier']!r} qualifies no value; give the value, or leave the qualifier out"
            raise ValidationError(what, "qualifier")


FIGURES = Resource(
    name="figures",
    singular="Figure",
    example="people-who-fled-millions",
    schema=Figure,
    label="{label}: {as_written}",
    filed_by_source=True,
    order="-date",
    sorts=("label", "unit"),
    filters={
        "attributed_to": Has("attributed_to"),
        "about": Has("about"),
        "qualifier": Has("qualifier"),
        "unit": Has("unit"),
        "date": Overlaps("period"),
    },
)
