"""What can be asked: every operation of the contract, in a line or two; knows nothing of OpenAPI's own words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from api.model.json_shapes import ref
from api.model.resource import Resource
from api.query.formats import CSV, JSON, NDJSON
from api.query.list_parameters import ALL, FORMAT, LARGEST_PAGE, LIMIT, SOUGHT, parameters_of
from api.query.parameters import AS_OF, SLUG_SCHEMA, Parameter
from api.release.combined import lists
from api.web import verify
from api.web.changes import PARAMETERS

_TEXT: Mapping[str, Any] = {"type": "string"}
#: Quotations to be verified.
_DRAFT = {"quotations": [{"quote": "a meeting of minds", "speaker": "elliott-abrams"}]}
#: How many records there are at most on a page, and in a form that is read while it comes.
_ON_A_PAGE = replace(
    LIMIT,
    description=f"How many records at most: 1 to {LARGEST_PAGE}; 0 beside `facets`, for counts alone.",
    schema={"type": "integer", "minimum": 0, "maximum": LARGEST_PAGE},
)
_IN_LINES = replace(
    LIMIT,
    description=f"How many records at most: 1 to {LARGEST_PAGE}, or `{ALL}`.",
    schema={"type": "string", "pattern": f"^({ALL}|[1-9]|[1-9][0-9]|1[0-9][0-9]|{LARGEST_PAGE})$"},
)


@dataclass(frozen=True)
class Operation:
    """One operation: where it is, what it is called, what it takes, and the schema and media type of its answer."""

    path: str
    id: str
    summary: str
    tag: str
    answer: Mapping[str, Any]
    takes: Sequence[Parameter] = ()
    in_path: Sequence[Parameter] = ()
    media_type: str = JSON.media_type
    description: str = ""
    #: The schema of what is sent by POST, where the operation takes that, and an example.
    sent: Mapping[str, Any] | None = None
    example: Mapping[str, Any] | None = None


def operations(resources: Sequence[Resource]) -> Iterator[Operation]:
    """Yield every operation of an API that serves these kinds."""
    yield Operation("/v1", "getIndex", "Say what there is.", "about", ref("Index"), [AS_OF])
    taken = parameters_of(lists(tuple(resources)))
    for resource in lists(resources):
        yield _listing(resource, taken.parameters(resource))
    for resource in resources:
        name, takes, id = resource.name, list(taken.of_record(resource).values()), _id(resource)
        summary = f"Get one of the {name}."
        answer = ref(resource.singular)
        path, named = f"/v1/{name}/{{id}}", f"get{resource.singular}"
        yield Operation(path, named, summary, name, answer, takes, [id])
        if name == "meetings":
            summary = "Get what each side said of a meeting."
            yield Operation(f"{path}/accounts", "getMeetingAccounts", summary, name, ref("Accounts"), [AS_OF], [id])
    yield from _over_all(resources)
    yield from _around()


def _listing(resource: Resource, taken: Mapping[str, Parameter]) -> Operation:
    name = resource.name
    takes = [_ON_A_PAGE if found is LIMIT else found for found in taken.values() if found is not FORMAT]
    id, summary = f"list{name.capitalize()}", f"List {name}."
    if SOUGHT in takes:
        id, summary = "search", "Find records of all kinds by words."
    tag = "about" if resource.holds else name
    return Operation(f"/v1/{name}", id, summary, tag, ref(f"{resource.singular}Page"), takes)


def _over_all(resources: Sequence[Resource]) -> Iterator[Operation]:
    """Yield the operations that are the same for all kinds, which stand in their paths."""
    every, shown = lists(resources), parameters_of(lists(tuple(resources)))
    common = [name for name in shown.parameters(resources[0]) if all(name in shown.parameters(kind) for kind in every)]
    takes = [shown.parameters(resources[0])[name] for name in common if name not in ("facets", "sort", "include")]
    takes = [_IN_LINES if found is LIMIT else found for found in takes if found is not FORMAT]
    said = "Of what is listed, the filters and `sort` work here too. The search needs `q`."
    for form, id, what in ((CSV, "getTable", "a table"), (NDJSON, "getLines", "lines of JSON")):
        summary = f"Get a list as {what}."
        kind = _kind([found.name for found in every])
        path, about = f"/v1/{{kind}}.{form.name}", f"{form.help} {said}"
        yield Operation(path, id, summary, "about", _TEXT, takes, [kind], form.media_type, about)
    summary = "Get what became known of a record, and when."
    path, kind = "/v1/{kind}/{id}/history", _kind([found.name for found in resources])
    example = next((found for found in resources if found.name == kind.example), resources[0])
    yield Operation(path, "getHistory", summary, "about", ref("History"), [AS_OF], [kind, _id(example)])
    said = f"{NDJSON.help} The first line says what the release is. `/v1/dataset.json` is one JSON document: what the "
    said += "first line says, and the records as `data`."
    summary = "Get everything at once."
    yield Operation("/v1/dataset", "getDataset", summary, "about", _TEXT, [AS_OF], (), NDJSON.media_type, said)


def _around() -> Iterator[Operation]:
    for path, id, summary, schema, takes in (
        ("/v1/verify", "verifyQuote", "Say whether words are among the quotes.", "Verification", verify.PARAMETERS),
        ("/v1/changes", "listChanges", "List what has changed since a release.", "Changes", PARAMETERS),
        ("/v1/releases", "listReleases", "List the releases that are kept.", "Releases", {}),
        ("/v1/vocabulary", "getVocabulary", "List every closed list, with labels.", "Vocabulary", {}),
    ):
        yield Operation(path, id, summary, "about", ref(schema), list(takes.values()))
    summary, answer = "Say of each quotation of a draft whether it is right.", ref("Verifications")
    path, id = "/v1/verify", "verifyDraft"
    yield Operation(path, id, summary, "about", answer, sent=ref("Draft"), example=_DRAFT)


def _id(resource: Resource) -> Parameter:
    return Parameter("id", "The id of the record.", SLUG_SCHEMA, str, example=resource.example)


def _kind(names: Sequence[str]) -> Parameter:
    example = "statements" if "statements" in names else names[0]
    return Parameter("kind", "Which list.", {"type": "string", "enum": list(names)}, str, example=example)
