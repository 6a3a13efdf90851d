"""Actors: who acts, speaks, is spoken about or carries a report."""

from collections.abc import Mapping, Sequence
from typing import Any

from api.model.countries import ALPHA_3
from api.model.fact import Fact
from api.model.fields import Choice, Country, Objects, Ref, Refs, Several, Text, Texts, sparse
from api.model.filters import Has, HasIdentifier
from api.model.resource import Resource
from api.model.schema import FactCounts, Identifier, Lasting
from api.model.terms import Meaning, OpenChoice

TYPES = {
    "person": Meaning("A human being in a public role.", plural="persons"),
    "state": Meaning("A state.", plural="states"),
    "body": Meaning("A public body: a government, a ministry, a parliament.", plural="bodies"),
    "company": Meaning("A company, whoever owns it.", plural="companies"),
    "media": Meaning("A news agency or an outlet.", plural="media"),
    "group": Meaning("People or states named together, without a common organization.", plural="groups"),
    "delegation": Meaning("Those who speak for a party at a meeting.", plural="delegations"),
    "organization": Meaning("An organization of which no source says more.", plural="organizations"),
    "vessel": Meaning("A ship.", plural="vessels"),
    "aircraft": Meaning("An aircraft.", plural="aircraft"),
}


class Office(Lasting):
    """An office as one source gives it: held when the source says so, which says nothing of today."""

    role = Text("The office in the words of the source.", required=True)
    organization = Ref("Where the office is held.", "actors")
    source = Ref("The source that gives the office.", "sources", required=True)


class Actor(Fact):
    """A person, state, body, company, medium, group or delegation that takes part in the facts."""

    type = OpenChoice("What the actor is.", TYPES, required=True)
    name = Text("The name by which the actor is best known, with its accents.", required=True)
    number = Choice(
        "Whether its name takes a verb in the plural in the names of its relations; left out, it does not.",
        {"singular": "It does not.", "plural": "It does."},
        load_only=True,
    )
    article = Choice(
        "The article before its name in the names of its relations; left out, it has none.",
        {"the": "As in *the United States*."},
        load_only=True,
    )
    initial = Choice(
        "Whether its name keeps its capital within the names of its relations; left out, it does.",
        {"capital": "It does.", "small": "It does not, as in *armed groups*."},
        load_only=True,
    )
    aliases = Texts("Other names and spellings, misspellings in print included.")
    weak_aliases = sparse(Texts("Those of the aliases that a list calls weak: too common to tell who is meant."))
    description = Text("Who the actor is in these facts, in neutral words.")
    countries = Several(
        "The countries the actor belongs to.",
        Country("A country by its code of ISO 3166-1 alpha-2, a former one by that of ISO 3166-3.", required=True),
    )
    offices = Objects("The offices that sources give, each with its source and its dates.", Office)
    member_of = Refs("What the actor is a part or a member of.", "actors")
    identifiers = Objects("Identifiers in registers; never those of private life.", Identifier)
    different_from = sparse(Refs("Actors of a similar name that are not this one.", "actors"))
    facts = FactCounts(
        "How many facts of each kind name the actor, as known by the same day, and where they are listed."
    )


def _codes(values: Mapping[str, Any]) -> Sequence[str]:
    countries = values["countries"] if values["type"] == "state" else ()
    return [code for country in countries for code in (country, ALPHA_3.get(country)) if code]


ACTORS = Resource(
    name="actors",
    singular="Actor",
    example="elliott-abrams",
    schema=Actor,
    label="{name}",
    facts_by="actor",
    aliases="aliases",
    codes=_codes,
    order="name",
    sorts=("type", "country"),
    filters={
        "type": Has("type"),
        "country": Has("countries"),
        "member_of": Has("member_of"),
        "organization": Has("offices.organization"),
        "identifiers": HasIdentifier("identifiers.id"),
    },
)
