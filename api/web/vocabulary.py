"""`/v1/vocabulary`: the closed lists of the API and the topics of the data set, with labels for readers."""

from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import Any

from api.model.fields import Choice, Country
from api.model.jsontext import encode
from api.model.resource import Resource
from api.model.terms import OpenChoice
from api.query import parameters
from api.query.diff import CHANGES
from api.query.verification import MATCHES, WHOSE
from api.web.request import Request
from api.web.responses import Representation, whole_list
from api.web.served import ServedRelease
from api.web.verdicts import VERDICTS


def vocabulary(served: ServedRelease, request: Request) -> Representation:
    """Show every closed list, with labels for readers."""
    parameters.read({}, request.pairs)
    return whole_list(map(encode, [*closed_lists(served.kinds), _topics(served)]))


_SHOWN = ("label", "description")


def _topics(served: ServedRelease) -> dict[str, Any]:
    """Return the topics of the data set: they are declared with it, not here."""
    own = {"plural": None, "own": True}
    values = [{"value": topic["id"], **own, **{key: topic[key] for key in _SHOWN}} for topic in served.store.topics]
    fields = [f"{resource.name}.topics" for resource in served.kinds if "topics" in resource.leaves]
    return {"name": "topics", "fields": fields, "values": values}


def closed_lists(resources: Sequence[Resource]) -> list[dict[str, Any]]:
    """Return every closed list: its name, the fields that take their values from it, and its values in order.

    A list that several fields share is called by what their paths end in, such as `evidence.part`, or else by its type.
    """
    lists: dict[tuple[tuple[str, str], ...], tuple[list[str], Choice | Country]] = {}
    for path, field in _fields(resources):
        lists.setdefault(tuple(field.values.items()), ([], field))[0].append(path)
    return [
        {
            "name": _shared(paths) or type(field).__name__.lower(),
            "fields": paths,
            "values": [_value(field, value) for value in field.values],
        }
        for paths, field in lists.values()
    ]


def _value(field: Choice | Country, value: str) -> dict[str, Any]:
    told = {"value": value, "label": field.label(value), "description": field.values[value]}
    if not isinstance(field, OpenChoice):
        return {**told, "plural": None, "own": False}
    return {**told, "plural": field.meanings[value].plural, "own": value not in field.core}


def _shared(paths: Sequence[str]) -> str:
    steps = [path.split(".")[::-1] for path in paths]
    ends = takewhile(lambda names: len(set(names)) == 1, zip(*steps, strict=False))
    return ".".join([names[0] for names in ends][::-1])


def _fields(resources: Sequence[Resource]) -> Iterator[tuple[str, Choice | Country]]:
    kinds = {resource.name: resource.description for resource in resources}
    yield "kind", Choice("The kind of a record.", kinds)
    for resource in resources:
        for path, leaf in resource.leaves.items():
            if isinstance(leaf, Choice | Country) and not leaf.load_only:
                yield f"{resource.name}.{path}", leaf
    yield "changes.change", Choice("What became of a fact.", CHANGES)
    yield "verify.verdict", Choice("What is right of a quotation.", VERDICTS)
    yield "verify.match", Choice("How words were found.", MATCHES)
    yield "verify.whose", Choice("Whose words they are.", WHOSE)
