"""Meetings: who met whom, where, how long, and what came of it."""

from api.model.fact import Fact
from api.model.fields import Duration, Object, Objects, Ref, Text, Texts, sparse
from api.model.filters import Has, Overlaps
from api.model.resource import Resource
from api.model.schema import Lasting, Place, Strict
from api.model.terms import OpenChoice

STATUSES = {
    "planned": "Announced, not yet held.",
    "held": "It took place.",
    "cancelled": "It will not take place.",
    "postponed": "It will take place later than planned.",
}


class Participant(Strict):
    """Who took part in a meeting, and as what."""

    actor = Ref("Who took part.", "actors", required=True)
    role = Text("The part the actor had in the meeting.")
    on_behalf_of = Ref("For whom the actor took part.", "actors")


class Meeting(Fact, Lasting):
    """A meeting of two or more actors."""

    name = Text("What the meeting is called here.", required=True)
    status = OpenChoice("Its standing, as of the latest source.", STATUSES, required=True)
    duration = Duration("How long it took, in the notation of ISO 8601.")
    place = Object("Where it took place.", Place)
    participants = Objects("Who took part.", Participant)
    agenda = Texts("What it was about.")
    round_of = sparse(Ref("The meeting, or the talks, of which this is a round.", "meetings"))
    outcome = Text("How it ended, as far as the sources agree, in neutral words.")


MEETINGS = Resource(
    name="meetings",
    singular="Meeting",
    example="rome-2019-03-19",
    schema=Meeting,
    label="{name}",
    order="-date",
    sorts=("name",),
    filters={
        "participant": Has("participants.actor"),
        "on_behalf_of": Has("participants.on_behalf_of"),
        "round_of": Has("round_of"),
        "status": Has("status"),
        "country": Has("place.country"),
        "date": Overlaps("start_date", "end_date"),
    },
)
