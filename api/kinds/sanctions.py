"""Sanctions: who restricted whom; one record per target, as FollowTheMoney and OFAC have it."""

from api.model.fact import Fact
from api.model.fields import Edtf, Objects, Ref, Text, Texts, sparse
from api.model.filters import Has, HasIdentifier, Overlaps
from api.model.resource import Resource
from api.model.schema import SEEN, Identifier, Lasting, Listed, Strict
from api.model.terms import OpenChoice

STATUSES = {
    "announced": "Made known, not yet in force.",
    "in_force": "In force, as far as the sources go.",
    "suspended": "Not applied for the time being.",
    "lifted": "Ended by its authority.",
    "delisted": "Gone from the list of its authority.",
}


class Amendment(Strict):
    """A change of a sanction, as one source gives it."""

    date = Edtf("When it was changed.")
    legal_basis = Text("The act that changed it.")
    description = Text("What was changed, in our own neutral words.", required=True)
    source = Ref("The source that gives the change.", "sources", required=True)


class Sanction(Fact, Lasting, Listed):
    """A restriction that an authority put on one target."""

    target = Ref("Who is restricted.", "actors", required=True)
    authority = Ref("Who imposed the restriction.", "actors", required=True)
    program = Text("The programme of the authority that it belongs to, by its code.")
    legal_basis = Text("The act that it rests on.")
    measures = Texts("What is restricted.")
    reason = Text("The reason that the authority gives.")
    listing_date = Edtf("When the target was put on the list.")
    identifiers = Objects("Identifiers of its entry in public lists.", Identifier)
    amendments = sparse(Objects("How it was changed since, each change with its source.", Amendment))
    status = OpenChoice("Its standing, as of the latest source.", STATUSES, required=True)


SANCTIONS = Resource(
    name="sanctions",
    singular="Sanction",
    example="us-sanctions-ex-cle",
    schema=Sanction,
    label="{authority} sanctions on {target} ({program})",
    varied_label=lambda values, _: (
        "{authority} sanctions on {target}" + (" ({program})" if values.get("program") else "")
    ),
    order="-date",
    sorts=("target", "listing_date"),
    filters={
        "target": Has("target"),
        "authority": Has("authority"),
        "program": Has("program"),
        "status": Has("status"),
        "identifiers": HasIdentifier("identifiers.id"),
        "date": Overlaps("start_date", "end_date", SEEN, ongoing=("status", "in_force")),
        "listing_date": Overlaps("listing_date"),
    },
)
