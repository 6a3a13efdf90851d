"""Terms: what a data set adds to open lists, in its `dataset.yaml`; knows nothing of single kinds or of files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Any, NamedTuple

from marshmallow import ValidationError

from api.model.fields import Choice, Pattern, Text
from api.model.messages import did_you_mean
from api.model.resource import Resource
from api.model.schema import Strict

#: The end of what is said of a term that is neither in the core nor in the data set.
HINT = "add it to terms in dataset.yaml"


class Meaning(NamedTuple):
    """What readers see of a term: its meaning, and its words as they stand within a sentence.

    A verb may have the sentence that goes on behind its subject, and one for where there is an issue: `{object}` and
    `{issue}` stand for their names there, `{is|are}` for what agrees with the subject in number.
    """

    description: str
    label: str = ""
    plural: str | None = None
    sentence: str | None = None
    sentence_with_issue: str | None = None


class OpenChoice(Choice):
    """One of a list that a data set may add to; those of `verbs` are the words between two actors."""

    def __init__(self, help: str, core: Mapping[str, str | Meaning], *, verbs: bool = False, **more: Any) -> None:
        super().__init__(help, {}, **more)
        self.verbs = verbs
        self.core = {id: Meaning(found) if isinstance(found, str) else found for id, found in core.items()}
        self.take({})

    def take(self, terms: Mapping[str, Meaning]) -> None:
        """Take the terms of a data set, behind those of the core, of which none changes."""
        self.meanings = {**self.core, **{id: term for id, term in terms.items() if id not in self.core}}
        self.values = {id: meaning.description for id, meaning in self.meanings.items()}
        self.validators = [self._known]  # that of a copy is not that of its origin

    def words(self, value: str) -> str:
        """Return a term as it stands within a sentence."""
        meaning = self.meanings.get(value)
        return (meaning and meaning.label) or super().words(value)

    def _known(self, value: str) -> None:
        try:
            super()._known(value)
        except ValidationError as error:
            [what] = error.messages
            raise ValidationError(f"{what}{' Or' if what.endswith('?') else '; or'} {HINT}") from None


class _TermId(Pattern):
    pattern, what = r"^[a-z0-9]+(_[a-z0-9]+)*$", "a term; write lower-case words, joined with '_'"


class _Words(Pattern):
    pattern, what = r"^[^{}|]+$", "words alone; leave braces and | to sentence"


class _Sentence(Pattern):
    pattern = r"^(?=.*\{object\})([^{}|]|\{object\}|\{[^{}|]+\|[^{}|]+\})+$"
    what = "a sentence; write {{object}} where that stands, and {{is|are}} for what agrees with the subject"


class _SentenceWithIssue(Pattern):
    pattern = r"^(?=.*\{object\})(?=.*\{issue\})([^{}|]|\{object\}|\{issue\}|\{[^{}|]+\|[^{}|]+\})+$"
    what = "a sentence; write {{object}} and {{issue}} where they stand, {{is|are}} for what agrees with the subject"


class OwnTerm(Strict):
    """A term that the data set adds to one of the open lists."""

    of = Text("The field that takes it, such as `relations.predicate`.", required=True)
    id = _TermId("The term as records write it.", required=True)
    label = _Words("Its words within a sentence: of a predicate the verb, as in *is allied with*.", required=True)
    plural = _Words("The same of several: *warlords*, *are allied with*; a predicate needs it.")
    description = Text("What it means, in a sentence.", required=True)
    sentence = _Sentence("Of a predicate whose object is not its last word: `{keeps|keep} {object} in power`.")
    sentence_with_issue = _SentenceWithIssue("The same with an issue: `{lends|lend} {issue} to {object}`.")


def faults(resources: Sequence[Resource], terms: Sequence[Mapping[str, Any]]) -> Iterator[tuple[tuple[Any, ...], str]]:
    """Yield what is wrong with the terms of a data set beside those of the kinds, each with its path."""
    lists = open_lists(resources)
    for index, term in enumerate(terms):
        taking, named = lists.get(term["of"]), [(other["of"], other["id"]) for other in terms[:index]]
        if not taking:
            near = did_you_mean(term["of"], lists) or f"; {', '.join(lists)} do"
            yield ("terms", index, "of"), f"{term['of']!r} takes no terms{near}"
        elif term["id"] in taking.values:
            yield ("terms", index, "id"), f"{term['id']!r} is there in every data set; leave it out, or choose another"
        elif (term["of"], term["id"]) in named:
            yield ("terms", index, "id"), f"{term['id']!r} stands in the list twice; keep one"
        elif taking.verbs and not term["plural"]:
            yield ("terms", index, "plural"), "is missing; write the verb of a subject in the plural"
        elif not taking.verbs and (term["sentence"] or term["sentence_with_issue"]):
            yield ("terms", index), "has a sentence, which is for predicates; leave it out"


def open_lists(resources: Sequence[Resource]) -> Mapping[str, OpenChoice]:
    """Return every field that takes terms, by its kind and its name."""
    fields = ((f"{kind.name}.{name}", field) for kind in resources for name, field in kind.loader.fields.items())
    return {path: field for path, field in fields if isinstance(field, OpenChoice)}


def with_terms(resources: Sequence[Resource], about: Mapping[str, Any]) -> tuple[Resource, ...]:
    """Return kinds with the terms that a data set says to add to them; the same kinds for the same terms."""
    whole = (term for term in about.get("terms", ()) if term.get("of") and term.get("id"))
    return _extended(tuple(resources), tuple(tuple(sorted(term.items(), key=str)) for term in whole))


@lru_cache(maxsize=16)
def _extended(resources: tuple[Resource, ...], terms: tuple[tuple[tuple[str, Any], ...], ...]) -> tuple[Resource, ...]:
    added: Mapping[str, dict[str, Meaning]] = defaultdict(dict)
    for term in map(dict, terms):
        added[term["of"]][term["id"]] = Meaning._make(term.get(name) for name in Meaning._fields)
    others = [replace(kind) for kind in resources]  # the copies have fields of their own
    for path, field in open_lists(others).items():
        field.take(added.get(path, {}))
    pairs = zip(resources, others, strict=True)
    return tuple(kind if _meanings(kind) == _meanings(other) else other for kind, other in pairs)


def _meanings(kind: Resource) -> list[Mapping[str, Meaning]]:
    return [field.meanings for field in open_lists([kind]).values()]
