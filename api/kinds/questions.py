"""Questions: where the sources or the parties differ, each account beside the others, without a verdict."""

from api.model.fact import Fact
from api.model.fields import Objects, Refs, Text
from api.model.filters import Has
from api.model.resource import Resource
from api.model.schema import Strict

FACTS = ("statements", "sanctions", "meetings", "figures", "relations", "events", "actors")


class Account(Strict):
    """One answer to a question, and what carries it."""

    summary = Text("The answer, in our own neutral words.", required=True)
    held_by = Refs("Whose answer it is.", "actors", "sources", required=True)
    facts = Refs("The facts that carry the answer.", *FACTS, required=True)


class Question(Fact):
    """A question that has more than one answer in the sources; the order of the accounts says nothing."""

    title = Text("The question.", required=True)
    accounts = Objects("The answers, side by side.", Account, required=True, least=2)


QUESTIONS = Resource(
    name="questions",
    singular="Question",
    example="how-did-guaido-come-to-claim-the-presidency",
    schema=Question,
    label="{title}",
    backlinks={"contested_in": "accounts.facts"},
    order="title",
    filters={
        "held_by": Has("accounts.held_by"),
        "fact": Has("accounts.facts"),
    },
)
