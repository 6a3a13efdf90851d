"""Events: what happened."""

from api.model.fact import Fact
from api.model.fields import Edtf, Object, Refs, Text
from api.model.filters import Has, Overlaps
from api.model.resource import Resource
from api.model.schema import Place


class Event(Fact):
    """Something that happened, or is happening, at a time as exact as the sources give it."""

    name = Text("What happened, in a few words.", required=True)
    date = Edtf("When it happened; null where no source says.")
    place = Object("Where it happened.", Place)
    involved = Refs("Who took part or was affected.", "actors")
    description = Text("What happened, in our own neutral words.")


EVENTS = Resource(
    name="events",
    singular="Event",
    example="venezuela-crisis",
    schema=Event,
    label="{name}",
    filed_by_source=True,
    order="-date",
    sorts=("name",),
    filters={
        "involved": Has("involved"),
        "country": Has("place.country"),
        "date": Overlaps("date"),
    },
)
